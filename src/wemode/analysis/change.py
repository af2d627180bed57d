"""Reliable and clinically significant change of persons between two measurements.

`classify` asks whether a change is more than measurement error and whether it crossed the line
between a clinical and a functional group; `by_anchor` and `by_percentage` hold it against a
threshold instead. Arrays of any shape, each element one person's course; nan is a score that is
missing, and a course with a missing score is not classified. There is no verdict without published
constants: a reliability, and for a cut-off the norms of the functional group.

The instrument's errors are taken as equal all along its scale and the two scores as comparable; a
category is a finding to talk about, never proof that the therapy did it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wemode.analysis import change_checks as check
from wemode.analysis.change_constants import Given, constants_of, line_of
from wemode.analysis.change_cutoff import DIRECTION, ROUNDING, Cutoffs, Norm, cutoffs_of
from wemode.analysis.change_methods import (
    METHODS,
    Constants,
    FloatArray,
    critical_value,
    hageman_arrindell_status,
)

__all__ = [
    "CATEGORIES",
    "METHODS",
    "Band",
    "Category",
    "Change",
    "Constants",
    "Cutoffs",
    "Outcome",
    "ThresholdChange",
    "band",
    "by_anchor",
    "by_percentage",
    "classify",
    "cutoffs",
    "reliable_change",
]


class Category(IntEnum):
    """What became of one course, from worst to best; 0 where there is no verdict."""

    NOT_CLASSIFIED = 0
    HARMED = 1
    DETERIORATED = 2
    UNCHANGED = 3
    IMPROVED = 4
    RECOVERED = 5


CATEGORIES = tuple(category.name.lower().replace("_", " ") for category in Category)
"""The words for the categories, each at its number: "not classified", "harmed" … "recovered"."""

Categories = NDArray[np.int8]


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """A category for each course. The arrays have the shape of the scores and are read-only.

    ``change`` is last minus first score. *Recovered*: improved, and from the clinical to the
    functional side of the cut-off. *Harmed*: deteriorated, and from the functional to the clinical
    side. Without a cut-off there is neither.
    """

    method: str
    better: str
    change: FloatArray
    category: Categories

    @property
    def names(self) -> NDArray[np.str_]:
        """The category of each course as a word."""
        return np.asarray(CATEGORIES)[self.category]

    @property
    def counts(self) -> dict[str, int]:
        """How many courses are in each category, by its word, from worst to best."""
        found = np.bincount(self.category.ravel(), minlength=len(CATEGORIES))
        return dict(zip(CATEGORIES, found.tolist(), strict=True))

    @property
    def n(self) -> int:
        """How many courses were classified."""
        return int(np.count_nonzero(self.category))


@dataclass(frozen=True, slots=True, eq=False)
class Change(Outcome):
    """What `classify` found, with everything it was computed from.

    ``rci`` keeps the sign of the scores (negative: the score fell). A change is reliable where it
    is beyond ±``critical_value``. ``cutoff`` is None where none was asked for. ``status`` is the
    index of Hageman & Arrindell for the last score against the cut-off, None for other methods.
    """

    rci: FloatArray
    critical_value: float
    cutoff: float | None
    constants: Constants
    status: FloatArray | None


@dataclass(frozen=True, slots=True, eq=False)
class ThresholdChange(Outcome):
    """What `by_anchor` or `by_percentage` found.

    ``size`` is the change in the unit of the two thresholds: points, or per cent of the first
    score.
    """

    size: FloatArray
    improvement: float
    deterioration: float


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """From where to where a score may be measurement error alone."""

    low: FloatArray
    high: FloatArray


def classify(
    pre: ArrayLike,
    post: ArrayLike,
    *,
    reliability: float,
    method: str = "JT",
    reliability_post: float | None = None,
    cutoff: str | None = "c",
    functional: Norm | None = None,
    clinical: Norm | None = None,
    sd_pre: float | None = None,
    better: str = "lower",
    confidence: float = 0.95,
) -> Change:
    """Reliable change of each course from ``pre`` to ``post``, and whether it crossed the cut-off.

    ``method`` is one of `METHODS` (formulas and sources there): JT, GLN, HLL, EN, NK, HA.
    ``reliability`` is the instrument's; ``reliability_post`` that of the last measurement, read by
    NK alone, the same where left out. ``cutoff`` is a, b or c (see `cutoffs`), or None to ask for
    reliable change alone. ``functional`` and ``clinical`` are (mean, SD) of the groups.

    Where ``clinical`` is left out, its mean and SD are taken from the first scores of all courses
    given that have both scores, over all axes. One person is no sample: give ``clinical``, or
    ``sd_pre`` where no more is needed (JT with cut-off b or none). ``sd_pre`` is the SD that goes
    with the reliability, where it is another than that of the clinical group. HLL and HA compare
    with the mean change of a sample, which no norm replaces.

    A score exactly on the cut-off is on neither side. HA counts a last score as across only where
    its true score is so beyond the critical value.

    Raises Unfit, each problem with its field, for arguments out of range, shapes that differ, a
    missing norm, fewer than two courses where the sample is needed, or a sample in which HA is not
    defined.
    """
    x, y = check.scores(pre=pre, post=post)
    given = Given(
        method=method,
        reliability=reliability,
        reliability_post=reliability_post,
        cutoff=cutoff,
        functional=functional,
        clinical=clinical,
        sd_pre=sd_pre,
        better=better,
        confidence=confidence,
    )
    given.refuse_unfit()
    return _judged(given, x, y)


def by_anchor(
    pre: ArrayLike,
    post: ArrayLike,
    *,
    improvement: float,
    deterioration: float | None = None,
    better: str = "lower",
) -> ThresholdChange:
    """Change held against a minimal important difference in points; just reaching it counts.

    ``improvement`` and ``deterioration`` are positive sizes; the second is the first where left
    out. They come from a study that asked patients what change they felt (Jaeschke, Singer & Guyatt
    1989). A difference that matters may be smaller than measurement error: look at
    `reliable_change` beside it. Raises Unfit as `classify` does.
    """
    x, y = check.scores(pre=pre, post=post)
    worse = improvement if deterioration is None else deterioration
    check.refuse(
        check.better_known(better),
        check.positive("improvement", improvement),
        () if deterioration is None else check.positive("deterioration", worse),
    )
    return _threshold("anchor", better, y - x, y - x, improvement, worse)


def by_percentage(
    pre: ArrayLike,
    post: ArrayLike,
    *,
    improvement: float = 50,
    deterioration: float | None = None,
    better: str = "lower",
) -> ThresholdChange:
    """Change in per cent of the first score held against thresholds in per cent.

    Just reaching a threshold counts; ``deterioration`` is ``improvement`` where left out. Only for
    scales that start at 0. From a first score of 0 a rise is no percentage: such a course is not
    classified. From 0 to 0 nothing changed: unchanged.

    Raises Unfit as `classify` does, for scores below 0, and for thresholds under 1 per cent (a
    share was given for a percentage).
    """
    x, y = check.scores(pre=pre, post=post)
    worse = improvement if deterioration is None else deterioration
    check.refuse(
        check.better_known(better),
        check.percent("improvement", improvement),
        () if deterioration is None else check.percent("deterioration", worse),
        *(check.from_zero(field, values) for field, values in (("pre", x), ("post", y))),
    )
    change = y - x
    size = np.full(change.shape, np.nan)
    np.divide(100 * change, x, out=size, where=x != 0)
    size[change == 0] = 0.0
    return _threshold("percentage", better, change, size, improvement, worse)


def cutoffs(
    *, clinical: Norm | None = None, functional: Norm | None = None, better: str = "lower"
) -> Cutoffs:
    """The three lines between clinical and functional scores (Jacobson & Truax 1991).

    a: two SD of the clinical group from its mean, towards better. b: two SD *of the functional
    group* from its mean, towards worse. c: where the two meet, each mean weighted by the other's
    SD. Where the groups overlap, c is the one to take; a is all there is without functional norms.

    Raises Unfit for norms that are none, and for a functional mean not better than the clinical.
    """
    check.refuse(
        check.better_known(better),
        check.norm("clinical", clinical),
        check.norm("functional", functional),
    )
    if clinical is not None and functional is not None:
        check.refuse(check.sides(clinical, functional, better))
    return cutoffs_of(clinical, functional, DIRECTION[better])


def reliable_change(sd: float, reliability: float, confidence: float = 0.95) -> float:
    """The difference between two scores that measurement error alone rarely exceeds.

    z sqrt(2) SD sqrt(1 − r), z of the two-sided confidence (Jacobson & Truax 1991): a change has to
    be *larger* than this to be reliable. Raises Unfit for arguments out of range.
    """
    error = _error(sd, reliability, confidence)
    return critical_value(confidence) * error.s_diff


def band(
    score: ArrayLike,
    *,
    sd: float,
    reliability: float,
    confidence: float = 0.95,
    scale: tuple[float, float] | None = None,
) -> Band:
    """The band of measurement error about a score: score ± z SD sqrt(1 − r), cut to the ``scale``.

    Two scores whose bands overlap may still differ reliably; ask `reliable_change`. Where a score
    is nan its band is nan. Raises Unfit for arguments out of range.
    """
    error = _error(sd, reliability, confidence)
    if scale is not None:
        check.refuse(check.ends(scale))
    (values,) = check.scores(score=score)
    half = critical_value(confidence) * error.se_measurement
    low, high = values - half, values + half
    if scale is not None:
        low, high = np.clip(low, *scale), np.clip(high, *scale)
    return Band(_fixed(low), _fixed(high))


def _judged(given: Given, x: FloatArray, y: FloatArray) -> Change:
    """The change of courses whose arguments fit."""
    constants, group = constants_of(given, x, y)
    line = line_of(given, constants, group)
    how, sign = given.how, DIRECTION[given.better]
    critical = how.critical_value(given.confidence)
    rci = how.index(x, y, constants)
    status = None
    if given.method == "HA" and line is not None:
        status = hageman_arrindell_status(y, line, constants)
    category = _categories(sign * rci > critical, sign * rci < -critical, np.isnan(rci))
    if line is not None:
        after, bound = (y - line, 0.0) if status is None else (status, critical)
        category = _cross(category, sign * (x - line), sign * after, bound)
    return Change(
        method=given.method,
        better=given.better,
        change=_fixed(y - x),
        category=_fixed(category),
        rci=_fixed(rci),
        critical_value=critical,
        cutoff=line,
        constants=constants,
        status=None if status is None else _fixed(status),
    )


def _error(sd: float, reliability: float, confidence: float) -> Constants:
    check.refuse(
        check.positive("sd", sd),
        check.reliable("reliability", reliability),
        check.confident(confidence),
    )
    return Constants(reliability, reliability, sd)


def _fixed(array: ArrayLike) -> NDArray[Any]:
    """The array, 0-dimensional for one person, read-only as the result is frozen."""
    fixed = np.asarray(array)
    fixed.flags.writeable = False
    return fixed


def _threshold(
    method: str,
    better: str,
    change: FloatArray,
    size: FloatArray,
    improvement: float,
    deterioration: float,
) -> ThresholdChange:
    gain = DIRECTION[better] * size
    category = _categories(
        gain >= improvement * ROUNDING,
        gain <= -deterioration * ROUNDING,
        np.isnan(size),
    )
    return ThresholdChange(
        method=method,
        better=better,
        change=_fixed(change),
        category=_fixed(category),
        size=_fixed(size),
        improvement=improvement,
        deterioration=deterioration,
    )


def _categories(
    improved: NDArray[np.bool_], deteriorated: NDArray[np.bool_], unknown: NDArray[np.bool_]
) -> Categories:
    """Improved, unchanged or deteriorated; 0 where unknown."""
    # The categories are neighbouring numbers, so a step up or down is a sum; .value keeps int8.
    step = improved.astype(np.int8) - deteriorated.astype(np.int8)
    category: Categories = (Category.UNCHANGED.value + step) * ~unknown
    return category


def _cross(category: Categories, before: FloatArray, after: FloatArray, bound: float) -> Categories:
    """Recovered for improved and harmed for deteriorated where the line was crossed.

    ``before`` and ``after`` are positive on the functional side; ``after`` has to pass ``bound``.
    """
    up = (category == Category.IMPROVED.value) & (before < 0) & (after > bound)
    down = (category == Category.DETERIORATED.value) & (before > 0) & (after < -bound)
    crossed: Categories = category + up.astype(np.int8) - down.astype(np.int8)
    return crossed
