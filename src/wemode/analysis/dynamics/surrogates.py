"""Significance by surrogates: is a series' measure more than a null hypothesis would give?

Each kind of surrogate keeps some of the series and leaves the rest to chance; what it keeps is the
null hypothesis (``NULLS``). Theiler, Eubank, Longtin, Galdrikian & Farmer (1992), “Testing for
nonlinearity in time series: the method of surrogate data”; Schreiber & Schmitz (1996), “Improved
surrogate data for nonlinearity tests”.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from wemode.analysis.arrays import ReadOnly
from wemode.analysis.dynamics._series import Floats, daily
from wemode.errors import Problem, Unfit

Kind = Literal["shuffle", "phase", "iaaft"]
Tail = Literal["greater", "less", "both"]
Statistic = Callable[[Floats], ArrayLike]

NULLS: dict[Kind, str] = {
    "shuffle": "The order of the days means nothing: the same answers, on any day.",
    "phase": "The days hang together only as in a steady Gaussian process: the same mean, variance "
    "and autocorrelation, nothing beyond.",
    "iaaft": "The days hang together only as in a steady Gaussian process read off a bent scale "
    "(floor, ceiling, skew): the same answers and nearly the same autocorrelation, nothing beyond.",
}
"""What each kind holds to be true; a small p speaks against this sentence and no other."""

# Numbers held at one time: 32 MB a copy.
_BATCH = 1 << 22
# Refinement stops as soon as no rank moves; this bounds the few series that go on trading ranks.
_ROUNDS = 100
# Sums in another order differ by rounding; such values count as equal.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class SurrogateTest(ReadOnly):
    """``observed`` (…) beside ``null`` (n, …), the statistic of ``n`` surrogates; ``p`` (…)."""

    observed: Floats
    p: Floats
    null: Floats
    n: int
    kind: Kind
    tail: Tail

    @property
    def hypothesis(self) -> str:
        """The sentence that a small p speaks against."""
        return NULLS[self.kind]


def surrogate_test(
    values: ArrayLike,
    statistic: Statistic,
    kind: Kind = "shuffle",
    n: int = 999,
    seed: int = 1,
    tail: Tail = "greater",
) -> SurrogateTest:
    """Compare a statistic of series (…, days) with that of ``n`` surrogates of each series.

    ``statistic`` takes (…, days) and gives (…), such as
    ``lambda x: np.nanmax(dynamic_complexity(x, 7, 0, 100).complexity, axis=-1)``.
    p = (1 + surrogates at least as extreme) / (n + 1), so it is never 0 (Phipson & Smyth 2010);
    with ``tail="both"`` twice the smaller of the two sides. A surrogate whose statistic is ``nan``
    counts as extreme; an observed ``nan`` has p ``nan``. The series are tested one by one: with
    many items expect small p by chance. Missing days: see ``surrogate_series``. Surrogates of kind
    ``phase`` may leave the scale; a statistic that asks for the scale wants ``iaaft`` or
    ``shuffle``. Raises ``Unfit``.
    """
    series = daily(values, "values")
    problems = _problems(series, kind, n, seed)
    if tail not in get_args(Tail):
        what = f"{tail!r} is no tail"
        problems.append(Problem("tail", what, f"Take one of {', '.join(get_args(Tail))}", "tail"))
    if problems:
        raise Unfit(*problems)
    observed = _measured(statistic, series)
    null = np.concatenate([_measured(statistic, drawn) for drawn in _drawn(series, kind, n, seed)])
    return SurrogateTest(observed, _p(observed, null, tail), null, n, kind, tail)


def surrogate_series(
    values: ArrayLike, kind: Kind = "shuffle", n: int = 1, seed: int = 1
) -> Floats:
    """``n`` surrogates (n, …, days) of each series (…, days); the same seed gives the same ones.

    ``shuffle`` leaves missing days (``nan``) where they are and shuffles the answers over the other
    days; ``phase`` and ``iaaft`` need every day of the series and raise ``Unfit`` where one is
    missing. ``iaaft`` keeps each answer exactly and the autocorrelation nearly: short series and
    coarse scales lose some (docs/dynamics.md has figures). A trend, or a series that ends far from
    where it began, shows up as autocorrelation: take it out first.
    """
    series = daily(values, "values")
    if problems := _problems(series, kind, n, seed):
        raise Unfit(*problems)
    return np.concatenate(list(_drawn(series, kind, n, seed)))


def _problems(series: Floats, kind: Kind, n: int, seed: int) -> list[Problem]:
    problems = []
    if kind != "shuffle" and np.isnan(series).any():
        what = f"{kind} surrogates need every day, and some are missing"
        remedy = "Take kind shuffle, or a stretch without missing days"
        problems.append(Problem("values", what, remedy, "values"))
    if kind not in get_args(Kind):
        remedy = f"Take one of {', '.join(NULLS)}"
        problems.append(Problem("kind", f"{kind!r} is no kind of surrogate", remedy, "kind"))
    if not _whole(n, 1):
        remedy = "Take 999, or at least 19 for a test at 0.05"
        problems.append(Problem("n", f"there are no {n} surrogates", remedy, "n"))
    if not _whole(seed, 0):
        problems.append(Problem("seed", f"{seed!r} is no seed", "Take a whole number", "seed"))
    return problems


def _whole(number: object, least: int) -> bool:
    return isinstance(number, int | np.integer) and bool(number >= least)


def _measured(statistic: Statistic, series: Floats) -> Floats:
    result = np.asarray(statistic(series), dtype=np.float64)
    if result.shape != series.shape[:-1]:
        what = f"it gave shape {result.shape} for values of shape {series.shape}"
        remedy = f"Let it give one number per series: shape {series.shape[:-1]}"
        raise Unfit(Problem("statistic", what, remedy, "statistic"))
    return result


def _p(observed: Floats, null: Floats, tail: Tail) -> Floats:
    slack = _ROUNDING * np.maximum(1.0, np.abs(observed))
    # Turned round, so that nan counts as extreme.
    above = 1 + (~(null < observed - slack)).sum(axis=0)
    below = 1 + (~(null > observed + slack)).sum(axis=0)
    sides = {"greater": above, "less": below, "both": 2 * np.minimum(above, below)}
    p = np.minimum(1.0, sides[tail] / (len(null) + 1))
    return np.where(np.isnan(observed), np.nan, p)


def _drawn(series: Floats, kind: Kind, n: int, seed: int) -> Iterator[Floats]:
    """The surrogates (…) in batches (batch, …, days)."""
    make = {"shuffle": _shuffled, "phase": _phase, "iaaft": _iaaft}[kind]
    random = np.random.default_rng(seed)
    at_once = max(1, _BATCH // max(1, series.size))
    for start in range(0, n, at_once):
        yield make(series, min(at_once, n - start), random)


def _shuffled(series: Floats, n: int, random: np.random.Generator) -> Floats:
    keys = random.random((n, *series.shape))
    missing = np.isnan(series)
    keys[:, missing] = 2.0
    drawn = np.argsort(keys, axis=-1)
    answered = np.argsort(missing, axis=-1, kind="stable")
    out = np.empty_like(keys)
    np.put_along_axis(
        out,
        np.broadcast_to(answered, out.shape),
        np.take_along_axis(np.broadcast_to(series, out.shape), drawn, axis=-1),
        axis=-1,
    )
    return out


def _phase(series: Floats, n: int, random: np.random.Generator) -> Floats:
    days = series.shape[-1]
    spectrum = np.fft.rfft(series)
    turn = random.uniform(0, 2 * np.pi, (n, *spectrum.shape))
    # The mean, and with an even number of days the fastest wave, have no phase to turn.
    turn[..., 0] = 0.0
    if days % 2 == 0:
        turn[..., -1] = 0.0
    return np.fft.irfft(spectrum * np.exp(1j * turn), days)


def _iaaft(series: Floats, n: int, random: np.random.Generator) -> Floats:
    """Shuffled series whose spectrum and values are put right in turn until no rank moves."""
    days = series.shape[-1]
    out = _shuffled(series, n, random)
    power = np.broadcast_to(np.abs(np.fft.rfft(series)), (*out.shape[:-1], days // 2 + 1))
    ranked = np.broadcast_to(np.sort(series, axis=-1), out.shape).reshape(-1, days)
    rows, power = out.reshape(-1, days), power.reshape(len(ranked), -1)
    order = np.argsort(rows, axis=-1)
    moving = np.arange(len(rows))
    for _ in range(_ROUNDS):
        spectrum = np.fft.rfft(rows[moving])
        size = np.abs(spectrum)
        spectrum *= np.divide(power[moving], size, out=np.zeros_like(size), where=size > 0)
        now = np.argsort(np.fft.irfft(spectrum, days), axis=-1)
        has_moved = (now != order[moving]).any(axis=-1)
        moving, now = moving[has_moved], now[has_moved]
        if not moving.size:
            break
        order[moving] = now
        rows[moving[:, None], now] = ranked[moving]
    return rows.reshape(out.shape)
