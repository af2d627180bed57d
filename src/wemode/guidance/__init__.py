"""Facts of a case and rules (data) to advice, each with reason, source and evidence."""

from wemode.guidance.advise import Advice, advise, session_rules
from wemode.guidance.facts import FACTS, Fact, session_facts

__all__ = ["FACTS", "Advice", "Fact", "advise", "session_facts", "session_rules"]
