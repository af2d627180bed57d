"""Early-warning indicators: signs of slowing down before a series tips, in rolling windows.

Dakos et al. (2012), “Methods for detecting early warnings of critical transitions in time series
illustrated using simulated ecological data”, PLoS ONE 7, e41010.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real
from types import MappingProxyType
from typing import Literal, get_args

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from wemode.analysis.arrays import ReadOnly
from wemode.analysis.dynamics._series import Bools, Floats, Ints, blocks, daily, span, unfit
from wemode.analysis.dynamics.missing import MISSING, missing_allowed, missing_problems
from wemode.errors import Unfit

Detrending = Literal["none", "linear", "gaussian"]

INDICATORS = (
    "ar1",
    "sd",
    "variance",
    "skewness",
    "kurtosis",
    "cv",
    "return_rate",
    "density_ratio",
    "acf1",
)

WHERE = "early warning"

# Least days of a window: fewer have no skewness.
LEAST = 3

# The normal distribution has its quartiles at 0.6745 SD: a kernel of bandwidth b, quartiles at
# b / 4 on both sides, has this SD in units of b. Cut at 4 SD.
KERNEL_SD = 0.25 / 0.674489750196082
KERNEL_REACH = 4

# Below this share of the largest value nothing is variation any more.
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Trend(ReadOnly):
    """Kendall's tau-b of an indicator over time; shape of the leading axes.

    ``n`` windows have a value. They overlap, so they are not ``n`` independent ones: no p value
    follows from tau and n; surrogates give one.
    """

    tau: Floats
    n: Ints


@dataclass(frozen=True, slots=True, eq=False)
class EarlyWarning(ReadOnly):
    """Indicators of each day's window; shape of the values.

    The value of a day belongs to the window that ends with it, so the first ``window - 1`` days
    have ``nan``, as have windows with too many missing days. A window of equal values has SD 0
    and no autocorrelation, skewness or kurtosis.
    """

    ar1: Floats
    """First-order autoregression by least squares, about the window's mean."""
    sd: Floats
    """Standard deviation, divisor n - 1."""
    variance: Floats
    """Its square."""
    skewness: Floats
    """m3 / m2^1.5, moments with divisor n; signed."""
    kurtosis: Floats
    """m4 / m2², moments with divisor n; 3 for the normal distribution."""
    cv: Floats
    """SD / mean; asks for a scale with a true zero, and is ``nan`` after detrending."""
    return_rate: Floats
    """1 / ar1; says nothing where ar1 is near or below 0."""
    density_ratio: Floats
    """Spectral density of the AR(1) process at ``low_frequency`` over that at 0.5 a day."""
    acf1: Floats
    """Autocorrelation at a lag of one day, both sums with the divisor n."""
    trends: Mapping[str, Trend]
    """By the name of the indicator; for skewness the trend of its absolute size."""
    window: int


def early_warning(
    values: ArrayLike,
    window: float = 0.5,
    *,
    detrending: Detrending = "none",
    bandwidth: float = 0.1,
    missing: float = MISSING,
    low_frequency: float | None = None,
) -> EarlyWarning:
    """Indicators of series (…, days) in rolling windows, with the trend of each.

    ``window``: days (whole number) or a share of all days. ``detrending`` takes a straight line, or
    a Gaussian smoother of ``bandwidth`` (days or share; quartiles of the kernel at a quarter of
    it), fitted to the answered days, off the whole series first. Both look ahead: a value then
    rests on later days too. ``low_frequency`` in cycles a day, below 0.5; unless given the lowest
    of the window, 0.5 / (window - 1), so that density ratios compare only between equal windows.

    Missing days: a window counts when at most the share ``missing`` of its days is ``nan``; moments
    rest on its answered days, both autocorrelations on pairs of answered days that follow each
    other. Raises ``Unfit``.
    """
    series = daily(values, WHERE)
    days = series.shape[-1]
    width = span(window, days, LEAST, WHERE, "window")
    if problems := missing_problems(missing):
        raise Unfit(*problems)
    low = 0.5 / (width - 1) if low_frequency is None else low_frequency
    if not (isinstance(low, Real) and 0 < low < 0.5):
        raise unfit(
            WHERE,
            f"low_frequency is {low_frequency!r}",
            "Give cycles a day, above 0 and below 0.5",
            "low_frequency",
        )
    flat = _detrended(series.reshape(-1, days), detrending, bandwidth)
    found = np.full((len(INDICATORS), *flat.shape), np.nan)
    allowed = missing_allowed(width, missing)
    for block in blocks(len(flat), (days - width + 1) * width):
        windows = sliding_window_view(flat[block], width, axis=-1)
        found[:, block, width - 1 :] = _indicators(windows, allowed, low)
    named = dict(zip(INDICATORS, found, strict=True))
    if detrending != "none":
        # What is left varies about 0: there is no mean to set the SD against.
        named["cv"][:] = np.nan
    trends = {name: _trend(value, name, series.shape[:-1]) for name, value in named.items()}
    shaped = {name: value.reshape(series.shape) for name, value in named.items()}
    return EarlyWarning(**shaped, trends=MappingProxyType(trends), window=width)


