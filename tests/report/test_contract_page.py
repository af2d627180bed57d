"""The Contract page value: sheet, thread, redline, timeline; and as of a session."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings

from tests.contracts import FIRST, contracts, small_case, stamp
from wemode.domain import (
    Case,
    Contract,
    ContractState,
    ContractVersion,
    GoalMark,
    Outcome,
    Party,
    Save,
    Session,
    Standing,
    Step,
    StepTaken,
)
from wemode.errors import NotFound
from wemode.guidance.goals import check_goal
from wemode.report.contract import Rung
from wemode.report.contract_build import contract_page
from wemode.report.contract_json import contract_json
from wemode.report.contract_text import contract_text
from wemode.report.contract_thread import change_summary
from wemode.store.results import CaseHistory


def history(case: Case) -> CaseHistory:
    return CaseHistory("a1b2", "K-01", "Ada", FIRST, case)


SMALL = history(small_case())


def test_the_version_that_stands_is_looked_at_unless_another_is_named() -> None:
    page = contract_page(SMALL)
    assert page.sheet is not None
    assert (page.sheet.number, page.sheet.state) == (3, ContractState.AGREED)
    assert (page.agreed, page.proposed, page.draft) == (3, None, None)
    named = contract_page(SMALL, version=1).sheet
    assert named is not None
    assert (named.number, named.state) == (1, ContractState.SUPERSEDED)


def test_where_all_have_ended_the_last_is_looked_at() -> None:
    case = SMALL.case
    given_up = replace(
        case.versions[-1], steps=(*case.versions[-1].steps, StepTaken(Step.WITHDRAW, stamp(10)))
    )
    page = contract_page(history(replace(case, versions=(*case.versions[:-1], given_up))))
    assert page.sheet is not None
    assert (page.sheet.number, page.sheet.state) == (3, ContractState.WITHDRAWN)
    assert (page.agreed, page.review_in) == (None, None)
    assert page.timeline.marks[-1].kind == "ended"


def test_a_case_without_a_contract_has_a_page() -> None:
    page = contract_page(history(Case(sessions=(Session(1, FIRST),))))
    assert (page.sheet, page.thread, page.redline, page.review_in) == (None, (), None, None)
    assert page.timeline.first == page.timeline.last == FIRST
    assert contract_page(history(Case())).timeline.first is None


@pytest.mark.parametrize("asked", [{"version": 4}, {"compare": (1, 9)}, {"version": 3, "upto": 7}])
def test_a_version_that_is_not_there_is_not_found(asked: dict) -> None:
    with pytest.raises(NotFound, match="there is no version"):
        contract_page(SMALL, **asked)


def test_the_page_as_of_a_session_knows_nothing_later() -> None:
    page = contract_page(SMALL, upto=6)
    assert page.sheet is not None
    assert (page.sheet.number, page.sheet.state) == (2, ContractState.AGREED)
    assert [line.number for line in page.thread] == [2, 1]
    assert page.last_session == 6
    assert all(mark.session <= 6 for mark in page.timeline.marks)
    assert [one.hindsight for one in page.sheet.assents] == [None, None]
    later = contract_page(SMALL, version=2, upto=7).sheet
    assert later is not None
    assert later.assents[0].hindsight is not None
    assert later.assents[0].hindsight.free == 2


@pytest.mark.parametrize("upto", range(11))
def test_every_session_can_be_looked_at(upto: int) -> None:
    then = contract_page(history(SMALL.case.as_of(upto)))
    assert contract_page(SMALL, upto=upto) == replace(then, upto=upto)


def test_the_ladder_has_the_best_on_top_with_then_and_now() -> None:
    page = contract_page(SMALL)
    assert page.sheet is not None
    table = next(line for line in page.sheet.goals if line.goal.id == "g1")
    assert table.motive == "Closeness"
    ladder = table.ladder
    assert [rung.level for rung in ladder.rungs] == [2, 1, 0, -1, -2]
    assert ladder.rungs[2] == Rung(0, "I stay four suppers a week", False, True)
    assert ladder.rungs[4].is_baseline
    assert (ladder.path, ladder.baseline, ladder.today) == (((4, -1), (9, 0)), -2, 0)


def test_patient_and_therapist_mark_apart() -> None:
    marks = (*SMALL.case.marks, GoalMark("g1", 2, stamp(10), Party.THERAPIST))
    page = contract_page(history(replace(SMALL.case, marks=marks)))
    assert page.sheet is not None
    ladder = page.sheet.goals[1].ladder
    assert (ladder.path, ladder.other_path, ladder.today) == (((4, -1), (9, 0)), ((10, 2),), 0)
    alone = contract_page(history(replace(SMALL.case, marks=marks[-1:])))
    assert alone.sheet is not None
    ladder = alone.sheet.goals[1].ladder
    assert (ladder.path, ladder.other_path, ladder.today) == (((10, 2),), (), 2)


def test_a_version_that_has_ended_shows_what_had_become_of_it_by_then() -> None:
    first = contract_page(SMALL, version=1).sheet
    assert first is not None
    assert first.goals[0].ladder.path == ((4, -1),)
    assert [one.session for one in first.goals[0].tasks[0].attempts] == [3]


def test_tasks_stand_under_their_goal_with_their_tries() -> None:
    page = contract_page(SMALL, version=2)
    assert page.sheet is not None
    table, gardener = page.sheet.goals
    assert [one.outcome for one in table.tasks[0].attempts] == [Outcome.PARTLY]
    assert table.tasks[0].kind == "Self-observation"
    assert gardener.tasks[0].undone_twice
    assert (gardener.tasks[0].is_new, table.tasks[0].is_new) == (True, False)


def test_new_and_changed_are_said_against_the_version_replaced() -> None:
    page = contract_page(SMALL)
    assert page.sheet is not None
    assert [(g.goal.id, g.is_new, g.is_changed) for g in page.sheet.goals] == [
        ("g3", True, False),
        ("g1", False, False),
    ]
    first = contract_page(SMALL, version=1).sheet
    assert first is not None
    assert not any(goal.is_new or goal.is_changed for goal in first.goals)


def test_the_goal_check_speaks_beneath_the_goal() -> None:
    first, *others = SMALL.case.versions
    goals = tuple(replace(one, standing=Standing.WORKED_ON) for one in first.contract.goals)
    saves = tuple(replace(one, contract=replace(one.contract, goals=goals)) for one in first.saves)
    case = replace(SMALL.case, versions=(replace(first, saves=saves), *others))
    sheet = contract_page(history(case), version=1).sheet
    assert sheet is not None
    assert "others_hands" in {flaw.quality for flaw in sheet.goals[1].flaws}


def test_it_is_silent_about_a_goal_that_rests_or_is_the_patients_own() -> None:
    page = contract_page(SMALL, version=1)
    assert page.sheet is not None
    (own,) = page.sheet.others
    assert "others_hands" in {flaw.quality for flaw in check_goal(own.goal)}
    assert own.flaws == ()
    text = contract_text(page)
    assert "Check:" not in text[text.index(own.goal.wording) :].partition("\n  Goal")[0]
    goals = json.loads(contract_json(page))["sheet"]["goals"]
    assert [one["flaws"] for one in goals if one["id"] == own.goal.id] == [[]]


def test_a_try_on_the_timeline_says_what_became_of_it() -> None:
    marks = contract_page(SMALL).timeline.marks
    tries = [one.outcome for one in marks if one.kind == "attempt"]
    assert tries == [one.outcome for one in SMALL.case.attempts]
    assert all(one.outcome is None for one in marks if one.kind != "attempt")


def test_attainment_counts_the_goals_worked_on_that_have_a_mark() -> None:
    page = contract_page(SMALL)
    assert page.sheet is not None
    assert (page.sheet.attainment, page.sheet.rated) == (50.0, 1)
    marks = (GoalMark("g1", 1, stamp(9)), GoalMark("g3", 1, stamp(9)), GoalMark("g2", 2, stamp(9)))
    both = contract_page(history(replace(SMALL.case, marks=marks))).sheet
    assert both is not None
    assert both.rated == 2
    assert both.attainment == pytest.approx(62.05, abs=0.01)
    unmarked = contract_page(history(replace(SMALL.case, marks=()))).sheet
    assert unmarked is not None
    assert (unmarked.attainment, unmarked.rated) == (None, 0)


def test_a_bare_yes_is_marked_and_one_called_so_later() -> None:
    thread = {line.number: line for line in contract_page(SMALL).thread}
    assert [thread[n].bare for n in (1, 2, 3)] == [False, True, False]
    sheet = contract_page(SMALL, version=2).sheet
    assert sheet is not None
    patient, therapist = sheet.assents
    assert (patient.bare, patient.words, patient.seen_as) == (
        True,
        "Sure, fine.",
        "as a strict aunt",
    )
    assert not therapist.bare


def test_the_thread_says_when_each_stood_why_and_what_changed() -> None:
    third, second, first = contract_page(SMALL).thread
    assert [third.sessions, second.sessions, first.sessions] == [(8, None), (5, 8), (2, 5)]
    assert first.summary == "first: 2 goals, 1 task"
    assert second.summary == "1 task new"
    assert third.summary == (
        "1 goal new, 1 dropped, 1 task dropped, promise, hopes, interval changed"
    )
    assert (third.reason, third.free) == ("The speech was never mine", 9)


def test_the_summary_counts_rewordings_and_says_where_nothing_changed() -> None:
    sheet = SMALL.case.versions[0].contract
    goal, other = sheet.goals
    reworded = replace(sheet, goals=(replace(goal, wording="Stay at the table"), other))
    weighed = replace(sheet, goals=(replace(goal, weight=3), other))
    assert change_summary(sheet, reworded) == "1 goal reworded"
    assert change_summary(sheet, weighed) == "1 goal changed"
    assert change_summary(sheet, replace(sheet, goals=(other, goal))) == "order changed"
    assert change_summary(sheet, sheet) == "nothing changed"
    assert change_summary(sheet, Contract()).startswith("2 goals dropped, 1 task dropped, purpose")


def test_the_redline_comes_with_its_reasons_and_the_sessions_between() -> None:
    red = contract_page(SMALL, compare=(1, 3)).redline
    assert red is not None
    assert red.reasons == (
        (2, "More movement before the summer"),
        (3, "The speech was never mine"),
    )
    assert red.sessions == (3, 4, 5, 6, 7, 8)
    back = contract_page(SMALL, compare=(3, 1)).redline
    assert back is not None
    assert (back.before, back.after, back.sessions) == (3, 1, red.sessions)


def test_the_timeline_runs_from_the_first_session_to_the_last() -> None:
    line = contract_page(SMALL).timeline
    assert (line.first, line.last) == (stamp(1).on, stamp(10).on)
    assert [(span.number, span.agreed) for span in line.spans if span.start < span.end] == [
        (1, True),
        (2, True),
        (3, True),
    ]
    spans = [span for span in line.spans if span.agreed]
    assert spans[0].end == spans[1].start
    assert spans[-1].end == 1.0
    kinds = [mark.kind for mark in line.marks]
    assert kinds[0] == "open strain"
    assert {kind: kinds.count(kind) for kind in sorted(set(kinds))} == {
        "assent": 3,
        "attempt": 4,
        "hindsight": 1,
        "open strain": 1,
        "proposed": 3,
        "review": 1,
        "strain": 1,
    }
    places = [mark.place for mark in line.marks]
    assert places == sorted(places)
    assert all(0 <= place <= 1 for place in places)


@given(contracts(), contracts())
@settings(max_examples=25, deadline=None)
def test_any_two_contracts_make_a_page(one: Contract, other: Contract) -> None:
    versions = (
        ContractVersion(1, (Save(1, one, stamp(1)),), steps=(StepTaken(Step.WITHDRAW, stamp(1)),)),
        ContractVersion(2, (Save(1, other, stamp(2)),), replaces=1),
    )
    page = contract_page(history(replace(SMALL.case, versions=versions)), compare=(1, 2))
    assert page.sheet is not None
    assert [line.goal for line in page.sheet.goals] == list(other.goals)
    assert page.draft == 2
