"""Bringing what patients sent from the door into the case file.

Each letter is opened, checked strictly and written by the action of its kind, as the patient; only
then is it forgotten at the door. A blow at any moment loses nothing and writes nothing twice, for
each action knows a letter again by its name. What does not fit is put aside in the case file,
sealed, and counted.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from types import MappingProxyType
from typing import Any

import wemode.store.ready  # noqa: F401 - sets Django up before the tables are imported
from wemode.domain import Case, Instrument
from wemode.errors import Conflict, Locked, NotFound, Unfit, WemodeError
from wemode.store import (
    aside,
    contracts,
    formulation,
    inbox_key,
    letters,
    measures,
    read,
    seal,
)
from wemode.store.access import Actor, Role
from wemode.store.door import Door, Sealed
from wemode.store.letters import Letter
from wemode.store.results import PatientLink

PATIENT = Actor(letters.BY, Role.PATIENT)
_LOG = logging.getLogger("wemode.door")


@dataclass(frozen=True, slots=True)
class Collected:
    """What was fetched: letters taken by kind, letters put aside, letters left for the next time.

    ``cases`` are the public ids of those with letters taken.
    """

    taken: Mapping[str, int] = field(default_factory=dict)
    refused: int = 0
    left: int = 0
    cases: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "taken", MappingProxyType(dict(self.taken)))


def collect(door: Door, actor: Actor) -> Collected:
    """Fetch the letters that wait, as many as the door gives out at once.

    ``actor`` is the clinician whose case file it is. Locked where it is closed meanwhile; what was
    not fetched by then stays at the door. Conflict where the door is another case file's.
    """
    waiting = door.waiting()
    if not waiting:
        return Collected()
    door.claim(inbox_key.public())
    links = {link.id: link for link in read.links(actor)}
    collector = _Collector(actor, read.instruments(actor))
    try:
        ordered = sorted(waiting, key=lambda one: (one.link, one.number))
        for link_id, sealed in groupby(ordered, key=lambda one: one.link):
            collector.take_all(links.get(link_id), tuple(sealed))
    finally:
        door.forget(collector.done)
    return collector.collected()


class _Collector:
    """One round at the door; ``done`` are the letters that may be forgotten there."""

    def __init__(self, actor: Actor, instruments: Mapping[str, Instrument]) -> None:
        self.actor = actor
        self.instruments = instruments
        self.private = inbox_key.private()
        self.done: list[int] = []
        self.taken: dict[str, int] = {}
        self.refused = self.left = 0
        self.cases: list[str] = []
        self.known: dict[str, Case] = {}

    def collected(self) -> Collected:
        """What came of it."""
        return Collected(self.taken, self.refused, self.left, tuple(self.cases))

    def take_all(self, link: PatientLink | None, sealed: Sequence[Sealed]) -> None:
        """The letters of one link, in the order in which they came.

        One that breaks us, as none should, stays at the door and keeps no other waiting.
        """
        for one in sealed:
            try:
                self._take(link, one)
            except Locked:
                raise
            except Exception:
                _LOG.exception("a letter could not be taken in")
                self.left += 1

    def _take(self, link: PatientLink | None, one: Sealed) -> None:
        content = _opened(link, self.private, one)
        if link is None or content is None:
            self._refuse_unopened(link, one)
            return
        try:
            letter = letters.letter_of(content)
            self._write(link, self._case(link.case_id), letter)
        except (Unfit, NotFound, Conflict) as error:
            if isinstance(error, Conflict) and error.problems[0].where == "case file":
                self.left += 1  # somebody else is writing: the next time
                return
            self._refuse(link, one, content, error)
            return
        self.done.append(one.number)
        self.taken[letter.kind] = self.taken.get(letter.kind, 0) + 1
        if link.case_id not in self.cases:
            self.cases.append(link.case_id)

    def _case(self, case_id: str) -> Case:
        """The case as it was before this round: its plans and appointments."""
        if case_id not in self.known:
            self.known[case_id] = read.case_history(self.actor, case_id).case
        return self.known[case_id]

    def _write(self, link: PatientLink, case: Case, letter: Letter) -> None:
        """By the action of its kind. Raises what that raises."""
        who: dict[str, Any] = {
            "actor": PATIENT,
            "case_id": link.case_id,
            "submission": letter.id,
        }
        if letter.kind == "answers":
            sent = letters.sheet_of(letter, case, self.instruments, link.opened_at)
            measures.answer_form(**who, filling=sent.name, sheet=sent.sheet, on=letter.day)
        elif letter.kind == "day":
            day = letters.day_of(letter)
            given: dict[str, Any] = {"on": day.on, "answers": day.answers, "line": day.line}
            measures.write_day(**who, **given, came_on=letter.day)
        elif letter.kind == "attempt":
            contracts.record_attempt(**who, attempt=letters.attempt_of(letter, case))
        elif letter.kind == "mark":
            contracts.mark_goal(**who, mark=letters.mark_of(letter, case))
        else:
            formulation.check_in(**who, check_in=letters.check_in_of(letter))

    def _refuse_unopened(self, link: PatientLink | None, one: Sealed) -> None:
        """Its name may be as false as the rest of it."""
        self._put_aside(
            link,
            one,
            submission=hashlib.sha256(one.blob).hexdigest(),
            kind="unknown",
            received_at=datetime.now(UTC),
            why="it does not open: it was altered, or its link is not known here",
            body=one.blob,
        )

    def _refuse(self, link: PatientLink, one: Sealed, content: Any, error: WemodeError) -> None:
        """What was said to be wrong names parts and never quotes them."""
        kind, received_at = letters.envelope_of(content)
        self._put_aside(
            link,
            one,
            submission=f"{link.id}.{one.id[:60]}",
            kind=kind,
            received_at=received_at,
            why="; ".join(f"{p.where}: {p.what}" for p in error.problems),
            body=json.dumps(content).encode(),
        )

    def _put_aside(self, link: PatientLink | None, one: Sealed, **parts: Any) -> None:
        case_id = link.case_id if link else None
        aside.put_aside(actor=self.actor, case_id=case_id, **parts)
        self.done.append(one.number)
        self.refused += 1


def _opened(link: PatientLink | None, private: bytes, one: Sealed) -> Any:
    """What stands in a letter; None where it does not open."""
    if link is None:
        return None
    try:
        return seal.unseal_letter(link.token, private, one.blob, one.link, one.id)
    except seal.Altered:
        return None
