"""From facts and rules to advice: what to attend to next, why, and the turns that show it."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from wemode.catalogue.rules import Condition, Rule, rules
from wemode.errors import BadContent, Problem
from wemode.guidance.facts import FACTS, Fact


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice: a suggestion to the therapist, never a finding about the patient.

    ``turns`` are the turns of the session that set it off, in order; empty where it is set off by
    something that did not happen.
    """

    rule: str
    theme: str
    title: str
    says: str
    because: str
    source: str
    population: str
    turns: tuple[int, ...]


@cache
def session_rules() -> tuple[Rule, ...]:
    """The rules shipped with Wemode, checked against the facts there are."""
    return check_rules(rules())


def check_rules(found: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The same rules; BadContent where one names a fact that does not exist."""
    problems = []
    for rule in found:
        named = {c.fact for c in rule.conditions} | _placeholders(rule.because)
        for name in sorted(named - set(FACTS)):
            what = f"reads the fact “{name}”, which does not exist"
            problems.append(Problem(f"{rule.id}.toml", what, "See the facts in docs/guidance.md"))
    if problems:
        raise BadContent(*problems)
    return found


def advise(facts: Mapping[str, Fact], among: Sequence[Rule] | None = None) -> tuple[Advice, ...]:
    """The advice whose rules hold, most urgent first."""
    held = session_rules() if among is None else among
    return tuple(_advice(rule, facts) for rule in held if _holds(rule, facts))


def _true(condition: Condition, facts: Mapping[str, Fact]) -> bool:
    return condition.comparison.holds(facts[condition.fact].value, condition.bound)


def _holds(rule: Rule, facts: Mapping[str, Fact]) -> bool:
    return all(_true(c, facts) for c in rule.all_of) and (
        not rule.any_of or any(_true(c, facts) for c in rule.any_of)
    )


def _advice(rule: Rule, facts: Mapping[str, Fact]) -> Advice:
    turns = {
        turn
        for condition in rule.conditions
        if _true(condition, facts)
        for turn in facts[condition.fact].turns
    }
    values = {name: _said(name, facts[name].value) for name in _placeholders(rule.because)}
    return Advice(
        rule=rule.id,
        theme=rule.theme,
        title=rule.title,
        says=rule.says,
        because=rule.because.format_map(values),
        source=rule.source,
        population=rule.population,
        turns=tuple(sorted(turns)),
    )


def _said(name: str, value: float) -> str:
    """A count as it is; a share as a percentage."""
    return f"{100 * value:.0f} %" if name.endswith("_share") else f"{value:.0f}"


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
