#!/usr/bin/env python3
"""Start Wemode, or run its tests, on a machine that has Python 3.11 and nothing else.

    python3 run.py            the demo case, in a throw-away file
    python3 run.py test       the tests
    python3 run.py COMMAND …  any other command, as `wemode COMMAND …`

The first run makes .venv beside this file and installs what requirements.lock (or
requirements-test.lock) names, with hashes. Later runs start at once. Standard library only.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
WEMODE = BIN / ("wemode.exe" if os.name == "nt" else "wemode")


def main(arguments: list[str]) -> int:
    """Install what is needed, then do what is asked; the exit code of that."""
    if sys.version_info < (3, 11):  # noqa: UP036 (whoever has an older one reads this)
        print("Wemode needs Python 3.11 or later.", file=sys.stderr)
        return 2
    testing = arguments[:1] == ["test"]
    try:
        install("requirements-test.lock" if testing else "requirements.lock")
    except subprocess.CalledProcessError:
        print("\nThe installation failed; the lines above say why.", file=sys.stderr)
        return 1
    if testing:
        return test(arguments[1:])
    return subprocess.call([str(WEMODE), *(arguments or ["demo"])])


def install(lock: str) -> None:
    """Put the locked packages and Wemode itself into .venv, unless they stand there already."""
    wanted = fingerprint(lock)
    stamp = VENV / f"{lock}.installed"
    if stamp.exists() and stamp.read_text() == wanted and WEMODE.exists():
        return
    if not PYTHON.exists():
        print("Making .venv …", flush=True)
        venv.EnvBuilder(with_pip=True).create(VENV)
    print(f"Installing {lock} (once) …", flush=True)
    pip("--require-hashes", "-r", str(HERE / lock))
    pip("--no-deps", "--no-build-isolation", "-e", str(HERE))
    stamp.write_text(wanted)


def fingerprint(lock: str) -> str:
    """What the installed state depends on, as one hash."""
    parts = (HERE / lock, HERE / "pyproject.toml")
    return hashlib.sha256(b"\0".join(part.read_bytes() for part in parts)).hexdigest()


def pip(*arguments: str) -> None:
    """Install quietly; what pip has to complain of goes to the terminal."""
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*command, *arguments], check=True)


def test(arguments: list[str]) -> int:
    """Format, lint, types, layers, dependencies, tests; stops at the first that fails."""
    if not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))):
        print("Note: no Chromium here; the browser tests will be skipped and say so.", flush=True)
    checks = [
        ["ruff", "format", "--check", "."],
        ["ruff", "check", "."],
        ["mypy"],
        ["lint-imports"],
        ["deptry", "src"],
        ["pytest", "-q", "-n", "2", "--dist", "worksteal", *arguments],
    ]
    for name, *options in checks:
        print(f"\n== {name} {' '.join(options)}", flush=True)
        code = subprocess.call([str(BIN / name), *options], cwd=HERE)
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
