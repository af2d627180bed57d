"""Contracts for the store's tests, with words that must never be found in clear."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from wemode.domain import (
    Assent,
    Contract,
    Goal,
    Party,
    Stamp,
    Task,
    TurnRef,
)
from wemode.store import contracts, read
from wemode.store.access import Actor

DAY = date(2026, 3, 2)
WISH = "paint the garden shed without showing it to anybody"
COST = "the old shame of the drawing lesson"
YES = "yes, I want that, though my stomach turns"
WHY = "the first sheet was only about winning the prize"
CONTRACT_WORDS = (WISH, COST, YES, WHY)


def sheet(wish: str = WISH, **changes: Any) -> Contract:
    """A sheet that can be proposed: one goal with its levels, one task that serves it."""
    goal = Goal(
        "g1",
        wish,
        motive="play",
        levels=("no brush touched", "one evening", "two evenings", "three evenings", "four"),
        baseline=-2,
        said=(TurnRef(1, 2),),
    )
    task = Task("t1", "one evening with the brushes", "g1", feeling=COST, strength=7)
    whole = Contract(
        purpose="To find out what is left when nobody watches.",
        goals=(goal,),
        tasks=(task,),
        cannot_promise="That the shame goes away.",
        therapist_part="I say when I get pushy.",
        patient_part="I come even when I am bored.",
    )
    return replace(whole, **changes)


def stamp(session: int = 1, on: date = DAY) -> Stamp:
    """After this session, on this day; by whom the action says."""
    return Stamp(session, on)


def both(session: int = 1, on: date = DAY) -> list[Assent]:
    """The yes of both."""
    return [
        Assent(Party.PATIENT, stamp(session, on), YES, 6, 2, "as somebody to please"),
        Assent(Party.THERAPIST, stamp(session, on), "I will do my part", 9),
    ]


def draft(actor: Actor, case_id: str, **given: Any) -> int:
    """Begin a draft on what stands; the version's number."""
    case = read.case_history(actor, case_id).case
    standing = case.agreed or case.proposed
    given = {
        "contract": sheet(),
        "replaces": standing.number if standing else None,
        "proposed_by": Party.PATIENT,
        "reason": WHY if standing else "",
        **given,
    }
    return contracts.begin_draft(actor=actor, case_id=case_id, **given)


def proposal(actor: Actor, case_id: str, **given: Any) -> int:
    """A version that waits for both assents."""
    number = draft(actor, case_id, **given)
    contracts.propose(actor=actor, case_id=case_id, version=number, seen=1, on=DAY)
    return number


def agreement(actor: Actor, case_id: str, **given: Any) -> int:
    """A version that both have agreed to in the latest session."""
    number = proposal(actor, case_id, **given)
    latest = read.case_history(actor, case_id).case.last_session
    contracts.give_assents(actor=actor, case_id=case_id, version=number, assents=both(latest))
    return number
