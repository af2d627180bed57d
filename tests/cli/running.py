"""A command as a user types it, the passphrase on standard input; in this process, to be quick."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner

from tests.conftest import CaseFile, copy_file
from wemode.cli import main
from wemode.cli.options import OpenCaseFile, opened

PASSPHRASE = "four quiet words here"


def made_file(
    empty: CaseFile, folder: Path, fill: Callable[[OpenCaseFile], object] | None = None
) -> Path:
    """A copy of the empty case file in a folder, filled."""
    path = folder / "cases.wemode"
    copy_file(empty.path, path)
    if fill is not None:
        with opened(path, PASSPHRASE) as book:
            fill(book)
    return path


def run(
    path: Path, *arguments: str | Path, encoding: str = "utf-8", typed: str = PASSPHRASE
) -> subprocess.CompletedProcess[str]:
    """Run ``wemode`` on a case file in a terminal of an encoding; what it says comes in UTF-8.

    Whatever the command does not answer itself is raised here.
    """
    done = CliRunner(charset=encoding).invoke(
        main,
        [str(one) for one in arguments],
        input=f"{typed}\n",
        env={"WEMODE_FILE": str(path), "COLUMNS": "200"},
        catch_exceptions=False,
    )
    said, wrong = done.stdout_bytes.decode(), done.stderr_bytes.decode(encoding)
    return subprocess.CompletedProcess(arguments, done.exit_code, said, wrong)
