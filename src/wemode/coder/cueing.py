"""Layer 1: which cues fire on which turns of a transcript, and on which words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wemode.catalogue.cues import Cue, CueBook
from wemode.coder.text import plain, word_count
from wemode.domain import Speaker, Transcript, Turn

WINDOW = 4
"""How many turns before are read with a turn (the codebook's rule)."""

ROLE_PLAY = "t.experiential"
ROLE_PLAY_TURNS = 6
MAX_TEXT = 4000
"""Characters of a turn that patterns are tried on: keeps time linear in a very long turn."""


@dataclass(frozen=True, slots=True)
class Firing:
    """A cue that fired: the words of the turn from ``start`` to ``end``, and the turn before that
    met its context condition (its number and code), where it has one."""

    cue: Cue
    start: int
    end: int
    after: tuple[int, str] | None = None


def fire(transcript: Transcript, book: CueBook) -> tuple[tuple[Firing, ...], ...]:
    """The cues that fire on each turn, in order of turn.

    Context conditions look at codes that cues set on the four turns before, so the turns are taken
    in order. Turns of other speakers bear none.
    """
    by_speaker = {
        speaker: tuple(cue for cue in book.cues if cue.code[0].upper() == speaker.value)
        for speaker in (Speaker.PATIENT, Speaker.THERAPIST)
    }
    fired: list[tuple[Firing, ...]] = []
    for turn in transcript:
        cues = by_speaker.get(turn.speaker, ())
        before = transcript.turns[turn.number - 2].text if turn.number > 1 else ""
        fired.append(_fire_on(turn, plain(before)[:MAX_TEXT], cues, fired))
    return tuple(fired)


def _fire_on(
    turn: Turn, before: str, cues: Sequence[Cue], fired: Sequence[tuple[Firing, ...]]
) -> tuple[Firing, ...]:
    text = plain(turn.text)[:MAX_TEXT]
    words = word_count(text)
    recent = _codes_before(fired, WINDOW)
    playing = any(code == ROLE_PLAY for _, code in _codes_before(fired, ROLE_PLAY_TURNS))
    found = []
    for cue in cues:
        if not _fits(cue, text, words, playing) or (cue.before and not cue.before.search(before)):
            continue
        after = next((seen for seen in recent if seen[1] in cue.after_code), None)
        if cue.after_code and after is None:
            continue
        if any(code in cue.not_after_code for _, code in recent):
            continue
        match = cue.pattern.search(text)
        if match and not (cue.unless and cue.unless.search(text)):
            found.append(Firing(cue, match.start(), match.end(), after))
    return tuple(found)


def _fits(cue: Cue, text: str, words: int, playing: bool) -> bool:
    """Whether the conditions that need no pattern hold."""
    if words < max(cue.min_words, 1) or (cue.max_words and words > cue.max_words):
        return False
    if cue.question is not None and cue.question != ("?" in text):
        return False
    return cue.in_role_play is None or cue.in_role_play == playing


def _codes_before(fired: Sequence[tuple[Firing, ...]], window: int) -> tuple[tuple[int, str], ...]:
    """Turn number and code of what cues set on the last turns, the nearest first."""
    last = len(fired)
    return tuple(
        (number, firing.cue.code)
        for number in range(last, max(0, last - window), -1)
        for firing in fired[number - 1]
    )
