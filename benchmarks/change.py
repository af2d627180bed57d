"""Reliable change of a million courses, beside the same sum written person by person.

The peer of the field is the R package clinicalsignificance, which is not installed here: no figure
is given for it. Its numbers are held against ours in the tests.
"""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np

from benchmarks.timing import say, seconds
from wemode.analysis.change import METHODS, Category, classify

COURSES = 1_000_000
PLAIN = 100_000
RELIABILITY, FUNCTIONAL = 0.88, (8.0, 7.0)


def run() -> None:
    """Time every method on a million courses, and Jacobson-Truax in a plain loop."""
    rng = np.random.default_rng(7)
    pre = rng.normal(28, 9, COURSES).round()
    post = (pre - rng.normal(8, 8, COURSES)).round()
    pre[::50] = np.nan
    ours = 0.0
    for method in METHODS:
        asked: dict[str, Any] = {
            "method": method,
            "reliability": RELIABILITY,
            "functional": FUNCTIONAL,
        }
        taken = seconds(partial(classify, pre, post, **asked))
        median = say(f"{method}, {COURSES:,} courses", taken, 0.2)
        ours = median if method == "JT" else ours
    few = pre[:PLAIN].tolist(), post[:PLAIN].tolist()
    again = classify(few[0], few[1], reliability=RELIABILITY, functional=FUNCTIONAL)
    assert plain(*few) == again.category.tolist()
    taken = seconds(lambda: plain(*few), 3)
    loop = say(f"    JT person by person in plain Python, {PLAIN:,} courses", taken)
    print(f"{'':4}per course, ours takes 1/{loop / PLAIN / (ours / COURSES):.0f} of the plain loop")


def plain(pre: list[float], post: list[float]) -> list[int]:
    """Jacobson-Truax with cut-off c, lower is better, one person after the other."""
    both = [x for x, y in zip(pre, post, strict=True) if x == x and y == y]
    mean = math.fsum(both) / len(both)
    sd = math.sqrt(math.fsum((x - mean) ** 2 for x in both) / (len(both) - 1))
    s_diff = sd * math.sqrt(1 - RELIABILITY) * math.sqrt(2)
    m0, s0 = FUNCTIONAL
    line = (sd * m0 + s0 * mean) / (sd + s0)
    return [_category(x, y, s_diff, line) for x, y in zip(pre, post, strict=True)]


def _category(x: float, y: float, s_diff: float, line: float) -> int:
    rci = (y - x) / s_diff
    if rci != rci:
        return Category.NOT_CLASSIFIED
    if rci < -1.959963984540054:
        return Category.RECOVERED if x > line > y else Category.IMPROVED
    if rci > 1.959963984540054:
        return Category.HARMED if x < line < y else Category.DETERIORATED
    return Category.UNCHANGED
