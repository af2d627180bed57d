"""How many persons a study needs: the share of simulated studies that find a difference."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from wemode.analysis.cohort.calibration import wilson
from wemode.analysis.cohort.cohort import Cohort, Floats
from wemode.analysis.cohort.simulate import CourseModel, LevelModel, simulate
from wemode.analysis.needs import research
from wemode.errors import Problem, Unfit

# What fits into memory on a laptop.
PERSONS_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Power:
    """``found`` of ``runs`` studies found the difference: their share and its 95 % interval.

    The interval is that of the simulation alone; that the model holds is taken for granted.
    """

    measure: str
    persons: int
    effect: float
    alpha: float
    runs: int
    found: int
    share: float
    low: float
    high: float


def power(
    model: CourseModel,
    persons: int,
    effect: float,
    *,
    measure: str = "symptoms",
    alpha: float = 0.05,
    runs: int = 500,
    seed: int,
) -> Power:
    """Share of studies of two groups, ``persons`` in each, that find a difference in slope.

    ``effect`` is the difference of the mean slopes, in points a unit of log session; 0 gives the
    share of false alarms. Each study: a line per person by least squares, then Welch's t-test of
    the two groups' slopes (a summary-measures analysis, Matthews et al. 1990), each slope weighted
    by 1 / (s1² + s² / S), s1 the spread of slopes and s² the error variance of the model, S the
    person's sum of squares of log session; persons with one score are left out. A mixed model
    uses the scores a little better. Raises ValueError for numbers out of range, Unfit where the
    model has no such measure, WemodeError where the extra `research` is not installed.
    """
    if persons < 10 or runs < 1 or not 0 < alpha < 1 or not np.isfinite(effect):
        raise ValueError("ask for 10 persons a group or more, 1 run or more, alpha within (0, 1)")
    level = next((one for one in model.levels if one.id == measure), None)
    if level is None:
        known = ", ".join(one.id for one in model.levels)
        raise Unfit(Problem("measure", "the model has none", f"It has: {known}", "measure"))
    # Persons are independent, so one large cohort is as good as many small ones.
    at_once = max(1, PERSONS_AT_ONCE // (2 * persons))
    batches = [min(at_once, runs - start) for start in range(0, runs, at_once)]
    found = 0
    for batch, own_seed in zip(
        batches, np.random.SeedSequence(seed).spawn(len(batches)), strict=True
    ):
        cohort = simulate(2 * persons * batch, seed=own_seed, model=model)
        slopes, weights = (one.reshape(batch, 2, persons) for one in _slopes(cohort, level))
        slopes = slopes + np.array([0.0, effect])[:, None]
        found += int((_p_values(slopes, weights) < alpha).sum())
    low, high = wilson(found, runs)
    return Power(measure, persons, effect, alpha, runs, found, found / runs, low, high)


def power_dict(found: Power, seed: int) -> dict[str, Any]:
    """For other programs."""
    return {
        "model": "power",
        "experimental": True,
        "simulated": True,
        "seed": seed,
        **asdict(found),
    }


def _slopes(cohort: Cohort, level: LevelModel) -> tuple[Floats, Floats]:
    """The least-squares slope of each person on log session and its weight; 0, 0 without one."""
    scores = cohort.scores_of(level.id)
    known = ~np.isnan(scores)
    person, y, x = cohort.person[known], scores[known], np.log(cohort.session[known])
    size = len(cohort.labels)
    n = np.maximum(1, np.bincount(person, minlength=size))
    away = x - (np.bincount(person, x, size) / n)[person]
    squares = np.bincount(person, away**2, size)
    has_slope = squares > 0
    divisor = np.where(has_slope, squares, 1.0)
    slopes = np.bincount(person, away * y, size) / divisor
    weights = np.where(has_slope, 1 / (level.slope_sd**2 + level.error_sd**2 / divisor), 0.0)
    return slopes, weights


def _p_values(slopes: Floats, weights: Floats) -> Floats:
    """Two-sided p of each run: (runs, 2, persons) to (runs,).

    The variance of a weighted mean comes from the slopes themselves, so the test holds whatever
    the weights are; its degrees of freedom are Welch's on the effective number of persons. NaN,
    which is no find, where a group has fewer than two slopes.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        share = weights / weights.sum(-1, keepdims=True)
        mean = (share * slopes).sum(-1)
        size = 1 / (share**2).sum(-1)
        variance = (share**2 * (slopes - mean[..., None]) ** 2).sum(-1) * size / (size - 1)
        both = variance.sum(-1)
        freedom = both**2 / (variance**2 / (size - 1)).sum(-1)
        t = (mean[:, 1] - mean[:, 0]) / np.sqrt(both)
    with research():
        from scipy.stats import t as student

    p: Floats = 2 * student.sf(np.abs(t), freedom)
    return p
