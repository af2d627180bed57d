"""What was asked and answered in the demo case: forms, diary, what happened outside, the practice.

All of it stands in ``demo/measures.toml``; a form was filled in on the evening of its session.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from wemode.catalogue.demo_file import DemoFile
from wemode.catalogue.instruments import instruments
from wemode.catalogue.toml_file import Table
from wemode.domain import (
    AnswerSheet,
    DiaryEntry,
    DiaryItem,
    DiaryPlan,
    DiaryScale,
    FormPlan,
    LifeEvent,
    OwnItem,
    PlannedForm,
    Practice,
    Record,
    RiskResponse,
    Session,
    Stamp,
    Written,
)

_T = TypeVar("_T")

# What stands in a line of the diary for an answer that was left out.
LEFT_OUT = "–"
EVENING = time(19, 30, tzinfo=UTC)
MINUTES = 4


@dataclass(frozen=True, slots=True)
class DemoMeasures:
    """The file as values of a case; each plan is one record with its writings."""

    practice: Practice
    forms: Record[FormPlan]
    sheets: tuple[Record[AnswerSheet], ...]
    responses: tuple[Record[RiskResponse], ...]
    diary: Record[DiaryPlan]
    days: tuple[DiaryEntry, ...]
    events: tuple[Record[LifeEvent], ...]


def read_measures(path: Path, sessions: Sequence[Session]) -> DemoMeasures:
    """The measures in a file. Raises BadContent naming the place of every problem in it."""
    return _MeasuresFile(path, sessions).measures()


class _MeasuresFile(DemoFile):
    """Reads ``measures.toml`` and collects what is wrong with it."""

    keys = MappingProxyType(
        {
            "file": (*("practice", "forms", "sheet", "response", "event", "diary", "entries"),),
            "practice": ("name", "crisis", "reads"),
            "forms": ("session", "plan"),
            "plan": ("instrument", "every", "first_on", "own_items"),
            "sheet": ("instrument", "session", "answers"),
            "response": ("instrument", "of", "item", "session", "on", "done", "who"),
            "event": ("session", "on", "words", "big"),
            "diary": ("session", "remind_at", "items"),
            "entries": ("days", "lines"),
        }
    )

    def measures(self) -> DemoMeasures:
        practice = self.practice()
        plans = _all([self.plan(*at) for at in self.blocks("forms", self.raw)])
        kept = _all([self.sheet(*at, plans) for at in self.blocks("sheet", self.raw)])
        sheets = _numbered("a", sorted(kept, key=lambda one: one.at.session))
        found = [self.response(*at, sheets) for at in self.blocks("response", self.raw)]
        events = [self.event(*at) for at in self.blocks("event", self.raw)]
        diaries = _all([self.diary(*at) for at in self.blocks("diary", self.raw)])
        days = tuple(self.days_of(diaries))
        return self.check.done(
            lambda: DemoMeasures(
                practice=practice,
                forms=Record("f1", tuple(plans)),
                sheets=sheets,
                responses=_numbered("r", _all(found)),
                diary=Record("d1", tuple(diaries)),
                days=days,
                events=_numbered("l", _all(events)),
            )
        )

    def practice(self) -> Practice:
        row = self.raw.get("practice", {})
        self.check.known_keys("practice", row, self.keys["practice"])
        name, crisis, reads = (self.text("practice", row, key) for key in self.keys["practice"])
        return self.made("practice", lambda: Practice(name, crisis, reads)) or Practice()

    def plan(self, where: str, row: Table) -> Written[FormPlan] | None:
        def form(place: str, one: Table) -> PlannedForm:
            self.check.known_keys(place, one, self.keys["plan"])
            own = tuple(OwnItem(item["id"], item["text"]) for item in one.get("own_items", ()))
            return PlannedForm(one["instrument"], one["first_on"], one["every"], own)

        return self.made(
            where,
            lambda: Written(
                FormPlan(tuple(form(where, one) for one in row["plan"])), self.stamp(row)
            ),
        )

    def sheet(
        self, where: str, row: Table, plans: Sequence[Written[FormPlan]]
    ) -> Written[AnswerSheet] | None:
        def make() -> Written[AnswerSheet]:
            instrument, at = instruments()[row["instrument"]], self.stamp(row)
            known = [one.value for one in plans if one.at.session <= at.session]
            form = known[-1].form(instrument.id) if known else None
            own = form.own_items if form else ()
            items = [one.id for one in instrument.items] or [one.id for one in own]
            begun = datetime.combine(at.on, EVENING)
            sheet = AnswerSheet(
                instrument.id,
                instrument.version,
                dict(zip(items, row["answers"], strict=True)),
                begun,
                begun.replace(minute=begun.minute + MINUTES),
            )
            return Written(sheet, at)

        return self.made(where, make)

    def response(
        self, where: str, row: Table, sheets: Sequence[Record[AnswerSheet]]
    ) -> Written[RiskResponse] | None:
        def make() -> Written[RiskResponse]:
            at = replace(self.stamp(row), on=row["on"])
            answered = [
                one
                for one in sheets
                if (one.value.instrument, one.at.session) == (row["instrument"], row["of"])
            ]
            if not answered:
                raise ValueError("there is no such form")
            done, who = (self.text(where, row, key) for key in ("done", "who"))
            sheet, item = answered[0], row["item"]
            value = sheet.value.answers.get(item)
            return Written(RiskResponse(sheet.id, item, done, at.on, who, value), at)

        return self.made(where, make)

    def event(self, where: str, row: Table) -> Written[LifeEvent] | None:
        return self.made(
            where,
            lambda: Written(
                LifeEvent(row["on"], self.text(where, row, "words"), row.get("big", False)),
                self.stamp(row),
            ),
        )

    def diary(self, where: str, row: Table) -> Written[DiaryPlan] | None:
        def item(one: Table) -> DiaryItem:
            return DiaryItem(
                one["id"], one["words"], DiaryScale(one["scale"]), one["low"], one["high"]
            )

        return self.made(
            where,
            lambda: Written(
                DiaryPlan(tuple(map(item, row["items"])), row.get("remind_at")), self.stamp(row)
            ),
        )

    def days_of(self, plans: Sequence[Written[DiaryPlan]]) -> Iterator[DiaryEntry]:
        """The days, each line a day and its answers in the order of the items that were asked."""
        entries: Table = self.raw.get("entries", {})
        self.check.known_keys("entries", entries, self.keys["entries"])
        said: Mapping[str, str] = entries.get("lines", {})
        for place, line in enumerate(entries.get("days", "").strip().splitlines(), start=1):
            entry = self.made(f"days, line {place}", partial(_day, line.split()))
            if entry is None:
                continue
            on, given = entry
            at = self.known_on(on)
            asked = [one.value for one in plans if one.at.session <= at.session][-1:]
            if not asked or len(asked[0].items) != len(given):
                what = "it does not answer what was asked on that day"
                self.check.say(f"days, line {place}", what, "Mend it")
                continue
            answers = {
                item.id: value
                for item, value in zip(asked[0].items, given, strict=True)
                if value is not None
            }
            yield DiaryEntry(on, answers, at, said.get(on.isoformat(), ""))

    def known_on(self, on: date) -> Stamp:
        """The last session before or on a day, and that day."""
        before = [number for number, held_on in self.days.items() if held_on <= on]
        return Stamp(max(before, default=0), on)


def _day(words: Sequence[str]) -> tuple[date, tuple[int | None, ...]]:
    on, *answers = words
    given = tuple(None if one == LEFT_OUT else int(one) for one in answers)
    return date.fromisoformat(on), given


def _numbered(letter: str, written: Sequence[Written[_T]]) -> tuple[Record[_T], ...]:
    return tuple(Record(f"{letter}{n}", (one,)) for n, one in enumerate(written, start=1))


def _all(found: Sequence[_T | None]) -> tuple[_T, ...]:
    return tuple(one for one in found if one is not None)
