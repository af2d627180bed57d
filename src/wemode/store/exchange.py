"""A case out of the case file for another program, and what another program holds into a case.

Taking out is a right of its own (``export_case``) with an entry in the audit log that says in which
form. Taking in writes through the actions of everybody, all of them or none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

import wemode.store.ready  # noqa: F401 - sets Django up before the tables are imported
from wemode.domain import AnswerSheet, Case, DiaryItem, DiaryPlan, FormPlan, PlannedForm
from wemode.domain.diary import MOST_ITEMS
from wemode.domain.measure import MOST_OWN_ITEMS
from wemode.errors import Unfit
from wemode.formats.fhir import Incoming, IncomingDay, LeftOut
from wemode.store import contracts, measures, practice, read
from wemode.store.access import Action, Actor, authorise
from wemode.store.gateway import plain_errors, record_read
from wemode.store.results import CaseHistory
from wemode.store.together import together

REASON = "Taken in from a FHIR Bundle"


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What was taken into a case: ids, how many days, the number of the draft or None.

    ``there`` counts the forms and days that the case had already; ``left_out`` says of the rest
    why it was not taken.
    """

    questionnaires: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    diary_planned: bool = False
    days: int = 0
    draft: int | None = None
    there: int = 0
    left_out: tuple[LeftOut, ...] = ()


def take_out(*, actor: Actor, case_id: str, form: str) -> CaseHistory:
    """The case to be written in a ``form`` (fhir, tables), audited as an export.

    Own notes and own states are no part of it.
    """
    authorise(actor, Action.EXPORT_CASE)
    history = read.case_history(actor, case_id)
    with plain_errors():
        record_read(actor, Action.EXPORT_CASE, case=case_id, form=form)
    return history


def take_in(*, actor: Actor, case_id: str, incoming: Incoming) -> TakenIn:
    """Write what a Bundle holds into a case, all of it or nothing.

    What the case has already stays as it is: a form that is there is not written twice, a day that
    is filled in is not written anew, and a draft is begun only where there was never a contract.
    Unfit where a form, a day or the draft does not fit, BadContent where a questionnaire does not.
    """
    with together():
        desk = _Desk(actor, case_id, read.case_history(actor, case_id).case, incoming)
        names = [
            practice.keep_instrument(actor=actor, document=document)
            for document in incoming.questionnaires
        ]
        desk.plan_own_items()
        sheets = tuple(desk.sheets())
        planned = desk.plan()
        days = desk.days()
        if planned:
            desk.plan_as_it_stands()
        draft = desk.draft()
    return TakenIn(
        questionnaires=tuple(names),
        sheets=sheets,
        diary_planned=planned,
        days=days,
        draft=draft,
        there=desk.there,
        left_out=(*incoming.left_out, *desk.left_out),
    )


