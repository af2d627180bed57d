"""python -m benchmarks [NAME …]: run all benchmarks, or those named."""

from __future__ import annotations

import sys

from benchmarks import caseload, change, dynamics, importing, now, review, transcripts

ALL = {
    "import": importing.run,
    "review": review.run,
    "transcripts": transcripts.run,
    "caseload": caseload.run,
    "now": now.run,
    "dynamics": dynamics.run,
    "change": change.run,
}


def main(names: list[str]) -> int:
    """Run the benchmarks named, or all; 2 where one is not known."""
    unknown = [name for name in names if name not in ALL]
    if unknown:
        print(f"No benchmark {', '.join(unknown)}; there are: {', '.join(ALL)}.")
        return 2
    for name in names or ALL:
        ALL[name]()
    return 0


sys.exit(main(sys.argv[1:]))
