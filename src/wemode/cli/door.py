"""wemode door: the patients' pages on a network, without the case file."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from wemode.cli.options import case_file_option
from wemode.cli.server import serve_forever
from wemode.errors import NotFound, Problem

HOST = "127.0.0.1"
PORT = 8138
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
_CLEAR = (
    "On {host} the page would travel in clear, with all that a patient writes. Give --certificate "
    "and --key, or --behind-proxy where a server of yours in front of this one speaks TLS and "
    "nobody else can reach this port."
)


def beside(case_file: Path) -> Path:
    """The door of a case file unless somebody names another one."""
    from wemode.store.door import door_path

    return door_path(case_file)


def door_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option --door, given to the command as ``door_file``: None for the one beside."""
    return click.option(
        "--door",
        "door_file",
        type=click.Path(path_type=Path, dir_okay=False),
        envvar="WEMODE_DOOR",
        default=None,
        show_default="beside the case file",
        metavar="PATH",
        help="The door file; it holds nothing that can be read without a patient's link.",
    )(command)


@click.command("door")
@case_file_option
@door_option
@click.option("--host", default=HOST, show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True)
@click.option(
    "--certificate", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE"
)
@click.option("--key", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE")
@click.option("--behind-proxy", is_flag=True, help="A server in front of this one speaks TLS.")
@click.option(
    "--address",
    default="",
    metavar="URL",
    help="Where patients reach it, https://…; that of the practice if left out.",
)
def door_command(
    case_file: Path,
    door_file: Path | None,
    host: str,
    port: int,
    certificate: Path | None,
    key: Path | None,
    behind_proxy: bool,
    address: str,
) -> None:
    """Serve the patients' pages alone. It needs neither the case file nor its passphrase.

    Run it where the door file lies, for as long as patients may write. Whoever unlocks the case
    file fetches what came in.
    """
    if (certificate is None) != (key is None):
        raise click.UsageError("A certificate and its key belong together: give both.")
    if not (is_loopback(host) or certificate or behind_proxy):
        raise click.UsageError(_CLEAR.format(host=host))
    # Only the name of the case file is asked for, to find the door beside it.
    door_file = door_file or beside(case_file)
    if not door_file.exists():
        what, remedy = "there is no such door", "Open a link first: wemode link open CODE"
        raise NotFound(Problem(door_file.name, what, remedy))
    tls = "own" if certificate else "proxy" if behind_proxy else ""
    names = host_names(address or _held_address(door_file), tls)
    os.environ |= {
        "WEMODE_DOOR": str(door_file.resolve()),
        "WEMODE_DOOR_HOSTS": " ".join(names),
        "WEMODE_DOOR_TLS": tls,
    }
    scheme = "https" if tls == "own" else "http"
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"The patients' door is open at {scheme}://{shown}:{port}/p/ for {', '.join(names)}")
    serve_forever("wemode.web.door_wsgi:application", host, port, certificate=certificate, key=key)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches this address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def host_names(address: str, tls: str) -> tuple[str, ...]:
    """The names by which the door may be asked for; any other is refused.

    UsageError where patients are to reach it from elsewhere and nobody said under which name.
    """
    parts = urlsplit(address)
    if tls and not parts.hostname:
        raise click.UsageError(
            "Under which name do patients reach it? Give --address https://…, or set the address "
            "of the practice in Wemode."
        )
    if tls and parts.scheme != "https":
        raise click.UsageError(f"Patients need https, not {parts.scheme}: mend the address.")
    name = parts.hostname or ""
    named = (f"[{name}]" if ":" in name else name,) if tls else ()
    return named if tls == "own" else (*named, *LOOPBACK_NAMES)


def _held_address(door_file: Path) -> str:
    from wemode.store.door import Door

    return Door(door_file).address
