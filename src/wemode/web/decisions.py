"""One decision on the codes of a turn, as the page sends it: ``verb:turn:marks``.

The verbs: ``accept`` and ``reject`` the suggestions named by their ids; ``accept-all`` the
undecided ones of the turn, naming those that were on the screen; ``set`` a code by hand; ``undo``
decisions and codes set by hand, by their ids or, with none, the latest one on the turn.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wemode.catalogue import codebook
from wemode.domain import How
from wemode.errors import NotFound, Problem, WemodeError
from wemode.store import actions, read
from wemode.store.access import Actor
from wemode.store.results import CodedSession, Mark

VERBS = ("accept", "reject", "accept-all", "set", "undo")


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do on which turn, with which marks or which code."""

    verb: str
    turn: int
    marks: tuple[int, ...] = ()
    code: str = ""


def parse(text: str, code: str = "") -> Decision:
    """The decision in this text; WemodeError where it is none."""
    verb, _, rest = text.partition(":")
    turn, _, ids = rest.partition(":")
    try:
        marks = tuple(int(one) for one in ids.split(",") if one)
        decision = Decision(verb, int(turn), marks, code)
    except ValueError:
        decision = Decision("", 0)
    if decision.verb not in VERBS or (decision.verb == "set" and code not in codebook()):
        raise WemodeError(
            Problem("Decision", "nothing was chosen", "Go back and choose a code, then send again")
        )
    return decision


def decide(me: Actor, case_id: str, number: int, decision: Decision) -> list[int]:
    """Carry it out; the ids of the marks it touched, for an undo."""
    where: dict[str, Any] = {"actor": me, "case_id": case_id, "session_number": number}
    match decision.verb:
        case "accept" | "reject":
            for mark in decision.marks:
                accept = decision.verb == "accept"
                actions.decide_suggestion(**where, mark_id=mark, accept=accept)
            return list(decision.marks)
        case "accept-all":
            actions.accept_all_on_turn(**where, turn=decision.turn, seen=decision.marks)
            return list(decision.marks)
        case "set":
            return [actions.set_code(**where, turn=decision.turn, code=decision.code)]
        case _:
            return _undo(me, case_id, number, decision)


def _undo(me: Actor, case_id: str, number: int, decision: Decision) -> list[int]:
    held = read.coded_session(me, case_id, number)
    on_turn = {mark.id: mark for mark in held.marks_on(decision.turn)}
    wanted = decision.marks or _latest(held, decision.turn)
    where: dict[str, Any] = {"actor": me, "case_id": case_id, "session_number": number}
    for mark_id in wanted:
        if mark_id not in on_turn:
            raise NotFound(Problem("Undo", "the code is no longer there", "Load the page anew"))
        if on_turn[mark_id].annotation.how is How.HUMAN:
            actions.remove_code(**where, mark_id=mark_id)
        else:
            actions.undo_decision(**where, mark_id=mark_id)
    return list(wanted)


def _latest(held: CodedSession, turn: int) -> tuple[int, ...]:
    """The mark of a turn that a person touched last; none where nobody did."""
    touched = [mark for mark in held.marks_on(turn) if mark.annotation.how is not How.SUGGESTED]
    return (max(touched, key=_touched_at).id,) if touched else ()


def _touched_at(mark: Mark) -> datetime:
    return mark.decided_at or mark.at
