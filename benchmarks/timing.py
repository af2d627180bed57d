"""Timing one thing several times and saying it in one line."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any


def seconds(work: Callable[[], Any], times: int = 7) -> list[float]:
    """Wall-clock seconds of each of ``times`` calls, after one that does not count."""
    work()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return taken


def say(what: str, taken: list[float], budget: float | None = None) -> float:
    """Print median, slowest and budget; the median is returned."""
    median = statistics.median(taken)
    line = f"{what:<58} median {median * 1000:8.1f} ms, slowest {max(taken) * 1000:8.1f} ms"
    if budget is not None:
        line += f", budget {budget * 1000:.0f} ms: {'kept' if max(taken) <= budget else 'MISSED'}"
    print(line, flush=True)
    return median
