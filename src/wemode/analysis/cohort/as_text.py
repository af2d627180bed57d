"""What was found in a cohort, as lines to read: always with the number behind it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from wemode.analysis.cohort.calibration import Figures
from wemode.analysis.cohort.cohort import Off
from wemode.analysis.cohort.expected import ExpectedCourse
from wemode.analysis.cohort.leaving import Calibration, LeavingModel
from wemode.analysis.cohort.power import Power
from wemode.analysis.cohort.shown import (
    ExpectedRow,
    between_persons,
    expected_rows,
    figure_rows,
    in_percent,
    odds_rows,
)
from wemode.analysis.cohort.simulate import LevelModel

SHOWN_SESSIONS = (2, 5, 10, 20, 40)


def off_text(off: Off, of: str = "") -> str:
    """Why there is no result, and on how many cases that rests."""
    what = f"{off.model} of {of}" if of else off.model
    return (
        f"{_heading(what)}\nOff, nothing was fitted: {off.reason}.\n"
        f"Closed cases in the file: {off.closed}.\n"
    )


def expected_text(
    course: ExpectedCourse, first_score: float | None = None, rows: Sequence[ExpectedRow] = ()
) -> str:
    """The expected course, and bands for who begins at ``first_score`` (at the mean if None).

    ``rows`` are those bands where they are not to be shown for a few sessions and on no scale.
    """
    return "".join(f"{line}\n" for line in _expected_lines(course, first_score, rows))


def _expected_lines(
    course: ExpectedCourse, first_score: float | None, rows: Sequence[ExpectedRow]
) -> Iterator[str]:
    yield _heading(f"expected course of {course.measure}")
    direction = "less" if course.better == "lower" else "more"
    yield (
        f"{course.persons} closed cases with {course.scores} scores, "
        f"{course.followed} of them with two or more; {direction} is better."
    )
    if not course.converged:
        yield f"The fit did not converge, so nothing is said: {course.note}."
        return
    if course.note:
        yield f"The fit complained: {course.note}"
    start, change = between_persons(course)
    yield f"Mean {course.intercept:.2f} at session 1, {course.slope:+.2f} a unit of log session."
    yield (
        f"SD between persons {start:.2f} at session 1 and {change:.2f} in change; "
        f"within a person {math.sqrt(course.residual_variance):.2f}."
    )
    first = course.intercept if first_score is None else first_score
    rows = rows or expected_rows(course, first, SHOWN_SESSIONS)
    counts = rows[0].n is not None
    yield f"A person who begins at {first:.2f}, as {course.followed} others went on:"
    yield f"{'session':>9}{'mean':>8}{'80 %':>18}{'95 %':>18}{'n':>8}"[: None if counts else -8]
    for row in rows:
        inner = f"{row.low_80:.1f} to {row.high_80:.1f}"
        outer = f"{row.low_95:.1f} to {row.high_95:.1f}"
        n = f"{row.n:>8}" if row.n is not None else ""
        yield f"{row.session:>9}{row.mean:>8.1f}{inner:>18}{outer:>18}{n}"
    if counts:
        yield "n: closed cases with a score at this session or later."
    yield "Bands are for one score at a time: two of ten lie outside 80 % where all is as expected."


def leaving_text(model: LeavingModel) -> str:
    """The hazard of leaving and how well it does."""
    return "".join(f"{line}\n" for line in _leaving_lines(model))


def _leaving_lines(model: LeavingModel) -> Iterator[str]:
    yield _heading("leaving")
    yield (
        f"{model.persons} persons, {model.events} of them left; {model.closed} closed cases; "
        f"{model.sessions} sessions after which a person might have left."
    )
    if model.sessions_left_out:
        yield (
            f"{model.sessions_left_out} sessions were left out because a sign was missing, "
            f"{model.events_left_out} of them with a leaving after it."
        )
    if model.unused:
        yield f"Not used, because never filled in or always the same: {', '.join(model.unused)}."
    if not model.converged:
        yield f"The fit did not converge, so nothing is said: {model.note}."
        return
    yield f"Odds of leaving after a session, times for each step ({model.events} left):"
    yield f"{'':<18}{'times':>7}   95 % interval"
    for row in odds_rows(model):
        interval = f"{row.low:.2f} to {row.high:.2f}"
        yield f"  {row.term:<16}{row.times:>7.2f}   {interval:<16}{row.words}"
    if model.calibration is None:
        yield "How well it does is not known: it was not calibrated."
    else:
        yield from _calibration_lines(model.calibration)
    yield "It says how often persons left when the signs stood so, and nothing about one person."


def power_text(found: Power, level: LevelModel, seed: int) -> str:
    """How often the simulated studies found the difference, and what was assumed for them."""
    return "".join(f"{line}\n" for line in _power_lines(found, level, seed))


def _power_lines(found: Power, level: LevelModel, seed: int) -> Iterator[str]:
    yield _heading("power")
    what = "found a difference" if found.effect else "found a difference that was not there"
    yield (
        f"{found.found} of {found.runs} simulated studies {what}: {found.share:.3f} "
        f"(95 % interval {found.low:.3f} to {found.high:.3f}; seed {seed})."
    )
    yield f"Each had two groups of {found.persons} persons; alpha {found.alpha:g}, two-sided."
    yield (
        f"Their mean slopes of {found.measure} differed by {found.effect:+g} points a unit of log "
        "session."
    )
    yield "The interval is that of the simulation alone; more runs make it narrower."
    yield "Assumed, not measured:"
    every = "every session" if level.every == 1 else f"every {level.every} sessions"
    yield (
        f"  {found.measure}: mean {level.first_mean:g}, SD {level.first_sd:g} at session 1, "
        f"reliability {level.reliability:g};"
    )
    yield (
        f"  change {level.slope_mean:+g} a unit of log session, SD between persons "
        f"{level.slope_sd:g}; measured {every}."
    )
    yield "  Persons miss appointments, leave and end as in the simulator; both groups alike."
    yield "These numbers are ours, from no study: docs/cohorts.md has the model. Try others before"
    yield "a study rests on this: `wemode.analysis.cohort.power` takes a model of your own."


def _calibration_lines(found: Calibration) -> Iterator[str]:
    own, others = found.apparent, found.on_others
    yield f"How well it does{'':<22}same persons   other persons"
    for row in figure_rows(found):
        yield f"  {row.label:<34}{_figure(row.same):>14}{_figure(row.others):>16}"
    yield f"  {'n (sessions), of them left':<34}{_n(own):>14}{_n(others):>16}"
    yield (
        f"Foretold for persons left out of the fit ({found.folds} groups of persons) "
        "and what happened:"
    )
    yield f"{'foretold':>10}{'happened':>10}{'95 % interval':>20}{'n':>8}{'left':>6}"
    for one in found.plot.bins:
        interval = f"{in_percent(one.low)} to {in_percent(one.high)}"
        foretold, happened = in_percent(one.mean_predicted), in_percent(one.observed_share)
        yield f"{foretold:>10}{happened:>10}{interval:>20}{one.n:>8}{one.events:>6}"


def _figure(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.4f}"


def _n(found: Figures) -> str:
    return f"{found.n}, {found.events}"


def _heading(what: str) -> str:
    return f"{what[0].upper()}{what[1:]} (experimental)"
