"""The contract of the demo case: every version valid, every word where it is said to stand."""

from __future__ import annotations

import itertools
import re
import shutil
from functools import cache
from pathlib import Path

import pytest

from wemode.catalogue.demo_case import DEMO, demo_case, demo_contract_case
from wemode.domain import (
    Case,
    ContractState,
    ContractVersion,
    Party,
    SessionKind,
    Speaker,
    Step,
    Transcript,
    TurnRef,
)
from wemode.errors import BadContent
from wemode.formats.coded import read_coded

CASE = demo_contract_case()
AGREED = tuple(one for one in CASE.versions if one.agreed)
SPEAKER = {Party.PATIENT: Speaker.PATIENT, Party.THERAPIST: Speaker.THERAPIST}


@cache
def transcript(session: int) -> Transcript:
    path = demo_case().transcripts[session]
    return read_coded(path.read_text(encoding="utf-8"), path.name).transcript


def test_there_are_seven_versions_each_but_the_first_with_its_reason() -> None:
    assert [one.number for one in CASE.versions] == [1, 2, 3, 4, 5, 6, 7]
    assert [one.replaces for one in CASE.versions] == [None, 1, 2, 3, 4, 5, 6]
    assert all(one.reason for one in CASE.versions[1:])


@pytest.mark.parametrize("version", CASE.versions, ids=lambda one: f"v{one.number}")
def test_nothing_is_missing_that_a_proposal_needs(version: ContractVersion) -> None:
    assert version.missing() == ()
    assert version.contract.review_every == 8


def test_six_are_agreed_in_turn_and_the_seventh_waits() -> None:
    assert [one.agreed.session for one in AGREED if one.agreed] == [9, 13, 15, 24, 33, 41]
    assert all(one.state is ContractState.SUPERSEDED for one in CASE.versions[:5])
    for before, after in itertools.pairwise(AGREED):
        assert before.ended == after.agreed
    assert CASE.agreed is CASE.versions[5]
    assert CASE.proposed is CASE.versions[6]
    assert not CASE.versions[6].assents


def test_a_version_takes_its_place_only_when_it_is_agreed() -> None:
    for version in AGREED:
        assert version.proposed
        assert version.agreed
        before = CASE.as_of(version.agreed.session - 1)
        assert before.agreed is None or before.agreed.number == version.replaces
        assert CASE.as_of(version.agreed.session).agreed is not None


@pytest.mark.parametrize("session", range(59))
def test_the_case_can_be_looked_at_after_every_session(session: int) -> None:
    then = CASE.as_of(session)
    assert all(one.number <= session for one in then.sessions)
    stamps = [one.at for one in (*then.attempts, *then.marks, *then.reviews)]
    assert all(one.session <= session for one in stamps)
    assert sum(one.state is ContractState.AGREED for one in then.versions) == (session >= 9)


def test_everything_became_known_on_the_day_of_a_session_that_was_held() -> None:
    held = {
        one.number: one.held_on
        for one in CASE.sessions
        if one.kind in (SessionKind.HELD, SessionKind.LATE)
    }
    stamps = [one.at for one in (*CASE.attempts, *CASE.marks, *CASE.reviews)]
    for version in CASE.versions:
        stamps += [
            one.at
            for one in (*version.saves, *version.steps, *version.assents, *version.hindsights)
        ]
    assert all(held.get(one.session) == one.on for one in stamps)


def refs(case: Case) -> list[tuple[str, TurnRef]]:
    """Every turn that a line or an attempt points at, with what points and since which session."""
    found = []
    for version in case.versions:
        for save in version.saves:
            for line in (*save.contract.goals, *save.contract.tasks):
                name = f"v{version.number} {line.id}"
                assert all(one.session <= save.at.session for one in line.said), name
                found += [(name, one) for one in line.said]
    found += [(f"{one.task} in {one.at.session}", one.told) for one in case.attempts if one.told]
    return found


def test_every_turn_pointed_at_is_there_and_was_spoken() -> None:
    for name, ref in refs(CASE):
        turns = transcript(ref.session).turns
        assert ref.turn <= len(turns), name
        assert turns[ref.turn - 1].text, name


def test_attempts_are_told_by_the_patient_in_the_session_in_which_they_stand() -> None:
    for attempt in CASE.attempts:
        if attempt.told:
            assert attempt.told.session == attempt.at.session
            turn = transcript(attempt.told.session).turns[attempt.told.turn - 1]
            assert turn.speaker is Speaker.PATIENT


def test_every_assent_with_a_turn_is_quoted_from_that_turn() -> None:
    quoted = 0
    for version in CASE.versions:
        for said in (*version.assents, *version.hindsights):
            if said.turn is None:
                continue
            turn = transcript(said.at.session).turns[said.turn - 1]
            assert turn.speaker is SPEAKER[said.party]
            assert said.words in turn.text, f"v{version.number} {said.party}"
            quoted += 1
    assert quoted == 7


def test_assents_have_no_turn_only_where_there_is_no_transcript() -> None:
    for version in AGREED:
        for assent in version.assents:
            has_transcript = assent.at.session in demo_case().transcripts
            assert (assent.turn is not None) == has_transcript


