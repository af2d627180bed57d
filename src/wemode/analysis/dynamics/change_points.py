"""Change points: the days on which a series takes another level, or another distribution.

The cut that costs least, found exactly by dynamic programming (Auger & Lawrence 1989) in the
library ``ruptures`` (Truong, Oudre & Vayatis 2020).
"""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real
from types import ModuleType
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from wemode.analysis.arrays import ReadOnly
from wemode.analysis.dynamics._series import Bools, Floats, Ints, daily, unfit, whole
from wemode.analysis.needs import research

Model = Literal["l2", "rbf"]

WHERE = "change points"

# The names of the models in ruptures.
KERNELS = {"l2": "linear", "rbf": "rbf"}

# Noise that is carried on nearly whole has no level to change.
MOST_CARRIED = 0.95

# Days to a stretch, on average, of the finest cut that noise is read from.
FINEST = 7

# Below this share of the cost of no cut at all nothing is a cost any more.
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class ChangePoints(ReadOnly):
    """Change points of each series; shape of the leading axes, last axis as long as the most.

    ``n`` of 0 with ``judged`` false means too few answered days to say, not “no change”.
    """

    indices: Ints
    """The first day of each new stretch (…, most points), counted from 0; -1 where there is none
    left."""
    means: Floats
    """The mean of each stretch (…, most points + 1); ``nan`` where there is none left."""
    n: Ints
    """How many change points."""
    answered: Ints
    """How many days have a value."""
    judged: Bools
    """Whether they were enough for two stretches of ``min_size`` days."""
    autocorrelation: Floats
    """ρ: how far the noise of a day is carried into the next, 0 to 0.95; of the model ``l2``."""
    noise: Floats
    """Long-run SD of the noise within the stretches, of the model ``l2``."""


def change_points(
    values: ArrayLike,
    *,
    penalty: float | None = None,
    max_points: int | None = None,
    model: Model = "l2",
    min_size: int = 7,
) -> ChangePoints:
    """The change points of each series (…, days) that are worth their penalty.

    Chosen is the cut with the least cost + ``penalty`` × number of points, among all cuts into
    stretches of at least ``min_size`` answered days and, if given, at most ``max_points`` points.

    ``l2``: a change of level. Cost: squared distances from the means of the stretches, in units of
    the long-run variance of the noise, d₁ (1 + ρ) / 2(1 - ρ)²; ρ = d₂ / d₁ - 1 within 0 … 0.95, d₁
    and d₂ the mean squared differences of days one and two apart within a stretch (von Neumann
    1941; Chakar et al. 2017, there by medians). Without ρ the slow swings of a diary, where each
    day resembles the one before, would pass for steps. The penalty is 3 ln n unless given (Zhang
    & Siegmund 2007, leading term). The noise is read within the stretches of the cut that this
    penalty chooses, going from many points to few until noise and cut agree.
    ``rbf``: any change of distribution. Cost: squared distances from the stretches' means in the
    space of a Gaussian kernel whose width is the median distance (Arlot, Celisse & Harchaoui 2019);
    n days cost less than n. No penalty is established, so it must be given (docs/dynamics.md has
    simulated figures for 6), and likeness of neighbouring days is not allowed for.

    With a penalty of 0 the best cut with ``max_points`` points is found, worth it or not.

    Missing days are left out and the points counted back to the days of the series: a change
    within a gap is dated to the first answered day after it. A series without variation has no
    point. Raises ``Unfit``; ``WemodeError`` where ``ruptures`` is missing.
    """
    series = daily(values, WHERE)
    min_size = whole(min_size, 1, WHERE, "min_size")
    if max_points is not None:
        max_points = whole(max_points, 1, WHERE, "max_points")
    _check(model, penalty, max_points)
    with research():
        import ruptures
    flat = series.reshape(-1, series.shape[-1])
    found = [_found(ruptures, one, penalty, max_points, model, min_size) for one in flat]
    return _result(series, found, min_size)


