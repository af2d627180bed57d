"""The server under `wemode serve`, `demo` and `door`."""

from __future__ import annotations

from pathlib import Path


def serve_forever(
    application: str,
    host: str,
    port: int,
    *,
    certificate: Path | None = None,
    key: Path | None = None,
) -> None:
    """Serve a WSGI application until it is stopped; no line about any request is written.

    One worker: the key of the case file, and the count of unknown links at the door, live in the
    memory of one process only.
    """
    from granian import Granian
    from granian.constants import Interfaces, SSLProtocols
    from granian.log import LogLevels

    Granian(
        application,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        log_access=False,
        log_level=LogLevels.warning,
        websockets=False,
        ssl_cert=certificate,
        ssl_key=key,
        # Phones of some years ago know no later one.
        ssl_protocol_min=SSLProtocols.tls12,
        workers_kill_timeout=5,
    ).serve()
