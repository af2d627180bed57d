"""Dynamic complexity of a million item-days, beside a plain implementation, in one run."""

from __future__ import annotations

import time

import numpy as np

from benchmarks.plain_complexity import plain_complexity
from benchmarks.timing import say, seconds
from wemode.analysis.dynamics import dynamic_complexity

PERSONS, ITEMS, DAYS, WINDOW = 500, 10, 200, 7
PLAIN_SERIES = 20


def run() -> None:
    """Time both, say the ratio per item-day and by how much their results differ."""
    random = np.random.default_rng(1)
    diary = random.integers(0, 101, (PERSONS, ITEMS, DAYS)).astype(np.float64)
    gappy = np.where(random.random(diary.shape) < 0.1, np.nan, diary)
    what = f"dynamic complexity, {diary.size:,} item-days, window {WINDOW}"
    fast = say(what, seconds(lambda: dynamic_complexity(diary, WINDOW, 0, 100)), budget=0.5)
    taken = seconds(lambda: dynamic_complexity(gappy, WINDOW, 0, 100))
    say("    one day in ten missing", taken, budget=0.5)
    say("    window 28", seconds(lambda: dynamic_complexity(diary, 28, 0, 100), times=3))
    _beside_plain(diary.reshape(-1, DAYS)[:PLAIN_SERIES], fast / diary.size)


def _beside_plain(series: np.ndarray, fast: float) -> None:
    """``fast``: seconds per item-day of the vectorised one."""
    rows = series.tolist()
    start = time.perf_counter()
    plain = [plain_complexity(row, WINDOW, 0, 100) for row in rows]
    slow = (time.perf_counter() - start) / series.size
    found = dynamic_complexity(series, WINDOW, 0, 100)
    stacked = np.stack([found.fluctuation, found.distribution, found.complexity], axis=-1)
    apart = np.abs(stacked[:, WINDOW - 1 :] - np.asarray(plain)).max()
    print(
        f"    plain Python: {slow * 1e6:.1f} µs an item-day, {slow / fast:,.0f} times as long; "
        f"largest difference {apart:.1e} ({'agree' if apart < 1e-12 else 'DIFFER'})",
        flush=True,
    )
