"""The port the pages are served on: that of before after a restart, another while it is taken."""

from __future__ import annotations

import os
import socket

import pytest

from wemode.cli.serve import HOST, _free_port


def test_another_port_is_taken_while_something_listens_on_the_wanted_one() -> None:
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        assert _free_port(port) not in (0, port)


@pytest.mark.skipif(os.name != "posix", reason="elsewhere the port is free at once")
def test_a_restart_finds_its_port_free_though_a_browser_was_still_connected() -> None:
    with socket.create_server((HOST, 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection((HOST, port)) as browser:
            accepted, _ = server.accept()
            accepted.close()  # the server ends it first, and its side lingers
            browser.recv(1)
    assert _free_port(port) == port
