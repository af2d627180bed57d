"""Episodes, patterns and strains for the store's tests, with words never to be found in clear."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from wemode.domain import (
    CheckIn,
    Episode,
    FactView,
    Filled,
    LedgerStrain,
    Part,
    Party,
    Pattern,
    Repaired,
    Stamp,
    StrainKind,
    TurnRef,
)
from wemode.store import formulation
from wemode.store.access import Actor

DAY = date(2026, 3, 2)
WHERE = "behind the boathouse when the lamp went out"
DREAD = "a clown whom nobody takes home"
OFFERED = "could it be that you bow before anybody has asked"
ANSWER = "yes, but I do it with a grin"
PART = "I hurried past his story of the ferry"
CHECKED = "I was glad when the hour was over"
VIEWED = "perhaps they look at the clock for other reasons"
OWN = "his voice makes me small and sleepy"
TOLD_WORDS = (WHERE, DREAD, OFFERED, ANSWER, PART, CHECKED, VIEWED, OWN)


def episode(**changes: Any) -> Episode:
    """One that is told in the first session."""
    plain = Episode(when="last Tuesday", where=WHERE, wish="to be asked", told=(TurnRef(1, 2),))
    return replace(plain, **changes)


def pattern(*episodes: str, **changes: Any) -> Pattern:
    """One whose wish and dreaded self are seen in these episodes."""
    parts = {
        Part.WISH: Filled("to be asked", episodes),
        Part.DREADED_SELF: Filled(DREAD, episodes),
        Part.ACT: Filled("bows first"),
    }
    plain = Pattern("the bow", parts, motive="closeness", plain="I bow before they ask")
    return replace(plain, **changes)


def strain(**changes: Any) -> LedgerStrain:
    """One of the first session."""
    plain = LedgerStrain(
        1,
        StrainKind.WITHDRAWAL,
        markers="short answers",
        own_part=PART,
        tried=("validates",),
        repaired=Repaired.PARTLY,
        turns=(TurnRef(1, 4),),
    )
    return replace(plain, **changes)


def stamp(session: int = 1, on: date = DAY) -> Stamp:
    """After this session, on this day; by whom the action says."""
    return Stamp(session, on)


def checked(party: Party = Party.PATIENT, at: Stamp | None = None, **answers: int) -> CheckIn:
    """How this party found the session."""
    return CheckIn(party, at or stamp(), answers or {"understood": 7}, CHECKED)


def viewed(value: int = 2, at: Stamp | None = None, pattern: str = "p1") -> FactView:
    """How the pattern was held."""
    return FactView(pattern, value, at or stamp(), VIEWED)


def lived(actor: Actor, case_id: str) -> None:
    """A row in each of the tables: e1 and s1 struck out, p1 agreed twice, all in session 1."""
    where: dict[str, Any] = {"actor": actor, "case_id": case_id}
    for one in (episode(), episode(when="in the spring")):
        formulation.write_episode(**where, episode=one)
    for seen, of in enumerate(("e1", "e2")):
        id = "p1" if seen else None
        formulation.write_pattern(**where, pattern=pattern(of), id=id, reason="clearer", on=DAY)
        formulation.offer_pattern(**where, id="p1", words=OFFERED, on=DAY)
        formulation.agree_pattern(**where, id="p1", words=ANSWER, on=DAY)
    formulation.rate_view(**where, view=viewed())
    for _ in range(2):
        formulation.write_strain(**where, strain=strain())
    formulation.write_strain(**where, strain=strain(repaired=Repaired.FULLY), id="s2", seen=1)
    formulation.check_in(**where, check_in=checked())
    formulation.drop_episode(**where, id="e1")
    formulation.drop_strain(**where, id="s1")
    formulation.write_own_state(**where, session_number=1, values={"boredom": 6}, line=OWN)
