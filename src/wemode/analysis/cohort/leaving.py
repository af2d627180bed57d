"""The hazard of leaving after a session, from the signs of the guidance. Experimental.

Off unless a person asks for it. It says how often persons of this practice left when the signs
stood so; a single person leaves or stays. Never show a chance without the number behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from wemode.analysis.cohort.calibration import (
    Z95,
    Figures,
    Reliability,
    figures,
    logistic,
    reliability,
)
from wemode.analysis.cohort.cohort import (
    CLOSED_NEEDED,
    PREDICTORS,
    Bools,
    Cohort,
    Ended,
    Floats,
    Ints,
    Off,
    plain,
    share_of,
)
from wemode.errors import Conflict, Problem

# Peduzzi et al. (1996).
EVENTS_A_TERM = 10
REPEATS = 10
FOLDS = 10
SEED = 20_151
# A coefficient this uncertain, in standard deviations of its sign, is one the data do not hold:
# a sign stands only where persons left, or only where they stayed.
UNCERTAIN = 5.0


@dataclass(frozen=True, slots=True)
class Coefficient:
    """What one unit of a term adds to the log odds of leaving, with its 95 % interval (Wald)."""

    term: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Hazard:
    """Chance of leaving after a session, 95 % interval of it, and on how many it rests."""

    chance: Floats
    low: Floats
    high: Floats
    persons: int
    events: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """How the model does: on the persons it was fitted on, and on others.

    ``apparent`` is on the same persons, and too good. ``on_others``: each chance was foretold by a
    fit without that person and the others of the same of ``folds`` groups; the mean of ``repeats``
    such groupings, which errs to the careful side. Its ``n`` lacks sessions whose fit failed.
    ``plot`` has the chances of the first grouping.
    """

    apparent: Figures
    on_others: Figures
    repeats: int
    folds: int
    plot: Reliability


@dataclass(frozen=True, slots=True)
class LeavingModel:
    """A fitted discrete-time hazard: logit of leaving after a session. Experimental.

    ``persons``, ``closed`` of them with an ending, ``events`` of them who left, ``sessions`` after
    which they might have. ``sessions_left_out`` and ``events_left_out`` had a sign missing.
    ``unused`` signs were never filled in or never varied. Where it is not ``converged`` nothing is
    computed from it, ``calibration`` is None and ``note`` says why.
    """

    coefficients: tuple[Coefficient, ...]
    covariance: tuple[tuple[float, ...], ...]
    persons: int
    closed: int
    events: int
    sessions: int
    sessions_left_out: int
    events_left_out: int
    unused: tuple[str, ...]
    converged: bool
    note: str = ""
    calibration: Calibration | None = None

    @property
    def signs(self) -> tuple[str, ...]:
        """The signs that `hazard` takes, in the order of the last axis."""
        return tuple(one.term for one in self.coefficients[2:])

    def hazard(self, session: ArrayLike, signs: ArrayLike) -> Hazard:
        """Chance of leaving after ``session`` (…) with these ``signs`` (…, one value a sign).

        NaN where a sign is missing. Raises ValueError where the shapes do not fit or a session is
        below 1, Conflict where the fit did not converge.
        """
        if not self.converged:
            raise Conflict(
                Problem(
                    "leaving",
                    f"the fit on {self.persons} persons did not converge ({self.note})",
                    "Wait for more closed cases; nothing is computed from it",
                )
            )
        at, values = np.asarray(session, np.float64), np.asarray(signs, np.float64)
        if not (at >= 1).all():
            raise ValueError("sessions are numbers from 1 up")
        if values.shape[-1:] != (len(self.signs),):
            raise ValueError(f"signs need one value each for {', '.join(self.signs)}")
        shape = np.broadcast_shapes(at.shape, values.shape[:-1])
        at = np.broadcast_to(at, shape)[..., None]
        values = np.broadcast_to(values, (*shape, len(self.signs)))
        line = np.concatenate([np.ones_like(at), np.log(at), values], axis=-1)
        logit = line @ [one.value for one in self.coefficients]
        spread = np.sqrt(np.einsum("...i,ij,...j", line, np.array(self.covariance), line))
        return Hazard(
            share_of(logit),
            share_of(logit - Z95 * spread),
            share_of(logit + Z95 * spread),
            self.persons,
            self.events,
        )

    def as_dict(self) -> dict[str, Any]:
        """For other programs. It holds no row of any person; None where there is no number."""
        return {"model": "leaving", "experimental": True, "off": False, **plain(asdict(self))}


@dataclass(frozen=True, slots=True, eq=False)
class _Risk:
    """The sessions after which a person might have left: line of terms, whether so, whose."""

    lines: Floats
    left: Floats
    person: Ints

    def of(self, rows: Any) -> _Risk:
        return _Risk(self.lines[rows], self.left[rows], self.person[rows])


def fit_leaving(cohort: Cohort, *, repeats: int = REPEATS, seed: int = SEED) -> LeavingModel | Off:
    """The hazard of leaving in this cohort with its calibration, or why there is none.

    A row is a session after which the person might have left: all but the last of a therapy that
    ended as planned or is still on (what came after that one is not known). Persons still on count
    with the sessions they have had, which is right where the end of the records has nothing to do
    with leaving. Terms: log session and the signs of PREDICTORS. Sessions with a sign missing are
    left out and counted. Off below 50 closed cases or below 10 events a term (Peduzzi et al.
    1996). Fitted as a binomial GLM with logit link: each person leaves at most once, so that the
    likelihood is that of independent sessions and its plain standard errors hold (Allison 1982).
    ``repeats`` is the number of groupings for the calibration, 0 for none; ``seed`` draws them.
    Raises WemodeError where the extra `research` is not installed.
    """
    risk, unused, missing = _at_risk(cohort)
    events = int(risk.left.sum())
    persons = np.unique(risk.person)
    closed = int(cohort.is_ended(Ended.PLANNED, Ended.LEFT)[persons].sum())
    reason = _too_few(closed, events, risk.lines.shape[1] - 1)
    if reason:
        return Off("leaving", reason, cohort.closed, events)
    terms = ("intercept", "log_session", *(name for name in PREDICTORS if name not in unused))
    fit = logistic(risk.left, risk.lines)
    values, spread = np.asarray(fit.params), np.asarray(fit.bse)
    note = _doubt(bool(fit.converged), spread, risk.lines, terms)
    model = LeavingModel(
        coefficients=tuple(
            Coefficient(term, float(value), float(value - Z95 * sd), float(value + Z95 * sd))
            for term, value, sd in zip(terms, values, spread, strict=True)
        ),
        covariance=tuple(tuple(row) for row in np.asarray(fit.cov_params()).tolist()),
        persons=len(persons),
        closed=closed,
        events=events,
        sessions=len(risk.left),
        sessions_left_out=int(missing.sum()),
        events_left_out=int(cohort.is_ended(Ended.LEFT).sum()) - events,
        unused=unused,
        converged=not note,
        note=note,
    )
    if not model.converged:
        return model
    return replace(model, calibration=_calibrated(risk, values, repeats, seed))


def _at_risk(cohort: Cohort) -> tuple[_Risk, tuple[str, ...], Bools]:
    """The sessions at risk, the signs that say nothing, and which sessions lack a sign."""
    left = cohort.is_ended(Ended.LEFT)[cohort.person]
    at_risk = left | ~cohort.is_last
    signs = cohort.signs[at_risk]
    filled = np.asarray(~np.isnan(signs).all(0), np.bool_)
    complete = np.asarray(~np.isnan(signs[:, filled]).any(1), np.bool_)
    known = signs[complete]
    varies = filled & (known != known[:1]).any(0)
    lines = np.column_stack(
        [np.ones(len(signs)), np.log(cohort.session[at_risk]), signs[:, varies]]
    )
    event = (left & cohort.is_last)[at_risk].astype(np.float64)
    unused = tuple(name for name, used in zip(PREDICTORS, varies, strict=True) if not used)
    return _Risk(lines, event, cohort.person[at_risk]).of(complete), unused, ~complete


def _too_few(closed: int, events: int, terms: int) -> str:
    """Why nothing is fitted; empty where there is enough."""
    found = []
    if closed < CLOSED_NEEDED:
        found.append(
            f"{closed} closed cases have a session with all signs known, "
            f"and {CLOSED_NEEDED} are needed: {CLOSED_NEEDED - closed} are missing"
        )
    needed = EVENTS_A_TERM * terms
    if events < needed:
        found.append(
            f"{events} persons left after a session with all signs known, and {needed} are needed "
            f"({EVENTS_A_TERM} for each of {terms} terms): {needed - events} are missing"
        )
    return "; ".join(found)


def _doubt(converged: bool, spread: Floats, lines: Floats, terms: Sequence[str]) -> str:
    """What the data do not hold; empty where the fit stands."""
    if not converged or not np.isfinite(spread).all():
        return "the optimiser found no maximum"
    if np.linalg.matrix_rank(lines) < lines.shape[1]:
        return "two or more of the terms say the same"
    loose = spread[1:] * lines[:, 1:].std(0) > UNCERTAIN
    if loose.any():
        names = ", ".join(term for term, so in zip(terms[1:], loose, strict=True) if so)
        return f"no value can be found for {names}: it tells leaving from staying without exception"
    return ""


def _calibrated(risk: _Risk, values: Floats, repeats: int, seed: int) -> Calibration | None:
    """Figures on the persons fitted, and on persons left out; None without any such fit."""
    rng = np.random.default_rng(seed)
    _, person = np.unique(risk.person, return_inverse=True)
    persons = int(person.max()) + 1
    folds = min(FOLDS, persons)
    found, plots = [], []
    for _ in range(repeats):
        fold = rng.permutation(persons)[person] % folds
        chances = _of_left_out(risk, fold, values)
        known = ~np.isnan(chances)
        if known.any():
            found.append(figures(chances[known], risk.left[known]))
            plots.append(reliability(chances[known], risk.left[known]))
    if not found:
        return None
    apparent = figures(share_of(risk.lines @ values), risk.left)
    slope, intercept, brier, auc = np.mean(
        [(one.slope, one.intercept, one.brier, one.auc) for one in found], axis=0
    )
    on_others = Figures(
        float(slope), float(intercept), float(brier), float(auc), found[0].n, found[0].events
    )
    return Calibration(apparent, on_others, len(found), folds, plots[0])


def _of_left_out(risk: _Risk, fold: Ints, values: Floats) -> Floats:
    """The chance of each session by a fit without its person's fold, NaN where that fit failed.

    The search starts at the ``values`` of all persons, which is near and changes no maximum.
    """
    chances = np.full(len(risk.left), np.nan)
    for number in np.unique(fold):
        out = fold == number
        fit = logistic(risk.left[~out], risk.lines[~out], start=values)
        if fit.converged:
            chances[out] = share_of(risk.lines[out] @ np.asarray(fit.params))
    return chances
