"""The States page as plain text: where the therapy stands, and the rates session by session."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import zip_longest

from wemode.analysis.stages import Stage, StageState
from wemode.report.plain_lines import counted, joined, session_words, wrapped
from wemode.report.states import RatePoint, StatePanel, StatesPage

# Width of the column of sessions and turns, and of each column of a code.
FIRST, COLUMN = 13, 16


def states_text(page: StatesPage) -> str:
    """The way and its stages, then every series; what happened when at the end."""
    return joined(_states(page))


def _states(page: StatesPage) -> Iterator[str]:
    yield from wrapped(f"States of {page.code_name} over time", "")
    if page.upto is not None:
        yield f"As it was known after session {page.upto}."
    yield ""
    yield "WHERE THE THERAPY STANDS"
    for stage in page.stages:
        yield from _stage(stage)
    yield ""
    if not page.sessions:
        yield "No session has a transcript yet."
    for panel in page.panels if page.sessions else ():
        yield from _panel(panel)
        yield ""
    if page.sessions:
        transcripts = counted(page.sessions, "transcript")
        yield from wrapped(
            f"n {transcripts}; beside each session its turns of the patient. In a column: turns "
            "with the code, their share in percent, its 95 % interval. Read from codes, many of "
            "them suggestions; no scale.",
            "",
            "",
        )
        yield ""
    yield "WHAT HAPPENED"
    for mark in page.timeline.marks:
        yield from wrapped(f"{mark.on.isoformat()}  {mark.session:>3}  {mark.label}", hang=" " * 17)


def _stage(stage: Stage) -> Iterator[str]:
    since = "" if stage.since is None else f" since {session_words(stage.since)}"
    ahead = stage.state is StageState.AHEAD
    missing = f". {stage.missing}" if stage.missing and not ahead else ""
    yield from wrapped(f"{stage.label}: {stage.state.value}{since}{missing}", hang="    ")


def _panel(panel: StatePanel) -> Iterator[str]:
    """A table: a row for each session, a column for each code."""
    yield panel.label.upper()
    heads = [
        textwrap.wrap(series.label, COLUMN - 1, break_on_hyphens=False) for series in panel.series
    ]
    rows = [*zip_longest(*heads, fillvalue="")]
    for row in rows:
        first = " sess turns" if row is rows[-1] else ""
        words = "".join(f"{one:<{COLUMN}}" for one in row)
        yield f"{first:<{FIRST}}{words}".rstrip()
    for points in zip(*(series.points for series in panel.series), strict=True):
        first = f"{points[0].session:>5} {points[0].n:>5}  "
        yield (first + "".join(f"{_point(point):<{COLUMN}}" for point in points)).rstrip()


def _point(point: RatePoint) -> str:
    low, high = round(100 * point.low), round(100 * point.high)
    return f"{point.count:>3} {100 * point.rate:>3.0f} [{low}-{high}]"
