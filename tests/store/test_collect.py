"""Letters from the door become rows of the case file: checked strictly, once, and none lost."""

from __future__ import annotations

import json
import sqlite3
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.store import answers as told
from tests.store.phone import ATTEMPT, CHECK_IN, LINE, MARK, TODAY, Patient, at_the_door, day, form
from wemode.analysis.levels import instruments_of
from wemode.analysis.risk import open_risks
from wemode.domain import Outcome, Party
from wemode.store import (
    collect as collecting,
)
from wemode.store import (
    links,
    measures,
    read,
)
from wemode.store.access import Actor
from wemode.store.collect import Collected
from wemode.store.measures import LATEST_DAYS
from wemode.store.results import PatientLink


def test_nothing_waits_nothing_happens(patient: Patient) -> None:
    assert patient.collect() == Collected()


def test_each_kind_is_written_as_the_patient_did(patient: Patient) -> None:
    sent: list[tuple[str, dict[str, Any]]] = [
        ("answers", form({"q1": 1, "q9": 2})),
        ("day", day()),
        ("attempt", ATTEMPT),
        ("mark", MARK),
        ("check_in", CHECK_IN),
    ]
    for kind, body in sent:
        patient.send(kind, body)
    collected = patient.collect()
    assert collected.taken == {"answers": 1, "day": 1, "attempt": 1, "mark": 1, "check_in": 1}
    assert (collected.refused, collected.left) == (0, 0)
    assert collected.cases == (patient.link.case_id,)
    assert patient.door.waiting() == ()
    case = patient.case
    (sheet,) = case.sheets
    assert (sheet.value.answers, sheet.value.by) == ({"q1": 1, "q9": 2}, Party.PATIENT)
    assert not sheet.value.finished
    assert (case.days[-1].on, case.days[-1].line) == (TODAY, LINE)
    attempt, mark, check_in = case.attempts[-1], case.marks[-1], case.check_ins[-1]
    assert (attempt.outcome, attempt.showed, attempt.party) == (
        Outcome.PARTLY,
        LINE,
        Party.PATIENT,
    )
    assert (mark.level, mark.party) == (-1, Party.PATIENT)
    assert (check_in.at.session, check_in.words, check_in.party) == (1, LINE, Party.PATIENT)
    assert {one.at.by for one in (attempt, mark, check_in, case.days[-1])} == {"patient"}
    entries = read.audit_entries(patient.actor, case_id=patient.link.case_id, limit=10)
    assert {one.action for one in entries if one.role == "patient"} == {
        "answer_form",
        "write_day",
        "record_attempt",
        "mark_goal",
        "check_in",
    }


def test_the_same_letter_replayed_is_written_once(patient: Patient) -> None:
    for _ in range(3):
        patient.send("day", day(), id="one-letter")
        patient.send("attempt", ATTEMPT, id="two-letter")
        assert patient.collect().refused == 0
    assert len(patient.case.days) == 1
    assert len(patient.case.attempts) == 1


def test_a_form_grows_letter_by_letter_into_one_sheet(patient: Patient) -> None:
    for upto in (1, 4, 9):
        answers = {f"q{n}": 1 for n in range(1, upto + 1)}
        patient.send("answers", form(answers, finished=upto == 9))
        patient.collect()
    (sheet,) = patient.case.sheets
    assert len(sheet.writings) == 3
    assert sheet.value.finished
    assert len(sheet.value.answers) == 9


def test_a_letter_that_was_overtaken_is_in_the_sheet_already(patient: Patient) -> None:
    begun = datetime.now(UTC).isoformat()
    early = form({"q1": 1}, begun_at=begun)
    late = form({"q1": 1, "q2": 2}, begun_at=begun, finished=True)
    patient.send("answers", late)
    assert patient.collect().taken == {"answers": 1}
    patient.send("answers", early)
    collected = patient.collect()
    assert (collected.taken, collected.refused) == ({"answers": 1}, 0)
    (sheet,) = patient.case.sheets
    assert sheet.value.answers == {"q1": 1, "q2": 2}


