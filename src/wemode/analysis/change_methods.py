"""Indices of reliable change: six published ways to hold a change against measurement error.

Each divides what changed by a standard error, so that beyond a critical value of the normal
distribution the change is more than the instrument's own noise. In all of them X1 and X2 are the
first and the last score, M1 and S1 mean and standard deviation of the first scores, M2 the mean of
the last, r the reliability and SEM = S1 sqrt(1 − r) the standard error of measurement.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import nan, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Constants:
    """What the indices are computed with; nan where the method asks for no such constant.

    ``n`` is the number of courses with both scores that what comes from the sample rests on, 0
    where all constants were given. SD of the sample are with n − 1.
    """

    reliability: float
    reliability_post: float
    sd_pre: float
    m_pre: float = nan
    m_post: float = nan
    sd_post: float = nan
    sd_change: float = nan
    n: int = 0

    @property
    def se_measurement(self) -> float:
        """Standard error of measurement, S1 sqrt(1 − r)."""
        return self.sd_pre * sqrt(1 - self.reliability)

    @property
    def s_diff(self) -> float:
        """Standard error of a difference of two scores, sqrt(2) SEM."""
        return sqrt(2) * self.se_measurement

    @property
    def se_prediction(self) -> float:
        """Standard error of predicting one score from another, S1 sqrt(1 − r²)."""
        return self.sd_pre * sqrt(1 - self.reliability**2)

    @property
    def r_dd(self) -> float:
        """Reliability of the changes in the sample, 1 − 2 SEM² / SD² of the changes."""
        return 1 - 2 * self.se_measurement**2 / self.sd_change**2


@dataclass(frozen=True, slots=True)
class Method:
    """One index of reliable change.

    ``asks_mean``: it needs the mean of the first scores. ``asks_sample``: it needs the last scores
    of a whole sample, so norms alone do not do. ``one_sided``: the authors take the critical value
    of a one-sided test (1.645 where the others have 1.960).
    """

    id: str
    name: str
    source: str
    index: Callable[[FloatArray, FloatArray, Constants], FloatArray]
    asks_mean: bool = True
    asks_sample: bool = False
    one_sided: bool = False

    def critical_value(self, confidence: float) -> float:
        """How far from 0 the index must be for a change to be reliable at this confidence."""
        return critical_value(confidence, one_sided=self.one_sided)


def critical_value(confidence: float, *, one_sided: bool = False) -> float:
    """The quantile of the normal distribution that leaves 1 − confidence outside."""
    return NormalDist().inv_cdf(confidence if one_sided else (1 + confidence) / 2)


def jacobson_truax(pre: FloatArray, post: FloatArray, c: Constants) -> FloatArray:
    """(X2 − X1) / (sqrt(2) SEM): the change itself, no correction for regression to the mean."""
    return (post - pre) / c.s_diff


def gulliksen_lord_novick(pre: FloatArray, post: FloatArray, c: Constants) -> FloatArray:
    """(X2 − T1) / (S1 sqrt(1 − r²)), where T1 = M1 + r (X1 − M1) is the estimated true score."""
    return (post - true_score(pre, c)) / c.se_prediction


def hsu_linn_lord(pre: FloatArray, post: FloatArray, c: Constants) -> FloatArray:
    """((X2 − M2) − r (X1 − M1)) / (S1 sqrt(1 − r²)): change beyond the change of the sample.

    It asks who changed more than the others, so about as many get worse as better: a whole sample
    that recovers counts as unchanged.
    """
    return (post - c.m_post - c.reliability * (pre - c.m_pre)) / c.se_prediction


def edwards_nunnally(pre: FloatArray, post: FloatArray, c: Constants) -> FloatArray:
    """(X2 − T1) / SEM: the last score against a band of measurement error about T1.

    The band forgets that the last score has an error of its own, so it is always more lenient than
    Gulliksen-Lord-Novick.
    """
    return (post - true_score(pre, c)) / c.se_measurement


def nunnally_kotsch(pre: FloatArray, post: FloatArray, c: Constants) -> FloatArray:
    """(X2 − T1) / (S1 sqrt(r² (1 − r) + 1 − r2)), r2 the reliability at the last measurement."""
    r = c.reliability
    return (post - true_score(pre, c)) / (c.sd_pre * sqrt(r**2 * (1 - r) + 1 - c.reliability_post))


def hageman_arrindell(pre: FloatArray, post: FloatArray, c: Constants) -> FloatArray:
    """((X2 − X1) R + (M2 − M1) (1 − R)) / (sqrt(R) sqrt(2) SEM): the estimated true change.

    R is the reliability of the changes in the sample, 1 − 2 SEM² / var(X2 − X1). Who did not change
    in a sample that improved is credited with part of the sample's change.
    """
    true_change = (post - pre) * c.r_dd + (c.m_post - c.m_pre) * (1 - c.r_dd)
    return true_change / (sqrt(c.r_dd) * c.s_diff)


def hageman_arrindell_status(post: FloatArray, cutoff: float, c: Constants) -> FloatArray:
    """How many standard errors the estimated true last score lies from the cut-off.

    (M2 + r2 (X2 − M2) − cutoff) / (sqrt(r2) SEM) with r2 = 1 − SEM² / S2².
    """
    r = 1 - c.se_measurement**2 / c.sd_post**2
    true_post = c.m_post + r * (post - c.m_post)
    return (true_post - cutoff) / (sqrt(r) * c.se_measurement)


def true_score(pre: FloatArray, c: Constants) -> FloatArray:
    """M1 + r (X1 − M1): the score drawn towards the mean of its group (Kelley 1947)."""
    return c.m_pre + c.reliability * (pre - c.m_pre)


METHODS = {
    method.id: method
    for method in (
        Method(
            "JT",
            "Jacobson-Truax",
            "Jacobson & Truax 1991",
            jacobson_truax,
            asks_mean=False,
        ),
        Method(
            "GLN",
            "Gulliksen-Lord-Novick",
            "Gulliksen 1950; Lord & Novick 1968; Hsu 1989",
            gulliksen_lord_novick,
        ),
        Method(
            "HLL",
            "Hsu-Linn-Lord",
            "Hsu 1989",
            hsu_linn_lord,
            asks_sample=True,
        ),
        Method(
            "EN",
            "Edwards-Nunnally",
            "Edwards, Yarvis, Mueller, Zingale & Wagman 1978; Speer 1992",
            edwards_nunnally,
        ),
        Method(
            "NK",
            "Nunnally-Kotsch",
            "Nunnally & Kotsch 1983",
            nunnally_kotsch,
        ),
        Method(
            "HA",
            "Hageman-Arrindell",
            "Hageman & Arrindell 1999",
            hageman_arrindell,
            asks_sample=True,
            one_sided=True,
        ),
    )
}
"""The methods of `classify`, by id."""