def _detrended(series: Floats, detrending: Detrending, bandwidth: float) -> Floats:
    if detrending not in get_args(Detrending):
        raise unfit(
            WHERE,
            f"detrending is {detrending!r}",
            f"Give one of {', '.join(get_args(Detrending))}",
            "detrending",
        )
    if detrending == "none":
        return series
    answered = ~np.isnan(series)
    if detrending == "linear":
        left = series - _line(series, answered)
    else:
        days = series.shape[-1]
        left = series - _smooth(series, answered, span(bandwidth, days, 1, WHERE, "bandwidth"))
    # A series that is all trend: what is left is the rounding of the fit, and no variation.
    size, rest = (np.fmax.reduce(np.abs(one), axis=-1, keepdims=True) for one in (series, left))
    return np.where(rest <= ROUNDING * size, 0.0 * left, left)


def _line(series: Floats, answered: Bools) -> Floats:
    """The least-squares line through the answered days of each series, on those days."""
    day = np.arange(series.shape[-1], dtype=np.float64)
    centred = np.where(answered, day - _mean(np.where(answered, day, 0.0), answered), 0.0)
    mean = _mean(np.where(answered, series, 0.0), answered)
    level = np.where(answered, series - mean, 0.0)
    spread = (centred**2).sum(axis=-1, keepdims=True)
    slope = (centred * level).sum(axis=-1, keepdims=True) / np.where(spread > 0, spread, 1.0)
    return np.asarray(mean + slope * centred)


def _smooth(series: Floats, answered: Bools, bandwidth: int) -> Floats:
    """The weighted mean of the answered days around each day (Nadaraya 1964, Watson 1964)."""
    day = np.arange(series.shape[-1])
    far = np.subtract.outer(day, day) / (KERNEL_SD * bandwidth)
    weight = np.where(np.abs(far) <= KERNEL_REACH, np.exp(-0.5 * far**2), 0.0)
    # A day in the midst of a long gap has no neighbour in reach, and no value to detrend either.
    with np.errstate(invalid="ignore"):
        return (np.where(answered, series, 0.0) @ weight) / (answered @ weight)


def _mean(filled: Floats, answered: Bools) -> Floats:
    total = filled.sum(axis=-1, keepdims=True)
    return np.asarray(total / np.maximum(answered.sum(axis=-1, keepdims=True), 1))


def _indicators(windows: Floats, allowed: int, low_frequency: float) -> Floats:
    """All indicators of windows (series, windows, days), in the order of ``INDICATORS``."""
    answered = ~np.isnan(windows)
    n = answered.sum(axis=-1)
    mean = _mean(np.where(answered, windows, 0.0), answered)
    dev = np.where(answered, windows - mean, 0.0)
    # Equal values: the rounding of their mean is no spread.
    dev[np.fmax.reduce(windows, axis=-1) == np.fmin.reduce(windows, axis=-1)] = 0.0
    square = dev * dev
    total = square.sum(axis=-1)
    both = answered[..., 1:] & answered[..., :-1]
    product = (dev[..., 1:] * dev[..., :-1]).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = total / (n - 1)
        sd = np.sqrt(variance)
        m2 = total / n
        skewness = (square * dev).sum(axis=-1) / n / m2**1.5
        kurtosis = (square * square).sum(axis=-1) / n / m2**2
        ar1 = product / (square[..., :-1] * both).sum(axis=-1)
        # With pairs + 1 in place of n a gap weighs no more than the pairs it takes away.
        acf1 = product / (both.sum(axis=-1) + 1) / m2
        found = np.stack(
            [
                ar1,
                sd,
                variance,
                skewness,
                kurtosis,
                sd / mean[..., 0],
                1 / ar1,
                _density_ratio(acf1, low_frequency),
                acf1,
            ]
        )
    found[:, n < windows.shape[-1] - allowed] = np.nan
    return np.where(np.isinf(found), np.nan, found)


def _density_ratio(acf1: Floats, low_frequency: float) -> Floats:
    """Of the spectrum 1 / |1 - a e^(-2πif)|² of an AR(1) process, a by Yule and Walker."""
    low = (1 - acf1) ** 2 + 4 * acf1 * np.sin(np.pi * low_frequency) ** 2
    return np.asarray((1 + acf1) ** 2 / low)


def _trend(indicator: Floats, name: str, leading: tuple[int, ...]) -> Trend:
    tau, n = _kendall(np.abs(indicator) if name == "skewness" else indicator)
    return Trend(tau.reshape(leading), n.reshape(leading))


def _kendall(values: Floats) -> tuple[Floats, Ints]:
    """Kendall's tau-b of values (series, days) with the order of the days, and how many count."""
    up, down = np.zeros((2, len(values)), dtype=np.int64)
    for lag in range(1, values.shape[-1]):
        step = values[:, lag:] - values[:, :-lag]
        up += (step > 0).sum(axis=-1)
        down += (step < 0).sum(axis=-1)
    n = (~np.isnan(values)).sum(axis=-1)
    # Floats: the product of two numbers of pairs outgrows 64 bits in a very long series.
    pairs, untied = n * (n - 1) / 2, (up + down).astype(np.float64)
    with np.errstate(invalid="ignore"):
        tau = (up - down) / np.sqrt(pairs * untied)
    return np.where(untied > 0, tau, np.nan), n