def test_an_answer_that_was_taken_back_stops_no_form(patient: Patient) -> None:
    """All writings are kept, and what was answered once is not lost from the last one."""
    begun = datetime.now(UTC)
    so_far = ({"q1": 1}, {"q1": 1, "q9": 2}, {"q1": 1}, {"q1": 3, "q2": 0})
    for n, answers in enumerate(so_far):
        at = (begun + timedelta(milliseconds=n)).isoformat()
        body = form(answers, begun_at=begun.isoformat(), answered_at=at, finished=n == 3)
        patient.send("answers", body)
        time.sleep(0.01)
        assert patient.collect().refused == 0
    (sheet,) = patient.case.sheets
    assert sheet.value.answers == {"q1": 3, "q2": 0, "q9": 2}
    assert sheet.value.finished


def so_far(patient: Patient, *writings: dict[str, int], finished: bool = False) -> list[Any]:
    """Letters of one sheet, a second after each other; the last one finishes it if asked."""
    begun = datetime.now(UTC) - timedelta(minutes=1)
    times = [begun + timedelta(seconds=n) for n in range(len(writings))]
    return [
        form(
            answers,
            begun_at=begun.isoformat(),
            answered_at=at.isoformat(),
            finished=finished and at == times[-1],
        )
        for answers, at in zip(writings, times, strict=True)
    ]


def open_since(patient: Patient) -> list[tuple[str, int, bool]]:
    case = patient.case
    return [(one.item, one.value, one.taken_back) for one in open_risks(case, instruments_of(case))]


