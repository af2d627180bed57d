"""The sentence of a turn that says it: what somebody wants, proposes or fears (English)."""

from __future__ import annotations

import re
from collections.abc import Callable

from wemode.domain.limits import LINE

# A sentence with the signs that close it; a turn without any is one sentence.
_SENTENCE = re.compile(r"[^.!?…]+(?:[.!?…]+[\"”’')]*|$)")
_FILLER = re.compile(
    r"(?:(?:well|so|and|but|then|hm+|um+|uh+|er|oh|yes|yeah|no|okay|look)\b[,.]?\s+)+",
    re.IGNORECASE,
)
_QUOTES = '"“”„«» '
_WHEN = re.compile(
    r"""\b(?:one|two|three|four|five|ten|fifteen|twenty|thirty|\d+|once|twice|every|each|minutes?|
    hours?|evenings?|mornings?|nights?|tonight|tomorrow|today|weeks?|weekend|days?|daily|until|before|
    (?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_PROPOSES = re.compile(
    r"""\b(?:what\ if|how\ about|(?:could|would|can)\ you|you\ (?:could|might|write|try|say|go)|
    let's|shall\ we|suppose\ you|i(?:'d|\ would)\ (?:suggest|propose)|try\ (?:to|and)|i'll)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_WANTS = re.compile(
    r"""^(?:i(?:'d|\ would)\ (?:like|love|want|rather|wish)|i\ (?:want|wish|need|hope)|
    to\ \w+|that\ i)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_OWN = re.compile(r"\b(?:i|me|my|myself|we|us)\b", re.IGNORECASE)
_PAST = re.compile(r"\b(?:was|were|had|did|didn't|wasn't|used to|ago)\b", re.IGNORECASE)
_UNSURE = re.compile(r"\b(?:don't know|whatever|wait|kind of|and so on)\b", re.IGNORECASE)
_FELT = re.compile(
    r"""\b(?:asham\w*|shame\w*|embarrass\w*|ridicul\w*|humiliat\w*|afraid|fear\w*|scar\w+|anxi\w*|
    nervous|panic\w*|hot|heat\w*|burn\w*|cold|sick|small|stupid|foolish|silly|laugh\w*|angr\w*|anger|
    rage|furious|sad\w*|tears|cry|lonely|alone|env\w+|jealous\w*|guilt\w*|hurts?|pain\w*|empty|weak|
    needy|helpless|exposed|naked|expos\w*|disappoint\w*|bor\w+|worse|hard|uncomfortable|awkward|dread\w*)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_TO_COME = re.compile(r"(?:\b(?:will|would|may|might|could)\b|['’](?:ll|d)\b)", re.IGNORECASE)
# An answer may begin with what it is about: "The attic. On Saturdays, for an hour."
FRAGMENT_WORDS = 3
SHORT_WORDS = 8


def sentences(text: str) -> list[str]:
    """The sentences of a text, white space evened out."""
    found = (" ".join(part.split()) for part in _SENTENCE.findall(text))
    return [part for part in found if any(sign.isalnum() for sign in part)]


def trimmed(sentence: str) -> str:
    """A sentence as a line of the sheet: without lead-in and quotation marks, cut to its limit."""
    body = sentence.strip(_QUOTES)
    lead = _FILLER.match(body)
    if lead and len(body[lead.end() :].split()) > 1:
        body = body[lead.end() :].lstrip(_QUOTES)
    body = body[:1].upper() + body[1:]
    if len(body) <= LINE:
        return body
    return body[: LINE - 2].rsplit(" ", 1)[0].rstrip() + " …"


def wish_weight(sentence: str) -> float:
    """How much a sentence reads like a goal: a wish, whole or dictated, no story, no question."""
    words = len(sentence.split())
    return (
        min(words, 12) / 12
        + 1.5 * _is_dictated(sentence)
        + bool(_WANTS.search(trimmed(sentence)))
        + 0.5 * bool(_OWN.search(sentence))
        - bool(_PAST.search(sentence))
        - bool(_UNSURE.search(sentence))
        - sentence.endswith("?")
        - (words > 40)
    )


def _is_dictated(sentence: str) -> bool:
    """Whether a sentence is put in quotation marks whole, as what is to be written down."""
    return sentence[0] in _QUOTES and sentence[-1] in _QUOTES and len(sentence.split()) > 3


def says_when(text: str) -> bool:
    """Whether a text says when, how often or for how long."""
    return bool(_WHEN.search(text))


def task_weight(sentence: str) -> float:
    """How much a sentence reads like a task: a proposal, with when and how long."""
    when = min(len(_WHEN.findall(sentence)), 3)
    return 1.5 * bool(_PROPOSES.search(sentence)) + when + min(len(sentence.split()), 12) / 12


def cost_weight(sentence: str) -> float:
    """How much a sentence names what it will cost: feelings, to come."""
    felt = min(len(_FELT.findall(sentence)), 3)
    asks = sentence.endswith("?")
    to_come = bool(_TO_COME.search(sentence))
    return 2 * felt + to_come - asks + min(len(sentence.split()), 20) / 20


def best(found: list[str], weight: Callable[[str], float]) -> int:
    """The place of the weightiest sentence, the first of equals."""
    return max(range(len(found)), key=lambda place: weight(found[place]))


def task_words(text: str) -> str:
    """The words of a turn that name a task: its sentence, with what completes it around."""
    found = sentences(text)
    if not found:
        return ""
    at = best(found, task_weight)
    parts = [found[at]]
    if at + 1 < len(found) and _completes(found[at + 1]):
        parts.append(found[at + 1])
    if at > 0 and len(found[0].split()) <= FRAGMENT_WORDS and not _FILLER.match(f"{found[0]} "):
        parts = [found[0], *(["…"] if at > 1 else []), *parts]
    return trimmed(" ".join(parts))


def _completes(sentence: str) -> bool:
    """Whether a sentence is a short remainder of the one before: "Ten minutes, no more."."""
    short = len(sentence.split()) <= SHORT_WORDS
    return short and bool(_WHEN.search(sentence)) and not sentence.endswith("?")


def cost_words(text: str) -> str:
    """The words of a turn that name what something will cost."""
    found = sentences(text)
    return trimmed(found[best(found, cost_weight)]) if found else ""
