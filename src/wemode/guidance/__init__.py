"""Facts of a case and rules (data) to advice, each with reason, source and evidence."""

from wemode.guidance.advise import (
    Advice,
    advise,
    advise_case,
    known_rules,
    replay,
    session_rules,
)
from wemode.guidance.case_facts import CASE_FACTS, FLAWS, CaseView, case_facts, meaning
from wemode.guidance.facts import FACTS, Fact, session_facts

__all__ = [
    "CASE_FACTS",
    "FACTS",
    "FLAWS",
    "Advice",
    "CaseView",
    "Fact",
    "advise",
    "advise_case",
    "case_facts",
    "known_rules",
    "meaning",
    "replay",
    "session_facts",
    "session_rules",
]
