"""What was given to a function of change, held against what it needs; all problems at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import isfinite
from numbers import Real
from typing import TypeGuard

import numpy as np
from numpy.typing import ArrayLike

from wemode.analysis.arrays import as_floats
from wemode.analysis.change_cutoff import DIRECTION, Norm
from wemode.analysis.change_methods import FloatArray
from wemode.errors import Problem, Unfit


def refuse(*groups: Iterable[Problem]) -> None:
    """Raise Unfit with every problem of every group, if there is one."""
    problems = [problem for group in groups for problem in group]
    if problems:
        raise Unfit(*problems)


def problem(field: str, what: str, remedy: str) -> Problem:
    """A problem with an argument, which is both the place and the field."""
    return Problem(field, what, remedy, field)


def scores(**given: ArrayLike) -> tuple[FloatArray, ...]:
    """The scores as arrays, by name of the argument; Unfit where they are no finite numbers or nan.

    All of one shape: nothing is broadcast, or one last score would serve for all persons. Columns
    of a table (pandas) must name the same rows in the same order: else one person's first score
    would stand beside another's last.
    """
    read: dict[str, FloatArray] = {}
    problems = []
    for field, values in given.items():
        try:
            read[field] = as_floats(values)
        except (TypeError, ValueError):
            remedy = "Give numbers, and nan for missing"
            problems.append(problem(field, "holds what is no number", remedy))
            continue
        if np.isinf(read[field]).any():
            problems.append(problem(field, "holds an infinite score", "Give nan for missing"))
    refuse(problems)
    first, *others = read
    for field in others:
        if read[field].shape != read[first].shape:
            what = f"has shape {read[field].shape} where {first} has {read[first].shape}"
            remedy = "Give one last score for every first score, nan where there is none"
            refuse([problem(field, what, remedy)])
        if not _same_rows(given[first], given[field]):
            what = f"its rows are not those of {first}, or in another order"
            refuse([problem(field, what, "Take both from one table, a row a person")])
    return tuple(read.values())


def _same_rows(one: object, other: object) -> bool:
    """Whether two columns name the same rows; true where they name none."""
    # Lists and tuples have a method of that name, which names no rows.
    rows = [getattr(column, "index", None) for column in (one, other)]
    alike = getattr(rows[0], "equals", None)
    return alike is None or not hasattr(rows[1], "equals") or bool(alike(rows[1]))


def among(field: str, given: object, choices: Iterable[str]) -> Iterator[Problem]:
    """A problem where the word is none of the choices."""
    known = tuple(choices)
    if given not in known:
        yield problem(field, f"{given!r} is not known", f"Give one of {', '.join(known)}")


def better_known(better: object) -> Iterator[Problem]:
    """A problem where the better direction is neither lower nor higher."""
    yield from among("better", better, DIRECTION)


def _number(given: object) -> TypeGuard[float]:
    """Whether it is one number: no text, no array of several."""
    return isinstance(given, Real)


def _said(given: object) -> str:
    """As a message has it: a text keeps its quotes, or it would look like the number it is not."""
    return str(given) if _number(given) else repr(given)


def reliable(field: str, given: float | None) -> Iterator[Problem]:
    """A problem where a reliability is not between 0 and 1, or none is known."""
    if not (_number(given) and 0 < given < 1):
        yield problem(
            field,
            f"{_said(given)} is not a number between 0 and 1",
            "Give the published reliability of the instrument; without one there is no verdict",
        )


def confident(confidence: float) -> Iterator[Problem]:
    """A problem where the confidence is not above one half and below 1."""
    if not (_number(confidence) and 0.5 < confidence < 1):
        what = f"{_said(confidence)} is not a number above 0.5 and below 1"
        yield problem("confidence", what, "Give a share such as 0.95")


def positive(field: str, given: float | None) -> Iterator[Problem]:
    """A problem where a standard deviation or a threshold is not above 0, or none is known."""
    if not (_number(given) and isfinite(given) and given > 0):
        yield problem(field, f"{_said(given)} is not a number above 0", "Give a number above 0")


def norm(field: str, given: Norm | None) -> Iterator[Problem]:
    """A problem where a norm is not a finite mean and an SD above 0; None passes."""
    if given is None:
        return
    try:
        mean, sd = given
        fits = isfinite(mean) and isfinite(sd) and sd > 0
    except (TypeError, ValueError):
        fits = False
    if not fits:
        yield problem(
            field,
            f"{given!r} is not a mean with a standard deviation above 0",
            "Give mean and SD of the group",
        )


def sides(clinical: Norm, functional: Norm, better: str) -> Iterator[Problem]:
    """A problem where the functional mean is not on the better side of the clinical mean."""
    if DIRECTION[better] * (functional[0] - clinical[0]) <= 0:
        yield problem(
            "functional",
            f"its mean {functional[0]:g} is not {better} than the clinical mean {clinical[0]:g}",
            "Check which way is better; where the groups are alike there is no line between them",
        )


def ends(scale: tuple[float, float]) -> Iterator[Problem]:
    """A problem where a scale is not its lowest and its highest score."""
    try:
        low, high = scale
        fits = bool(low < high)
    except (TypeError, ValueError):
        fits = False
    if not fits:
        what = f"{scale!r} is not the lowest and the highest score"
        yield problem("scale", what, "Give (lowest, highest)")


def percent(field: str, given: float) -> Iterator[Problem]:
    """A problem where a threshold is no percentage: a share such as 0.5 is taken for a slip."""
    if not (_number(given) and isfinite(given) and given >= 1):
        yield problem(field, f"{given!r} is not a percentage from 1", "Give per cent, such as 50")


def from_zero(field: str, values: FloatArray) -> Iterator[Problem]:
    """A problem where a score is below 0: such a scale has no percentages."""
    if (values < 0).any():
        yield problem(
            field, "holds a score below 0", "A percentage needs a scale that starts at 0; shift it"
        )