@dataclass(slots=True)
class _Desk:
    actor: Actor
    case_id: str
    case: Case
    incoming: Incoming
    there: int = 0
    own_plan: FormPlan = field(default_factory=FormPlan)
    left_out: list[LeftOut] = field(default_factory=list)

    @property
    def _where(self) -> dict[str, Any]:
        return {"actor": self.actor, "case_id": self.case_id}

    def plan_own_items(self) -> None:
        """Plan the patient's own items where the case has no plan of forms.

        As asked once, on the day on which they were answered first.
        """
        first: dict[str, date] = {}
        for sheet in self._oldest_first():
            if self.incoming.own_items.get(sheet.instrument):
                first.setdefault(sheet.instrument, _day(sheet))
        if self.case.forms is not None or not first:
            return
        forms = tuple(
            PlannedForm(id, day, own_items=self.incoming.own_items[id][:MOST_OWN_ITEMS])
            for id, day in first.items()
        )
        self.own_plan = FormPlan(forms)
        measures.plan_forms(**self._where, plan=self.own_plan, on=min(first.values()))

    def sheets(self) -> list[str]:
        """The forms that are not there yet, oldest first; their ids."""
        known = read.instruments(self.actor)
        there = {_key(one.value) for one in self.case.sheets}
        own = self._own_items()
        ids = []
        for sheet in self._oldest_first():
            instrument = known.get(sheet.instrument)
            if _key(sheet) in there:
                self.there += 1
                continue
            personal = instrument is not None and instrument.personal
            if personal and not {(sheet.instrument, id) for id in sheet.answers} <= own:
                why = "no plan of the case has these items of the patient's own"
                self._leave(f"a form {sheet.instrument}", why)
                continue
            there.add(_key(sheet))
            ids.append(measures.answer_form(**self._where, sheet=sheet, on=_day(sheet)))
        return ids

    def plan(self) -> bool:
        """Plan the diary as the Bundle has it where the case has none, from its first day on."""
        if self.case.diary is not None or not self.incoming.diary:
            return False
        first = min((day.on for day in self.incoming.days), default=None)
        self._plan(tuple(self._items().values()), first)
        return True

    def plan_as_it_stands(self) -> None:
        """Once the days are written, take off the plan what is asked no more."""
        still = {one.item.id for one in self.incoming.diary if one.still_asked}
        items = self._items()
        if items.keys() - still:
            self._plan(tuple(one for id, one in items.items() if id in still), None)

    def days(self) -> int:
        """The days that are not filled in yet; how many were written."""
        there = {day.on: day for day in self.case.diary_days}
        written = 0
        for day in self.incoming.days:
            old = there.get(day.on)
            if old is not None:
                self._stands(day, old.answers, old.line)
            elif self.case.diary is None and not self.incoming.diary:
                self._leave(_told(day), "the case has no diary, and the Bundle has no plan of one")
            else:
                written += self._write(day)
        return written

    def draft(self) -> int | None:
        """A draft where the case never had a contract; its number."""
        if self.incoming.contract is None:
            return None
        if self.case.versions:
            self._leave("the contract", "the case has one: its goals would be taken for those")
            return None
        return contracts.begin_draft(**self._where, contract=self.incoming.contract, reason=REASON)

    def _oldest_first(self) -> list[AnswerSheet]:
        return sorted(self.incoming.sheets, key=lambda one: (one.begun_at, one.answered_at))

    def _own_items(self) -> set[tuple[str, str]]:
        """The patient's own items that a plan of the case has, each with its instrument."""
        writings = self.case.forms.writings if self.case.forms else ()
        return {
            (form.instrument, item.id)
            for plan in (self.own_plan, *(one.value for one in writings))
            for form in plan.forms
            for item in form.own_items
        }

    def _items(self) -> dict[str, DiaryItem]:
        """As many items as a plan may have; those still asked come before others."""
        asked = sorted(self.incoming.diary, key=lambda one: not one.still_asked)
        kept = {one.item.id for one in asked[:MOST_ITEMS]}
        return {one.item.id: one.item for one in self.incoming.diary if one.item.id in kept}

    def _plan(self, items: tuple[DiaryItem, ...], on: date | None) -> None:
        measures.plan_diary(**self._where, plan=DiaryPlan(items), on=on)

    def _write(self, day: IncomingDay) -> int:
        answers = self._askable(day)
        if not answers and not day.line.strip():
            return 0
        try:
            measures.write_day(
                **self._where,
                on=day.on,
                answers=answers,
                line=day.line,
                came_on=min(day.on, timezone.localdate()),
            )
        except Unfit as error:
            if self.case.diary is None:
                raise
            self._leave(_told(day), error.problems[0].what)
            return 0
        return 1

    def _askable(self, day: IncomingDay) -> Mapping[str, int]:
        """The answers to items that the plan of the Bundle has; all where the case has its own."""
        if self.case.diary is not None:
            return day.answers
        items = self._items()
        kept = {id: value for id, value in day.answers.items() if id in items}
        if len(kept) < len(day.answers):
            self._leave(f"an answer of {_told(day)}", "the plan of the diary has no such item")
        return kept

    def _stands(self, day: IncomingDay, answers: Mapping[str, int], line: str) -> None:
        if dict(day.answers) == dict(answers) and day.line == line:
            self.there += 1
        else:
            self._leave(_told(day), "the case has this day already, filled in otherwise")

    def _leave(self, what: str, why: str) -> None:
        self.left_out.append(LeftOut(what, why))


def _key(sheet: AnswerSheet) -> tuple[object, ...]:
    answers = tuple(sorted(sheet.answers.items()))
    return sheet.instrument, sheet.version, answers, sheet.answered_at, sheet.by


def _day(sheet: AnswerSheet) -> date:
    """The day on which it was answered, here."""
    return timezone.localtime(sheet.answered_at).date()


def _told(day: IncomingDay) -> str:
    return f"the day {day.on.isoformat()} of the diary"
