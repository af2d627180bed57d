"""What patient and family hope for, read for the promise of a full cure (English)."""

from __future__ import annotations

import re

from wemode.analysis.sentences import sentences
from wemode.domain import Goal
from wemode.domain.limits import LINE
from wemode.guidance.goals import check_goal

_PARTS = re.compile(r"[\n;]")
_SIGNS = " .,:!?…–-"
# "No cure", "not to be cured", "nobody expects that he is healed": a hope that is let go.
_LET_GO = re.compile(
    r"\b(?:no|not|never|nobody|no one|without|\w+n['’]t)\b(?:\W+[\w'’]+){0,4}?\W+"
    r"(?:cure[ds]?|cures|recover\w*|heal(?:ed|s|ing)?|miracles?)\b",
    re.IGNORECASE,
)


def cures_hoped_for(hopes: str) -> int:
    """How many sentences state a full cure, whole or in a part between commas.

    Each is checked as if it were a goal; one that lets the cure go does not count.
    """
    said = (sentence for part in _PARTS.split(hopes) for sentence in sentences(part))
    return sum(any(map(_states_cure, (line, *line.split(",")))) for line in said)


def _states_cure(words: str) -> bool:
    line = words.strip(_SIGNS)[:LINE].strip()
    if not line or _LET_GO.search(words):
        return False
    return any(flaw.quality == "cure" for flaw in check_goal(Goal("g1", line)))