def _check(model: str, penalty: float | None, max_points: int | None) -> None:
    if model not in get_args(Model):
        raise unfit(
            WHERE, f"model is {model!r}", f"Give one of {', '.join(get_args(Model))}", "model"
        )
    if penalty is None and model == "rbf":
        raise unfit(
            WHERE,
            "the model rbf has no penalty of its own",
            "Give a penalty (6 is a start), or penalty=0 with max_points",
            "penalty",
        )
    if penalty is not None and not (isinstance(penalty, Real) and 0 <= penalty < np.inf):
        raise unfit(WHERE, f"penalty is {penalty!r}", "Give a number of 0 or more", "penalty")
    if penalty == 0 and max_points is None:
        raise unfit(
            WHERE,
            "without a penalty every day would be a change",
            "Give max_points too, or a penalty above 0",
            "penalty",
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """Of one series: the first days of the new stretches, and its noise."""

    starts: Ints
    autocorrelation: float
    noise: float


def _found(
    ruptures: ModuleType,
    series: Floats,
    penalty: float | None,
    max_points: int | None,
    model: Model,
    min_size: int,
) -> _Found:
    days = np.flatnonzero(~np.isnan(series))
    values = series[days]
    if len(values) < 2 * min_size:
        return _Found(days[:0], np.nan, np.nan)
    if values.min() == values.max():
        return _Found(days[:0], np.nan, 0.0)
    cuts, costs = _cheapest(ruptures, values, model, min_size)
    usual = 3 * np.log(len(values)) * np.arange(len(cuts))
    carried, noise, unit = np.nan, np.nan, 1.0
    if model == "l2":
        cut = len(cuts)
        chosen = min(cut - 1, len(values) // FINEST)
        while chosen < cut:
            cut = chosen
            carried, noise = _noise(series, days[cuts[cut]])
            chosen = int(np.argmin(costs + noise**2 * usual))
        unit = noise**2
    price = usual if penalty is None else penalty * np.arange(len(cuts))
    best = int(np.argmin((costs + unit * price)[: None if max_points is None else max_points + 1]))
    return _Found(days[cuts[best]], carried, noise)


def _noise(series: Floats, starts: Ints) -> tuple[float, float]:
    """Autocorrelation and long-run SD of the noise within the stretches of one series."""
    stretch = np.searchsorted(starts, np.arange(len(series)), side="right")
    one, two = (
        np.where(stretch[lag:] == stretch[:-lag], (series[lag:] - series[:-lag]) ** 2, np.nan)
        for lag in (1, 2)
    )
    one, two = one[~np.isnan(one)], two[~np.isnan(two)]
    if one.any() and two.size:
        carried = min(max(two.mean() / one.mean() - 1, 0.0), MOST_CARRIED)
        return carried, float(np.sqrt(one.mean() * (1 + carried) / 2) / (1 - carried))
    # No two days in a row, or none that differ: what is known is the step to the next answer.
    days = np.flatnonzero(~np.isnan(series))
    within = stretch[days[1:]] == stretch[days[:-1]]
    steps = np.diff(series[days])[within]
    return 0.0, float(np.sqrt((steps**2).mean() / 2)) if steps.size else 0.0


def _cheapest(
    ruptures: ModuleType, values: Floats, model: Model, min_size: int
) -> tuple[list[Ints], Floats]:
    """For every number of points the cut that costs least, and what it costs."""
    n = len(values)
    most = n // min_size - 1
    points = ((values - values.mean()) / values.std())[:, None]
    # Not its PELT: with min_size above 1 it prunes cuts that would still win.
    search = ruptures.KernelCPD(kernel=KERNELS[model], min_size=min_size).fit(points)
    search.predict(n_bkps=most)
    cuts = [[n], *(search.segmentations_dict[k] for k in range(1, most + 1))]
    if model == "rbf":
        costs = _costs(search.cost.gram, cuts)
    else:
        costs = _costs(points @ points.T, cuts) * values.var()
    # Stretches of equal values cost nothing; the rounding of their means is no reason to cut on.
    costs[costs < ROUNDING * costs[0]] = 0.0
    return [np.array(cut[:-1], dtype=np.int64) for cut in cuts], costs


def _costs(gram: Floats, cuts: list[list[int]]) -> Floats:
    """Squared distances from the means of the stretches, in the space of the kernel."""
    n = len(gram)
    sums = np.zeros((n + 1, n + 1))
    sums[1:, 1:] = gram.cumsum(axis=0).cumsum(axis=1)
    total = np.trace(gram)
    costs = []
    for cut in cuts:
        end = np.array(cut)
        start = np.concatenate([[0], end[:-1]])
        inner = sums[end, end] - sums[start, end] - sums[end, start] + sums[start, start]
        costs.append(total - (inner / (end - start)).sum())
    return np.array(costs)


def _result(series: Floats, found: list[_Found], min_size: int) -> ChangePoints:
    leading = series.shape[:-1]
    flat = series.reshape(-1, series.shape[-1])
    n = np.array([len(one.starts) for one in found], dtype=np.int64)
    most = int(n.max(initial=0))
    indices = np.full((len(flat), most), -1, dtype=np.int64)
    means = np.full((len(flat), most + 1), np.nan)
    answered = (~np.isnan(flat)).sum(axis=-1)
    for row in np.flatnonzero(answered):
        starts = found[row].starts
        indices[row, : n[row]] = starts
        means[row, : n[row] + 1] = [np.nanmean(part) for part in np.split(flat[row], starts)]
    return ChangePoints(
        indices=indices.reshape(*leading, most),
        means=means.reshape(*leading, most + 1),
        n=n.reshape(leading),
        answered=answered.reshape(leading),
        judged=(answered >= 2 * min_size).reshape(leading),
        autocorrelation=np.array([one.autocorrelation for one in found]).reshape(leading),
        noise=np.array([one.noise for one in found]).reshape(leading),
    )
