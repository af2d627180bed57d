"""What was found in a cohort, as lines to read: always with the number behind it."""

from __future__ import annotations

import math
from collections.abc import Iterator

from wemode.analysis.cohort.calibration import Figures
from wemode.analysis.cohort.cohort import PREDICTORS, Off
from wemode.analysis.cohort.expected import ExpectedCourse
from wemode.analysis.cohort.leaving import Calibration, LeavingModel

SHOWN_SESSIONS = (2, 5, 10, 20, 40)
FIGURES = (
    ("slope", "calibration slope (right: 1)"),
    ("intercept", "calibration intercept (right: 0)"),
    ("brier", "Brier score (less is better)"),
    ("auc", "AUC (none: 0.5)"),
)


def off_text(off: Off, of: str = "") -> str:
    """Why there is no result, and on how many cases that rests."""
    what = f"{off.model} of {of}" if of else off.model
    return (
        f"{_heading(what)}\nOff, nothing was fitted: {off.reason}.\n"
        f"Closed cases in the file: {off.closed}.\n"
    )


def expected_text(course: ExpectedCourse, first_score: float | None = None) -> str:
    """The expected course, and bands for who begins at ``first_score`` (at the mean if None)."""
    return "".join(f"{line}\n" for line in _expected_lines(course, first_score))


def _expected_lines(course: ExpectedCourse, first_score: float | None) -> Iterator[str]:
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
    start, change = (math.sqrt(max(0.0, course.random_covariance[i][i])) for i in (0, 1))
    yield f"Mean {course.intercept:.2f} at session 1, {course.slope:+.2f} a unit of log session."
    yield (
        f"SD between persons {start:.2f} at session 1 and {change:.2f} in change; "
        f"within a person {math.sqrt(course.residual_variance):.2f}."
    )
    first = course.intercept if first_score is None else first_score
    bands = course.bands(first, SHOWN_SESSIONS)
    yield f"A person who begins at {first:.2f}, as {course.followed} others went on:"
    yield f"{'session':>9}{'mean':>8}{'80 %':>18}{'95 %':>18}"
    for place, session in enumerate(SHOWN_SESSIONS):
        both = [f"{one.low[place]:.1f} to {one.high[place]:.1f}" for one in bands.bands]
        yield f"{session:>9}{bands.mean[place]:>8.1f}{both[0]:>18}{both[1]:>18}"
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
    yield f"Odds of leaving after a session, times for each unit ({model.events} left):"
    yield f"{'':<18}{'times':>7}   95 % interval"
    for one in model.coefficients[1:]:
        times, low, high = (math.exp(value) for value in (one.value, one.low, one.high))
        yield f"  {one.term:<16}{times:>7.2f}   {low:.2f} to {high:.2f}"
    for name in model.signs:
        yield f"  {name}: {PREDICTORS[name]}"
    if model.calibration is None:
        yield "How well it does is not known: it was not calibrated."
    else:
        yield from _calibration_lines(model.calibration)
    yield "It says how often persons left when the signs stood so, and nothing about one person."


def _calibration_lines(found: Calibration) -> Iterator[str]:
    own, others = found.apparent, found.on_others
    yield f"How well it does{'':<22}same persons   other persons"
    for name, label in FIGURES:
        yield f"  {label:<34}{getattr(own, name):>14.4f}{getattr(others, name):>16.4f}"
    plain = [one.events / one.n * (1 - one.events / one.n) for one in (own, others)]
    yield f"  {'Brier score of the plain share':<34}{plain[0]:>14.4f}{plain[1]:>16.4f}"
    yield f"  {'n (sessions), of them left':<34}{_n(own):>14}{_n(others):>16}"
    yield (
        f"Foretold for persons left out of the fit ({found.folds} groups of persons) "
        "and what happened:"
    )
    yield f"{'foretold':>10}{'happened':>10}{'95 % interval':>20}{'n':>8}{'left':>6}"
    for one in found.plot.bins:
        interval = f"{one.low:.4f} to {one.high:.4f}"
        yield (
            f"{one.mean_predicted:>10.4f}{one.observed_share:>10.4f}"
            f"{interval:>20}{one.n:>8}{one.events:>6}"
        )


def _n(found: Figures) -> str:
    return f"{found.n}, {found.events}"


def _heading(what: str) -> str:
    return f"{what[0].upper()}{what[1:]} (experimental)"
