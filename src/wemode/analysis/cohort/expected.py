"""The expected course: how a score goes on, in the practice's own closed cases. Experimental.

Off unless a person asks for it. It says what other courses of this practice were like, not what
will become of one person.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from statistics import NormalDist
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from wemode.analysis.cohort.cohort import CLOSED_NEEDED, Bools, Cohort, Ended, Floats, Ints, Off
from wemode.analysis.needs import research
from wemode.errors import BadFile, Conflict, Problem, Unfit

Better = Literal["lower", "higher"]
LEVELS = (0.80, 0.95)
_MARK = {"model": "expected course", "experimental": True, "off": False}


@dataclass(frozen=True, slots=True)
class Band:
    """The middle ``level`` of expected scores: ``low`` and ``high``, shaped as the sessions."""

    level: float
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class Bands:
    """Expected scores: mean, standard deviation and bands; all shaped (…, sessions).

    ``persons`` and ``scores`` say on how many the fit rests.
    """

    sessions: Floats
    mean: Floats
    sd: Floats
    bands: tuple[Band, ...]
    persons: int
    scores: int


@dataclass(frozen=True, slots=True)
class OffTrack:
    """Per score, whether it lies outside the 80 and the 95 % band on the worse side.

    Shaped (…, sessions). A missing score is outside of nothing; ``known`` says which were there.
    One score in ten lies outside the 80 % band on that side, one in forty outside the 95 %, where
    all goes as in the cohort: of many looks at one person some will.
    """

    outside_80: Bools
    outside_95: Bools
    known: Bools
    persons: int
    scores: int


@dataclass(frozen=True, slots=True)
class ExpectedCourse:
    """A fitted mixed model: score = (b0 + u0) + (b1 + u1) · log(session) + e. Experimental.

    ``intercept``, ``slope`` are b0, b1 and ``fixed_covariance`` is how uncertain they are;
    ``random_covariance`` is that of (u0, u1) between persons, ``residual_variance`` that of e
    within one. It rests on ``scores`` of ``persons`` closed cases, ``followed`` of them with two or
    more. Where it is not ``converged`` nothing is computed from it (a number the fit did not give
    is 0 then); ``note`` says what the fit complained about.
    """

    measure: str
    better: Better
    intercept: float
    slope: float
    fixed_covariance: tuple[tuple[float, float], tuple[float, float]]
    random_covariance: tuple[tuple[float, float], tuple[float, float]]
    residual_variance: float
    persons: int
    followed: int
    scores: int
    converged: bool
    note: str = ""

    def bands(
        self, first_score: ArrayLike, sessions: ArrayLike, levels: Sequence[float] = LEVELS
    ) -> Bands:
        """What to expect of a new person who had ``first_score`` at session 1.

        ``first_score`` has any shape (…), ``sessions`` are numbers from 1. The first score and a
        later one y have, under the model, a joint normal distribution; the band is that of y given
        the first. With z = (1, log session), z1 = (1, 0), G the random covariance, s² the residual
        variance, V the fixed covariance and k = z'G z1 / (z1'G z1 + s²)::

            mean = z'b + k · (first − z1'b)
            var  = z'G z + s² − k · z'G z1 + (z − k z1)'V(z − k z1)

        so a person who began far out is expected to come nearer the mean. At session 1 itself the
        first score is known: no width. How uncertain G and s² are is left out, so bands from few
        persons are somewhat too narrow. Raises ValueError for sessions below 1 or a level outside
        (0, 1), Conflict where the fit did not converge. Source: Laird & Ware (1982).
        """
        at = np.asarray(sessions, np.float64)
        if at.ndim != 1 or not (at >= 1).all():
            raise ValueError("sessions must be a list of numbers from 1 up")
        if not all(0 < level < 1 for level in levels):
            raise ValueError("a level is a share between 0 and 1, such as 0.8")
        self._check_converged()
        first = np.asarray(first_score, np.float64)[..., None]
        line = np.column_stack([np.ones_like(at), np.log(at)])
        between = np.array(self.random_covariance)
        shared = line @ between[:, 0]
        weight = shared / (between[0, 0] + self.residual_variance)
        mean = line @ [self.intercept, self.slope] + weight * (first - self.intercept)
        from_first = line - weight[:, None] * [1.0, 0.0]
        variance = (
            _square(line, between)
            + self.residual_variance
            - weight * shared
            + _square(from_first, np.array(self.fixed_covariance))
        )
        at_first = at == 1
        mean = np.where(at_first, first, mean)
        sd = np.broadcast_to(np.where(at_first, 0.0, np.sqrt(variance)), mean.shape)
        found = []
        for level in levels:
            width = NormalDist().inv_cdf((1 + level) / 2) * sd
            found.append(Band(level, mean - width, mean + width))
        return Bands(at, mean, sd, tuple(found), self.persons, self.scores)

    def not_on_track(
        self, first_score: ArrayLike, sessions: ArrayLike, scores: ArrayLike
    ) -> OffTrack:
        """Which ``scores`` (…, sessions; NaN is missing) lie outside the bands, on the worse side.

        Raises what `bands` raises, and ValueError where the shapes do not fit together.
        """
        given = np.asarray(scores, np.float64)
        bands = self.bands(first_score, sessions, LEVELS)
        if given.shape[-1:] != bands.sessions.shape:
            raise ValueError("scores need one value for each session, on the last axis")
        outside = [
            given > band.high if self.better == "lower" else given < band.low
            for band in bands.bands
        ]
        return OffTrack(outside[0], outside[1], ~np.isnan(given), self.persons, self.scores)

    def to_json(self) -> str:
        """The fitted values, so that a page needs no fit. It holds no row of any person."""
        return json.dumps(self.as_dict())

    def as_dict(self) -> dict[str, Any]:
        """For other programs: what `to_json` writes."""
        return {**_MARK, **asdict(self)}

    @classmethod
    def from_json(cls, text: str) -> ExpectedCourse:
        """The course in what `to_json` wrote. Raises BadFile for anything else."""
        try:
            return cls(**_checked(json.loads(text)))
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
            raise BadFile(
                Problem(
                    "expected course",
                    "this is no expected course that Wemode wrote",
                    "Fit it again with `wemode cohort expected FILE --json`",
                )
            ) from None

    def _check_converged(self) -> None:
        if not self.converged:
            raise Conflict(
                Problem(
                    "expected course",
                    f"the fit on {self.persons} persons did not converge ({self.note})",
                    "Use another measure or more closed cases; nothing is computed from it",
                )
            )


def fit_expected(cohort: Cohort, measure: str, *, better: Better = "lower") -> ExpectedCourse | Off:
    """The expected course of one measure in the closed cases of the cohort, or why there is none.

    With fewer than 50 closed cases that have two scores or more nothing is fitted; those with one
    score count in the fit, or it would forget those who left early. Missing scores are left out,
    which is right where being missing (by leaving, too) hangs on the earlier scores or on what is
    no part of the course; it is wrong where persons leave because of a worsening no score shows.
    REML through statsmodels. Raises Unfit where the cohort has no such measure, WemodeError where
    the extra `research` is not installed.
    """
    if better not in ("lower", "higher"):
        raise Unfit(Problem("better", "neither lower nor higher", "Choose one of them", "better"))
    scores = cohort.scores_of(measure)
    known = ~np.isnan(scores)
    closed = cohort.is_ended(Ended.PLANNED, Ended.LEFT)
    often = np.bincount(cohort.person[known], minlength=len(closed)) >= 2
    followed = int((closed & often).sum())
    if followed < CLOSED_NEEDED:
        return Off(
            "expected course",
            f"{followed} closed cases have two or more scores, "
            f"and {CLOSED_NEEDED} are needed: {CLOSED_NEEDED - followed} are missing",
            cohort.closed,
        )
    rows = known & closed[cohort.person]
    return _fitted(scores[rows], np.log(cohort.session[rows]), cohort.person[rows], measure, better)


def _fitted(
    scores: Floats, log_session: Floats, person: Ints, measure: str, better: Better
) -> ExpectedCourse:
    """The fit, on standardised scores and log sessions.

    As they come, the start and the slope of a person are so entangled that the optimiser of
    statsmodels often stops short where a person has few scores, at times while saying that it
    converged. The model is the same in both scales.
    """
    centre, scale = scores.mean(), scores.std() or 1.0
    middle, spread = log_session.mean(), log_session.std()
    line = np.column_stack([np.ones_like(log_session), (log_session - middle) / spread])
    found, note = _reml((scores - centre) / scale, line, person)
    back = scale * np.array([[1, -middle / spread], [0, 1 / spread]])
    intercept, slope = back @ found.fixed
    many = np.bincount(person)
    return ExpectedCourse(
        measure=measure,
        better=better,
        intercept=float(intercept + centre),
        slope=float(slope),
        fixed_covariance=_pairs(back @ found.fixed_covariance @ back.T),
        random_covariance=_pairs(back @ found.between @ back.T),
        residual_variance=float(found.residual * scale**2),
        persons=int((many > 0).sum()),
        followed=int((many > 1).sum()),
        scores=len(scores),
        converged=found.converged,
        note=note,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    """What the fit found, in its own units."""

    fixed: Floats
    fixed_covariance: Floats
    between: Floats
    residual: float
    converged: bool


def _reml(scores: Floats, line: Floats, person: Ints) -> tuple[_Fit, str]:
    """The fit of statsmodels and all that it complained about."""
    with research():
        from statsmodels.regression.mixed_linear_model import MixedLM

    nothing = _Fit(np.zeros(2), np.zeros((2, 2)), np.zeros((2, 2)), 0.0, False)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            fit = MixedLM(scores, line, person, line).fit(reml=True)
            covariance = np.asarray(fit.cov_params())[:2, :2]
            found = _Fit(fit.fe_params, covariance, fit.cov_re, fit.scale, bool(fit.converged))
        except np.linalg.LinAlgError:
            found = nothing
    said = "; ".join(dict.fromkeys(" ".join(str(one.message).split()) for one in caught))
    numbers = (found.fixed, found.fixed_covariance, found.between, found.residual)
    if not all(np.isfinite(one).all() for one in numbers):
        found = nothing
    if found.residual <= 0 or np.linalg.eigvalsh(found.fixed_covariance)[0] <= 0:
        found = replace(found, converged=False)
    if not found.converged and not said:
        said = "the likelihood has no clear maximum"
    return found, said


def _square(lines: Floats, matrix: Floats) -> Floats:
    """For each row z of ``lines``, z' matrix z."""
    found: Floats = np.einsum("si,ij,sj->s", lines, matrix, lines)
    return found


