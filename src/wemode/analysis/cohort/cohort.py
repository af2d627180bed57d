"""A cohort: the courses of many persons in one tidy table, a row for each session held."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wemode.errors import Problem, Unfit

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

# The signs of leaving, as the guidance counts them, in their own units.
PREDICTORS = {
    "missed_lately": "of the last five appointments, how many were missed or cancelled",
    "strain_open": "1 where a strain is open, else 0",
    "no_goal": "1 where no goal is agreed, from session 3 on, else 0",
    "alliance_fall": "points of 10 by which the patient's check-in lies below the mean of the "
    "three before; 0 where it rose",
}
# The highest each can be; the lowest is 0.
HIGHEST = {"missed_lately": 5, "strain_open": 1, "no_goal": 1, "alliance_fall": 10}
# Nothing is fitted on fewer closed cases.
CLOSED_NEEDED = 50


class Ended(StrEnum):
    """How a therapy ended, or that it has not."""

    PLANNED = "planned"
    LEFT = "left"
    ON = "on"


@dataclass(frozen=True, slots=True, eq=False)
class Cohort:
    """Courses of ``len(labels)`` persons; a row is one session that was held.

    Per person: ``labels`` and ``ended`` (values of Ended). Per row: ``person`` (index into these,
    rising), ``session`` (1, 2, 3 … of the person, none left out), ``week`` (number of the weekly
    appointment, NaN where unknown), ``scores`` (rows × measures, NaN where not measured) and
    ``signs`` (rows × PREDICTORS, as known at the end of the session; NaN where not known). The
    arrays are read-only. Raises Unfit with every problem.
    """

    labels: tuple[str, ...]
    ended: tuple[Ended, ...]
    person: Ints
    session: Ints
    week: Floats
    measures: tuple[str, ...]
    scores: Floats
    signs: Floats

    def __post_init__(self) -> None:
        rows = len(self.person)
        shapes = (
            ("ended", len(self.ended), len(self.labels)),
            ("session", self.session.shape, (rows,)),
            ("week", self.week.shape, (rows,)),
            ("scores", self.scores.shape, (rows, len(self.measures))),
            ("signs", self.signs.shape, (rows, len(PREDICTORS))),
        )
        problems = [
            Problem("cohort", f"{name} has shape {has}, not {wanted}", "Give one value each", name)
            for name, has, wanted in shapes
            if has != wanted
        ]
        if not problems:
            problems = [*self._problems()]
        if problems:
            raise Unfit(*problems)
        for array in (self.person, self.session, self.week, self.scores, self.signs):
            array.setflags(write=False)

    def _problems(self) -> list[Problem]:
        found = []
        expected = np.arange(len(self.labels))
        if not np.array_equal(np.unique(self.person), expected) or (np.diff(self.person) < 0).any():
            found.append(
                Problem("person", "rows are not one person after the other", "Sort them", "person")
            )
        elif not np.array_equal(self.session, np.arange(len(self.person)) - self._first_row() + 1):
            found.append(
                Problem(
                    "session",
                    "sessions of a person do not run 1, 2, 3 … with none left out",
                    "Give each session held a row; leave the score empty where none was measured",
                    "session",
                )
            )
        for name, array in (("scores", self.scores), ("signs", self.signs), ("week", self.week)):
            if np.isinf(array).any():
                found.append(Problem(name, "a number is infinite", "Leave it empty", name))
        for place, (name, highest) in enumerate(HIGHEST.items()):
            outside = int(((self.signs[:, place] < 0) | (self.signs[:, place] > highest)).sum())
            if outside:
                what = f"{outside} of {len(self.signs)} values are not from 0 to {highest}"
                found.append(Problem(f"column {name}", what, f"Give {PREDICTORS[name]}", name))
        return found

    def _first_row(self) -> Ints:
        """For each row, the first row of its person."""
        return np.searchsorted(self.person, self.person).astype(np.int64)

    @property
    def sessions_held(self) -> Ints:
        """Number of sessions held, per person."""
        return np.bincount(self.person, minlength=len(self.labels)).astype(np.int64)

    @property
    def is_last(self) -> Bools:
        """Per row, whether it is the last of its person."""
        return np.append(np.diff(self.person) != 0, True)[: len(self.person)].astype(np.bool_)

    def is_ended(self, *ways: Ended) -> Bools:
        """Per person, whether the therapy ended in one of these ways."""
        return np.fromiter((one in ways for one in self.ended), np.bool_, len(self.ended))

    @property
    def closed(self) -> int:
        """Number of persons whose therapy has ended, as planned or by leaving."""
        return int(self.is_ended(Ended.PLANNED, Ended.LEFT).sum())

    def scores_of(self, measure: str) -> Floats:
        """The scores of one measure, per row. Raises Unfit where there is no such measure."""
        if measure not in self.measures:
            known = ", ".join(self.measures) or "none"
            raise Unfit(
                Problem("measure", "the cohort has no such measure", f"It has: {known}", "measure")
            )
        return self.scores[:, self.measures.index(measure)]

    def of_persons(self, chosen: Bools) -> Cohort:
        """The cohort of the persons marked in ``chosen`` (one mark a person)."""
        rows = chosen[self.person]
        new = np.cumsum(chosen) - 1
        return Cohort(
            labels=tuple(label for label, keep in zip(self.labels, chosen, strict=True) if keep),
            ended=tuple(way for way, keep in zip(self.ended, chosen, strict=True) if keep),
            person=new[self.person[rows]],
            session=self.session[rows],
            week=self.week[rows],
            measures=self.measures,
            scores=self.scores[rows],
            signs=self.signs[rows],
        )


@dataclass(frozen=True, slots=True)
class Off:
    """Why a model was not fitted: what there is, what is missing. It is no result."""

    model: str
    reason: str
    closed: int
    events: int | None = None

    def as_dict(self) -> dict[str, str | int | bool | None]:
        """For other programs."""
        return {
            "model": self.model,
            "experimental": True,
            "off": True,
            "reason": self.reason,
            "closed_cases": self.closed,
            "events": self.events,
        }


def share_of(log_odds: Floats) -> Floats:
    """The chance with these log odds."""
    share: Floats = 1 / (1 + np.exp(-log_odds))
    return share


def plain(value: Any) -> Any:
    """The value for JSON, which knows no NaN: None stands for what is no number."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
