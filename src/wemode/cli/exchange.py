"""wemode exchange export, import: a case out for other programs, and from them into a case."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wemode.cli.options import case_file_option, json_option, opened, reading, say
from wemode.cli.target import check_free, write_private
from wemode.errors import BadFile, Problem

if TYPE_CHECKING:
    from wemode.cli.options import OpenCaseFile

_path = click.Path(path_type=Path)


@click.group("exchange")
def exchange_command() -> None:
    """A case for other programs: FHIR R4 and tidy tables out, FHIR R4 in."""


@exchange_command.command("export")
@click.argument("code_name", metavar="CODE")
@click.option("--fhir", type=_path, metavar="FILE", help="Write one FHIR R4 Bundle, as JSON.")
@click.option("--tables", type=_path, metavar="FOLDER", help="Write tidy tables into a folder.")
@click.option("--parquet", is_flag=True, help="The tables as Parquet, not as CSV.")
@click.option("--force", is_flag=True, help="Write over a file, or into a folder that has some.")
@json_option
@case_file_option
def export_command(
    code_name: str,
    fhir: Path | None,
    tables: Path | None,
    parquet: bool,
    force: bool,
    as_json: bool,
    case_file: Path,
) -> None:
    """Write the case CODE out, unencrypted, under its code name alone.

    What a Bundle does not hold is told with it. Own notes and own states never go. The export is
    recorded in the audit log.
    """
    if (fhir is None) == (tables is None):
        raise click.UsageError("Say --fhir FILE or --tables FOLDER, one of the two.")
    if parquet and tables is None:
        raise click.UsageError("--parquet goes with --tables.")
    if fhir is not None:
        check_free(fhir, force)
        with opened(case_file) as book:
            _export_fhir(book, code_name, fhir, as_json)
    elif tables is not None:
        _check_folder(tables, force)
        with opened(case_file) as book:
            _export_tables(book, code_name, tables, parquet, as_json)


@exchange_command.command("import")
@click.argument("file", type=_path)
@click.option("--case", "code_name", required=True, metavar="CODE", help="The case it goes into.")
@click.option("--of", default="", metavar="NAME", help="The code name that the file may bear.")
@json_option
@case_file_option
def import_command(file: Path, code_name: str, of: str, as_json: bool, case_file: Path) -> None:
    """Take forms, diary and a draft of the contract from a FHIR R4 Bundle into a case.

    All of it or nothing. A contract comes in as a draft, never agreed, and only where the case has
    none; what the case has already stays as it is; what is left out is told with its reason.
    """
    from wemode.formats import MAX_BYTES
    from wemode.report.exchange import fhir_import, taken_in_json, taken_in_text

    with reading(file), file.open("rb") as source:
        data = source.read(MAX_BYTES + 1)
    with opened(case_file) as book, reading(file):
        taken = fhir_import(book.actor, book.case_id(code_name), data, of=of)
    say(f"{taken_in_json(taken)}\n" if as_json else taken_in_text(taken, code_name))


def _export_fhir(book: OpenCaseFile, code_name: str, file: Path, as_json: bool) -> None:
    from wemode.report.exchange import exported_json, fhir_export, lost_lines, named_line

    found = fhir_export(book.actor, book.case_id(code_name), datetime.now(UTC))
    write_private(file, found.content)
    if as_json:
        say(f"{exported_json(file.name, found)}\n")
        return
    told = ", ".join(f"{number} {kind}" for kind, number in found.resources.items())
    say(f"{file.name}, unencrypted: {told}.\n{named_line(found.named)}It does not hold:\n")
    say("".join(f"{line}\n" for line in lost_lines()))


def _export_tables(
    book: OpenCaseFile, code_name: str, folder: Path, parquet: bool, as_json: bool
) -> None:
    import json

    from wemode.formats.tidy import write_tables
    from wemode.report.exchange import named_line, table_export

    found = table_export(book.actor, book.case_id(code_name))
    folder.mkdir(mode=0o700, exist_ok=True)
    files = write_tables(found.rows, folder, parquet=parquet)
    counts = {name: len(rows) for name, rows in found.rows.items()}
    if as_json:
        told = {
            "files": [one.name for one in files],
            "rows": counts,
            "first_name_in_words": found.named,
        }
        say(f"{json.dumps(told, indent=1)}\n")
        return
    say(f"{folder.name}, unencrypted: {len(files)} files; dictionary says what each column is.\n")
    say(named_line(found.named))
    say("".join(f"- {name}: {number}\n" for name, number in sorted(counts.items())))


def _check_folder(path: Path, force: bool) -> None:
    if path.exists() and not path.is_dir():
        raise BadFile(Problem(path.name, "this is a file", "Name a folder"))
    if not path.absolute().parent.is_dir():
        raise BadFile(Problem(path.name, "its folder is not there", "Make it, or name another"))
    if path.is_dir() and any(path.iterdir()) and not force:
        remedy = "Name an empty one, or write into it with --force"
        raise BadFile(Problem(path.name, "the folder is not empty", remedy))
