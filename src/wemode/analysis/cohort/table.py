"""A cohort as a file: CSV or Parquet, a row for each session that was held.

CSV is cut by comma, semicolon or tab; where the comma does not cut it may stand for the point.
Columns: `person`, `session`, `ended` (planned, left, on; the same in every row of a person), a
`score_…` for each measure; if known `week` and the signs of PREDICTORS. Empty is missing.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from wemode.analysis.cohort.cohort import PREDICTORS, Cohort, Ended, Floats
from wemode.errors import BadFile, Problem

if TYPE_CHECKING:
    import polars as pl

SCORE = "score_"
NEEDED = ("person", "session", "ended")
COLUMNS = (*NEEDED, "week", *PREDICTORS)
ENDINGS = (".csv", ".parquet")
DELIMITERS = (",", ";", "\t")


def write_cohort(cohort: Cohort, path: Path) -> None:
    """Write the cohort as CSV or Parquet, by the ending of the name. Raises BadFile, OSError."""
    import polars as pl

    check_ending(path)
    labels, ended = np.array(cohort.labels), np.array([str(way) for way in cohort.ended])
    frame = pl.DataFrame(
        {
            "person": labels[cohort.person],
            "session": cohort.session,
            "week": cohort.week,
            "ended": ended[cohort.person],
            **{
                f"{SCORE}{name}": cohort.scores[:, place]
                for place, name in enumerate(cohort.measures)
            },
            **{name: cohort.signs[:, place] for place, name in enumerate(PREDICTORS)},
        }
    ).with_columns(pl.selectors.float().fill_nan(None))
    if path.suffix.lower() == ".csv":
        frame.write_csv(path)
    else:
        frame.write_parquet(path)


def read_cohort(path: Path) -> Cohort:
    """The cohort in a CSV or Parquet file. Raises BadFile or Unfit with every problem, OSError."""
    import polars as pl

    check_ending(path)
    content = path.read_bytes()
    try:
        frame = _cut(content) if path.suffix.lower() == ".csv" else pl.read_parquet(content)
    except (pl.exceptions.PolarsError, ValueError):
        raise BadFile(
            Problem("file", "this is no table", "Save it as CSV in UTF-8, or as Parquet")
        ) from None
    return _cohort(frame)


def _cut(content: bytes) -> pl.DataFrame:
    """The cells of a CSV as text: what is no number is said with its column, not guessed at."""
    import polars as pl

    head = content.partition(b"\n")[0].decode("utf-8-sig")
    delimiter = max(DELIMITERS, key=head.count)
    frame = pl.read_csv(content, has_header=False, separator=delimiter, infer_schema=False)
    names = [(name or "").strip("\ufeff ") for name in frame.row(0)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BadFile(
            *(Problem(f"column {name}", "it is there twice", "Rename one", name) for name in twice)
        )
    cells = frame[1:].rename(dict(zip(frame.columns, names, strict=True)))
    if delimiter == ",":
        return cells
    return cells.with_columns(pl.exclude("person").str.replace(",", ".", literal=True))


def check_ending(path: Path) -> None:
    """Raises BadFile where the name ends in neither .csv nor .parquet."""
    if path.suffix.lower() not in ENDINGS:
        raise BadFile(Problem(path.name, "its ending is unknown", "Name it .csv or .parquet"))


def _cohort(frame: pl.DataFrame) -> Cohort:
    """The cohort in a table. Raises BadFile with every problem of its columns."""
    measures = tuple(name.removeprefix(SCORE) for name in frame.columns if _is_score(name))
    problems = [
        Problem(f"column {name}", "it is missing", "Add it", name)
        for name in NEEDED
        if name not in frame.columns
    ]
    problems += [
        Problem(f"column {name}", "it has no meaning here", f"Call scores {SCORE}…, or remove it")
        for name in frame.columns
        if name not in COLUMNS and not _is_score(name)
    ]
    if not measures:
        problems.append(Problem("table", "it has no scores", f"Call their column {SCORE}NAME"))
    if not len(frame):
        problems.append(Problem("table", "it has no rows", "Give each session held a row"))
    if problems:
        raise BadFile(*problems)
    numbers = {
        name: _numbers(frame, name, problems)
        for name in ("session", "week", *PREDICTORS, *(f"{SCORE}{one}" for one in measures))
    }
    session = numbers["session"]
    whole = np.isfinite(session) & (session >= 1) & (np.floor(session) == session)
    if not problems and not whole.all():
        problems.append(Problem("column session", "not all are numbers from 1", "Mend them"))
    ended = _ended(frame, problems)
    if problems:
        raise BadFile(*problems)
    labels, person = np.unique(_texts(frame, "person"), return_inverse=True)
    order = np.lexsort((session, person))
    return Cohort(
        labels=tuple(labels.tolist()),
        ended=tuple(ended[label] for label in labels.tolist()),
        person=person[order],
        session=session[order].astype(np.int64),
        week=numbers["week"][order],
        measures=measures,
        scores=np.column_stack([numbers[f"{SCORE}{one}"] for one in measures])[order],
        signs=np.column_stack([numbers[name] for name in PREDICTORS])[order],
    )


def _is_score(name: str) -> bool:
    return name.startswith(SCORE) and name != SCORE


def _numbers(frame: pl.DataFrame, name: str, problems: list[Problem]) -> Floats:
    """A column as numbers, NaN where it is empty or not there."""
    import polars as pl

    if name not in frame.columns:
        return np.full(len(frame), np.nan)
    column = frame[name]
    if column.dtype == pl.String:
        column = column.str.strip_chars().replace("", None)
    given = column.cast(pl.Float64, strict=False)
    unread = int(given.null_count() - column.null_count())
    if unread:
        problems.append(
            Problem(
                f"column {name}",
                f"{unread} of {len(frame)} values are no numbers",
                "Write numbers with a point, and leave what is missing empty",
                name,
            )
        )
    return given.fill_null(float("nan")).to_numpy().astype(np.float64)


def _texts(frame: pl.DataFrame, name: str) -> list[str]:
    import polars as pl

    return [value.strip() for value in frame[name].cast(pl.String).fill_null("").to_list()]


def _ended(frame: pl.DataFrame, problems: list[Problem]) -> dict[str, Ended]:
    """How the therapy of each person ended; it must be the same in all rows of the person."""
    found: dict[str, set[str]] = {}
    for label, way in zip(_texts(frame, "person"), _texts(frame, "ended"), strict=True):
        found.setdefault(label, set()).add(way.lower())
    if "" in found:
        problems.append(Problem("column person", "a row has none", "Give each row its person"))
    known = {str(way) for way in Ended}
    wrong = sum(not ways <= known for ways in found.values())
    several = sum(len(ways) > 1 for ways in found.values())
    if wrong:
        problems.append(
            Problem(
                "column ended",
                f"of {wrong} of {len(found)} persons it says something else",
                f"Write one of {', '.join(Ended)}",
                "ended",
            )
        )
    elif several:
        problems.append(
            Problem(
                "column ended",
                f"of {several} of {len(found)} persons it says several things",
                "Write the same in every row of a person",
                "ended",
            )
        )
    return {} if wrong or several else {label: Ended(*ways) for label, ways in found.items()}
