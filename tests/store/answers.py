"""Forms, diary and life events for the store's tests, with words never to be found in clear."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from wemode.domain import (
    AnswerSheet,
    DiaryItem,
    DiaryPlan,
    DiaryScale,
    FormPlan,
    LifeEvent,
    Mail,
    OwnItem,
    Party,
    PlannedForm,
    Practice,
    RiskResponse,
)
from wemode.store import aside, links, measures, practice, reminders
from wemode.store.access import Actor

DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PATIENT = Actor("patient", "patient")
DONE = "rang the sister who keeps the pills"
OWN_ITEM = "I smiled at the ferryman although I was boiling"
QUESTION = "how much did I perform today"
LINE = "nobody clapped and I stayed at the table"
EVENT = "the brother came back from the islands"
CRISIS = "ring the ward by the river at any hour"
READS = "I read this on Tuesdays before the choir"
PASSWORD = "swans-on-the-canal"
MAIL_TO = "the-ferryman@canal.example.org"
BODY = "she wrote that the glass was thrown"
ANSWERED_WORDS = (DONE, OWN_ITEM, QUESTION, LINE, EVENT, CRISIS, READS, PASSWORD, MAIL_TO, BODY)


def sheet(items: int = 9, value: int = 1, **changes: Any) -> AnswerSheet:
    """The first so many items of a PHQ-9, each answered alike."""
    answers = {f"q{number}": value for number in range(1, items + 1)}
    plain = AnswerSheet("phq9", 1, answers, NOON, NOON + timedelta(minutes=3))
    return replace(plain, **changes)


def forms(**changes: Any) -> FormPlan:
    """A PHQ-9 every week, and a personal questionnaire once."""
    own = (OwnItem("own1", OWN_ITEM), OwnItem("own2", "I asked for help"))
    plain = FormPlan((PlannedForm("phq9", DAY, 7), PlannedForm("pq", DAY, own_items=own)))
    return replace(plain, **changes)


def diary(*ids: str) -> DiaryPlan:
    """A slider i1 and steps i2, or only these."""
    items = (
        DiaryItem("i1", QUESTION, low="not at all", high="all day"),
        DiaryItem("i2", "was I with somebody", DiaryScale.STEPS),
    )
    return DiaryPlan(tuple(item for item in items if item.id in (ids or ("i1", "i2"))), 20, MAIL_TO)


def response(sheet: str = "a1", item: str = "q9", **changes: Any) -> RiskResponse:
    """What was done about the last item."""
    return replace(RiskResponse(sheet, item, DONE, DAY, "Maria"), **changes)


def event(**changes: Any) -> LifeEvent:
    """Something big."""
    return replace(LifeEvent(DAY, EVENT, True), **changes)


def settings(**changes: Any) -> Practice:
    """A practice with mail."""
    mail = Mail("mail.example.org", 465, "room@example.org", "room", PASSWORD)
    plain = Practice("The practice", CRISIS, READS, "https://page.example.org", mail)
    return replace(plain, **changes)


def own_document(**changes: Any) -> dict[str, Any]:
    """A questionnaire of the practice's own."""
    choices = [{"value": value, "label": f"so {value}"} for value in range(4)]
    items = [{"id": f"w{number}", "text": f"own question {number}"} for number in (1, 2, 3)]
    subscale = {
        "id": "total",
        "title": "Total",
        "items": ["w1", "w2", "w3"],
        "method": "sum",
        "better": "lower",
        "lowest": 0,
        "highest": 9,
    }
    return {
        "id": "our_own",
        "version": 1,
        "title": "Our own questions",
        "short": "OWN",
        "source": "Written by the practice",
        "licence": {"id": "own", "statement": "Ours", "source": "the practice"},
        "scale": choices,
        "items": items,
        "subscales": [subscale],
        **changes,
    }


def answered(actor: Actor, case_id: str) -> None:
    """A row in each of the tables: a1 and l1 struck out, all of it on the day of session 1."""
    where: dict[str, Any] = {"actor": actor, "case_id": case_id, "on": DAY}
    practice.set_practice(actor=actor, practice=settings())
    practice.keep_instrument(actor=actor, document=own_document())
    measures.plan_forms(**where, plan=forms())
    measures.plan_diary(**where, plan=diary())
    # The first leaves the item out that asks for a response: it is struck out below.
    for number, items in ((1, 8), (2, 9)):
        name = f"filling-{number}"
        measures.answer_form(**where, sheet=sheet(5, finished=False), filling=name)
        measures.answer_form(**where, sheet=sheet(items), filling=name, submission=f"sent-{number}")
    own = replace(sheet(0), instrument="pq", answers={"own1": 3}, by=Party.THERAPIST)
    measures.answer_form(**where, sheet=own)
    measures.respond_to_risk(**where, response=response("a2"))
    sent: dict[str, Any] = {"actor": PATIENT, "case_id": case_id, "came_on": DAY}
    for value in (20, 30):
        measures.write_day(**sent, on=DAY, answers={"i1": value, "i2": 4}, line=LINE)
    reminders.keep_reminded(actor=actor, case_id=case_id, on=DAY)
    for _ in range(2):
        measures.write_event(**where, event=event())
    measures.drop_sheet(**where, id="a1")
    measures.drop_event(**where, id="l1")
    for _ in range(2):
        links.open_link(actor=actor, case_id=case_id)
    aside.put_aside(
        actor=actor,
        case_id=case_id,
        submission="sent-9",
        kind="day",
        received_at=NOON,
        why="day: it is still to come",
        body=BODY.encode(),
    )
