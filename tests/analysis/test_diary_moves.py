"""How the diary moves: on the scale that was asked; one item alone is never together."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from wemode.analysis.diary_moves import diary_moves
from wemode.domain import (
    Case,
    DiaryEntry,
    DiaryItem,
    DiaryPlan,
    DiaryScale,
    Record,
    Stamp,
    Written,
)

FIRST = date(2026, 1, 5)


def diary(*scales: DiaryScale, days: int = 70, wild: int = 8) -> Case:
    """A calm diary with some wild days at its end, each item on its own scale."""
    items = tuple(DiaryItem(f"i{n}", f"Question {n}", one) for n, one in enumerate(scales, 1))
    entries = []
    for n in range(days):
        ends = [one.ends for one in scales]
        given = {
            item.id: (low, high)[n % 2] if n >= days - wild else (low + high) // 2 + n % 2
            for item, (low, high) in zip(items, ends, strict=True)
        }
        on = FIRST + timedelta(days=n)
        entries.append(DiaryEntry(on, given, Stamp(0, on)))
    plan = Record("d1", (Written(DiaryPlan(items), Stamp(0, FIRST)),))
    return Case(diary=plan, days=tuple(entries))


def test_items_of_different_scales_move_alike_and_peak_together() -> None:
    moves = diary_moves(diary(DiaryScale.SLIDER, DiaryScale.STEPS))
    assert moves
    assert moves.filled == 70
    assert moves.series.values.min() == 0
    assert moves.series.values.max() == 1
    assert moves.together[-3:].all()
    assert not moves.together[:-8].any()
    assert moves.complexity[0, -1] == pytest.approx(moves.complexity[1, -1])


def test_one_item_alone_is_never_together() -> None:
    moves = diary_moves(diary(DiaryScale.SLIDER))
    assert moves
    assert moves.instability.together.any()
    assert not moves.together.any()


def test_fewer_days_than_a_window_have_no_complexity() -> None:
    moves = diary_moves(diary(DiaryScale.SLIDER, days=6))
    assert moves
    assert np.isnan(moves.complexity).all()
    assert diary_moves(Case()) is None
