"""A case with measures, diary and life events for tests, told session by session.

Measured(sessions=40)
    .phq9(1, 18).phq9(20, 7)
    .diary(10, days=120)
    .case()
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from tests.contract_cases import Story, at, day, goal, task
from tests.formulation_cases import Told
from wemode.catalogue.instruments import instruments
from wemode.domain import (
    AnswerSheet,
    Case,
    DiaryEntry,
    DiaryItem,
    DiaryPlan,
    DiaryScale,
    GoalMark,
    LifeEvent,
    Outcome,
    Party,
    Record,
    Repaired,
    Session,
    SessionCodes,
    SessionKind,
    Stamp,
    Written,
)

ITEMS = (
    DiaryItem("i1", "How much I had to shine today"),
    DiaryItem("i2", "How small I felt"),
    DiaryItem("i3", "How near somebody was"),
    DiaryItem("i4", "How much I kept to myself", DiaryScale.STEPS),
)


@dataclass(frozen=True)
class Measured:
    """A case told in order; every call gives the story with one thing more."""

    sessions: int
    so_far: Case = field(default_factory=Case)

    def filled(self, session: int, instrument: str, values: Sequence[int | None]) -> Measured:
        """A form filled in on the day of this session, items in order; None is no answer."""
        known = instruments()[instrument]
        given = {
            item.id: value
            for item, value in zip(known.items, values, strict=False)
            if value is not None
        }
        moment = datetime.combine(day(session), time(9), UTC)
        sheet = AnswerSheet(instrument, known.version, given, moment, moment)
        id = f"a{len(self.so_far.sheets) + 1}"
        record = Record(id, (Written(sheet, at(session)),))
        return self._with(sheets=(*self.so_far.sheets, record))

    def phq9(self, session: int, total: int) -> Measured:
        """A PHQ-9 with this score; item 9 gets what is left for it last."""
        values = [0] * 9
        for n in range(total):
            values[n % 8 if total <= 24 else n % 9] += 1
        return self.filled(session, "phq9", values)

    def struck_out(self, id: str, session: int) -> Measured:
        """A sheet struck out in this session."""
        sheets = tuple(
            replace(one, dropped=at(session)) if one.id == id else one for one in self.so_far.sheets
        )
        return self._with(sheets=sheets)

    def diary(
        self,
        session: int,
        days: int,
        items: Sequence[DiaryItem] = ITEMS,
        restless: range = range(0),
        left_out: Sequence[int] = (),
    ) -> Measured:
        """A diary of so many days from a session on; on ``restless`` days all items jump."""
        plan = Record("d1", (Written(DiaryPlan(tuple(items)), at(session)),))
        dice = random.Random(7)
        entries = [
            self._entry(session, n, items, n in restless, dice)
            for n in range(days)
            if n not in left_out
        ]
        return self._with(diary=plan, days=tuple(entries))

    def life(
        self, session: int, words: str, *, big: bool = False, on: date | None = None
    ) -> Measured:
        """Something that happened in the week of this session."""
        id = f"l{len(self.so_far.events) + 1}"
        event = LifeEvent(on or day(session) - timedelta(days=2), words, big)
        return self._with(events=(*self.so_far.events, Record(id, (Written(event, at(session)),))))

    def case(
        self,
        *,
        contract: Case | None = None,
        told: Case | None = None,
        codes: Sequence[SessionCodes] = (),
    ) -> Case:
        """The whole story, with what ``contract`` and ``told`` know besides."""
        became = {7: SessionKind.MISSED, 13: SessionKind.LATE, 21: SessionKind.CANCELLED}
        sessions = tuple(
            Session(n, day(n), became.get(n, SessionKind.HELD)) for n in range(1, self.sessions + 1)
        )
        known = replace(self.so_far, sessions=sessions, codes=tuple(codes))
        if contract is not None:
            names = ("versions", "attempts", "marks", "reviews", "strains")
            known = replace(known, **{name: getattr(contract, name) for name in names})
        if told is not None:
            names = ("episodes", "patterns", "views", "ledger")
            known = replace(known, **{name: getattr(told, name) for name in names})
        return known

    def _entry(
        self, session: int, n: int, items: Sequence[DiaryItem], jumps: bool, dice: random.Random
    ) -> DiaryEntry:
        on = day(session) + timedelta(days=n)
        answers = {}
        for item in items:
            low, high = item.scale.ends
            share = (n % 2) * 0.9 if jumps else 0.4 + dice.uniform(-0.08, 0.08)
            answers[item.id] = round(low + share * (high - low))
        return DiaryEntry(on, answers, Stamp(min(self.sessions, session + n // 7), on))

    def _with(self, **changes: Any) -> Measured:
        return replace(self, so_far=replace(self.so_far, **changes))


CONTRACT = (
    Story(40)
    .agree(
        5,
        goal("g1", "closeness", "Ask one question at supper and wait for the answer"),
        goal("g2", "play", "Play where somebody hears me"),
        goal("g3", "rest", "Sleep before midnight on four days"),
        task("t1", "g1"),
        task("t2", "g2"),
    )
    .attempt(9, "t1", Outcome.DONE)
    .attempt(11, "t1", Outcome.NOT)
    .attempt(23, "t2", Outcome.PARTLY)
    .mark(8, "g1", -1)
    .mark(30, "g1", -1)
    .mark(8, "g2", -1)
    .mark(22, "g2", 1)
    .mark(36, "g2", 0)
    .strained(12, left_open=1, strains=2)
    .case()
)


def stepped() -> Case:
    """The contract of this case with marks of the therapist too."""
    marks = (*CONTRACT.marks, GoalMark("g2", 0, at(22), Party.THERAPIST))
    return replace(CONTRACT, marks=marks)


UNDERSTOOD = (
    Told(40)
    .episode(4, "e1")
    .episode(6, "e2")
    .episode(7, "e3")
    .pattern(9, "p1", ("e1", "e2", "e3"))
    .shared(9)
    .view(9, 1)
    .view(20, 3)
    .view(33, 7)
    .strain(18, "s1", Repaired.PARTLY)
)


def coded(sessions: Sequence[int]) -> tuple[SessionCodes, ...]:
    """Sessions with words, in which grandeur falls and shame comes up."""
    return tuple(
        SessionCodes(
            n,
            60,
            60,
            {
                "p.grandiose": max(0, 14 - n // 3),
                "p.shame": n // 4,
                "p.names_feeling": 5,
                "p.wish": 2,
                "p.affected": n // 3,
                "p.self_contained": max(1, 20 - n // 2),
                "p.acted": 3,
            },
        )
        for n in sessions
    )


def whole_case() -> Case:
    """Something on every lane of the page; symptoms better, structure and relations not."""
    story = Measured(40)
    for session, total in ((1, 18), (8, 17), (16, 14), (24, 12), (32, 9), (40, 7)):
        story = story.phq9(session, total)
    for session, low in ((2, 2), (18, 3), (38, 3)):
        story = story.filled(session, "ipip_self_esteem", [low] * 5 + [3] * 5)
    for session, low in ((2, 2), (38, 2)):
        story = story.filled(session, "core10", [low] * 10)
    story = (
        story.diary(10, 190, restless=range(80, 93), left_out=(*range(30, 36), 50, 51, 52))
        .life(15, "My father fell ill", big=True)
        .life(28, "A new flat")
    )
    return story.case(
        contract=stepped(), told=UNDERSTOOD.case(), codes=coded((1, 4, 9, 15, 22, 31, 39))
    )
