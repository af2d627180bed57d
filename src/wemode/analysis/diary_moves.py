"""How the diary of a case moves: the complexity of its items, and when they peak together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wemode.analysis.dynamics import (
    CriticalInstability,
    DailySeries,
    critical_instability,
    dynamic_complexity,
    every_day,
)
from wemode.domain import Case, DiaryEntry, DiaryItem, DiaryPlan, Record

WINDOW = 7
# One item alone is not together.
LEAST_PEAKING = 2


@dataclass(frozen=True, slots=True, eq=False)
class DiaryMoves:
    """The items that were ever answered, from the first day with an answer to the last.

    ``series`` holds their answers (items, days) on 0–1, ``complexity`` how much they moved in the
    seven days up to each; ``filled`` counts the days with an answer.
    """

    items: tuple[DiaryItem, ...]
    series: DailySeries
    complexity: NDArray[np.float64]
    instability: CriticalInstability
    filled: int

    @property
    def together(self) -> NDArray[np.bool_]:
        """Days on which more items peak than on this person's other days, and more than one."""
        return self.instability.together & (self.instability.items_peaking >= LEAST_PEAKING)


def diary_moves(case: Case) -> DiaryMoves | None:
    """The diary of a case, None where no day of it has an answer.

    Each answer is put on 0–1 by the scale on which it was asked. A window of seven days counts with
    one day missing, never with two. What stands out is judged against the course known so far:
    later days can unmake a peak.
    """
    entries = [entry for entry in case.diary_days if entry.answers]
    if case.diary is None or not entries:
        return None
    items = _items(case.diary, entries)
    if not items:
        return None
    answers = tuple(zip(*_answers(case.diary, items, entries), strict=True))
    series, complexity, instability = _moves(tuple(one.on for one in entries), answers)
    return DiaryMoves(items, series, complexity, instability, len(entries))


def _items(plan: Record[DiaryPlan], entries: Sequence[DiaryEntry]) -> tuple[DiaryItem, ...]:
    """The items that were ever answered, as they were last worded, in the order of asking."""
    worded = {item.id: item for writing in plan.writings for item in writing.value.items}
    answered = {id for entry in entries for id in entry.answers}
    return tuple(item for id, item in worded.items() if id in answered)


def _answers(
    plan: Record[DiaryPlan], items: Sequence[DiaryItem], entries: Sequence[DiaryEntry]
) -> Iterator[tuple[float | None, ...]]:
    """Of each day the answers on 0–1; None where there is none, or it is off its scale."""
    scales = [(one.at.on, _ends(one.value)) for one in plan.writings]
    for entry in entries:
        asked = _asked(scales, entry.on)
        yield tuple(
            _share(entry.answers.get(item.id), *asked.get(item.id, item.scale.ends))
            for item in items
        )


def _share(value: int | None, low: int, high: int) -> float | None:
    return None if value is None or not low <= value <= high else (value - low) / (high - low)


_Ends = Mapping[str, tuple[int, int]]


def _ends(plan: DiaryPlan) -> _Ends:
    return {item.id: item.scale.ends for item in plan.items}


def _asked(scales: Sequence[tuple[date, _Ends]], on: date) -> _Ends:
    """The scales of the plan that held on a day; of the first one before there was any."""
    return next((ends for since, ends in reversed(scales) if since <= on), scales[0][1])


@lru_cache(maxsize=8)
def _moves(
    dates: tuple[date, ...], answers: tuple[tuple[float | None, ...], ...]
) -> tuple[DailySeries, NDArray[np.float64], CriticalInstability]:
    values = np.array(answers, dtype=np.float64)
    series = every_day(values, np.array(dates, dtype="datetime64[D]"))
    moves = np.full(series.values.shape, np.nan)
    if series.values.shape[-1] >= WINDOW:
        moves = dynamic_complexity(series.values, WINDOW, 0, 1).complexity
    return series, moves, critical_instability(moves)
