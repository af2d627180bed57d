"""Facts of a case and rules (data) to advice, each with reason, source and evidence."""

from wemode.guidance.advise import (
    SAFETY,
    Advice,
    advise,
    advise_case,
    known_rules,
    replay,
    session_rules,
)
from wemode.guidance.case_facts import PARTS, case_facts, meaning
from wemode.guidance.case_view import CASE_FACTS, CaseView, OwnStates, codes_of
from wemode.guidance.contract_facts import FLAWS
from wemode.guidance.explain import Check, Explained, explain, rule_named
from wemode.guidance.facts import FACTS, Fact, session_facts

__all__ = [
    "CASE_FACTS",
    "FACTS",
    "FLAWS",
    "PARTS",
    "SAFETY",
    "Advice",
    "CaseView",
    "Check",
    "Explained",
    "Fact",
    "OwnStates",
    "advise",
    "advise_case",
    "case_facts",
    "codes_of",
    "explain",
    "known_rules",
    "meaning",
    "replay",
    "rule_named",
    "session_facts",
    "session_rules",
]
