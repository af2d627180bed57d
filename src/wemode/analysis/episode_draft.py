"""From a session's talk to episodes ready to be completed: in the patient's own sentences.

Nothing is invented and nothing is kept by itself: the therapist edits what is offered here. Which
sentence fills which slot is a guess from the codes and by form (English).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from wemode.analysis import episode_words as words
from wemode.analysis.sentences import sentences
from wemode.analysis.session import ToldEpisode, review_session
from wemode.domain import CodedTranscript, Episode, EpisodeKind, Slot, Speaker, TurnRef

# What belongs to an episode is often asked for after it was told: so many turns on.
ASKED_AFTER = 10
WISH = ("p.wish",)
THOUGHT = ("p.certainty", "p.insight")
FELT = ("p.names_feeling", "p.affected", "p.shame", "p.guilt", "p.envy")
ABOUT_SELF = ("p.shame", "p.guilt")
# Words a sentence needs to be a thought, weight it needs to be a feeling.
LONG_ENOUGH = 3
FELT_ENOUGH = 2


def drafts_from(coded: CodedTranscript, session: int) -> tuple[Episode, ...]:
    """An episode for every stretch of telling turns, in the order of the session.

    Slots for which the patient said nothing stay empty; ``told`` are the turns the words come
    from. Told of childhood it is offered as a memory, with a new act in it as an exception.
    """
    told = review_session(coded).episodes
    ends = {one: later.first - 1 for one, later in pairwise(told)}
    everything = len(coded.transcript)
    drafts = (_Draft(coded, session, one, ends.get(one, everything)).made() for one in told)
    return tuple(draft for draft in drafts if draft)


class _Draft:
    """One telling, and the patient's turns soon after it."""

    def __init__(self, coded: CodedTranscript, session: int, told: ToldEpisode, end: int) -> None:
        self.coded, self.session, self.told = coded, session, told
        last = min(end, told.last + ASKED_AFTER)
        around = range(told.first, last + 1)
        self.around = [t for t in around if coded.transcript.turn(t).speaker is Speaker.PATIENT]
        self.used = {*told.turns}

    def made(self) -> Episode | None:
        """The episode; None where no slot was found at all."""
        telling = [self._text(turn) for turn in self.told.turns]
        whole = " ".join(telling)
        other_did = words.others_act(whole)
        thought = self._thought(whole)
        felt = self._felt({thought, other_did})
        slots = {
            Slot.WHEN: words.times(telling),
            Slot.WHERE: words.places(telling),
            Slot.WHO: words.persons(telling),
            Slot.WISH: self._wish(whole),
            Slot.OTHER_DID: other_did,
            Slot.THOUGHT: thought or self._about_self(felt),
            Slot.FELT: felt,
            Slot.DID: words.own_act(whole, other_did),
        }
        if not any(slots.values()):
            return None
        return Episode(
            **{slot.value: text for slot, text in slots.items()},
            kind=self._kind(telling),
            told=tuple(TurnRef(self.session, turn) for turn in sorted(self.used)),
        )

    def _kind(self, telling: list[str]) -> EpisodeKind:
        if words.is_early(telling):
            return EpisodeKind.MEMORY
        if any(self.coded.has(turn, ("p.acted",)) for turn in self.told.turns):
            return EpisodeKind.EXCEPTION
        return EpisodeKind.EVENT

    def _wish(self, whole: str) -> str:
        for turn in self._with(WISH):
            if found := sentences(self._text(turn)):
                return self._taken(turn, max(found, key=words.wish_of))
        return words.wished(whole)

    def _thought(self, whole: str) -> str:
        """What was thought then; else what is held for certain, or was seen since."""
        if found := words.thought(whole):
            return found
        for code in (*FELT, *THOUGHT):
            for turn in self._with((code,)):
                if found := words.thought(self._text(turn)):
                    self.used.add(turn)
                    return found
        for code in THOUGHT:
            for turn in self._with((code,)):
                for sentence in sentences(self._text(turn)):
                    if len(sentence.split()) >= LONG_ENOUGH:
                        return self._taken(turn, sentence)
        return ""

    def _about_self(self, felt: str) -> str:
        """What a turn of shame or guilt says the teller is: a thought too."""
        for turn in self._with(ABOUT_SELF):
            for sentence in sentences(self._text(turn)):
                if words.line(sentence) != felt and words.says_what_i_am(sentence):
                    return self._taken(turn, sentence)
        return ""

    def _felt(self, elsewhere: set[str]) -> str:
        """The sentence with a feeling or the body in it, in the first turn that has one.

        A named feeling may stand in words of one's own: there any sentence will do.
        """
        for code in FELT:
            is_named = code == FELT[0]
            for turn in self._with((code,)):
                found = [
                    sentence
                    for sentence in sentences(self._text(turn))
                    if words.line(sentence) not in elsewhere
                    and (is_named or words.is_own(sentence))
                ]
                best = max(found, key=words.feeling_of, default="")
                if best and (is_named or words.feeling_of(best) >= FELT_ENOUGH):
                    return self._taken(turn, best)
        return ""

    def _taken(self, turn: int, sentence: str) -> str:
        self.used.add(turn)
        return words.line(sentence)

    def _with(self, codes: tuple[str, ...]) -> Iterator[int]:
        return (turn for turn in self.around if self.coded.has(turn, codes))

    def _text(self, turn: int) -> str:
        return self.coded.transcript.turn(turn).text
