"""wemode change: reliable and clinically significant change of the persons in a table."""

from __future__ import annotations

import json
from dataclasses import asdict
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wemode.cli.options import json_option, reading, say
from wemode.errors import Problem, Unfit

if TYPE_CHECKING:
    from wemode.analysis.change import Change

NORM = (float, float)
# Ours, by no study: below this a sample says too little of the group it is taken to stand for.
FEW = 30


@click.command("change")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--pre", required=True, metavar="COLUMN", help="Heading of the first scores.")
@click.option("--post", required=True, metavar="COLUMN", help="Heading of the last scores.")
@click.option("--reliability", required=True, type=float, metavar="R", help="As published.")
@click.option("--reliability-post", type=float, metavar="R", help="At the last measurement (NK).")
@click.option("--method", default="JT", show_default=True, help="JT, GLN, HLL, EN, NK or HA.")
@click.option("--functional", type=NORM, metavar="MEAN SD", help="Norms of the functional group.")
@click.option(
    "--clinical",
    type=NORM,
    metavar="MEAN SD",
    help="Norms of the clinical group; if left out, those of the first scores in the file.",
)
@click.option("--cutoff", default="c", show_default=True, help="a, b, c or none.")
@click.option("--better", default="lower", show_default=True, help="lower or higher.")
@click.option("--confidence", type=float, default=0.95, show_default=True)
@json_option
def change_command(file: Path, pre: str, post: str, as_json: bool, **given: Any) -> None:
    """Say how many persons in the table FILE changed reliably and crossed the cut-off.

    FILE is CSV or TSV with headings, a row a person; an empty cell is a missing score. --json also
    gives the category of each person. Nothing is stored.
    """
    from wemode.analysis.change import classify
    from wemode.formats.score_table import read_scores

    if pre == post:
        remedy = "Name the column of the last scores"
        raise Unfit(Problem("--post", "it is the same column as --pre", remedy, "post"))
    with reading(file):
        table = read_scores(file.read_bytes(), (pre, post))
    given["cutoff"] = None if given["cutoff"] == "none" else given["cutoff"]
    try:
        found = classify(table.columns[pre], table.columns[post], **given)
    except Unfit as unfit:
        raise Unfit(*(_as_option(problem, file, pre, post) for problem in unfit.problems)) from None
    say(_as_json(found, given, table.lines) if as_json else _as_text(found, given))


def _as_option(problem: Problem, file: Path, pre: str, post: str) -> Problem:
    """The problem, its place named as the person gave it: an option, or a column of the file."""
    columns = {"pre": pre, "post": post}
    where = f"--{problem.field.replace('_', '-')}"
    if problem.field in columns:
        where = f"{file.name}, column {columns[problem.field]}"
    return Problem(where, problem.what, problem.remedy, problem.field)


def _as_text(found: Change, given: dict[str, Any]) -> str:
    from wemode.analysis.change import METHODS

    how, used = METHODS[found.method], found.constants
    sample = f"of the {used.n} persons with both scores"
    origin = "from norms" if given["clinical"] else sample
    if given["clinical"] and used.n:
        origin += f"; means {sample}"
    line = "none" if found.cutoff is None else f"{given['cutoff']}, at {found.cutoff:.2f}"
    text = [
        f"{how.name} ({how.source}); {found.better} is better",
        f"reliability {used.reliability:g}; SD of the first scores {used.sd_pre:.2f}, {origin}",
        f"reliable beyond an index of ±{found.critical_value:.3f}"
        f" (confidence {given['confidence']:g}); cut-off: {line}",
        f"{found.n} of {found.category.size} persons have both scores",
        *_caution(found, given),
        "",
    ]
    for word, count in reversed(found.counts.items()):
        if found.cutoff is None and word in ("recovered", "harmed"):
            continue
        share = f"{100 * count / found.n:6.1f} %" if word != "not classified" and found.n else ""
        text.append(f"{word:<15}{count:>8}{share}")
    text += ["", "A category says what became of a score, never why."]
    return "\n".join(text) + "\n"


def _caution(found: Change, given: dict[str, Any]) -> list[str]:
    """What to say where a handful of persons stands for a clinical group."""
    n = found.constants.n
    if not 0 < n < FEW:
        return []
    if given["clinical"]:
        return [f"{n} persons are few for a mean change to compare with; JT asks for none"]
    return [f"{n} persons are few to stand for a clinical group; give published norms: --clinical"]


def _as_json(found: Change, given: dict[str, Any], lines: tuple[int, ...]) -> str:
    courses = zip(
        lines, found.change.tolist(), found.rci.tolist(), found.names.tolist(), strict=True
    )
    constants = asdict(found.constants) | {
        "se_measurement": found.constants.se_measurement,
        "s_diff": found.constants.s_diff,
    }
    value = {
        "method": found.method,
        "better": found.better,
        "confidence": given["confidence"],
        "critical_value": found.critical_value,
        "cutoff": found.cutoff,
        "constants": {name: _known(number) for name, number in constants.items()},
        "n": found.n,
        "counts": found.counts,
        "courses": [
            {"line": line, "change": _known(change), "rci": _known(rci), "category": word}
            for line, change, rci, word in courses
        ],
    }
    return json.dumps(value, indent=2) + "\n"


def _known(number: float) -> float | None:
    """The number; None for nan, which JSON does not have."""
    return number if isfinite(number) else None
