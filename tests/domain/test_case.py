"""A case as of a session: what stood, what was tried, nothing later."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wemode.domain import (
    Attempt,
    Case,
    ContractReview,
    ContractState,
    GoalMark,
    Outcome,
    Party,
    Session,
    SessionStrains,
    Stamp,
)
from wemode.errors import Unfit

FIRST = date(2025, 5, 7)


def stamp(session: int) -> Stamp:
    return Stamp(session, FIRST + timedelta(weeks=session))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A case with attempts, marks, reviews and strains over up to twelve sessions."""
    last = draw(st.integers(1, 12))
    when = st.integers(0, last).map(stamp)

    def some(one):
        return tuple(sorted(draw(st.lists(one, max_size=6)), key=lambda event: event.at.session))

    strains = draw(st.sets(st.integers(1, last)))
    return Case(
        sessions=tuple(Session(n, stamp(n).on) for n in range(1, last + 1)),
        attempts=some(st.builds(Attempt, st.just("t1"), st.sampled_from(Outcome), when)),
        marks=some(st.builds(GoalMark, st.just("g1"), st.integers(-2, 2), when)),
        reviews=some(st.builds(ContractReview, st.just(1), when)),
        strains=tuple(SessionStrains(n, 2, 1) for n in sorted(strains)),
    )


@given(cases(), st.integers(0, 13), st.integers(0, 13))
def test_looking_back_twice_is_looking_back_to_the_earlier(case: Case, a: int, b: int) -> None:
    assert case.as_of(a).as_of(b) == case.as_of(min(a, b)).as_of(b)
    seen = case.as_of(a)
    dated = (*seen.attempts, *seen.marks, *seen.reviews)
    assert all(one.at.session <= a for one in dated)
    assert all(one.number <= a for one in seen.sessions)
    assert all(one.session <= a for one in seen.strains)
    assert seen.upto == a


@given(cases())
def test_as_of_the_last_session_all_is_known(case: Case) -> None:
    seen = case.as_of(case.last_session)
    assert (seen.attempts, seen.marks, seen.reviews) == (case.attempts, case.marks, case.reviews)


@pytest.mark.parametrize(
    ("made", "fields"),
    [
        (lambda: Attempt("", Outcome.DONE, stamp(1)), ["task"]),
        (
            lambda: Attempt("t1", Outcome.DONE, stamp(1), "x" * 401, 11, "y" * 401, "z" * 401),
            ["feeling", "showed", "next_step", "strength"],
        ),
        (lambda: GoalMark("t1", 3, stamp(1)), ["goal", "level"]),
        (lambda: ContractReview(1, stamp(1), "x" * 401), ["words"]),
    ],
)
def test_the_field_that_does_not_fit_is_named(made, fields: list[str]) -> None:
    with pytest.raises(Unfit) as error:
        made()
    assert [problem.field for problem in error.value.problems] == fields


def test_marks_are_read_by_goal_and_by_party() -> None:
    mine = GoalMark("g1", 0, stamp(3))
    hers = GoalMark("g1", 1, stamp(3), Party.THERAPIST)
    case = Case(marks=(mine, hers, GoalMark("g2", 2, stamp(4))))
    assert case.marks_of("g1") == (mine, hers)
    assert case.marks_of("g1", Party.THERAPIST) == (hers,)


def test_a_case_without_versions_has_no_contract() -> None:
    empty = Case()
    assert (empty.agreed, empty.proposed, empty.draft, empty.standing) == (None,) * 4
    assert empty.version(1) is None
    assert empty.last_session == 0


def test_lines_have_a_history_through_the_versions() -> None:
    from tests.domain.test_version import agreed, save
    from wemode.domain import ContractVersion

    first, second = agreed(9), ContractVersion(2, (save(13, wording="Stay ten minutes."),), 1)
    case = Case(versions=(first, second))
    history = [(version.number, goal.wording) for version, goal in case.goal_history("g1")]
    assert history == [(1, "Stay in the room."), (2, "Stay ten minutes.")]
    assert case.goal_history("g9") == ()
    assert case.task_history("t1") == ()
    assert case.standing is first
    assert case.draft is second
    assert case.as_of(12).draft is None
    assert case.as_of(8).standing is not None
    assert case.as_of(8).standing.state is ContractState.PROPOSED  # type: ignore[union-attr]
