"""Guidance rules as data: when, what to say, why, from which source, for whom.

One TOML file a rule. Conditions are comparisons over named facts; nothing is ever evaluated as
code. Which facts there are is known by ``wemode.guidance.facts``, which checks the names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from wemode.catalogue.toml_file import Checker, Table, read_toml
from wemode.errors import BadContent, Problem

RULES = Path(__file__).parent / "rules"
RULE_ID = re.compile(r"[a-z][a-z-]*\Z")
RULE_KEYS = frozenset(
    {
        "id",
        "version",
        "urgency",
        "theme",
        "title",
        "says",
        "because",
        "source",
        "population",
        "off_when",
        "all",
        "any",
    }
)


class Comparison(StrEnum):
    """How a fact is held against a number."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    EQUALS = "equals"

    def holds(self, value: float, bound: float) -> bool:
        """Whether ``value`` stands so to ``bound``."""
        match self:
            case Comparison.AT_LEAST:
                return value >= bound
            case Comparison.AT_MOST:
                return value <= bound
            case Comparison.EQUALS:
                return value == bound


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison: the fact's name, how, and the number it is held against."""

    fact: str
    comparison: Comparison
    bound: float

    def __str__(self) -> str:
        return f"{self.fact} {self.comparison.value.replace('_', ' ')} {self.bound:g}"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of guidance.

    It holds when every condition of ``all_of`` and, where there are any, one of ``any_of`` holds.
    ``urgency`` orders advice, the smallest first. ``because`` may name facts in braces, which are
    filled in with their values.
    """

    id: str
    version: int
    urgency: int
    theme: str
    title: str
    says: str
    because: str
    source: str
    population: str
    off_when: str
    all_of: tuple[Condition, ...]
    any_of: tuple[Condition, ...]

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every comparison the rule makes."""
        return self.all_of + self.any_of


@cache
def rules(folder: Path = RULES) -> tuple[Rule, ...]:
    """All rules of a folder, most urgent first. Raises BadContent with every problem at once."""
    found: list[Rule] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            found.append(read_rule(path))
        except BadContent as error:
            problems.extend(error.problems)
    check = Checker(folder.name)
    check.problems.extend(problems)
    check.unique("rules", (rule.id for rule in found))
    check.unique("urgencies", (str(rule.urgency) for rule in found))
    return check.done(lambda: tuple(sorted(found, key=lambda rule: rule.urgency)))


def read_rule(path: Path) -> Rule:
    """The rule in this file. Raises BadContent naming every problem at once."""
    raw = read_toml(path)
    check = Checker(path.name)
    check.known_keys("file", raw, RULE_KEYS)
    rule_id = check.text("file", raw, "id")
    if rule_id and (not RULE_ID.match(rule_id) or rule_id != path.stem):
        check.say("id", "is not the file's own name in small letters", f"Write “{path.stem}”")
    all_of, any_of = _conditions(check, raw, "all"), _conditions(check, raw, "any")
    if not all_of and not any_of:
        check.say("file", "has no condition", "Add all = [{ fact = …, at_least = … }]")
    version, urgency = (_whole(check, raw, key) for key in ("version", "urgency"))
    texts = {
        key: check.text("file", raw, key)
        for key in ("theme", "title", "says", "because", "source", "population", "off_when")
    }
    return check.done(
        lambda: Rule(
            id=rule_id, version=version, urgency=urgency, all_of=all_of, any_of=any_of, **texts
        )
    )


def _whole(check: Checker, raw: Table, key: str) -> int:
    value = raw.get(key)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
        return value
    check.say(key, "is not a whole number from 1", f"Write {key} = 1")
    return 1


def _conditions(check: Checker, raw: Table, key: str) -> tuple[Condition, ...]:
    found = []
    for number, block in enumerate(check.tables(key, raw), start=1):
        where = f"{key} {number}"
        how = [one for one in Comparison if one.value in block]
        check.known_keys(where, block, {"fact", *(one.value for one in Comparison)})
        fact = check.text(where, block, "fact")
        if len(how) != 1:
            check.say(where, "needs just one comparison", "Use at_least, at_most or equals")
            continue
        bound = block[how[0].value]
        if isinstance(bound, bool) or not isinstance(bound, int | float):
            check.say(where, "is not held against a number", f"Write {how[0].value} = 1")
            continue
        found.append(Condition(fact, how[0], float(bound)))
    return tuple(found)
