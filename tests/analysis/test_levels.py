"""The three levels: what moved, held against what, and which are out of step."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.guidance.told import Told
from wemode.analysis.levels import (
    LevelCourse,
    Measure,
    MeasurePoint,
    Sign,
    Verdict,
    instruments_of,
    level_courses,
    measures,
    out_of_step,
)
from wemode.catalogue.instruments import instruments
from wemode.domain import Case, Instrument, Level, ReliableChange


def told(*lines: str, sessions: int = 20) -> Case:
    return Told(sessions).told(lines).case()


def course(case: Case, level: Level) -> LevelCourse:
    return next(one for one in level_courses(case) if one.level is level)


def sign(case: Case, id: str) -> Sign:
    return next(one for of in level_courses(case) for one in of.signs if one.id == id)


@pytest.mark.parametrize(
    ("last", "verdict"),
    [(18, Verdict.ALIKE), (13, Verdict.ALIKE), (12, Verdict.BETTER), (24, Verdict.WORSE)],
)
def test_six_points_of_phq9_are_more_than_error_and_five_are_not(
    last: int, verdict: Verdict
) -> None:
    found = sign(told("1: PHQ-9 at 18", f"9: PHQ-9 at {last}"), "phq9.total")
    assert (found.first, found.last, found.n, found.verdict) == (18, last, 2, verdict)
    assert found.evidence == ("a1", "a2")
    assert "6 points" in found.basis


def test_a_difference_met_but_for_rounding_counts_as_met() -> None:
    phq9 = instruments()["phq9"]
    half = ReliableChange(difference=0.5, source="made up")
    score = replace(phq9.subscales[0], reliable_change=half)
    points = [MeasurePoint("a1", date(2026, 1, 5), 1, value, 9, 9, "") for value in (1.4, 0.9)]
    assert points[0].value - points[1].value < 0.5
    assert Measure(phq9, score, tuple(points)).verdict(*points) is Verdict.BETTER


def test_another_list_of_own_problems_is_another_measure() -> None:
    pq = instruments()["pq"]
    points = [
        MeasurePoint("a1", date(2026, 1, 5), 1, 6, 2, 2, "", ("o1", "o2")),
        MeasurePoint("a2", date(2026, 2, 5), 5, 2, 2, 2, "", ("o1", "o2")),
        MeasurePoint("a3", date(2026, 3, 5), 9, 5, 2, 2, "", ("o1", "o3")),
    ]
    alike = Measure(pq, pq.subscales[0], tuple(points[:2]))
    assert alike.verdict(*points[:2]) is Verdict.BETTER
    whole = Measure(pq, pq.subscales[0], tuple(points))
    assert whole.verdict(points[0], points[2]) is Verdict.NO_BASIS
    assert whole.best is points[2]
    assert not whole.is_lost


def test_asked_once_it_says_nothing() -> None:
    case = told("1: PHQ-9 at 18")
    assert sign(case, "phq9.total").verdict is Verdict.NO_BASIS
    assert course(case, Level.SYMPTOMS).verdict is Verdict.NO_BASIS


def test_a_score_without_published_constants_moves_without_a_verdict() -> None:
    case = told("1: every answer on epistemic trust at 2")
    esteem = "every answer on self-esteem at"
    later = Told(20).told([f"1: {esteem} 1", f"9: {esteem} 5"])
    found = [one for one in measures(later.case()) if one.instrument.id == "ipip_self_esteem"]
    assert len(found[0].points) == 2
    assert sign(later.case(), found[0].id).verdict is Verdict.NO_BASIS
    assert sign(later.case(), found[0].id).basis == "no published basis"
    assert out_of_step(level_courses(case)) == ()


def test_a_level_is_better_where_something_is_and_nothing_is_worse() -> None:
    better = ("1: PHQ-9 at 18", "9: PHQ-9 at 6")
    assert course(told(*better), Level.SYMPTOMS).verdict is Verdict.BETTER
    mixed = told(*better, "1: GAD-7 at 4", "9: GAD-7 at 12")
    assert course(mixed, Level.SYMPTOMS).verdict is Verdict.ALIKE
    assert sign(mixed, "gad7.total").verdict is Verdict.WORSE


def test_a_goal_speaks_to_the_level_of_its_motive_from_where_it_began() -> None:
    case = told("2: agreed on g1; g2 (rank)", "5: g1 marked +1", "5: g2 marked −2")
    closeness, rank = sign(case, "g1"), sign(case, "g2")
    assert (closeness.level, closeness.verdict) == (Level.RELATIONS, Verdict.BETTER)
    assert (rank.level, rank.verdict) == (Level.STRUCTURE, Verdict.WORSE)
    assert (closeness.first, closeness.last) == (-1, 1)


def test_a_pattern_is_better_once_it_is_seen_as_a_view() -> None:
    lines = ("8: told as memory: e1", "8: pattern p1 is drafted: wish e1")
    held = (*lines, "9: pattern p1 is held at 1 of 10 as a view")
    assert sign(told(*held, "12: pattern p1 is held at 7 of 10 as a view"), "p1").verdict is (
        Verdict.BETTER
    )
    assert sign(told(*held, "12: pattern p1 is held at 4 of 10 as a view"), "p1").verdict is (
        Verdict.ALIKE
    )


def test_codes_move_without_better_or_worse_and_only_beyond_chance() -> None:
    few = "a transcript of 80 turns each, codes p.joint 2"
    many = "a transcript of 80 turns each, codes p.joint 30"
    case = told(f"1: {few}", f"2: {few}", f"9: {many}", f"10: {many}")
    found = sign(case, "p.joint")
    assert (found.verdict, found.n) == (Verdict.MORE, 320)
    assert course(case, Level.RELATIONS).verdict is Verdict.NO_BASIS
    same = told(f"1: {few}", f"2: {few}", f"9: {few}", f"10: {few}")
    assert sign(same, "p.joint").verdict is Verdict.ALIKE
    assert course(same, Level.RELATIONS).verdict is Verdict.NO_BASIS
    better = told(
        "1: PHQ-9 at 18", f"1: {few}", f"2: {few}", f"9: {few}", f"10: {few}", "9: PHQ-9 at 3"
    )
    assert out_of_step(level_courses(better)) == ()


def test_too_few_sessions_with_words_say_nothing_of_codes() -> None:
    few = "a transcript of 80 turns each, codes p.joint 2"
    case = told(f"1: {few}", f"2: {few}", f"9: {few}")
    assert all(not of.signs for of in level_courses(case))


def test_levels_are_out_of_step_only_where_something_tells_of_them() -> None:
    better = ("1: PHQ-9 at 18", "2: agreed on g1", "9: PHQ-9 at 6")
    assert out_of_step(level_courses(told(*better))) == ()
    assert out_of_step(level_courses(told(*better, "9: g1 marked −1"))) == (Level.RELATIONS,)
    assert out_of_step(level_courses(told(*better, "9: g1 marked 0"))) == ()


def test_nothing_known_later_is_looked_at() -> None:
    case = told("1: PHQ-9 at 18", "9: PHQ-9 at 6")
    assert len(measures(case.as_of(8))[0].points) == 1


def test_the_own_instruments_of_the_practice_are_read_too() -> None:
    own = Instrument(
        **{
            name: getattr(instruments()["phq9"], name)
            for name in Instrument.__dataclass_fields__
            if name != "id"
        },
        id="own_form",
    )
    assert set(instruments_of(Case(own_instruments=(own,)))) == {*instruments(), "own_form"}
