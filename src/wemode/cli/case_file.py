"""wemode init, unlock, cases, import, backup, restore: the encrypted case file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import click

from wemode.cli.options import (
    OpenCaseFile,
    ask_passphrase,
    case_file_option,
    counted,
    opened,
    reading,
    say,
)
from wemode.errors import Conflict, NotFound, Problem, WemodeError


@click.command("init")
@case_file_option
def init_command(case_file: Path) -> None:
    """Make a new, empty case file under a passphrase of yours."""
    from wemode.store import setup, vault

    passphrase = ask_passphrase("New passphrase (8 characters or more)", twice=True)
    code = vault.create(case_file, passphrase)
    setup.configure(database=case_file)
    setup.open_vault(case_file, vault.unlock(case_file, passphrase))
    setup.close_vault()
    click.echo(f"Made {case_file}")
    click.echo("Recovery code, shown this once. Write it on paper and keep it apart:")
    click.echo(f"\n    {code}\n")
    click.echo("Without passphrase and recovery code nobody can open the file, nor can we.")


@click.command("unlock")
@case_file_option
@click.option("--change-passphrase", is_flag=True, help="Set a new passphrase.")
@click.option("--recovery-code", is_flag=True, help="Forgotten: set a new one by recovery code.")
def unlock_command(case_file: Path, change_passphrase: bool, recovery_code: bool) -> None:
    """Open the case file, check it and say what it holds."""
    from wemode.store import read, vault

    if recovery_code:
        code = ask_passphrase("Recovery code")
        passphrase = ask_passphrase("New passphrase", twice=True)
        vault.reset_passphrase(case_file, code, passphrase)
        click.echo("The new passphrase is set.")
    else:
        passphrase = ask_passphrase()
        if change_passphrase:
            new = ask_passphrase("New passphrase", twice=True)
            vault.change_passphrase(case_file, passphrase, new)
            passphrase = new
            click.echo("The new passphrase is set.")
    with opened(case_file, passphrase) as book:
        if read.verify_file():
            raise WemodeError(
                Problem(
                    case_file.name,
                    "parts of the file are damaged",
                    "Keep a copy of it as it is and restore the last backup",
                )
            )
        if broken := read.verify_audit_chain():
            raise WemodeError(
                Problem(
                    f"record of changes, entry {broken.seq}",
                    broken.what,
                    "Somebody or something changed the file past Wemode; compare it with a backup",
                )
            )
        cases = read.caseload(book.actor)
        click.echo(f"{case_file} opens and is sound: {counted(len(cases), 'case')}.")
        click.echo("The record of changes is whole.")


@click.command("cases")
@case_file_option
def cases_command(case_file: Path) -> None:
    """List the cases, who needs you first on top."""
    from wemode.report.caseload import caseload_page, caseload_text
    from wemode.report.measures_risk import waiting
    from wemode.store import read

    with opened(case_file) as book:
        page = caseload_page(read.caseload(book.actor), waiting(book.actor, date.today()))
        say(caseload_text(page))


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--case", "case", required=True, metavar="CODE", help="Code name of the case.")
@click.option("--new-case", is_flag=True, help="Open the case if it is not there yet.")
@click.option(
    "--session",
    "number",
    type=click.IntRange(min=1),
    help="Session number (the next if left out).",
)
@click.option(
    "--date",
    "held_on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Day of the session (today if left out).",
)
@click.option("--therapist", multiple=True, metavar="NAME", help="Label of the therapist.")
@click.option("--patient", multiple=True, metavar="NAME", help="Label of the patient.")
@click.option("--again", is_flag=True, help="Even if the case has these very words already.")
@case_file_option
def import_command(
    file: Path,
    case: str,
    new_case: bool,
    number: int | None,
    held_on: datetime | None,
    therapist: tuple[str, ...],
    patient: tuple[str, ...],
    again: bool,
    case_file: Path,
) -> None:
    """Import a transcript FILE into a session, with suggested codes."""
    from wemode.formats import assign_roles, read_raw
    from wemode.report.intake import take_in_session
    from wemode.report.session import code_transcript
    from wemode.store.together import together

    with reading(file):
        raw = read_raw(file, speakers=(*therapist, *patient))
        transcript = assign_roles(raw, therapist=therapist, patient=patient)
    coded = code_transcript(transcript)
    day = held_on.date() if held_on else date.today()
    if day > date.today():
        raise click.BadParameter("this day is still to come", param_hint="--date")
    # A case that is opened for it is there with its session or not at all.
    with opened(case_file) as book, _saying_again(), together():
        number = take_in_session(
            actor=book.actor,
            case_id=_case_id(book, case, new_case, day),
            held_on=day,
            coded=coded,
            source_format=raw.format,
            number=number,
            again=again,
        )
    click.echo(
        f"Imported {counted(len(coded.transcript), 'turn')} into session {number} of {case}, "
        f"with {counted(len(coded.annotations), 'suggested code')}."
    )


@contextmanager
def _saying_again() -> Iterator[None]:
    """Say the option that takes in words a second time, where they are there already."""
    try:
        yield
    except Conflict as error:
        raise Conflict(
            *(
                replace(one, remedy=f"{one.remedy} by --again") if one.field == "again" else one
                for one in error.problems
            )
        ) from None


def _case_id(book: OpenCaseFile, case: str, new_case: bool, day: date) -> str:
    from wemode.store import actions

    try:
        return book.case_id(case)
    except NotFound as error:
        if not new_case:
            problem = error.problems[0]
            remedy = f"{problem.remedy}; --new-case opens it"
            raise NotFound(Problem(problem.where, problem.what, remedy)) from None
    return actions.open_case(actor=book.actor, code_name=case, started_on=day)


@click.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
@case_file_option
def backup_command(target: Path, case_file: Path) -> None:
    """Write a checked backup of the case file to TARGET (one .zip, still encrypted)."""
    from wemode.store import backup

    with opened(case_file) as book:
        backup.make_backup(actor=book.actor, target=target)
    click.echo(f"Backup written and checked: {target}")


@click.command("restore")
@click.argument("source", type=click.Path(path_type=Path))
@case_file_option
def restore_command(source: Path, case_file: Path) -> None:
    """Unpack the backup SOURCE as the case file, where there is none yet."""
    from wemode.store import backup

    backup.restore(source, case_file)
    click.echo(f"Restored {case_file}. `wemode unlock` checks it.")
