"""What became of a contract, read from a small case and from small changes to it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.contract_cases import Story, goal
from tests.contracts import small_case, stamp
from wemode.analysis.contract_course import (
    attained,
    current_level,
    is_bare,
    on_scale,
    review_in,
    undone_twice,
    was_bare,
)
from wemode.domain import (
    Assent,
    Attempt,
    Case,
    ContractReview,
    ContractVersion,
    Goal,
    GoalMark,
    Hindsight,
    Outcome,
    Party,
    Step,
    StepTaken,
)

CASE = small_case()


def assent(words: str) -> Assent:
    return Assent(Party.PATIENT, stamp(8), words, 8)


@pytest.mark.parametrize(
    "words",
    [
        "Sure, fine.",
        "Yes. Sure. Why not.",
        "ok",
        "If you like.",
        "Whatever you think",
        "All right, I suppose so.",
    ],
)
def test_a_yes_and_hardly_more_is_bare(words: str) -> None:
    assert is_bare(assent(words))


@pytest.mark.parametrize(
    "words",
    [
        "Two lines I can do, in pencil",
        "Yes, but only if the door stays as I like it",
        "Yes, and I shall tell you when it is homework again",
        "Seven. The other three are for your trouble",
        "No",
    ],
)
def test_own_words_are_not_bare(words: str) -> None:
    assert not is_bare(assent(words))


def test_a_yes_later_called_submission_counts_as_bare_and_one_called_free_does_not() -> None:
    own, polite = CASE.versions[0], CASE.versions[1]
    assert not was_bare(own)
    assert was_bare(replace(polite, hindsights=()))
    later = Hindsight(Party.PATIENT, stamp(9), "I said it for peace")
    assert was_bare(replace(own, hindsights=(later,)))
    assert was_bare(replace(own, hindsights=(replace(later, free=2),)))
    assert not was_bare(replace(polite, hindsights=(replace(later, free=8),)))
    assert not was_bare(replace(own, hindsights=(replace(later, party=Party.THERAPIST),)))


def test_undone_twice_looks_at_the_last_two_tries_only() -> None:
    assert undone_twice(CASE, "t2")
    assert not undone_twice(CASE, "t1")
    assert not undone_twice(CASE, "t9")
    assert not undone_twice(CASE.as_of(6), "t2")
    later = (*CASE.attempts, Attempt("t2", Outcome.PARTLY, stamp(9)))
    assert not undone_twice(replace(CASE, attempts=later), "t2")


def test_a_draft_beside_the_agreed_version_says_nothing_of_where_a_goal_begins() -> None:
    standing = CASE.agreed
    assert standing
    (begun, *_) = standing.saves
    goals = tuple(replace(one, baseline=-1) for one in standing.contract.goals)
    sheet = replace(standing.contract, goals=goals)
    later = replace(begun, contract=replace(sheet, goals=(*goals, Goal("g8", "x", baseline=2))))
    draft = ContractVersion(4, (replace(later, at=stamp(9)),), replaces=3)
    case = replace(CASE, versions=(*CASE.versions, draft), marks=())
    for line in standing.contract.goals:
        assert current_level(case, line.id) == line.baseline
    assert current_level(case, "g8") == 2, "it stands nowhere else"


def test_a_review_is_due_after_the_sessions_held_since_agreement_or_the_last_one() -> None:
    assert review_in(CASE) == 4 - 2
    assert review_in(CASE.as_of(3)) == 6 - 1
    assert review_in(CASE.as_of(4)) == 6, "reviewed in session 4"
    assert review_in(CASE.as_of(7)) == 6 - 1, "the missed session 6 does not count"
    looked = replace(CASE, reviews=(*CASE.reviews, ContractReview(3, stamp(10))))
    assert review_in(looked) == 4
    other = replace(CASE, reviews=(ContractReview(1, stamp(10)),))
    assert review_in(other) == 2, "a look at an older version is no look at this one"


def test_nothing_agreed_is_never_due() -> None:
    assert review_in(Case()) is None
    assert review_in(CASE.as_of(1)) is None
    given_up = replace(
        CASE.versions[2], steps=(*CASE.versions[2].steps, StepTaken(Step.WITHDRAW, stamp(10)))
    )
    assert review_in(replace(CASE, versions=(*CASE.versions[:2], given_up))) is None


def test_a_goal_stands_at_its_last_mark_else_where_it_began() -> None:
    assert current_level(CASE, "g1") == 0
    assert current_level(CASE.as_of(4), "g1") == -1
    assert current_level(CASE.as_of(3), "g1") == -2
    assert current_level(CASE, "g3") == -1
    assert current_level(CASE, "g2") is None
    assert current_level(CASE, "g9") is None


@pytest.mark.parametrize(
    ("levels", "reached"),
    [((), False), ((1,), False), ((1, 1), True), ((2,), True), ((0, 1), False), ((2, 0), False)],
)
def test_a_goal_is_attained_by_two_marks_above_or_one_far_above(
    levels: tuple[int, ...], reached: bool
) -> None:
    marks = tuple(GoalMark("g1", level, stamp(n)) for n, level in enumerate(levels, start=3))
    assert attained(replace(CASE, marks=marks), "g1") is reached


def test_marks_count_on_the_levels_on_which_they_were_made() -> None:
    old = ("a", "b", "c", "d", "e")
    new = ("aa", "bb", "cc", "dd", "ee")
    story = Story(14).agree(3, goal(levels=old)).mark(5, "g1", 2)
    case = story.agree(9, goal(levels=new)).mark(11, "g1", -1).case()
    first, second = case.versions
    assert [one.level for one in on_scale(case, first).marks_of("g1")] == [2, -1]
    assert [one.level for one in on_scale(case, second).marks_of("g1")] == [-1]
    same = story.agree(9, goal(levels=old)).mark(11, "g1", -1).case()
    assert on_scale(same, same.versions[1]) == same
    waiting = story.propose(9, goal(levels=new)).case()
    assert on_scale(waiting, waiting.versions[1]).marks == ()
    assert on_scale(waiting, waiting.versions[0]).marks == waiting.marks


@pytest.mark.parametrize(
    ("told", "undone"),
    [
        # (session, outcome, party)
        (((3, "not", "patient"), (4, "not", "therapist")), False),
        (((3, "not", "patient"), (4, "not", "therapist"), (5, "not", "therapist")), True),
        (((3, "not", "patient"), (3, "not", "patient")), True),
        (((3, "not", "patient"), (6, "not", "therapist")), True),
        (((3, "done", "patient"), (4, "not", "therapist")), False),
    ],
)
def test_a_try_noted_on_the_phone_and_told_in_the_next_session_is_one_try(
    told: tuple[tuple[int, str, str], ...], undone: bool
) -> None:
    tries = tuple(
        Attempt("t1", Outcome(outcome), stamp(session), party=Party(party))
        for session, outcome, party in told
    )
    assert undone_twice(replace(small_case(), attempts=tries), "t1") is undone
