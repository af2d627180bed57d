"""A contract for the page tests: two versions, the first rewritten from rank to play."""

from __future__ import annotations

from datetime import date, timedelta

from tests.web.cast import DAY, THERAPIST, make_case
from wemode.domain import (
    Assent,
    Contract,
    Goal,
    Hands,
    Party,
    SessionKind,
    Stamp,
    Task,
)
from wemode.store import actions, contracts

LEVELS = (
    "I do not open the piano",
    "I play alone with the door shut",
    "I play where somebody can hear me",
    "I play with others and stay when I slip",
    "I play with others and laugh about a slip",
)
GOAL = Goal(
    "g1",
    "I want to play music without having to be the best in the room.",
    motive="play",
    levels=LEVELS,
    baseline=-2,
    hands=Hands.OWN,
    seen_by="He tells me on Mondays where he played.",
)
TASK = Task(
    "t1",
    "Play one piece for my sister on a Sunday.",
    "g1",
    kind="experiment",
    feeling="shame",
    strength=7,
    dreaded="I am a fraud.",
    other_view="I can be heard half-finished and still be liked.",
)
SHEET = Contract(
    purpose="So that I can be with people without having to win.",
    goals=(GOAL,),
    tasks=(TASK,),
    cannot_promise="That others change.",
    therapist_part="I say what I see.",
    patient_part="I come, and I say when I want to leave.",
)
RANK = Contract(
    purpose="So that people see what I am worth.",
    goals=(Goal("g1", "I want to be the best pianist of my year.", motive="rank"),),
    cannot_promise="That others change.",
    therapist_part="I say what I see.",
    patient_part="I come.",
)
YES = "Yes, I want this one, even if I shall hate the Sundays."
REASON = "Rank was my father’s wish; playing is my own."


def day(session: int) -> date:
    """The day of a session: one a week."""
    return DAY + timedelta(days=7 * session)


def make_sessions(case_id: str, upto: int) -> None:
    """Appointments without words, one a week."""
    for number in range(1, upto + 1):
        actions.record_session(
            actor=THERAPIST,
            case_id=case_id,
            held_on=day(number),
            kind=SessionKind.HELD,
            number=number,
        )


def make_draft(
    case_id: str,
    session: int,
    contract: Contract = SHEET,
    replaces: int | None = None,
    reason: str = "",
) -> int:
    """A draft; its number."""
    return contracts.begin_draft(
        actor=THERAPIST,
        case_id=case_id,
        contract=contract,
        session=session,
        on=day(session),
        replaces=replaces,
        proposed_by=Party.PATIENT,
        reason=reason,
    )


def make_proposed(case_id: str, session: int, *args: object, **more: object) -> int:
    """A proposed version; its number."""
    number = make_draft(case_id, session, *args, **more)  # type: ignore[arg-type]
    contracts.propose(
        actor=THERAPIST,
        case_id=case_id,
        version=number,
        seen=1,
        session=session,
        on=day(session),
    )
    return number


def make_agreed(
    case_id: str, session: int, *args: object, words: str = YES, free: int = 8, **more: object
) -> int:
    """An agreed version; its number."""
    number = make_proposed(case_id, session, *args, **more)
    at = Stamp(session, day(session))
    contracts.give_assents(
        actor=THERAPIST,
        case_id=case_id,
        version=number,
        assents=(
            Assent(Party.PATIENT, at, words, free),
            Assent(Party.THERAPIST, at, "I agree, and I shall not hurry you.", 9),
        ),
    )
    return number


def make_history() -> str:
    """A case with two versions, the first agreed with a bare yes; its public id."""
    case_id = make_case()
    make_sessions(case_id, 6)
    first = make_agreed(case_id, 1, RANK, words="Yes, fine.", free=3)
    make_agreed(case_id, 4, SHEET, replaces=first, reason=REASON)
    return case_id
