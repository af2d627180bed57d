"""Small cases with episodes, patterns and a ledger for tests, told session by session.

Told(sessions=20)
    .episode(4, "e1", wish="That she stays")
    .pattern(9, "p1", ("e1", "e2", "e3")).offer(9).agree(10)
    .case()
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any

from tests.contract_cases import at, day
from wemode.domain import (
    Case,
    CheckIn,
    Episode,
    EpisodeKind,
    FactView,
    Filled,
    LedgerStrain,
    Part,
    Party,
    Pattern,
    PatternSave,
    PatternStep,
    PatternStepTaken,
    PatternVersion,
    Record,
    Repaired,
    Session,
    SessionCodes,
    SessionStrains,
    StrainKind,
    TurnRef,
    Written,
)

CORE = (Part.WISH, Part.OTHER_RESPONSE, Part.FEELING, Part.ACT)
STEP = {step.value: step for step in PatternStep}


def episode(**slots: Any) -> Episode:
    """An episode that can speak to a pattern, unless a slot is said to be empty."""
    told = slots.pop("told", ())
    given = {
        "when": "On Sunday",
        "where": "In the kitchen",
        "who": "My sister",
        "wish": "That she looks at it",
        "other_did": "She went on talking",
        "thought": "It is nothing to her",
        "felt": "Hot in the face",
        "did": "I went out",
        **slots,
    }
    return Episode(**given, told=tuple(TurnRef(*ref) for ref in told))


def pattern(episodes: Collection[str] = (), **more: Any) -> Pattern:
    """A pattern whose core slots these episodes show, unless said otherwise."""
    parts = more.pop("parts", None) or {
        Part.WISH: Filled("To be seen with what I made", tuple(episodes)),
        Part.DREADED_SELF: Filled("Somebody who bores people"),
        Part.HEALTHY_SELF: Filled("Somebody who makes things worth looking at"),
        Part.OTHER_RESPONSE: Filled("They look away", tuple(episodes)),
        Part.FEELING: Filled("Hot, then cold", tuple(episodes)),
        Part.ACT: Filled("I take it away and go", tuple(episodes)),
    }
    more = {"name": "Looking away", "motive": "closeness", **more}
    return Pattern(parts=parts, **more)


@dataclass(frozen=True)
class Told:
    """A case told in order; every call gives the story with one thing more."""

    sessions: int
    so_far: Case = field(default_factory=Case)

    def episode(self, session: int, id: str, **slots: Any) -> Told:
        """An episode written down in this session, or written anew where it is there."""
        return self.wrote(session, id, episode(**slots))

    def wrote(self, session: int, id: str, value: Episode) -> Told:
        """This episode written down, or written anew."""
        writing = Written(value, at(session))
        known = {one.id: one for one in self.so_far.episodes}
        writings = (*(known[id].writings if id in known else ()), writing)
        known[id] = Record(id, writings)
        return self._with(episodes=tuple(known.values()))

    def memory(self, session: int, id: str, **slots: Any) -> Told:
        """An early memory."""
        return self.episode(session, id, kind=EpisodeKind.MEMORY, **slots)

    def drop_episode(self, session: int, id: str) -> Told:
        """An episode given up."""
        records = tuple(
            replace(one, dropped=at(session)) if one.id == id else one
            for one in self.so_far.episodes
        )
        return self._with(episodes=records)

    def pattern(
        self,
        session: int,
        id: str = "p1",
        episodes: Collection[str] = (),
        reason: str = "",
        **more: Any,
    ) -> Told:
        """A new version of this pattern begun as a draft, or the draft saved anew."""
        save = PatternSave(pattern(episodes, **more), at(session), reason)
        versions = list(self.so_far.patterns)
        drafts = [v for v in versions if v.id == id and v.state.value == "draft"]
        if drafts:
            place = versions.index(drafts[-1])
            versions[place] = replace(drafts[-1], saves=(*drafts[-1].saves, save))
        else:
            number = sum(v.id == id for v in versions) + 1
            versions.append(PatternVersion(id, number, (save,)))
        return self._with(patterns=tuple(versions))

    def step(self, session: int, step: str, words: str = "", id: str = "p1") -> Told:
        """A step of the last version of this pattern; once agreed it supersedes the one before."""
        taken = PatternStepTaken(STEP[step], at(session), words)
        own = [v for v in self.so_far.patterns if v.id == id]
        versions = []
        for one in self.so_far.patterns:
            if one is own[-1]:
                one = replace(one, steps=(*one.steps, taken))
            elif one.id == id and step == "agree" and one.state.value in ("agreed", "offered"):
                ended = PatternStepTaken(PatternStep.SUPERSEDE, at(session))
                one = replace(one, steps=(*one.steps, ended))
            versions.append(one)
        return self._with(patterns=tuple(versions))

    def shared(self, session: int, id: str = "p1") -> Told:
        """The last version offered and agreed in this session."""
        offered = self.step(session, "offer", "Could it be that it goes like this?", id)
        return offered.step(session, "agree", "Yes, but I go before they look away.", id)

    def view(self, session: int, value: int, words: str = "", id: str = "p1") -> Told:
        """How the pattern is held."""
        return self._with(views=(*self.so_far.views, FactView(id, value, at(session), words)))

    def strain(
        self,
        session: int,
        id: str = "s1",
        repaired: Repaired = Repaired.NOT,
        kind: StrainKind = StrainKind.WITHDRAWAL,
        entered: int | None = None,
        **more: Any,
    ) -> Told:
        """A strain of this session in the ledger, entered then unless said otherwise."""
        value = LedgerStrain(session, kind, repaired=repaired, **more)
        record = Record(id, (Written(value, at(entered or session)),))
        return self._with(ledger=(*self.so_far.ledger, record))

    def found(self, session: int, strains: int, open: int) -> Told:
        """What the review of this session found."""
        return self._with(strains=(*self.so_far.strains, SessionStrains(session, strains, open)))

    def check_in(self, session: int, party: Party, words: str = "", **answers: int) -> Told:
        """How one of the two found this session."""
        one = CheckIn(party, at(session), answers, words)
        return self._with(check_ins=(*self.so_far.check_ins, one))

    def codes(self, session: int, turns: int, **counts: int) -> Told:
        """What a transcript bears: p_shame=3 for p.shame."""
        named = {id.replace("_", ".", 1): number for id, number in counts.items()}
        one = SessionCodes(session, turns, turns, named)
        return self._with(codes=(*self.so_far.codes, one))

    def case(self, *, contract: Case | None = None) -> Case:
        """The whole story; with ``contract`` what that case knows of the contract."""
        sessions = tuple(Session(n, day(n)) for n in range(1, self.sessions + 1))
        known = replace(self.so_far, sessions=sessions)
        if contract is None:
            return known
        return replace(
            known,
            versions=contract.versions,
            attempts=contract.attempts,
            marks=contract.marks,
            reviews=contract.reviews,
        )

    def _with(self, **changes: Any) -> Told:
        return replace(self, so_far=replace(self.so_far, **changes))
