"""The patients' door alone, as a process that a test can kill: prints its port, serves until then.

WEMODE_DOOR is the door file.
"""

from __future__ import annotations

import os
import sys

os.environ["WEMODE_DOOR_HOSTS"] = "127.0.0.1"

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

from wemode.web.door_wsgi import application


class QuietHandler(WSGIRequestHandler):
    """Writes nothing about requests."""

    def log_message(self, format: str, *args: object) -> None:
        pass


def main() -> None:
    server = ThreadedWSGIServer(("127.0.0.1", int(sys.argv[1])), QuietHandler)
    server.daemon_threads = True
    server.set_app(application)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
