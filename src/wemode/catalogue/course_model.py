"""The numbers of the simulator of courses, each with its range and where it comes from, as data.

``course_model.toml`` holds them. Nearly all are assumed by us; the few ranges that were published
say what must come out of the simulator and are no parameters of it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from wemode.catalogue.toml_file import Checker, Table, read_toml

COURSE_MODEL = Path(__file__).parent / "course_model.toml"
FILE_KEYS = frozenset({"version", "licence", "parameters", "targets"})
PARAMETER_KEYS = frozenset({"id", "value", "low", "high", "unit", "meaning", "evidence", "source"})
TARGET_KEYS = frozenset({"id", "low", "high", "meaning", "evidence", "source"})
_ID = re.compile(r"[a-z_]+(\.[a-z_]+)?\Z")


class Evidence(StrEnum):
    """Where a range comes from."""

    PUBLISHED = "published range"
    ASSUMED = "assumed by us"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of the simulator in its ``unit``; ``low`` and ``high`` bound sensible values."""

    id: str
    value: float
    low: float
    high: float
    unit: str
    meaning: str
    evidence: Evidence
    source: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """A share that simulated cohorts must have: between ``low`` and ``high``."""

    id: str
    low: float
    high: float
    meaning: str
    evidence: Evidence
    source: str


@dataclass(frozen=True, slots=True)
class CourseParameters:
    """All numbers of the simulator by id, and what must come out of it."""

    parameters: Mapping[str, Parameter]
    targets: Mapping[str, Target]


@cache
def course_parameters() -> CourseParameters:
    """The numbers shipped with Wemode. Raises BadContent naming every problem at once."""
    return read_course_parameters(COURSE_MODEL)


def read_course_parameters(path: Path) -> CourseParameters:
    """The numbers in this file. Raises BadContent naming every problem at once."""
    check = Checker(path.name)
    raw = read_toml(path)
    check.known_keys("file", raw, FILE_KEYS)
    parameters = [_parameter(check, block) for block in check.tables("parameters", raw)]
    targets = [_target(check, block) for block in check.tables("targets", raw)]
    check.unique("parameters", (one.id for one in parameters))
    check.unique("targets", (one.id for one in targets))
    return check.done(
        lambda: CourseParameters(
            {one.id: one for one in parameters}, {one.id: one for one in targets}
        )
    )


def _parameter(check: Checker, block: Table) -> Parameter:
    where = f"parameter {block.get('id', '?')}"
    check.known_keys(where, block, PARAMETER_KEYS)
    value, low, high = (_number(check, where, block, key) for key in ("value", "low", "high"))
    if not low <= value <= high:
        check.say(where, "its value is not between “low” and “high”", "Mend one of the three")
    return Parameter(
        id=_id(check, where, block),
        value=value,
        low=low,
        high=high,
        unit=check.text(where, block, "unit"),
        meaning=check.text(where, block, "meaning"),
        evidence=_evidence(check, where, block),
        source=check.text(where, block, "source", needed=False),
    )


def _target(check: Checker, block: Table) -> Target:
    where = f"target {block.get('id', '?')}"
    check.known_keys(where, block, TARGET_KEYS)
    low, high = (_number(check, where, block, key) for key in ("low", "high"))
    if not 0 <= low < high <= 1:
        check.say(where, "“low” and “high” are no range of shares", "Write 0.3 and 0.5")
    return Target(
        id=_id(check, where, block),
        low=low,
        high=high,
        meaning=check.text(where, block, "meaning"),
        evidence=_evidence(check, where, block),
        source=check.text(where, block, "source", needed=False),
    )


def _id(check: Checker, where: str, block: Table) -> str:
    found = check.text(where, block, "id")
    if found and not _ID.match(found):
        check.say(where, "its id is not small letters and _", "Write it like symptoms.slope_mean")
    return found


def _number(check: Checker, where: str, block: Table, key: str) -> float:
    value = block.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        check.say(where, f"“{key}” is not a number", f"Write {key} = 1.0")
        return 0.0
    return float(value)


def _evidence(check: Checker, where: str, block: Table) -> Evidence:
    """What the range rests on: one that is published must say where."""
    word = check.text(where, block, "evidence")
    if word not in set(Evidence):
        check.say(where, "“evidence” is not one we know", f"Choose from {[*map(str, Evidence)]}")
        return Evidence.ASSUMED
    found = Evidence(word)
    if found is Evidence.PUBLISHED and not block.get("source"):
        check.say(where, "a published range names no source", "Add “source”")
    return found
