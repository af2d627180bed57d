"""A contract refuses to exist invalid, and says of every field what is wrong."""

from __future__ import annotations

import pytest

from wemode.domain import Contract, Goal, Hands, Standing, Task, TurnRef
from wemode.domain.goal import sign
from wemode.errors import Unfit

FULL = Contract(
    purpose="To sit beside somebody while it is not yet good.",
    goals=(Goal("g1", "Stay in the room after the knock."),),
    cannot_promise="No cure.",
    therapist_part="I ask what it costs.",
    patient_part="I try, and say how it went.",
)


def fields(error: pytest.ExceptionInfo[Unfit]) -> list[str]:
    return [problem.field for problem in error.value.problems]


def goal(*levels: str, **changed: object) -> Goal:
    return Goal("g1", "Stay.", levels=levels, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("made", "field"),
    [
        (lambda: Goal("g1", "   "), "g1.wording"),
        (lambda: Goal("g1", "a" * 10_000), "g1.wording"),
        (lambda: Goal("g1", "a\0b"), "g1.wording"),
        (lambda: Goal("g1", "Stay.", seen_by="b" * 401), "g1.seen_by"),
        (lambda: Goal("g1", "Stay.", obstacle="b" * 401), "g1.obstacle"),
        (lambda: Goal("g1", "Stay.", motive="Not One"), "g1.motive"),
        (lambda: Goal("g1", "Stay.", baseline=3), "g1.baseline"),
        (lambda: Goal("g1", "Stay.", weight=0), "g1.weight"),
        (lambda: Goal("1", "Stay."), "goals"),
        (lambda: Goal("t1", "Stay."), "goals"),
        (lambda: goal("one", "two"), "g1.levels"),
        (lambda: goal("a", "b", "c", "d", "e" * 401), "g1.levels.2"),
        (lambda: goal("a", "b", "B", "", ""), "g1.levels.0"),
        (lambda: Task("t1", "", "g1"), "t1.wording"),
        (lambda: Task("t1", "Try.", ""), "t1.goal"),
        (lambda: Task("t1", "Try.", "g1", strength=11), "t1.strength"),
        (lambda: Task("t1", "Try.", "g1", kind="no kind"), "t1.kind"),
        (lambda: Task("t1", "Try.", "g1", feeling="c" * 401), "t1.feeling"),
        (lambda: Task("g1", "Try.", "g1"), "tasks"),
        (lambda: Contract(purpose="d" * 401), "purpose"),
        (lambda: Contract(hopes="d" * 2_001), "hopes"),
        (lambda: Contract(review_every=0), "review_every"),
        (lambda: Contract(goals=(Goal("g1", "a"), Goal("g1", "b"))), "g1"),
        (lambda: Contract(tasks=(Task("t1", "Try.", "g7"),)), "t1.goal"),
        (lambda: Contract(goals=tuple(Goal(f"g{n}", "a") for n in range(1, 32))), "goals"),
    ],
)
def test_the_field_that_does_not_fit_is_named(made, field: str) -> None:
    with pytest.raises(Unfit) as error:
        made()
    assert fields(error) == [field]


def test_every_field_that_does_not_fit_is_named_at_once() -> None:
    with pytest.raises(Unfit) as error:
        Goal("g2", "", baseline=9, weight=11, seen_by="x" * 500)
    assert fields(error) == ["g2.wording", "g2.seen_by", "g2.baseline", "g2.weight"]


def test_no_problem_quotes_what_was_written() -> None:
    secret = "the knock " * 60
    with pytest.raises(Unfit) as error:
        Goal("g1", secret)
    assert "knock" not in str(error.value)


@pytest.mark.parametrize(
    ("levels", "out_of_order"),
    [
        (("5 evenings", "4 evenings", "3 evenings", "2 evenings", "1 evening"), []),
        (("1 evening", "2 evenings", "3 evenings", "4 evenings", "5 evenings"), []),
        (("5 evenings", "3 evenings", "4 evenings", "2 evenings", "1 evening"), ["g1.levels.0"]),
        (("once a week", "three a week", "two a week", "four a week", ""), ["g1.levels.0"]),
        (("leave after 5 minutes", "", "stay 10 minutes", "stay 8 minutes", ""), ["g1.levels.1"]),
        # Other things are counted, or several: nobody can say which way they go.
        (("5 minutes", "30 minutes", "1 hour", "2 hours", "an evening"), []),
        (("1 of 7 days, 5 minutes", "2 of 7 days, 4 minutes", "3 of 7, 1 minute", "", ""), []),
        (("shut the door", "door ajar", "door open", "in the room", "at the table"), []),
        (("5 evenings", "3 evenings", "", "", ""), []),
    ],
)
def test_levels_that_count_one_thing_go_one_way(levels, out_of_order: list[str]) -> None:
    if not out_of_order:
        assert goal(*levels).levels == levels
        return
    with pytest.raises(Unfit) as error:
        goal(*levels)
    assert fields(error) == out_of_order


def test_a_level_is_read_by_its_number() -> None:
    stay = goal("a", "b", "", "d", "e")
    assert [stay.level(at) for at in (-2, 0, 2)] == ["a", "", "e"]
    assert Goal("g1", "Stay.").level(-2) == ""
    assert [sign(at) for at in (-2, 0, 1)] == ["−2", "0", "+1"]


def test_what_is_missing_before_it_can_be_proposed() -> None:
    assert FULL.missing() == ()
    assert [problem.field for problem in Contract().missing()] == [
        "purpose",
        "cannot_promise",
        "therapist_part",
        "patient_part",
        "goals",
    ]


def test_a_goal_that_rests_is_none_to_work_on() -> None:
    resting = Goal("g1", "Sleep.", standing=Standing.RESTS)
    his_own = Goal("g2", "Hollern again.", standing=Standing.PATIENTS_OWN, hands=Hands.OTHERS)
    contract = Contract(goals=(resting, his_own))
    assert contract.worked_on == ()
    assert "goals" in [problem.field for problem in contract.missing()]


def test_lines_are_found_by_their_id() -> None:
    task = Task("t4", "Say it aloud.", "g1")
    contract = Contract(goals=FULL.goals, tasks=(task,))
    assert contract.goal("g1") is FULL.goals[0]
    assert contract.goal("g2") is None
    assert contract.task("t4") is task
    assert contract.tasks_of("g1") == (task,)


def test_a_reference_to_a_turn_counts_from_one() -> None:
    with pytest.raises(ValueError, match="count from 1"):
        TurnRef(0, 4)