@pytest.fixture
def long_open(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> Patient:
    """A link that was opened yesterday, so that no clock is set right."""
    found = read.links

    def opened_before(actor: Actor) -> tuple[PatientLink, ...]:
        earlier = timedelta(days=1)
        return tuple(replace(one, opened_at=one.opened_at - earlier) for one in found(actor))

    monkeypatch.setattr(collecting.read, "links", opened_before)
    return patient


def test_an_endorsed_answer_that_is_changed_stays_an_open_risk(long_open: Patient) -> None:
    patient = long_open
    for body in so_far(patient, {"q9": 2}, {"q9": 0}, {"q9": 0, "q1": 1}, finished=True):
        patient.send("answers", body)
        assert patient.collect().refused == 0
    (sheet,) = patient.case.sheets
    assert (sheet.value.answers, sheet.value.finished) == ({"q1": 1, "q9": 0}, True)
    assert [one.value.answers["q9"] for one in sheet.writings] == [2, 0, 0]
    assert open_since(patient) == [("q9", 2, True)]


def test_an_endorsed_answer_that_is_left_out_is_not_taken_back(long_open: Patient) -> None:
    patient = long_open
    for body in so_far(patient, {"q1": 1, "q9": 1}, {"q1": 2}, finished=True):
        patient.send("answers", body)
    assert patient.collect().taken == {"answers": 2}
    assert patient.case.sheets[0].value.answers == {"q1": 2, "q9": 1}
    assert open_since(patient) == [("q9", 1, False)]


@pytest.mark.parametrize("finished", [False, True])
def test_an_endorsed_answer_that_comes_in_after_its_change_is_not_lost(
    long_open: Patient, finished: bool
) -> None:
    """Letters may overtake one another; what was answered last holds all the same."""
    patient = long_open
    first, second = so_far(patient, {"q1": 1, "q9": 3}, {"q1": 1, "q9": 0}, finished=finished)
    for body in (second, first, first):
        patient.send("answers", body)
        assert patient.collect().refused == 0
    (sheet,) = patient.case.sheets
    assert (sheet.value.answers, sheet.value.finished) == ({"q1": 1, "q9": 0}, finished)
    assert len(sheet.writings) == 3
    assert open_since(patient) == [("q9", 3, True)]


def test_an_endorsed_answer_on_a_finished_sheet_is_put_aside_and_not_lost(
    long_open: Patient,
) -> None:
    patient = long_open
    first, second = so_far(patient, {"q9": 0}, {"q9": 2})
    for body in ({**first, "finished": True}, second):
        patient.send("answers", body)
    assert patient.collect().refused == 1
    assert patient.case.sheets[0].value.answers == {"q9": 0}
    (aside,) = patient.asides()
    assert json.loads(aside.body)["body"]["answers"] == {"q9": 2}


def test_a_phone_with_an_older_page_fills_in_the_diary_it_knows(patient: Patient) -> None:
    plan = told.diary("i2")
    measures.plan_diary(actor=patient.actor, case_id=patient.link.case_id, plan=plan)
    for body in (day(answers={"i1": 40}), day(answers={"i1": 40, "i2": 3}), day(answers={"i2": 3})):
        patient.send("day", body)
    assert patient.collect() == Collected({"day": 3}, cases=(patient.link.case_id,))
    patient.send("day", day(answers={"i1": 40, "i3": 3}))
    assert patient.collect().refused == 1


@pytest.mark.parametrize("kind", ["day", "attempt", "mark"])
def test_letters_and_case_file_take_a_day_for_equally_long(patient: Patient, kind: str) -> None:
    began = TODAY - timedelta(days=60)
    plan: dict[str, Any] = {"actor": patient.actor, "case_id": patient.link.case_id}
    measures.plan_diary(**plan, plan=told.diary(), on=began)
    body = {"day": day(), "attempt": ATTEMPT, "mark": MARK}[kind]
    for back, collected in (
        (LATEST_DAYS, Collected({kind: 1}, cases=(patient.link.case_id,))),
        (LATEST_DAYS + 1, Collected(refused=1)),
    ):
        on = (TODAY - timedelta(days=back)).isoformat()
        patient.send(kind, {**body, "on": on})
        assert patient.collect() == collected


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("answers", form({"q99": 1})),
        ("answers", form({"q1": 4})),
        ("answers", form({"q1": -1})),
        ("answers", form({"q1": True})),
        ("answers", form({"q1": "1"})),
        ("answers", form({"q1": 1.0})),
        ("answers", form({"q1": 1}, form="gad7")),  # never asked of this patient
        ("answers", form({"q1": 1}, form="none_such")),
        ("answers", form({"q1": 1}, version=2)),
        ("answers", form({"own9": 1}, form="pq")),
        ("answers", form({"q1": 1}, sheet="../../a1")),
        ("answers", form({"q1": 1}, finished="yes")),
        ("answers", form({"q1": 1}, answered_at="2026-05-04T12:00:00")),
        ("answers", form({"q1": 1}, answered_at="soon")),
        ("answers", form({"q1": 1}, extra="more")),
        ("answers", form({"\ud800": 1})),
        ("answers", form({"what she said to me": 1})),
        ("answers", form([1, 2])),  # type: ignore[arg-type]
        ("day", day(answers={"i9": 1})),
        ("day", day(answers={"i1": 101})),
        ("day", day(answers={"i2": 0})),
        ("day", day(answers={"\0": 1, "\udfff": 2})),
        ("day", day(answers={"i1": 10**400})),
        ("day", day(answers={}, line=" ")),
        ("day", day(line="x" * 401)),
        ("day", day(line="a\0b")),
        ("day", day(line="a\ud800b")),
        ("day", day(line=["a"])),
        ("day", day(on="yesterday")),
        ("day", day(on=(TODAY + timedelta(days=2)).isoformat())),
        ("day", day(on=(TODAY - timedelta(days=40)).isoformat())),
        ("attempt", {**ATTEMPT, "task": "t9"}),
        ("attempt", {**ATTEMPT, "task": "g1"}),
        ("attempt", {**ATTEMPT, "outcome": "brilliant"}),
        ("attempt", {key: ATTEMPT[key] for key in ("task", "outcome", "on")}),
        ("mark", {**MARK, "goal": "g9"}),
        ("mark", {**MARK, "level": 3}),
        ("mark", {**MARK, "level": True}),
        ("mark", {**MARK, "party": "therapist"}),
        ("check_in", {**CHECK_IN, "session": 99}),
        ("check_in", {**CHECK_IN, "session": 0}),
        ("check_in", {**CHECK_IN, "session": -1}),
        ("check_in", {**CHECK_IN, "session": 10**60}),
        ("check_in", {**CHECK_IN, "answers": {"understood": 11}}),
        ("check_in", {**CHECK_IN, "answers": {"own_invention": 5}}),
        ("check_in", {**CHECK_IN, "answers": {"\ud800": 5}}),
    ],
)
def test_an_altered_body_is_put_aside_and_counted(patient: Patient, kind: str, body: Any) -> None:
    before = patient.case
    id = patient.send(kind, body)
    patient.send("day", day(line="the next one still comes in"))
    collected = patient.collect()
    assert (collected.refused, collected.taken) == (1, {"day": 1})
    assert patient.door.waiting() == ()
    after = patient.case
    assert (after.sheets, after.attempts, after.marks, after.check_ins) == (
        before.sheets,
        before.attempts,
        before.marks,
        before.check_ins,
    )
    assert len(after.days) == 1
    (aside,) = patient.asides()
    assert (aside.case_id, aside.kind) == (patient.link.case_id, kind)
    letter = json.loads(aside.body)
    assert (letter["id"], letter["body"]) == (id, body)
    assert letter["received_at"] == round(aside.received_at.timestamp() * 1_000)
    assert LINE not in aside.why
    assert "she said" not in aside.why


