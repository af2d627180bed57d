"""What several commands share: which case file, the passphrase, an opened case file."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wemode.domain import CodedTranscript
from wemode.errors import BadFile, NotFound, Problem, WemodeError

if TYPE_CHECKING:
    from wemode.store.access import Actor
    from wemode.store.results import CaseHistory

SUFFIX = ".wemode"


def default_case_file() -> Path:
    """Where the case file is unless somebody says otherwise."""
    from platformdirs import user_data_path

    return user_data_path("wemode", appauthor=False) / f"cases{SUFFIX}"


def case_file_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option --case-file, given to the command as ``case_file``."""
    return click.option(
        "--case-file",
        "case_file",
        type=click.Path(path_type=Path),
        envvar="WEMODE_FILE",
        default=default_case_file,
        show_default="in your data folder",
        metavar="PATH",
        help="The encrypted case file.",
    )(command)


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")
as_of_option = click.option(
    "--as-of", "upto", type=click.IntRange(min=0), metavar="N", help="As known after this session."
)


def ask_passphrase(prompt: str = "Passphrase", *, twice: bool = False) -> str:
    """The passphrase from the terminal, unseen; from standard input where that is no terminal.

    ``twice`` asks for it a second time, in the terminal, and refuses two that differ.
    """
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    given = getpass(f"{prompt}: ")
    if twice and getpass(f"{prompt} again: ") != given:
        raise click.UsageError("The two passphrases differ. Nothing was changed.")
    return given


def counted(number: int, thing: str) -> str:
    """A number with its thing: 1 turn, 2 turns."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


@contextmanager
def reading(file: Path) -> Iterator[Path]:
    """Name the file in whatever is wrong with it; refuse one that is not there."""
    if file.is_dir():
        # “.” and “/” have no name of their own.
        name = file.name or str(file)
        raise BadFile(Problem(name, "this is a folder", "Name a file in it"))
    if not file.exists():
        raise BadFile(Problem(file.name, "there is no such file", "Check the name and the folder"))
    try:
        yield file
    except WemodeError as error:
        error.problems = tuple(
            Problem(f"{file.name}, {p.where}", p.what, p.remedy) for p in error.problems
        )
        raise


@dataclass(frozen=True, slots=True)
class OpenCaseFile:
    """The case file while a command works on it, as the person at the keyboard."""

    actor: Actor

    def case_id(self, code_name: str) -> str:
        """The public id of the case with this code name. Raises NotFound."""
        from wemode.store import read

        for line in read.caseload(self.actor):
            if line.code_name.casefold() == code_name.casefold():
                return line.public_id
        raise NotFound(
            Problem("case", f"there is no case “{code_name}”", "`wemode cases` lists them")
        )

    def history(self, code_name: str, upto: int | None = None) -> CaseHistory:
        """All that is known of the case with this code name.

        Raises NotFound where there is none, or where ``upto`` is a session that is still to come.
        """
        from wemode.report.as_known import check_known
        from wemode.store import read

        history = read.case_history(self.actor, self.case_id(code_name))
        check_known(history, upto)
        return history

    def coded_session(self, code_name: str, number: int | None) -> CodedTranscript:
        """The coded transcript of a session, the latest with one unless numbered."""
        from wemode.store import read

        case_id = self.case_id(code_name)
        if number is None:
            with_words = [s for s in read.sessions(self.actor, case_id) if s.has_transcript]
            if not with_words:
                raise NotFound(
                    Problem("case", "no session has a transcript yet", "Import one first")
                )
            number = with_words[-1].session.number
        return read.coded_session(self.actor, case_id, number).coded


@contextmanager
def opened(path: Path, passphrase: str | None = None) -> Iterator[OpenCaseFile]:
    """Open the case file, asking for the passphrase unless it is given; close it after."""
    from wemode.store import setup, vault
    from wemode.store.access import Actor, Role

    key = vault.unlock(path, ask_passphrase() if passphrase is None else passphrase)
    setup.configure(database=path)
    setup.open_vault(path, key)
    try:
        name = os.environ.get("WEMODE_NAME", "").strip() or "therapist"
        yield OpenCaseFile(Actor(name, Role.THERAPIST))
    finally:
        setup.close_vault()


def case_history(code_name: str, path: Path, upto: int | None = None) -> CaseHistory:
    """Open the case file for the history of one case; what ``OpenCaseFile.history`` raises."""
    with opened(path) as book:
        return book.history(code_name, upto)


def say(text: str) -> None:
    """Print a text as bytes, so that every sign comes out whatever the terminal's code page.

    But for control signs: what a patient typed moves nobody's cursor.
    """
    from wemode.report.plain_lines import cleaned

    click.echo(cleaned(text).encode(), nl=False)
