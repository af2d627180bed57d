"""Import of the package in a fresh interpreter."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.timing import say, seconds


def run() -> None:
    """Time `import wemode` and a bare interpreter beside it."""

    def start(code: str) -> None:
        subprocess.run([sys.executable, "-c", code], check=True)

    bare = say("a bare interpreter", seconds(lambda: start("pass")))
    ours = say("import wemode, wemode.report", seconds(lambda: start("import wemode.report")))
    print(f"{'':4}the import itself: {(ours - bare) * 1000:.0f} ms, budget 300 ms")