def test_what_is_put_aside_twice_lies_there_once(patient: Patient) -> None:
    for _ in range(2):
        patient.send("mark", {**MARK, "level": 3}, id="one-letter")
        assert patient.collect().refused == 1
    assert len(patient.asides()) == 1


def test_a_letter_that_does_not_open_is_put_aside_as_it_is(patient: Patient) -> None:
    patient.send("day", day())
    patient.send("day", day())
    with sqlite3.connect(patient.door.path) as file:
        file.execute("UPDATE inbox SET blob = ? WHERE number = 1", (b"junk" * 600,))
        file.execute("UPDATE inbox SET link = 'not-a-link', id = 'não' WHERE number = 2")
    assert patient.collect() == Collected(refused=2)
    asides = patient.asides()
    assert [one.kind for one in asides] == ["unknown", "unknown"]
    assert asides[-1].body == b"junk" * 600 or asides[0].body == b"junk" * 600
    assert {one.case_id for one in asides} == {patient.link.case_id, None}
    assert patient.case.days == ()


def test_a_letter_moved_to_another_patients_link_is_not_that_patients(
    patient: Patient, therapist: Actor
) -> None:
    from wemode.store import actions

    other = actions.open_case(actor=therapist, code_name="Heron", started_on=told.DAY)
    theirs = at_the_door(patient.door, therapist, other)
    patient.send("day", day())
    with sqlite3.connect(patient.door.path) as file:
        file.execute("UPDATE inbox SET link = ?", (theirs.link.id,))
    assert patient.collect() == Collected(refused=1)
    assert theirs.case.days == ()


def test_what_came_in_before_a_link_was_revoked_is_fetched(patient: Patient) -> None:
    patient.send("day", day())
    links.revoke_link(actor=patient.actor, case_id=patient.link.case_id)
    patient.door.keep_only([])
    assert patient.collect().taken == {"day": 1}


def test_a_clock_that_is_ahead_or_behind_is_set_right(patient: Patient) -> None:
    ahead = (datetime.now(UTC) + timedelta(days=400)).isoformat()
    patient.send("answers", form({"q1": 1}, begun_at="1970-01-01T00:00:00Z", answered_at=ahead))
    assert patient.collect().refused == 0
    (sheet,) = patient.case.sheets
    since = sheet.value.begun_at - patient.link.opened_at
    assert abs(since) < timedelta(milliseconds=2)
    assert sheet.value.begun_at <= sheet.value.answered_at <= datetime.now(UTC)


def test_a_day_begun_east_of_here_does_not_write_over_the_day_before(patient: Patient) -> None:
    tomorrow = TODAY + timedelta(days=1)
    patient.send("day", day(answers={"i1": 70}))
    patient.send("day", day(answers={"i1": 10}, on=tomorrow.isoformat()))
    assert patient.collect().refused == 0
    written = [(one.on, one.answers["i1"], one.at.on) for one in patient.case.diary_days[-2:]]
    assert written == [(TODAY, 70, TODAY), (tomorrow, 10, TODAY)]


def test_a_plan_altered_since_the_phone_saw_it_loses_no_answer(patient: Patient) -> None:
    who: dict[str, Any] = {"actor": patient.actor, "case_id": patient.link.case_id}
    measures.plan_forms(**who, plan=told.FormPlan())
    measures.plan_diary(**who, plan=told.diary("i2"))
    patient.send("answers", form({"q1": 1}))
    patient.send("day", day(answers={"i2": 4}))
    assert patient.collect().refused == 0
