"""Pages and door run on one and the same server: one process that writes no line about requests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import granian
import pytest
from click.testing import CliRunner

from wemode.cli import main, serve
from wemode.store.door import door_path


class Recorded:
    """In place of the server: what it would have been started with."""

    started: dict[str, Any]

    def __init__(self, application: str, **options: Any) -> None:
        type(self).started = {"application": application, **options}

    def serve(self) -> None:
        pass


def started(*words: str) -> dict[str, Any]:
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    return Recorded.started


def test_both_are_started_alike_but_for_place_and_tls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(granian, "Granian", Recorded)
    monkeypatch.setattr(serve, "_announce", lambda *_: None)
    for name in ("WEMODE_FILE", "WEMODE_DOOR", "WEMODE_DOOR_HOSTS", "WEMODE_DOOR_TLS"):
        monkeypatch.setenv(name, "")
    case_file = tmp_path / "cases.wemode"
    door_path(case_file).touch()
    certificate = tmp_path / "our.pem"
    certificate.touch()
    place = ("--case-file", str(case_file))
    pages = started("serve", *place, "--no-browser")
    secured = ("--certificate", str(certificate), "--key", str(certificate))
    door = started(
        "door", *place, "--host", "0.0.0.0", *secured, "--address", "https://mill.example.org"
    )
    alike = {**pages, "port": 0} | {
        key: door[key] for key in ("application", "address", "ssl_cert", "ssl_key")
    }
    assert {**door, "port": 0} == alike
    assert (pages["address"], pages["ssl_cert"]) == ("127.0.0.1", None)
    assert (door["address"], door["ssl_cert"]) == ("0.0.0.0", certificate)
    assert (pages["workers"], pages["log_access"], pages["websockets"]) == (1, False, False)
