"""Recurrence quantification: how often a series comes back to a state, and stays or runs on there.

Webber & Zbilut (1994); Marwan, Romano, Thiel & Kurths (2007).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from wemode.analysis.arrays import ReadOnly
from wemode.analysis.dynamics._series import Bools, Floats, Ints, blocks, daily, unfit, whole

Norm = Literal["euclidean", "maximum", "manhattan"]

WHERE = "recurrence"


@dataclass(frozen=True, slots=True, eq=False)
class Recurrence(ReadOnly):
    """The measures of a recurrence plot, one for each series: shape of the leading axes.

    Lines are counted in both triangles of the plot, the main diagonal once where ``theiler`` lets
    it stand. A measure of lines is ``nan`` where there is no line, any share is ``nan`` where
    there is nothing to take it of.
    """

    points: Ints
    """Embedded points without a missing day."""
    cells: Ints
    """Pairs of such points outside the Theiler window: how many could recur."""
    recurrent: Ints
    """Pairs that do recur."""
    recurrence_rate: Floats
    """RR: recurrent / cells."""
    diagonal_lines: Ints
    """Diagonal lines of at least ``min_line``."""
    determinism: Floats
    """DET: share of the recurrent pairs that lie on such diagonal lines."""
    mean_diagonal: Floats
    """L: mean length of the diagonal lines."""
    max_diagonal: Ints
    """Lmax: length of the longest; 0 without one."""
    entropy: Floats
    """ENTR: Shannon entropy of the diagonal lengths, natural logarithm."""
    divergence: Floats
    """DIV: 1 / Lmax."""
    vertical_lines: Ints
    """Vertical lines of at least ``min_line``."""
    laminarity: Floats
    """LAM: share of the recurrent pairs that lie on such vertical lines."""
    trapping_time: Floats
    """TT: mean length of the vertical lines."""
    max_vertical: Ints
    """Vmax: length of the longest; 0 without one."""
    vertical_entropy: Floats
    """Shannon entropy of the vertical lengths, natural logarithm."""


@dataclass(frozen=True, slots=True, eq=False)
class _Lines:
    """Counts of line lengths: last axis length, from 0 to the number of points."""

    recurrent: Ints
    diagonal: Ints
    vertical: Ints


def recurrence(
    values: ArrayLike,
    *,
    radius: ArrayLike,
    dimension: int = 1,
    lag: int = 1,
    theiler: int = 1,
    min_line: int = 2,
    norm: Norm = "euclidean",
) -> Recurrence:
    """Recurrence measures of each series; last axis time, any leading axes.

    A point is the values of ``dimension`` days, ``lag`` days apart; two points recur when their
    distance is at most ``radius``, in the units of the values (one number, or one for each
    series). Pairs less than ``theiler`` days apart count nowhere: 0 keeps all, 1 leaves out the
    main diagonal, 3 also the two days before and after (|i − j| < theiler, as in Marwan et al.
    2007).

    Missing days: a point that holds one recurs with nothing and counts in no denominator, but
    keeps its place. So a line ends at a gap: closing up would join days that do not follow each
    other and make lines that were never lived. Gaps therefore shorten lines. The measures hang on
    radius and length; compare series only with both alike.

    Raises ``Unfit`` for arguments that do not fit or a series too short for the embedding.
    Memory and time grow with the square of the days.
    """
    series = daily(values, WHERE)
    dimension = whole(dimension, 1, WHERE, "dimension")
    lag = whole(lag, 1, WHERE, "lag")
    theiler = whole(theiler, 0, WHERE, "theiler")
    min_line = whole(min_line, 2, WHERE, "min_line")
    if norm not in get_args(Norm):
        raise unfit(WHERE, f"norm is {norm!r}", f"Give one of {', '.join(get_args(Norm))}", "norm")
    leading, days = series.shape[:-1], series.shape[-1]
    n = days - (dimension - 1) * lag
    if n <= max(theiler, 1):
        raise unfit(
            WHERE,
            f"{days} days leave no two points to compare",
            "Give a longer series, or a smaller dimension, lag or theiler",
            "values",
        )
    radii = _radii(radius, leading).reshape(-1)
    flat = series.reshape(-1, days)
    embedded = np.stack([flat[:, k * lag : k * lag + n] for k in range(dimension)])
    lines = _all_lines(embedded, radii, theiler, norm)
    present: Bools = np.logical_not(np.isnan(embedded).any(axis=0))
    return _measures(lines, present, theiler, min_line, leading)


def _radii(radius: ArrayLike, leading: tuple[int, ...]) -> Floats:
    try:
        radii = np.broadcast_to(np.asarray(radius, dtype=np.float64), leading)
    except (TypeError, ValueError):
        radii = np.full(leading, np.nan)
    if not (np.isfinite(radii) & (radii >= 0)).all():
        raise unfit(
            WHERE,
            "radius is not a number of 0 or more for each series",
            "Give one number in the units of the values, or an array of the leading axes",
            "radius",
        )
    return radii


def _all_lines(embedded: Floats, radii: Floats, theiler: int, norm: Norm) -> _Lines:
    _, series, n = embedded.shape
    apart = np.abs(np.subtract.outer(np.arange(n), np.arange(n))) >= theiler
    recurrent = np.zeros(series, dtype=np.int64)
    diagonal = np.zeros((series, n + 1), dtype=np.int64)
    vertical = np.zeros((series, n + 1), dtype=np.int64)
    for block in blocks(series, n * n):
        distance = _distances(embedded[:, block], norm)
        plot = (distance <= radii[block, None, None]) & apart
        recurrent[block] = plot.sum(axis=(1, 2))
        diagonal[block] = _diagonal_lengths(plot, theiler)
        vertical[block] = _run_lengths(plot)
    return _Lines(recurrent, diagonal, vertical)


def _distances(points: Floats, norm: Norm) -> Floats:
    """Between all pairs of points: (dimension, series, n) to (series, n, n)."""
    total: Floats | None = None
    for axis in points:
        step = np.abs(axis[:, :, None] - axis[:, None, :])
        if norm == "euclidean" and len(points) > 1:
            step *= step
        if total is None:
            total = step
        elif norm == "maximum":
            # Unlike fmax this hands a nan on.
            np.maximum(total, step, out=total)
        else:
            total += step
    assert total is not None
    if norm == "euclidean" and len(points) > 1:
        np.sqrt(total, out=total)
    return total


def _diagonal_lengths(plot: Bools, theiler: int) -> Ints:
    """The plot is symmetric: the diagonals above the main one count twice, the main one once."""
    series, n, _ = plot.shape
    # Rows of 2n in a buffer read as rows of 2n + 1 stand one cell further left each time: column
    # k of the second reading is the k-th diagonal.
    buffer = np.zeros((series, n * (2 * n + 1)), dtype=np.bool_)
    buffer[:, : 2 * n * n].reshape(series, n, 2 * n)[:, :, :n] = plot
    diagonals = buffer.reshape(series, n, 2 * n + 1)[:, :, :n].transpose(0, 2, 1)
    lengths = 2 * _run_lengths(diagonals[:, max(theiler, 1) :])
    if theiler == 0:
        lengths += _run_lengths(diagonals[:, :1])
    return lengths


def _run_lengths(rows: Bools) -> Ints:
    """How many runs of each length stand in the rows of each series: (series, 0 … n)."""
    series, height, n = rows.shape
    padded = np.zeros((series, height, n + 2), dtype=np.bool_)
    padded[..., 1:-1] = rows
    edges = np.flatnonzero(padded[..., 1:] != padded[..., :-1])
    starts, ends = edges[::2], edges[1::2]
    of = starts // (height * (n + 1))
    counts = np.bincount(of * (n + 1) + (ends - starts), minlength=series * (n + 1))
    return counts.reshape(series, n + 1).astype(np.int64, copy=False)


def _measures(
    lines: _Lines, present: Bools, theiler: int, min_line: int, leading: tuple[int, ...]
) -> Recurrence:
    points = present.sum(axis=-1)
    cells = points * points
    for k in range(theiler):
        near = (present[:, k:] & present[:, : present.shape[-1] - k]).sum(axis=-1)
        cells -= near if k == 0 else 2 * near
    diagonal = _of_lengths(lines.diagonal, min_line)
    vertical = _of_lengths(lines.vertical, min_line)
    found = Recurrence(
        points=points,
        cells=cells,
        recurrent=lines.recurrent,
        recurrence_rate=_share(lines.recurrent, cells),
        diagonal_lines=diagonal.lines,
        determinism=_share(diagonal.cells, lines.recurrent),
        mean_diagonal=_share(diagonal.cells, diagonal.lines),
        max_diagonal=diagonal.longest,
        entropy=diagonal.entropy,
        divergence=_share(np.ones_like(points), diagonal.longest),
        vertical_lines=vertical.lines,
        laminarity=_share(vertical.cells, lines.recurrent),
        trapping_time=_share(vertical.cells, vertical.lines),
        max_vertical=vertical.longest,
        vertical_entropy=vertical.entropy,
    )
    return Recurrence(*(getattr(found, name).reshape(leading) for name in Recurrence.__slots__))


@dataclass(frozen=True, slots=True, eq=False)
class _Lengths:
    lines: Ints
    cells: Ints
    longest: Ints
    entropy: Floats


def _of_lengths(counts: Ints, min_line: int) -> _Lengths:
    length = np.arange(counts.shape[-1])
    counts = np.where(length >= min_line, counts, 0)
    lines = counts.sum(axis=-1)
    share = _share(counts, lines[:, None])
    with np.errstate(divide="ignore", invalid="ignore"):
        surprise = np.where(share > 0, -share * np.log(share), 0.0)
    return _Lengths(
        lines=lines,
        cells=(counts * length).sum(axis=-1),
        longest=np.where(counts > 0, length, 0).max(axis=-1),
        entropy=np.where(lines > 0, surprise.sum(axis=-1), np.nan),
    )


def _share(part: Ints, of: Ints) -> Floats:
    """A ratio, ``nan`` where there is nothing to divide by."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(of > 0, part / of, np.nan)
