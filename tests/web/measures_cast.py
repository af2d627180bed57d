"""Forms, diary and practice for the page tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tests.web.cast import DAY, THERAPIST
from wemode.domain import (
    AnswerSheet,
    DiaryItem,
    DiaryPlan,
    DiaryScale,
    FormPlan,
    OwnItem,
    PlannedForm,
    Practice,
)
from wemode.store import measures, practice

CRISIS = "Call me on 0100 555 0110, weekdays 8 to 18.\nAt night: 0100 555 0199."
READS = "I read what you write on Thursday evening."
OWN = "I go quiet when somebody praises me."
SMALL = DiaryItem("i1", "How small did I feel?", DiaryScale.SLIDER, "not at all", "tiny")


def days_ago(days: int) -> datetime:
    """A moment so many days ago."""
    return datetime.now(UTC) - timedelta(days=days)


def phq9(value: int, *, ninth: int = 0, days: int = 0) -> AnswerSheet:
    """A PHQ-9 with the same answer to items 1 to 8, and one to item 9."""
    answers = {f"q{n}": value for n in range(1, 9)} | {"q9": ninth}
    return AnswerSheet("phq9", 1, answers, days_ago(days), days_ago(days))


def plan_forms(case_id: str, *forms: PlannedForm) -> None:
    """Ask these forms; PHQ-9 weekly since the first session where none are named."""
    asked = forms or (PlannedForm("phq9", DAY, 7),)
    measures.plan_forms(actor=THERAPIST, case_id=case_id, plan=FormPlan(asked), on=DAY, session=0)


def personal(first: date = DAY) -> PlannedForm:
    """A Personal Questionnaire with one item."""
    return PlannedForm("pq", first, 7, (OwnItem("o1", OWN),))


def answer(case_id: str, *sheets: AnswerSheet) -> tuple[str, ...]:
    """Put these sheets in; their ids."""
    return tuple(
        measures.answer_form(actor=THERAPIST, case_id=case_id, sheet=sheet) for sheet in sheets
    )


def keep_diary(case_id: str) -> None:
    """A diary of one item since ten days, written on three of them."""
    began = date.today() - timedelta(days=10)
    plan = DiaryPlan((SMALL,), 20)
    measures.plan_diary(actor=THERAPIST, case_id=case_id, plan=plan, on=began, session=0)
    for days in (1, 2, 5):
        day = date.today() - timedelta(days=days)
        measures.write_day(actor=THERAPIST, case_id=case_id, on=day, answers={"i1": 10 * days})


def set_practice() -> None:
    """Words for a crisis, who reads answers, an address."""
    made = Practice("At the Mill", CRISIS, READS, "https://mill.example.org")
    practice.set_practice(actor=THERAPIST, practice=made)
