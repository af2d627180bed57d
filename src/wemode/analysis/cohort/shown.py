"""What is shown of a fit, as rows: the command line and the page print the same ones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from wemode.analysis.cohort.calibration import Figures
from wemode.analysis.cohort.expected import ExpectedCourse
from wemode.analysis.cohort.leaving import Calibration, LeavingModel

# Sessions that a table of an expected course names, as far as it goes.
NAMED = (1, 2, 3, 5, 8, 12, 20, 30, 50, 80, 120, 200, 300, 500)
NO_SCALE = (-math.inf, math.inf)
FIGURES = (
    ("slope", "calibration slope (right: 1)"),
    ("intercept", "calibration intercept (right: 0)"),
    ("brier", "Brier score (less is better)"),
    ("auc", "AUC (none: 0.5)"),
)
# What one step of a term is, and how many units of the log odds' coefficient that is.
STEPS = {
    "log_session": ("twice as many sessions held", math.log(2)),
    "missed_lately": ("each one more of the last five appointments fallen out", 1.0),
    "strain_open": ("a strain open, against none", 1.0),
    "no_goal": ("no goal agreed from session 3 on, against one", 1.0),
    "alliance_fall": ("each point of 10 that the check-in fell", 1.0),
}
SIGNS = {
    "missed_lately": "appointments fallen out",
    "strain_open": "an open strain",
    "no_goal": "no goal agreed",
    "alliance_fall": "a fall of the check-in",
}


@dataclass(frozen=True, slots=True)
class ExpectedRow:
    """What is expected at one session held: mean, 80 and 95 % band.

    ``n`` are the closed cases with a score at this session or later, None where not counted.
    """

    session: int
    mean: float
    low_80: float
    high_80: float
    low_95: float
    high_95: float
    n: int | None = None


@dataclass(frozen=True, slots=True)
class OddsRow:
    """By how many times the odds of leaving are those without this step, with 95 % interval."""

    term: str
    words: str
    times: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure of the calibration on the same persons and on others; NaN where there is none."""

    label: str
    same: float
    others: float


def expected_rows(
    course: ExpectedCourse,
    first_score: float,
    sessions: Sequence[int],
    scale: tuple[float, float] = NO_SCALE,
    followed: Sequence[int] = (),
) -> tuple[ExpectedRow, ...]:
    """The bands for who begins at ``first_score``, kept within the ``scale`` of the measure.

    ``followed`` are the closed cases with a score at session 1, 2, 3 … or later. Raises what
    `ExpectedCourse.bands` raises.
    """
    found = course.bands(first_score, sessions)
    inner, outer = found.bands

    def within(value: float) -> float:
        return min(max(float(value), scale[0]), scale[1])

    return tuple(
        ExpectedRow(
            session,
            within(found.mean[place]),
            within(inner.low[place]),
            within(inner.high[place]),
            within(outer.low[place]),
            within(outer.high[place]),
            followed[session - 1] if session <= len(followed) else None,
        )
        for place, session in enumerate(sessions)
    )


def between_persons(course: ExpectedCourse) -> tuple[float, float]:
    """Standard deviations between persons: at session 1, in the change a unit of log session."""
    start, change = (math.sqrt(max(0.0, course.random_covariance[at][at])) for at in (0, 1))
    return start, change


def named_sessions(reach: int) -> tuple[int, ...]:
    """The sessions that a table names where a course is shown up to session ``reach``."""
    return (*(one for one in NAMED if one < reach), reach)


def odds_rows(model: LeavingModel) -> tuple[OddsRow, ...]:
    """What each sign, and the number of sessions, does to the odds of leaving after a session."""
    found = []
    for one in model.coefficients[1:]:
        words, units = STEPS[one.term]
        times, low, high = (math.exp(units * value) for value in (one.value, one.low, one.high))
        found.append(OddsRow(one.term, words, times, low, high))
    return tuple(found)


def figure_rows(found: Calibration) -> tuple[FigureRow, ...]:
    """Slope, intercept, Brier score and AUC, and last the Brier score of the plain share."""
    rows = [
        FigureRow(label, getattr(found.apparent, name), getattr(found.on_others, name))
        for name, label in FIGURES
    ]
    plain = FigureRow(
        "Brier score of the plain share", _of_share(found.apparent), _of_share(found.on_others)
    )
    return (*rows, plain)


def in_percent(share: float) -> str:
    """A share as percent with two decimals: chances of leaving after one session are small."""
    return f"{100 * share:.2f} %"


def _of_share(one: Figures) -> float:
    share = one.events / one.n
    return share * (1 - share)
