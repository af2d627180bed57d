"""Scores of a questionnaire from its raw answers, one sheet or many at once.

A reversed answer counts as lowest + highest − raw of its own scale; a recoding comes after that; a
score is the sum or the mean of what results. Where answers are missing there is no score, unless a
study or manual lets the mean of those given stand for them; never with fewer than 80 % answered,
never from an empty form. Every score says how many answers it rests on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wemode.analysis.arrays import ReadOnly, as_floats
from wemode.domain import Instrument, Method, Subscale
from wemode.domain.instrument import require_answers


@dataclass(frozen=True, slots=True)
class Score:
    """One score: its value, None by the rule for missing answers; ``answered`` of ``of`` items.

    ``band`` is the published name of its range, empty where there is none.
    """

    subscale: str
    value: float | None
    answered: int
    of: int
    band: str = ""


@dataclass(frozen=True, slots=True)
class ScoreArrays(ReadOnly):
    """Scores of many sheets: ``values`` and ``answered`` are (…, subscales), ``of`` (subscales,).

    nan is no score.
    """

    subscales: tuple[str, ...]
    values: NDArray[np.float64]
    answered: NDArray[np.int64]
    of: tuple[int, ...]


def score(
    instrument: Instrument, answers: Mapping[str, int], own_items: Sequence[str] | None = None
) -> tuple[Score, ...]:
    """The scores of one sheet, in the order of the instrument.

    ``own_items`` are the items that were asked where the instrument is personal; left out, the
    answered ones are taken for all there were. Raises Unfit for answers that the instrument does
    not have: score a sheet with the version of the instrument it was filled in with.
    """
    require_answers(instrument, answers)
    asked = tuple(answers) if own_items is None else tuple(own_items)
    return tuple(_score(instrument, one, answers, asked) for one in instrument.subscales)


def _score(
    instrument: Instrument, subscale: Subscale, answers: Mapping[str, int], asked: tuple[str, ...]
) -> Score:
    items = subscale.items or asked
    values = [_value(instrument, subscale, id, answers[id]) for id in items if id in answers]
    if len(values) < subscale.needed(len(items)):
        return Score(subscale.id, None, len(values), len(items))
    value = sum(values) / len(values)
    if subscale.method is Method.SUM:
        value = sum(values) * len(items) / len(values)
    return Score(subscale.id, value, len(values), len(items), band_of(subscale, value))


def _value(instrument: Instrument, subscale: Subscale, id: str, raw: int) -> float:
    """What an answer counts in a score: reversed, then recoded."""
    if id in subscale.reversed:
        raw = _ends(instrument, id) - raw
    return subscale.recode.get(raw, float(raw))


def _ends(instrument: Instrument, id: str) -> int:
    """The lowest and the highest answer to an item, added."""
    item = instrument.item(id)
    values = [one.value for one in (instrument.choices(item) if item else instrument.scale)]
    return min(values) + max(values)


def band_of(subscale: Subscale, value: float) -> str:
    """The published name of the range a score lies in, empty where there is none."""
    return next((one.label for one in reversed(subscale.bands) if value >= one.lowest), "")


def score_many(instrument: Instrument, matrix: ArrayLike) -> ScoreArrays:
    """The scores of many sheets at once, by the same rules as ``score``.

    ``matrix`` has the items on its last axis (…, items), in the order of the instrument, or those
    that were asked where it is personal; nan is no answer. A table (pandas, polars) whose columns
    bear the names of the items is read by these names. Raises ValueError for another number of
    items, or an answer that cannot be chosen.
    """
    try:
        raw = as_floats(_by_name(instrument, matrix))
    except (TypeError, ValueError):
        raise ValueError("matrix: it holds what is no number, or rows of unequal length") from None
    if raw.ndim == 0 or (not instrument.personal and raw.shape[-1] != len(instrument.items)):
        wanted = "some" if instrument.personal else str(len(instrument.items))
        raise ValueError(f"matrix: the last axis must have {wanted} items, as {instrument.id} has")
    _require_choices(instrument, raw)
    given = ~np.isnan(raw)
    values = np.full((*raw.shape[:-1], len(instrument.subscales)), np.nan)
    answered = np.zeros(values.shape, dtype=np.int64)
    lengths = []
    for n, subscale in enumerate(instrument.subscales):
        at = _places(instrument, subscale, raw.shape[-1])
        counted = _counted(instrument, subscale, raw[..., at], at)
        here = given[..., at]
        answered[..., n] = here.sum(axis=-1)
        total = np.where(here, counted, 0.0).sum(axis=-1)
        with np.errstate(invalid="ignore"):
            mean = total / answered[..., n]
            whole = total * len(at) / answered[..., n]
        result = whole if subscale.method is Method.SUM else mean
        enough = answered[..., n] >= subscale.needed(len(at))
        values[..., n] = np.where(enough, result, np.nan)
        lengths.append(len(at))
    ids = tuple(one.id for one in instrument.subscales)
    return ScoreArrays(ids, values, answered, tuple(lengths))


def _by_name(instrument: Instrument, matrix: Any) -> Any:
    """The columns of a table in the order of the items, where they are named after them."""
    names = [one.id for one in instrument.items]
    if names and sorted(map(str, getattr(matrix, "columns", ()))) == sorted(names):
        return matrix[names]
    return matrix


def _places(instrument: Instrument, subscale: Subscale, width: int) -> list[int]:
    """Where the items of a score stand on the last axis."""
    if not subscale.items:
        return list(range(width))
    order = {item.id: n for n, item in enumerate(instrument.items)}
    return [order[id] for id in subscale.items]


def _counted(
    instrument: Instrument, subscale: Subscale, raw: NDArray[np.float64], at: list[int]
) -> NDArray[np.float64]:
    """The answers as they count: reversed, then recoded; nan stays nan."""
    turned = raw.copy()
    for n, place in enumerate(at):
        if subscale.items and subscale.items[n] in subscale.reversed:
            turned[..., n] = _ends(instrument, instrument.items[place].id) - raw[..., n]
    if not subscale.recode:
        return turned
    coded = turned.copy()
    for key, value in subscale.recode.items():
        coded[turned == key] = value
    return coded


def _require_choices(instrument: Instrument, raw: NDArray[np.float64]) -> None:
    for n in range(raw.shape[-1]):
        item = None if instrument.personal else instrument.items[n]
        choices = instrument.scale if item is None else instrument.choices(item)
        allowed = [one.value for one in choices]
        column = raw[..., n]
        if not (np.isin(column, allowed) | np.isnan(column)).all():
            name = f"item {n + 1}" if item is None else item.id
            raise ValueError(f"matrix: {name} holds an answer that cannot be chosen")
