"""What keeps a goal from being followed: the rules of the goal check.

They read English wordings by the patterns of ``catalogue/goal_qualities``. What people are told is
``guidance.goals.check_goal``, which weighs the rules together with learned heads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from wemode.catalogue.goal_qualities import GoalCue, GoalQuality, goal_qualities
from wemode.catalogue.vocabulary import motive
from wemode.domain import Goal, Hands

_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"'})
_PART_ENDS = re.compile(r"[.;:!?\n]+(?=\s|$)|\n|,|\s(?:and|&|\+|then|but)\s|\s[-–—/]\s")
_SENTENCE_END = re.compile(r"[.;:!?\n]")
_WORD = re.compile(r"[^\W_]")

# Where the wish itself is out of reach, that it cannot be observed either is left unsaid.
SAID_ENOUGH = frozenset({"status_only", "others_hands", "grandeur"})

STRUCTURAL = "no_baseline"
"""Follows from the goal's form and not from its words."""


_Span = tuple[int, int]
_NO_WORDS = (0, 0)


@dataclass(frozen=True, slots=True)
class GoalFlaw:
    """One failing quality of a goal, in words for the two who draft it.

    ``quality`` is the id of the catalogue; ``title`` its name; ``says`` one sentence on what
    fails; ``better`` the direction that helps; ``words`` the words of the goal that fired, empty
    where it is something missing.
    """

    quality: str
    title: str
    says: str
    better: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the wording that may be a wish of its own.

    ``first`` is its first letter, ``body`` where the wish begins; ``sentence`` counts from 0;
    ``joined``: “and” comes before.
    """

    start: int
    first: int
    body: int
    end: int
    sentence: int
    joined: bool


class Reading:
    """A wording taken apart: its wishes, and the occasions that are no wish."""

    def __init__(self, wording: str, words: Mapping[str, re.Pattern[str]]) -> None:
        self.words = words
        self.text = wording.translate(_STRAIGHT)
        self.wishes = words["occasion"].sub(lambda found: " " * len(found[0]), self.text)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The stretches between commas, “and” and ends of sentences that hold a word."""
        parts, start, sentence, joined = [], 0, 0, False
        ends = [(end.start(), end.end()) for end in _PART_ENDS.finditer(self.wishes)]
        for end, following in [*ends, (len(self.text), len(self.text))]:
            if _WORD.search(self.wishes, start, end):
                first = self._word_at(start, end)
                body = self._body(first, end)
                parts.append(Part(start, first, body, end, sentence, joined))
                joined = False
            sentence += bool(_SENTENCE_END.search(self.wishes, end, following))
            joined = joined or bool(_WORD.search(self.wishes, end, following))
            start = following
        return tuple(parts)

    def _body(self, start: int, end: int) -> int:
        """Where the wish begins: after “I want to”, “finally”, “stop” before a gerund …"""
        at = start
        while True:
            at = self._word_at(at, end)
            lead = self.words["lead"].match(self.wishes, at, end)
            if not lead or lead.end() == at or not _WORD.search(self.wishes, lead.end(), end):
                return at
            at = lead.end()

    def _word_at(self, at: int, end: int) -> int:
        while at < end and not self.wishes[at].isalnum():
            at += 1
        return at

    def is_act(self, part: Part) -> bool:
        """Whether a part begins with something that one does."""
        return any(
            self.words[name].match(self.wishes, part.body, part.end) for name in ("act", "act_ing")
        )

    def is_aim(self, part: Part) -> bool:
        """Whether a part begins with the verb of a larger matter: find, quit, become, improve …"""
        return any(
            self.words[name].match(self.wishes, at, part.end)
            for name in ("aim", "vague", "vague_ing")
            for at in (part.first, part.body)
        )

    def find(self, cue: GoalCue) -> _Span | None:
        """From where to where the cue fires, None where it does not."""
        text = self.text if cue.whole else self.wishes
        if cue.unless and cue.unless.search(self.text):
            return None
        if not cue.head:
            found = cue.pattern.search(text)
            return found.span() if found else None
        for part in self.parts:
            if found := cue.pattern.match(text, part.body):
                return found.span()
        return None


