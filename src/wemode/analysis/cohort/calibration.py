"""How well foretold chances agree with what happened: figures and the values of a plot.

For any chances and outcomes; `leaving` uses it on persons it has not seen.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from wemode.analysis.cohort.cohort import Floats
from wemode.analysis.needs import research

# Two-sided 95 %.
Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Bin:
    """``n`` predictions that are alike: their mean, the share that came true, its 95 % interval."""

    mean_predicted: float
    observed_share: float
    n: int
    events: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """The values of a reliability plot, from the lowest predictions to the highest."""

    bins: tuple[Bin, ...]
    n: int
    events: int


@dataclass(frozen=True, slots=True)
class Figures:
    """How good chances are, on ``n`` outcomes of which ``events`` came true.

    ``slope``: of the outcome on the log odds foretold; 1 is right, less is too extreme.
    ``intercept``: what the log odds lack on the whole, at slope 1; 0 is right, below 0 too high.
    ``brier``: mean squared distance; to be read beside that of the plain share, share·(1 − share).
    ``auc``: chance that an event was foretold higher than a non-event; .5 is none.
    """

    slope: float
    intercept: float
    brier: float
    auc: float
    n: int
    events: int


def wilson(events: int, n: int, z: float = Z95) -> tuple[float, float]:
    """Interval of a share (Wilson 1927); 95 % unless another ``z``. (0, 1) where n is 0."""
    if not 0 <= events <= n:
        raise ValueError("events must lie between 0 and n")
    if n == 0:
        return 0.0, 1.0
    share = events / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    width = z / (1 + z * z / n) * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    # At the ends the formula gives 0 and 1 but for rounding.
    low = 0.0 if events == 0 else float(centre - width)
    high = 1.0 if events == n else float(centre + width)
    return low, high


def reliability(predicted: ArrayLike, observed: ArrayLike, bins: int = 10) -> Reliability:
    """Mean prediction and observed share in ``bins`` groups of about equal size, by prediction.

    ``predicted`` are chances (n,), ``observed`` 0 or 1 (n,). Predictions that are the same stay in
    one group, so there may be fewer groups. The interval of a group takes its outcomes as
    independent. Raises ValueError for other input.
    """
    if bins < 1:
        raise ValueError("a reliability plot needs at least one bin")
    chances, events = _pair(predicted, observed)
    edges = np.unique(np.quantile(chances, np.linspace(0, 1, bins + 1)[1:-1]))
    group = np.searchsorted(edges, chances, side="left")
    found = []
    for number in np.unique(group):
        inside = group == number
        n, hits = int(inside.sum()), int(events[inside].sum())
        found.append(Bin(float(chances[inside].mean()), hits / n, n, hits, *wilson(hits, n)))
    return Reliability(tuple(found), len(chances), int(events.sum()))


def figures(predicted: ArrayLike, observed: ArrayLike) -> Figures:
    """Calibration slope and intercept, Brier score and AUC of chances (n,) on outcomes 0 or 1 (n,).

    Slope and intercept after Cox (1958), as in Steyerberg (2019): logistic regressions of the
    outcome on the log odds foretold. NaN where all outcomes are the same or all chances are; ties
    count half in the AUC. Raises ValueError for other input, WemodeError where the extra
    `research` is not installed.
    """
    chances, events = _pair(predicted, observed)
    return Figures(
        *_calibration(chances, events),
        brier=float(np.mean((chances - events) ** 2)),
        auc=_auc(chances, events),
        n=len(chances),
        events=int(events.sum()),
    )


def _calibration(chances: Floats, events: Floats) -> tuple[float, float]:
    if events.min() == events.max():
        return np.nan, np.nan
    clipped = np.clip(chances, 1e-12, 1 - 1e-12)
    log_odds = np.log(clipped / (1 - clipped))
    ones = np.ones_like(log_odds)
    intercept = logistic(events, ones[:, None], offset=log_odds).params[0]
    if log_odds.min() == log_odds.max():
        return np.nan, float(intercept)
    slope = logistic(events, np.column_stack([ones, log_odds])).params[1]
    return float(slope), float(intercept)


def logistic(
    events: Floats,
    columns: Floats,
    *,
    offset: Floats | None = None,
    start: Floats | None = None,
) -> Any:
    """A logistic regression by statsmodels (GLM, binomial), from coefficients ``start`` if given.

    It does not warn: the caller looks at the coefficients. Raises WemodeError where the extra
    `research` is not installed.
    """
    with research():
        from statsmodels.genmod.families import Binomial
        from statsmodels.genmod.generalized_linear_model import GLM

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return GLM(events, columns, family=Binomial(), offset=offset).fit(start_params=start)


def _auc(chances: Floats, events: Floats) -> float:
    """Mann and Whitney's share of pairs in the right order, from mean ranks."""
    hits = float(events.sum())
    misses = len(events) - hits
    if not hits or not misses:
        return np.nan
    _, place, counts = np.unique(chances, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    return float((ranks[events == 1].sum() - hits * (hits + 1) / 2) / (hits * misses))


def _pair(predicted: ArrayLike, observed: ArrayLike) -> tuple[Floats, Floats]:
    chances, events = np.asarray(predicted, np.float64), np.asarray(observed, np.float64)
    if chances.ndim != 1 or chances.shape != events.shape or not len(chances):
        raise ValueError("predicted and observed must be two lists of the same length, not empty")
    if not ((chances >= 0) & (chances <= 1)).all():
        raise ValueError("predictions must be chances from 0 to 1, none missing")
    if not np.isin(events, (0, 1)).all():
        raise ValueError("observed must be 0 or 1, none missing")
    return chances, events
