"""A program that leaves letters at a door until it is killed, and says which it was told are safe.

Arguments: the door file, the link's token, its device, a prefix for the letters' names, how many.
With "die N" after them it is killed before the N-th statement of the last letter.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from pathlib import Path
from typing import Any

from wemode.store import door_file
from wemode.store.door import Door


def main() -> None:
    path, token, device, prefix, count = sys.argv[1:6]
    door = Door(Path(path))
    visit = door.enter(token, device)
    for n in range(int(count)):
        if n == int(count) - 1 and "die" in sys.argv:
            die_at(int(sys.argv[sys.argv.index("die") + 1]))
        door.submit(visit, f"{prefix}-letter-{n}", "day", {"n": n})
        print(f"{prefix}-letter-{n}", flush=True)


def die_at(fatal: int) -> None:
    """Be killed before the statement with this number."""
    plain = door_file._connect
    seen = 0

    def connect(path: Path) -> sqlite3.Connection:
        connection = plain(path)

        def count(_statement: Any) -> None:
            nonlocal seen
            seen += 1
            if seen == fatal:
                os.kill(os.getpid(), signal.SIGKILL)

        connection.set_trace_callback(count)
        return connection

    door_file._connect = connect


if __name__ == "__main__":
    main()