def check_by_rules(goal: Goal) -> tuple[GoalFlaw, ...]:
    """The qualities a goal fails by the rules, in the order of the catalogue.

    ``seen_by`` and the levels count as observable where they name an act, a time, a place or a
    number; ``hands`` given as others' says the same as a wording that rests on others; a motive of
    rank tips a wording that may be about rank, and is no flaw by itself.
    """
    reading = Reading(goal.wording, goal_qualities().words)
    chosen = motive(goal.motive)
    with_rank = chosen is not None and chosen.is_status
    found: dict[str, _Span] = {}
    for quality in goal_qualities().qualities:
        span = next(_firings(reading, quality, with_rank), None)
        if span is not None:
            found[quality.id] = span
    _weigh(found, goal, reading)
    _read_what_is_left(found, goal, reading)
    if goal.hands is Hands.OTHERS:
        found.setdefault("others_hands", _NO_WORDS)
    if goal.baseline is None:
        found[STRUCTURAL] = _NO_WORDS
    words = {id: goal.wording[start:end].strip(" ,.;:") for id, (start, end) in found.items()}
    return tuple(
        GoalFlaw(quality.id, quality.title, quality.says, quality.better, words[quality.id])
        for quality in goal_qualities().qualities
        if quality.id in found
    )


def _firings(reading: Reading, quality: GoalQuality, with_rank: bool) -> Iterator[_Span]:
    for cue in quality.cues:
        if not cue.last and (with_rank or not cue.with_rank) and (span := reading.find(cue)):
            yield span


def _weigh(found: dict[str, _Span], goal: Goal, reading: Reading) -> None:
    """What one cue cannot know: own acts beside it, how it is seen, a second goal."""
    if "others_hands" in found and _own_act_elsewhere(reading):
        del found["others_hands"]
    if "not_observable" in found and (SAID_ENOUGH & found.keys() or _is_observable(goal, reading)):
        del found["not_observable"]
    if "several" not in found and (span := _second_goal(reading)):
        found["several"] = span


def _read_what_is_left(found: dict[str, _Span], goal: Goal, reading: Reading) -> None:
    """A wording that names no act and that no cue explains: what it is most like.

    Nearly every goal that can be followed names an act or a time, so one that names neither fails
    something; where no word tells what, it cannot be observed.
    """
    words = reading.words
    if set(found) - {"not_observable"} or any(
        not words["rank_act"].match(reading.wishes, part.body) for part in _own_acts(reading)
    ):
        return
    if words["seen"].search(reading.text) and not words["deadline"].search(reading.text):
        return
    last = [
        (quality.id, cue)
        for quality in goal_qualities().qualities
        for cue in quality.cues
        if cue.last and (cue.beside_state or "not_observable" not in found)
    ]
    for quality, cue in sorted(last, key=lambda pair: pair[1].last):
        if span := reading.find(cue):
            found[quality] = span
            return
    looks_done = any(words["verb_and_object"].match(reading.text, p.body) for p in reading.parts)
    if not (found or looks_done or _is_observable(goal, reading)):
        found["not_observable"] = _NO_WORDS


def _own_acts(reading: Reading) -> list[Part]:
    """The parts that begin with an act one could see: “take a bath”, not “take better care”."""
    vague = [cue for cue in goal_qualities()["not_observable"].cues if cue.head]
    return [
        part
        for part in reading.parts
        if reading.is_act(part)
        and not any(cue.pattern.match(reading.wishes, part.body) for cue in vague)
    ]


def _own_act_elsewhere(reading: Reading) -> bool:
    """Whether another sentence says what one does oneself: “They all eat there; I sit down too.”"""
    words, text = reading.words, reading.text
    return any(
        (reading.is_act(part) or words["own"].match(text, part.first))
        and not words["after_that"].match(text, part.first)
        for part in reading.parts
        if part.sentence
    )


