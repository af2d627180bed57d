"""The constants behind a verdict of reliable change: given as norms, or taken from the sample."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import nan

import numpy as np

from wemode.analysis import change_checks as check
from wemode.analysis.change_cutoff import CUTOFFS, DIRECTION, Norm, cutoffs_of, true_norm
from wemode.analysis.change_methods import METHODS, Constants, FloatArray, Method
from wemode.errors import Problem, Unfit


@dataclass(frozen=True, slots=True)
class Given:
    """The arguments of `classify` beside the scores."""

    method: str
    reliability: float
    reliability_post: float | None
    cutoff: str | None
    functional: Norm | None
    clinical: Norm | None
    sd_pre: float | None
    better: str
    confidence: float

    @property
    def how(self) -> Method:
        """The method asked for."""
        return METHODS[self.method]

    @property
    def needs_clinical(self) -> bool:
        """Whether mean or SD of the clinical group are needed, given or from the sample."""
        return self.how.asks_mean or self.cutoff in ("a", "c") or self.sd_pre is None

    def refuse_unfit(self) -> None:
        """Raise Unfit with every argument that is out of range or missing."""
        check.refuse(
            check.among("method", self.method, METHODS),
            check.better_known(self.better),
            check.reliable("reliability", self.reliability),
            self._optional_problems(),
            check.confident(self.confidence),
            check.norm("clinical", self.clinical),
            check.norm("functional", self.functional),
            self._cutoff_problems(),
        )

    def _optional_problems(self) -> Iterator[Problem]:
        if self.reliability_post is not None:
            yield from check.reliable("reliability_post", self.reliability_post)
        if self.sd_pre is not None:
            yield from check.positive("sd_pre", self.sd_pre)

    def _cutoff_problems(self) -> Iterator[Problem]:
        if self.cutoff is None:
            return
        yield from check.among("cutoff", self.cutoff, CUTOFFS)
        if self.cutoff in ("b", "c") and self.functional is None:
            yield check.problem(
                "functional",
                f"cut-off {self.cutoff} needs the norms of the functional group",
                "Give its mean and SD as published, or ask for reliable change without a cut-off",
            )


def constants_of(given: Given, pre: FloatArray, post: FloatArray) -> tuple[Constants, Norm | None]:
    """The constants of the method, and the clinical norm: given, of the sample, or not needed.

    SD of the sample are with n − 1.
    """
    how, clinical, n = given.how, given.clinical, 0
    if how.asks_sample or (clinical is None and given.needs_clinical):
        pre, post = _sample(how, pre, post)
        n = int(pre.size)
        clinical = _norm_of(pre) if clinical is None else clinical
    mean, sd = (nan, nan) if clinical is None else clinical
    again = given.reliability_post
    constants = Constants(
        reliability=given.reliability,
        reliability_post=given.reliability if again is None else again,
        sd_pre=sd if given.sd_pre is None else given.sd_pre,
        m_pre=mean,
        n=n,
    )
    if how.asks_sample:
        # A change is compared with the mean change of these courses: both means are theirs.
        constants = replace(
            constants,
            m_pre=float(pre.mean()),
            m_post=float(post.mean()),
            sd_post=float(post.std(ddof=1)),
            sd_change=float((post - pre).std(ddof=1)),
        )
    if given.method == "HA":
        _refuse_noise(constants)
    return constants, clinical


def line_of(given: Given, constants: Constants, clinical: Norm | None) -> float | None:
    """The cut-off asked for; with HA between the true scores of the groups. None for none."""
    if given.cutoff is None:
        return None
    functional = given.functional
    # A sample may be as well as the functional group and still have the lines a and b; of norms it
    # says that the better direction was mistaken.
    norm = clinical if given.cutoff == "c" else given.clinical
    if norm is not None and functional is not None:
        check.refuse(check.sides(norm, functional, given.better))
    if given.method == "HA":
        noise = constants.se_measurement
        clinical = _true("clinical", clinical, noise) if given.cutoff != "b" else None
        functional = _true("functional", functional, noise) if given.cutoff != "a" else None
    return cutoffs_of(clinical, functional, DIRECTION[given.better]).of(given.cutoff)


def _sample(how: Method, pre: FloatArray, post: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The scores of the courses that have both; Unfit where they are no sample."""
    both = ~(np.isnan(pre) | np.isnan(post))
    n = int(np.count_nonzero(both))
    if n < 2:
        what = f"{n} course{'' if n == 1 else 's'} with both scores {'is' if n == 1 else 'are'}"
        remedy = "Give mean and SD of the clinical group from norms"
        if how.asks_sample:
            remedy = f"{how.name} needs a sample: take method JT with norms of the clinical group"
        _refuse("pre", f"{what} no sample", remedy)
    return pre[both], post[both]


def _norm_of(pre: FloatArray) -> Norm:
    # The SD of equal scores may come out a hair above 0.
    if pre.min() == pre.max():
        _refuse(
            "pre",
            "all first scores are the same",
            "Give mean and SD of the clinical group from norms",
        )
    return float(pre.mean()), float(pre.std(ddof=1))


def _refuse_noise(constants: Constants) -> None:
    """Unfit where the spread of the sample is no more than error: no true change to estimate."""
    noise = constants.se_measurement
    remedy = "Check reliability and SD, or take method JT"
    if constants.sd_change**2 <= 2 * noise**2:
        what = "the changes differ no more between persons than measurement error does"
        _refuse("post", what, remedy)
    if constants.sd_post <= noise:
        _refuse("post", "the last scores spread no wider than measurement error", remedy)


def _true(field: str, norm: Norm | None, se_measurement: float) -> Norm | None:
    if norm is not None and norm[1] <= se_measurement:
        what = f"its SD {norm[1]:g} is no more than measurement error, {se_measurement:.4g}"
        _refuse(field, what, "Check the SD and the reliability, or take method JT")
    return true_norm(norm, se_measurement)


def _refuse(field: str, what: str, remedy: str) -> None:
    raise Unfit(check.problem(field, what, remedy))
