"""The facts that need the case, all together.

They stand in the modules imported here, each a function whose docstring is its documentation and
whose name is what rules write. All facts of a session may be read in a case too; they are 0 where
the session has no transcript.
"""

from __future__ import annotations

from collections.abc import Mapping

from wemode.guidance import (
    alliance_facts,
    contract_facts,
    course_facts,
    measure_facts,
    pattern_facts,
)
from wemode.guidance.case_view import CASE_FACTS, CaseView
from wemode.guidance.facts import FACTS, Fact

_MODULES = {
    "contract": contract_facts,
    "pattern": pattern_facts,
    "alliance": alliance_facts,
    "course": course_facts,
    "measures": measure_facts,
}
# What a fact is about, and the names of these facts: as the docs print them.
PARTS: Mapping[str, tuple[str, ...]] = {
    about: tuple(n for n, finder in CASE_FACTS.items() if finder.__module__ == module.__name__)
    for about, module in _MODULES.items()
}


def case_facts(view: CaseView) -> Mapping[str, Fact]:
    """Every fact of the case and of its session."""
    return {**view.of_session, **{name: finder(view) for name, finder in CASE_FACTS.items()}}


def meaning(name: str) -> str:
    """What a fact says, in a sentence or two, as the docs print it."""
    return " ".join(((FACTS | CASE_FACTS)[name].__doc__ or "").split())
