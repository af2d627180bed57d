"""A command as a user runs it: its own process, the passphrase on standard input."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))}
PASSPHRASE = "only for this test"
CREATE = """
import sys
from pathlib import Path

from wemode.store import keyfile, vault

vault._COST = keyfile.Cost(passes=1, memory_kib=8, lanes=1)  # of these tests alone
path, passphrase = Path(sys.argv[1]), sys.argv[2]
vault.create(path, passphrase)
"""


def made_file(folder: Path, fill: str) -> Path:
    """A new case file, filled by Python lines that know ``path`` and ``passphrase``."""
    path = folder / "cases.wemode"
    script = [sys.executable, "-c", f"{CREATE}{fill}", str(path), PASSPHRASE]
    subprocess.run(script, check=True, env=ENVIRONMENT)
    return path


def run(
    path: Path, *arguments: str | Path, encoding: str = "utf-8"
) -> subprocess.CompletedProcess[str]:
    """Run ``wemode`` on a case file in a terminal of an encoding; what it says comes in UTF-8."""
    done = subprocess.run(
        [sys.executable, "-m", "wemode", *map(str, arguments)],
        input=f"{PASSPHRASE}\n".encode(),
        capture_output=True,
        check=False,
        env={**ENVIRONMENT, "WEMODE_FILE": str(path), "PYTHONIOENCODING": encoding},
    )
    said, wrong = done.stdout.decode(), done.stderr.decode(encoding)
    return subprocess.CompletedProcess(done.args, done.returncode, said, wrong)