def _is_observable(goal: Goal, reading: Reading) -> bool:
    """Whether wording, seen_by or a level names an act, a time, a place or a number."""
    if reading.words["seen"].search(reading.text) or _own_acts(reading):
        return True
    return is_seen_elsewhere(goal)


def is_seen_elsewhere(goal: Goal) -> bool:
    """Whether ``seen_by`` or a level, beside the wording, names an act, a time, a place …"""
    return any(
        _names_something_seen(Reading(text, goal_qualities().words))
        for text in (goal.seen_by, *goal.levels)
        if text
    )


def _names_something_seen(reading: Reading) -> bool:
    return bool(reading.words["seen"].search(reading.text)) or any(
        reading.is_act(part) and not reading.words["empty_seeing"].match(reading.wishes, part.body)
        for part in reading.parts
    )


def _second_goal(reading: Reading) -> _Span | None:
    """Where a second goal stands, None where all is one goal or the steps of one act.

    Two wishes side by side, without “and”, are two goals; with “and” between them they are two only
    where their matters differ (work and family, say); three are several either way.
    """
    if reading.words["in_other_words"].search(reading.text):
        return None
    own = [
        part for part in reading.parts if _is_wish(reading, part) and not _carries_on(reading, part)
    ]
    if len(own) > 1 and _stand_apart(reading, own):
        return own[1].body, own[-1].end
    topics = [found for part in reading.parts if (found := _topics(reading, part))]
    apart = [one for number, one in enumerate(topics) if not one & set().union(*topics[:number])]
    needed = 2 if reading.words["listed"].match(reading.text) else 3
    if min(len(apart), len(reading.parts)) >= needed:
        return reading.parts[0].body, reading.parts[-1].end
    return None


def _is_wish(reading: Reading, part: Part) -> bool:
    """Whether a part begins with a verb, or with a state one could wish for: less jealous."""
    return (
        reading.is_act(part)
        or reading.is_aim(part)
        or bool(reading.words["wished_state"].match(reading.wishes, part.body, part.end))
    )


def _stand_apart(reading: Reading, own: list[Part]) -> bool:
    """Whether wishes that each begin with a verb are goals of their own, no steps of one act."""
    topics = [_topics(reading, part) for part in own]
    differ = all(topics) and not set.intersection(*topics)
    aims = any(reading.is_aim(part) for part in own)
    if len(own) > 2:
        timed = sum(bool(reading.words["seen"].search(reading.text, p.body, p.end)) for p in own)
        return differ or aims or timed > 1
    first, second = own
    if second.joined and not reading.words["to_again"].match(reading.text, second.start):
        shared = set.intersection(*topics)
        far = any(
            reading.words["far_aim"].match(reading.wishes, at, part.end)
            for part in own
            for at in (part.first, part.body)
        )
        far = far and len(reading.text[second.body : second.end].split()) > 1
        return differ or (not shared and (far or all(reading.is_aim(part) for part in own)))
    return differ or aims or first.sentence != second.sentence


def _carries_on(reading: Reading, part: Part) -> bool:
    """Whether a part goes on with the act before it: “… and post it”, “just listen”."""
    if part is reading.parts[0]:
        return False
    first = reading.parts[0]
    before = reading.text[: part.start].rstrip()
    manner = reading.words["manner"].match(reading.text, part.first, part.end)
    if before.endswith(":") or (
        manner and not reading.words["manner"].match(reading.text, first.start)
    ):
        return True
    return bool(
        reading.words["elaborates"].match(reading.text, part.first, part.end)
        or reading.words["elaborates"].match(reading.text, part.body, part.end)
        or reading.words["carries_on"].search(reading.text, part.body, part.end)
    )


def _topics(reading: Reading, part: Part) -> set[str]:
    """The matters of life a part names: work, family, body …"""
    return {
        name
        for name, pattern in reading.words.items()
        if name.startswith("topic_") and pattern.search(reading.wishes, part.body, part.end)
    }