def test_what_a_goal_quotes_as_its_wording_was_said_in_the_session() -> None:
    """g1, g3 and g6 were worded in a session that has a transcript."""
    for id, version in (("g1", 1), ("g3", 2), ("g3", 3), ("g6", 7)):
        goal = CASE.versions[version - 1].contract.goal(id)
        assert goal is not None
        turns = [transcript(one.session).turns[one.turn - 1].text for one in goal.said]
        assert any(goal.wording in text for text in turns), id


def test_the_second_yes_is_named_later_for_what_it_was() -> None:
    second = CASE.versions[1]
    yes, later = second.assent(Party.PATIENT), second.hindsight(Party.PATIENT)
    assert yes
    assert later
    assert (yes.words, yes.free, yes.at.session) == ("Sure, fine.", 8, 13)
    assert (later.free, later.at.session) == (2, 15)
    assert CASE.as_of(14).versions[1].hindsights == ()


def test_goal_three_goes_from_rank_to_play_under_one_id() -> None:
    history = [(one.number, goal.wording, goal.motive) for one, goal in CASE.goal_history("g3")]
    assert history[0] == (2, "Show them I can still play", "rank")
    assert history[1] == (3, "Play for nobody, badly if it comes badly", "play")
    assert {motive for _, _, motive in history[1:]} == {"play"}


def test_the_second_version_has_what_guidance_is_to_find() -> None:
    task = CASE.versions[1].contract.task("t2")
    goal = CASE.versions[1].contract.goal("g3")
    assert task
    assert goal
    assert (task.feeling, task.strength) == ("", None)
    assert (goal.levels, goal.baseline) == ((), None)


def test_every_task_agreed_but_that_one_has_its_cost_named() -> None:
    tasks = {task.id: task for one in AGREED for task in one.contract.tasks}
    assert {id for id, task in tasks.items() if not task.feeling} == {"t2"}


def test_tasks_are_tried_only_after_they_were_agreed() -> None:
    for attempt in CASE.attempts:
        before = CASE.as_of(attempt.at.session - 1)
        assert any(one.agreed for one, _ in before.task_history(attempt.task)), attempt.task


def test_goals_are_marked_only_while_they_stand_on_the_sheet() -> None:
    for mark in CASE.marks:
        agreed = CASE.as_of(mark.at.session).agreed
        assert agreed
        assert (goal := agreed.contract.goal(mark.goal))
        assert goal.levels


def test_the_february_shows_in_the_marks_and_passes() -> None:
    def lowest(session: int) -> int:
        return min(one.level for one in CASE.marks if one.at.session == session)

    assert lowest(36) == 0
    assert lowest(39) == lowest(41) == -2
    assert lowest(57) == 0


def test_a_line_that_was_dropped_keeps_its_id_to_itself() -> None:
    worded: dict[str, set[str]] = {}
    for version in CASE.versions:
        for task in version.contract.tasks:
            worded.setdefault(task.id, set()).add(task.goal)
    assert all(len(goals) == 1 for goals in worded.values())


@pytest.mark.parametrize("version", AGREED, ids=lambda one: f"v{one.number}")
def test_the_steps_of_an_agreed_version_are_those_of_the_table(version: ContractVersion) -> None:
    steps = [one.step for one in version.steps]
    assert steps[:2] == [Step.PROPOSE, Step.AGREE]
    assert steps[2:] in ([], [Step.SUPERSEDE])


def written(tmp_path: Path, old: str, new: str) -> Path:
    """The demo folder with one thing changed in the contract."""
    for name in ("case.toml", "contract.toml", "formulation.toml"):
        shutil.copy(DEMO / name, tmp_path / name)
    path = tmp_path / "contract.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('motive = "closeness"', 'motiv = "closeness"', "version 1, save 1, goal 1"),
        ('motive = "closeness"', 'motive = "No Motive"', "version 1, save 1, goal g1, goal 1"),
        ("baseline = -2", "baseline = -3", "goal g1, goal 1, baseline"),
        ("baseline = -2", 'baseline = "low"', "goal g1, goal 1, baseline"),
        ('hands = "own"', 'hands = "mine"', "version 1, save 1, goal g1"),
        ("free = 7", "free = 11", "version 1, assent 1"),
        ("free = 7", "", "version 1, assent 1"),
        ("proposed = 9", "proposed = 99", "version 1"),
        ("proposed = 9", "", "version 1"),
        ("replaces = 1", "replaces = 9", "version 2"),
        ('drop = ["t2"]', 'drop = ["t9"]', "version 3, save 1"),
        ('drop = ["t2"]', 'drop = "t2"', "version 3, save 1"),
        ('party = "patient"', 'party = "pianist"', "version 1, assent 1"),
        ('outcome = "partly"', 'outcome = "nearly"', "attempt 1"),
        ("told = [13, 14]", "told = [13]", "attempt 3"),
        ("patient = { g1 = -2 }", "patient = { g1 = -9 }", "mark 1"),
        ("patient = { g1 = -2 }", "patient = -2", "mark 1"),
        ("[[review]]\nversion = 3", "[[review]]", "review 1"),
        ("[[review]]", "[[reviews]]", "file"),
    ],
)
def test_what_does_not_fit_is_said_with_file_and_place(
    tmp_path: Path, old: str, new: str, place: str
) -> None:
    with pytest.raises(BadContent) as raised:
        demo_contract_case(written(tmp_path, old, new))
    assert any(
        re.match(rf"contract\.toml, .*{re.escape(place)}", one.where)
        or one.where == f"contract.toml, {place}"
        for one in raised.value.problems
    ), [one.where for one in raised.value.problems]
