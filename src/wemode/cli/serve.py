"""wemode serve, wemode demo: the pages, on this machine only."""

from __future__ import annotations

import os
import secrets
import socket
import tempfile
import threading
import time
import webbrowser
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wemode.cli.door import door_option
from wemode.cli.options import SUFFIX, case_file_option
from wemode.cli.server import serve_forever

if TYPE_CHECKING:
    from wemode.store.results import PatientLink

HOST = "127.0.0.1"
PORT = 8137


@click.command("serve")
@case_file_option
@door_option
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True)
@click.option("--browser/--no-browser", default=True, help="Open the page in the browser.")
def serve_command(case_file: Path, door_file: Path | None, port: int, browser: bool) -> None:
    """Serve the pages of the case file; the page asks for the passphrase."""
    os.environ |= {"WEMODE_FILE": str(case_file), "WEMODE_DOOR": str(door_file or "")}
    _serve(port, browser)


@click.command("demo")
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True)
@click.option("--browser/--no-browser", default=True, help="Open the page in the browser.")
def demo_command(port: int, browser: bool) -> None:
    """Open the fictional demo case in a throw-away file, gone when you stop it."""
    from wemode.cli.demo import make_demo_file

    with tempfile.TemporaryDirectory(prefix="wemode-demo-") as folder:
        case_file = Path(folder) / f"demo{SUFFIX}"
        # A throw-away file with a fictional case: this passphrase guards nothing.
        passphrase = secrets.token_urlsafe(12)
        # In a process of its own: Django is configured once a process, and the server's is another.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as elsewhere:
            link = elsewhere.submit(make_demo_file, case_file, passphrase).result()
        os.environ |= {
            "WEMODE_FILE": str(case_file),
            "WEMODE_DOOR": "",  # beside that file: a door of this machine's is none of the demo's
            "WEMODE_DEMO": "1",
            "WEMODE_DEMO_PASSPHRASE": passphrase,
        }
        click.echo("The demo case is fictional; its file is thrown away when you stop (Ctrl+C).")
        _serve(port, browser, link)


def _serve(port: int, browser: bool, link: PatientLink | None = None) -> None:
    port = _free_port(port)
    address = f"http://{HOST}:{port}/"
    threading.Thread(target=_announce, args=(address, port, browser, link), daemon=True).start()
    serve_forever("wemode.web.wsgi:application", HOST, port)


def _free_port(wanted: int) -> int:
    """The wanted port, or any free one where something else listens there."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            if os.name == "posix":
                # Else what is left of the connections of a server just stopped holds its port.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise click.ClickException("There is no free port on this machine.")


def _announce(address: str, port: int, browser: bool, link: PatientLink | None) -> None:
    """Say the address once the page answers, and open it where a browser is wanted.

    ``link`` is the demo patient's: nobody else's is ever said here.
    """
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                break
        time.sleep(0.1)
    click.echo(f"Wemode is open at {address}")
    if link:
        code = f"{link.code[:3]} {link.code[3:]}"
        click.echo(f"The patient's page, with the code {code}: {address}p/in/{link.token}/")
    if browser:
        webbrowser.open(address)
