"""Guidance rules as data: when, what to say, why, from which source, for whom.

One TOML file a rule. Conditions are comparisons over named facts; nothing is ever evaluated as
code. Which facts there are is known by ``wemode.guidance``, which checks the names.
``all`` and ``any`` are for a bare session; ``case_all``, ``case_any`` and ``case_because`` take
their place where the case is known. A rule may have only one of the two forms.
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
        "case_all",
        "case_any",
        "case_because",
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

    It holds when every condition of ``all_of`` and, where there are any, one of ``any_of`` holds;
    where the case is known, those of ``case_all`` and ``case_any``, if there are any. ``urgency``
    orders advice, the smallest first. ``because`` and ``case_because`` may name facts in braces,
    which are filled in with their values.
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
    case_all: tuple[Condition, ...] = ()
    case_any: tuple[Condition, ...] = ()
    case_because: str = ""

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every comparison the rule makes in a bare session."""
        return self.all_of + self.any_of

    @property
    def case_conditions(self) -> tuple[Condition, ...]:
        """Every comparison the rule makes where the case is known; empty where it has no such."""
        return self.case_all + self.case_any


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
    found = {key: _conditions(check, raw, key) for key in ("all", "any", "case_all", "case_any")}
    reasons = _reasons(
        check, raw, bool(found["all"] or found["any"]), bool(found["case_all"] or found["case_any"])
    )
    version, urgency = (_whole(check, raw, key) for key in ("version", "urgency"))
    texts = {
        key: check.text("file", raw, key)
        for key in ("theme", "title", "says", "source", "population", "off_when")
    }
    return check.done(
        lambda: Rule(
            id=rule_id,
            version=version,
            urgency=urgency,
            because=reasons[0],
            all_of=found["all"],
            any_of=found["any"],
            case_all=found["case_all"],
            case_any=found["case_any"],
            case_because=reasons[1],
            **texts,
        )
    )


def _reasons(check: Checker, raw: Table, for_session: bool, for_case: bool) -> tuple[str, str]:
    """The reasons of both forms; each stands where its form does, the first serving both."""
    if not for_session and not for_case:
        check.say("file", "has no condition", "Add all = [{ fact = …, at_least = … }]")
    because = check.text("file", raw, "because", needed=for_session)
    of_case = check.text("file", raw, "case_because", needed=for_case and not for_session)
    if because and for_case and not for_session:
        check.say("because", "stands without all or any", "Write it as case_because")
    if of_case and not for_case:
        check.say("case_because", "stands without case_all or case_any", "Write it as because")
    return because, of_case


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
