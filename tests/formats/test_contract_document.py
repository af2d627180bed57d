"""A contract as a document and back; what a document gets wrong is said field by field."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wemode.domain import Contract, Goal, Hands, Standing, Task, TurnRef, Where
from wemode.errors import Unfit
from wemode.formats.contract import contract_document, read_contract

WORDS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=30)
MAYBE = st.just("") | WORDS
TURNS = st.lists(st.builds(TurnRef, st.integers(1, 60), st.integers(1, 400)), max_size=3)


@st.composite
def contracts(draw: st.DrawFn) -> Contract:
    """Any contract: goals with or without levels, tasks under any of them."""
    goals = tuple(draw(goals_numbered(n)) for n in range(1, draw(st.integers(1, 4)) + 1))
    among = st.sampled_from([goal.id for goal in goals])
    tasks = tuple(draw(tasks_numbered(n, among)) for n in range(1, draw(st.integers(0, 4)) + 1))
    prose = {
        part: draw(MAYBE)
        for part in ("purpose", "can_promise", "cannot_promise", "hopes", "patient_part")
    }
    return Contract(goals=goals, tasks=tasks, review_every=draw(st.integers(1, 52)), **prose)


def goals_numbered(number: int) -> st.SearchStrategy[Goal]:
    marks = st.sampled_from(["", "a", "b"])
    levels = st.tuples(*(marks.map(lambda m, n=n: m and f"{m}{'x' * n}") for n in range(5)))
    return st.builds(
        Goal,
        id=st.just(f"g{number}"),
        wording=WORDS,
        motive=st.sampled_from(["", "play", "care_given"]),
        levels=st.just(()) | levels.filter(any),
        baseline=st.none() | st.integers(-2, 2),
        weight=st.integers(1, 10),
        seen_by=MAYBE,
        hands=st.none() | st.sampled_from(Hands),
        obstacle=MAYBE,
        standing=st.sampled_from(Standing),
        said=TURNS.map(tuple),
    )


def tasks_numbered(number: int, goals: st.SearchStrategy[str]) -> st.SearchStrategy[Task]:
    return st.builds(
        Task,
        id=st.just(f"t{number}"),
        wording=WORDS,
        goal=goals,
        kind=st.sampled_from(["", "experiment"]),
        where=st.sampled_from(Where),
        feeling=MAYBE,
        strength=st.none() | st.integers(0, 10),
        dreaded=MAYBE,
        other_view=MAYBE,
        said=TURNS.map(tuple),
    )


@given(contracts())
def test_there_and_back(contract: Contract) -> None:
    document = json.loads(json.dumps(contract_document(contract)))
    assert read_contract(document) == contract


def test_an_empty_document_is_an_empty_contract() -> None:
    assert read_contract({}) == Contract()


def test_every_field_that_does_not_fit_is_named_at_once() -> None:
    document = {
        "purpose": 7,
        "review_every": "often",
        "goals": [
            {"id": "g1", "wording": ""},
            {"id": "g2", "wording": "Stay.", "levels": {"3": "far"}, "hands": "nobody's"},
            {"id": "g3", "wording": "Stay.", "baseline": True, "said": [[1]]},
        ],
        "tasks": [{"id": "t1", "wording": "Try.", "goal": "g1", "strength": 3.5}, "no table"],
    }
    with pytest.raises(Unfit) as error:
        read_contract(document)
    fields = [problem.field for problem in error.value.problems]
    assert sorted(fields) == sorted(
        [
            "purpose",
            "review_every",
            "g1.wording",
            "g2.levels",
            "g2.hands",
            "g3.baseline",
            "g3.said",
            "tasks",
        ]
    )


def test_no_problem_quotes_the_document() -> None:
    with pytest.raises(Unfit) as error:
        read_contract({"goals": [{"id": "g1", "wording": "Stay.", "hands": "her secret"}]})
    assert "secret" not in str(error.value)
