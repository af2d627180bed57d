"""Facts of a case and rules (data) to advice, each with reason, source and evidence."""

from wemode.guidance.advise import (
    Advice,
    advise,
    advise_case,
    first_by,
    known_rules,
    replay,
    session_rules,
)
from wemode.guidance.case_facts import CASE_FACTS, CaseView, case_facts, meaning
from wemode.guidance.facts import FACTS, Fact, session_facts

__all__ = [
    "CASE_FACTS",
    "FACTS",
    "Advice",
    "CaseView",
    "Fact",
    "advise",
    "advise_case",
    "case_facts",
    "first_by",
    "known_rules",
    "meaning",
    "replay",
    "session_facts",
    "session_rules",
]
