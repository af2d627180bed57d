"""What a client sends twice is written once, also at once; on both engines."""

from __future__ import annotations

from typing import Any

import pytest

from tests.store.answers import DAY, LINE, PATIENT, diary, sheet
from tests.store.conftest import Store
from tests.store.sheets import agreement, stamp
from tests.store.test_races import at_once
from wemode.domain import Attempt, CheckIn, GoalMark, Outcome, Party
from wemode.errors import Conflict, Unfit
from wemode.store import actions, contracts, formulation, measures, models, read
from wemode.store.access import Actor

Sent = dict[str, Any]


@pytest.fixture
def sent(store: Store, therapist: Actor, case_id: str) -> Sent:
    """The patient of a case with an agreed contract and a diary."""
    agreement(therapist, case_id)
    measures.plan_diary(actor=therapist, case_id=case_id, plan=diary(), on=DAY)
    return {"actor": PATIENT, "case_id": case_id}


def kinds(sent: Sent) -> dict[str, Any]:
    """Of each kind of submission how it is written."""
    own = Party.PATIENT
    return {
        "answers": lambda **s: measures.answer_form(**sent, on=DAY, sheet=sheet(), **s),
        "day": lambda **s: measures.write_day(
            **sent, on=DAY, came_on=DAY, answers={"i1": 5}, line=LINE, **s
        ),
        "attempt": lambda **s: contracts.record_attempt(
            **sent, attempt=Attempt("t1", Outcome.DONE, stamp(), party=own), **s
        ),
        "mark": lambda **s: contracts.mark_goal(**sent, mark=GoalMark("g1", 1, stamp(), own), **s),
        "check_in": lambda **s: formulation.check_in(
            **sent, check_in=CheckIn(own, stamp(), {"understood": 5}), **s
        ),
    }


def rows() -> list[int]:
    tables = (
        models.Writing,
        models.DiaryDay,
        models.Attempt,
        models.GoalMark,
        models.CheckIn,
        models.AuditEntry,
        models.Taken,
    )
    return [table.objects.count() for table in tables]


def test_the_same_again_writes_nothing_and_gives_the_same(sent: Sent) -> None:
    for name, write in kinds(sent).items():
        first = write(submission=f"{name}-1")
        before = rows()
        assert [write(submission=f"{name}-1") for _ in range(3)] == [first] * 3
        assert rows() == before
        write(submission=f"{name}-2")
        assert rows() != before


def test_without_a_name_each_is_written(sent: Sent) -> None:
    for write in kinds(sent).values():
        for _ in range(2):
            before = rows()
            write()
            assert rows() != before
    assert not models.Taken.objects.exists()


def test_the_same_at_once_is_written_once(sent: Sent) -> None:
    for name, write in kinds(sent).items():
        before = rows()
        outcome = at_once([lambda w=write, n=name: w(submission=f"{n}-9")] * 4)
        assert outcome == {"done": 4}
        assert sum(rows()) == sum(before) + 3  # the row, its entry in the log, the name
    assert read.verify_audit_chain() is None


def test_one_name_is_taken_by_one_kind_alone(sent: Sent, therapist: Actor) -> None:
    write = kinds(sent)
    write["day"](submission="one")
    with pytest.raises(Conflict, match="its name was taken"):
        write["answers"](submission="one")
    assert read.case_history(therapist, sent["case_id"]).case.sheets == ()


def test_another_case_has_names_of_its_own(sent: Sent, therapist: Actor) -> None:
    other = actions.open_case(actor=therapist, code_name="Heron", started_on=DAY)
    for case_id in (sent["case_id"], other):
        given = {**sent, "case_id": case_id}
        assert measures.answer_form(**given, on=DAY, sheet=sheet(), submission="one") == "a1"
    assert models.Taken.objects.count() == 2


@pytest.mark.parametrize("name", ["a b", "sheet.a", "ü", "x" * 65, "a\n", "../x"])
def test_what_is_no_name_is_refused(sent: Sent, name: str) -> None:
    for given in ({"submission": name}, {"filling": name}):
        with pytest.raises(Unfit) as refusal:
            measures.answer_form(**sent, on=DAY, sheet=sheet(), **given)
        assert [problem.field for problem in refusal.value.problems] == ["submission"]


def test_what_was_refused_can_be_sent_again(sent: Sent, therapist: Actor) -> None:
    off = {**sent, "on": DAY, "came_on": DAY, "submission": "one"}
    with pytest.raises(Unfit):
        measures.write_day(**off, answers={"i1": 500})
    assert measures.write_day(**off, answers={"i1": 50}) == 1


def test_a_client_writes_on_its_own_sheet(sent: Sent, therapist: Actor) -> None:
    for number, items in enumerate((2, 5, 9)):
        given = sheet(items, finished=items == 9)
        id = measures.answer_form(
            **sent, on=DAY, sheet=given, filling="f-1", submission=f"s-{number}"
        )
        assert id == "a1"
    other = sheet(1, finished=False)
    assert measures.answer_form(**sent, on=DAY, sheet=other, filling="f-2") == "a2"
    with pytest.raises(Conflict, match="finished it"):
        measures.answer_form(**sent, on=DAY, sheet=sheet(value=2), filling="f-1")
    first, second = read.case_history(therapist, sent["case_id"]).case.sheets
    assert [len(first.writings), len(second.writings)] == [3, 1]


def test_of_a_sheet_sent_at_once_nothing_is_lost(sent: Sent, therapist: Actor) -> None:
    """Whichever comes first: there is one sheet, and the most that was answered is in it."""
    for number in range(4):
        name = f"f-{number}"
        at_once(
            [
                lambda items=items, n=name: measures.answer_form(
                    **sent,
                    on=DAY,
                    sheet=sheet(items, finished=False),
                    filling=n,
                    submission=f"{n}-{items}",
                )
                for items in (2, 4, 6)
            ]
        )
        sheets = read.case_history(therapist, sent["case_id"]).case.sheets
        assert len(sheets) == number + 1
        held = [len(one.value.answers) for one in sheets[number].writings]
        assert held == sorted(held)
        assert held[-1] == 6


def test_new_sheets_at_once_get_numbers_of_their_own(sent: Sent, therapist: Actor) -> None:
    deeds = [
        lambda n=n: measures.answer_form(**sent, on=DAY, sheet=sheet(), submission=f"s-{n}")
        for n in range(6)
    ]
    assert at_once(deeds) == {"done": 6}
    case = read.case_history(therapist, sent["case_id"]).case
    assert [one.id for one in case.sheets] == [f"a{n}" for n in range(1, 7)]


def test_a_day_written_at_once_keeps_every_writing(sent: Sent, therapist: Actor) -> None:
    deeds = [
        lambda n=n: measures.write_day(
            **sent, on=DAY, came_on=DAY, answers={"i1": n}, submission=f"d-{n}"
        )
        for n in range(5)
    ]
    assert at_once(deeds) == {"done": 5}
    case = read.case_history(therapist, sent["case_id"]).case
    assert sorted(one.answers["i1"] for one in case.days) == [0, 1, 2, 3, 4]
    assert len(case.diary_days) == 1
