"""Why a rule holds for a case or does not: every comparison it makes, with what it found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wemode.analysis.session import SessionReview
from wemode.catalogue.rules import Condition, Rule
from wemode.domain import Case
from wemode.errors import NotFound, Problem
from wemode.guidance.advise import known_rules
from wemode.guidance.case_facts import case_facts
from wemode.guidance.case_view import CaseView, OwnStates
from wemode.guidance.facts import Fact


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison of a rule, the fact it found, and whether it is true."""

    condition: Condition
    found: Fact
    is_true: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """A rule held against a case as known after one session.

    ``all_of`` must all be true and, where there are any, one of ``any_of``. ``needs_words`` says
    that the rule reads the session's words alone and this session has none: it keeps silent.
    """

    rule: Rule
    session: int
    holds: bool
    all_of: tuple[Check, ...]
    any_of: tuple[Check, ...]
    needs_words: bool = False


def rule_named(id: str) -> Rule:
    """The rule of this name. Raises NotFound."""
    for rule in known_rules():
        if rule.id == id:
            return rule
    raise NotFound(Problem("rule", f"there is no rule “{id}”", "`wemode rules` lists them all"))


def explain(
    rule: Rule, case: Case, review: SessionReview | None, own: OwnStates | None = None
) -> Explained:
    """The rule held against the case as known after its last session.

    ``review`` and ``own`` are as for ``advise_case``, and so is what comes of it.
    """
    facts = case_facts(CaseView(case, review, own or {}))
    of_case = bool(rule.case_conditions)
    all_of = _checks(rule.case_all if of_case else rule.all_of, facts)
    any_of = _checks(rule.case_any if of_case else rule.any_of, facts)
    needs_words = not of_case and review is None
    either = not any_of or any(check.is_true for check in any_of)
    holds = not needs_words and either and all(check.is_true for check in all_of)
    return Explained(rule, case.last_session, holds, all_of, any_of, needs_words)


def _checks(conditions: Sequence[Condition], facts: Mapping[str, Fact]) -> tuple[Check, ...]:
    found = ((one, facts[one.fact]) for one in conditions)
    return tuple(
        Check(one, fact, one.comparison.holds(fact.value, one.bound)) for one, fact in found
    )
