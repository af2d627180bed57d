"""The form that a browser was handed over with: what the patient has answered so far, and no more.

It lives in the memory of this process under the browser's token. Every answer is written into the
case file as it is given, by the patient's right, which is to write and never to read.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import uuid4

from django.http import HttpRequest
from django.utils import timezone

from wemode.domain import AnswerSheet, FormPlan, Instrument, PlannedForm, Practice, Record, Stamp
from wemode.domain.record import Written
from wemode.errors import WemodeError
from wemode.report.intake import contract_changed
from wemode.report.shared import SharedForm, SharedItem
from wemode.report.shared_build import shared_page
from wemode.store import measures
from wemode.store.access import Actor, Role
from wemode.store.results import CaseHistory
from wemode.web.current import GATE, HANDED, TOKEN, actor
from wemode.web.door_keeper import KEEPER

PATIENT = Actor("patient", Role.PATIENT)


@dataclass(frozen=True, slots=True)
class Handed:
    """A form in the patient's hands; ``filling`` names its sheet in the case file.

    ``passed`` were left out on purpose, ``helped`` are the items after which the words for a crisis
    have been read.
    """

    case_id: str
    form: SharedForm
    crisis: str
    filling: str
    answers: Mapping[str, int]
    begun_at: datetime | None = None
    finished: bool = False
    passed: tuple[str, ...] = ()
    helped: tuple[str, ...] = ()

    @property
    def place(self) -> int:
        """The question to go on with, from 1; one more than there are once all were seen."""
        seen = {*self.answers, *self.passed}
        left = (n for n, one in enumerate(self.form.items, 1) if one.id not in seen)
        return next(left, len(self.form.items) + 1)

    @property
    def left_out(self) -> tuple[int, ...]:
        """The numbers of the questions without an answer."""
        return tuple(n for n, one in enumerate(self.form.items, 1) if one.id not in self.answers)

    @property
    def calls_for_help(self) -> bool:
        """Whether the words for a crisis are to be read before anything else."""
        return any(id not in self.helped for id in self.form.endorsed(self.answers))

    @property
    def called_for_help(self) -> bool:
        """Whether any answer of the sheet brought the words for a crisis."""
        return bool(self.form.endorsed(self.answers))


class Handovers:
    """What each browser was handed over with, by its token."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[str, Handed] = {}

    def get(self, token: str | None) -> Handed | None:
        """What the holder of this token was given, None once the case file was locked."""
        if not GATE.lends_to(token):
            self.drop(token)
        return self._held.get(token or "")

    def keep(self, token: str, handed: Handed) -> Handed:
        """Hold this."""
        with self._lock:
            self._held[token] = handed
        return handed

    def drop(self, token: str | None) -> Handed | None:
        """Forget what this browser was given."""
        with self._lock:
            return self._held.pop(token or "", None)


HANDOVERS = Handovers()


def made_for(
    history: CaseHistory,
    practice: Practice,
    instruments: Mapping[str, Instrument],
    planned: PlannedForm,
    today: date,
) -> Handed | None:
    """The form as a patient's phone would ask it, None where it cannot be asked."""
    plan = Record("f1", (Written(FormPlan((planned,)), Stamp(0, today)),))
    alone = replace(history, case=replace(history.case, forms=plan))
    page = shared_page(alone, practice, instruments, today=today)
    if not page.forms:
        return None
    return Handed(history.public_id, page.forms[0], page.crisis, str(uuid4()), {})


def hand_over(request: HttpRequest, handed: Handed) -> None:
    """From now on this browser sees the form and nothing else."""
    token = GATE.hand_over(request.session.pop(TOKEN, None))
    request.session.cycle_key()
    request.session[HANDED] = token
    HANDOVERS.keep(token, handed)


def take_back(request: HttpRequest) -> Handed | None:
    """The browser is the therapist's again; what it was handed over with, if anything.

    What rests on the answers is made anew: the case's line in the caseload, the patient's page.
    """
    token = request.session.pop(HANDED, None)
    GATE.take_back(token)
    handed = HANDOVERS.drop(token)
    if handed is not None and handed.answers:
        # Neither may keep the therapist out: both follow with the next change.
        with suppress(WemodeError):
            contract_changed(actor(), handed.case_id)
        KEEPER.changed(handed.case_id)
    return handed


def answer(handed: Handed, item: SharedItem, value: int) -> Handed:
    """Write one answer; a changed one brings the words for a crisis anew."""
    helped = tuple(id for id in handed.helped if id != item.id or handed.answers.get(id) == value)
    answers = {**handed.answers, item.id: value}
    begun = handed.begun_at or timezone.now()
    given = replace(handed, answers=answers, helped=helped, begun_at=begun)
    _write(given)
    return given


def pass_over(handed: Handed, item: SharedItem) -> Handed:
    """Leave a question out; an answer that was given stays."""
    return replace(handed, passed=tuple(dict.fromkeys((*handed.passed, item.id))))


def read_help(handed: Handed) -> Handed:
    """The words for a crisis were read."""
    return replace(handed, helped=handed.form.endorsed(handed.answers))


def finish(handed: Handed) -> Handed:
    """The patient says that this is all."""
    done = replace(handed, finished=True)
    if done.answers:
        _write(done)
    return done


def _write(handed: Handed) -> None:
    now = timezone.now()
    sheet = AnswerSheet(
        handed.form.instrument,
        handed.form.version,
        handed.answers,
        handed.begun_at or now,
        now,
        handed.finished,
    )
    measures.answer_form(actor=PATIENT, case_id=handed.case_id, sheet=sheet, filling=handed.filling)