def _pairs(matrix: Floats) -> tuple[tuple[float, float], tuple[float, float]]:
    (a, b), (c, d) = matrix.tolist()
    return (a, b), (c, d)


def _checked(raw: Any) -> dict[str, Any]:
    """What stands in the JSON, its kinds checked. Raises what a wrong kind or number raises."""
    names = {field.name for field in fields(ExpectedCourse)}
    if (
        not isinstance(raw, dict)
        or set(raw) != names | set(_MARK)
        or raw["model"] != _MARK["model"]
    ):
        raise ValueError("other fields")
    found = {name: raw[name] for name in names}
    for name in ("fixed_covariance", "random_covariance"):
        found[name] = _pairs(np.array(raw[name], np.float64))
    numbers = [raw["intercept"], raw["slope"], raw["residual_variance"]]
    covariances = [found["fixed_covariance"], found["random_covariance"]]
    if not all(np.isfinite(np.array(one, np.float64)).all() for one in (numbers, *covariances)):
        raise ValueError("a number is not finite")
    if any(np.linalg.eigvalsh(one)[0] < -1e-9 * np.trace(one) for one in covariances):
        raise ValueError("a covariance is none")
    if raw["better"] not in ("lower", "higher") or not isinstance(raw["converged"], bool):
        raise ValueError("a word is another")
    if raw["residual_variance"] < 0 or min(raw["persons"], raw["followed"]) < 0:
        raise ValueError("a number is negative")
    if not all(isinstance(raw[name], str) for name in ("measure", "note")):
        raise TypeError("a text is none")
    return found
