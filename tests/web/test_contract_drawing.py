"""The drawings of the Contract page: the way on a ladder, and the timeline."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from wemode.domain import SCALE, Outcome
from wemode.report.contract import Ladder, Rung, Span, Timeline, TimelineMark
from wemode.web.ladder import drawn
from wemode.web.timeline import lanes

DAY, LAST = date(2026, 1, 5), date(2027, 6, 7)


def ladder(baseline: int | None, levels: list[int]) -> Ladder:
    rungs = tuple(Rung(at, f"level {at}", at == baseline, False) for at in reversed(SCALE))
    path = tuple(enumerate(levels, start=1))
    return Ladder(rungs, path, baseline, levels[-1] if levels else None)


def ways(of: Ladder) -> dict[int, str]:
    """The line on each rung, without the rung itself."""
    found = {}
    for one in drawn(of):
        _rung, *line = re.findall(r'<path d="([^"]*)"', str(one.piece))
        found[one.rung.level] = " ".join(line)
    return found


def test_a_goal_never_marked_stays_where_it_began() -> None:
    assert ways(ladder(-2, [])) == {2: "", 1: "", 0: "", -1: "", -2: "M0.0 50H100.0"}


def test_a_step_of_two_crosses_the_rung_between() -> None:
    assert ways(ladder(-1, [1])) == {
        2: "",
        1: "M50.0 50H100.0 M50.0 50V100",
        0: "M50.0 0V100",
        -1: "M0.0 50H50.0 M50.0 0V50",
        -2: "",
    }


def test_the_therapists_way_is_a_line_of_its_own_on_the_same_sessions() -> None:
    of = replace(ladder(-1, [0, 1]), other_path=((2, 0), (3, 0)))
    zero = next(str(one.piece) for one in drawn(of) if one.rung.level == 0)
    one = next(str(one.piece) for one in drawn(of) if one.rung.level == 1)
    # Four places: where it began, sessions 1, 2 and 3. The patient made no mark in session 3.
    assert '<path d="M50.0 50H75.0 M75.0 50H100.0 M50.0 50V100" class="other"/>' in zero
    assert '<path d="M25.0 50H50.0 M25.0 50V100 M50.0 0V50"/>' in zero
    assert '<path d="M50.0 50H75.0 M75.0 50H100.0 M50.0 50V100"/>' in one
    assert "other" not in one


def test_where_the_therapist_sees_it_is_named_only_where_the_two_differ() -> None:
    named = {one.rung.level: one.other for one in drawn(ladder(-1, [0, 1]))}
    assert set(named.values()) == {None}
    apart = replace(ladder(-1, [0, 1]), other_path=((2, 0), (3, 0)))
    assert {one.rung.level: one.other for one in drawn(apart)} == {**named, 0: 3}
    alike = replace(ladder(-1, [0, 1]), other_path=((2, 0), (3, 1)))
    assert {one.rung.level: one.other for one in drawn(alike)} == named


def test_without_any_level_nothing_is_drawn() -> None:
    assert set(ways(ladder(None, [])).values()) == {""}


@given(st.one_of(st.none(), st.sampled_from(SCALE)), st.lists(st.sampled_from(SCALE), max_size=20))
def test_the_way_is_whole_from_the_first_stay_to_the_last(
    baseline: int | None, levels: list[int]
) -> None:
    stays = ([] if baseline is None else [baseline]) + levels
    drawn_ways = ways(ladder(baseline, levels))
    across = sum(
        float(end) - float(start)
        for line in drawn_ways.values()
        for start, end in re.findall(r"M([\d.]+) 50H([\d.]+)", line)
    )
    down = sum(
        int(end) - int(start)
        for line in drawn_ways.values()
        for start, end in re.findall(r"M[\d.]+ (\d+)V(\d+)", line)
    )
    assert abs(across - (100 if stays else 0)) < 2
    assert down == 100 * sum(abs(b - a) for a, b in pairwise(stays))


def mark(kind: str, place: float, outcome: Outcome = Outcome.DONE) -> TimelineMark:
    told = outcome if kind == "attempt" else None
    return TimelineMark(3, DAY, kind, "words that are nobody's <b>", 1, place, told)


def test_a_try_keeps_its_shape_on_the_timeline() -> None:
    drawings = set()
    for outcome in Outcome:
        found = lanes(Timeline(DAY, LAST, (), (mark("attempt", 0.5, outcome),)))
        drawings.add(str(found[1].drawing))
    assert len(drawings) == len(Outcome)


def test_every_kind_of_mark_has_a_sign_and_no_words() -> None:
    kinds = (
        "proposed", "assent", "hindsight", "ended", "strain", "open strain", "attempt", "review",
    )  # fmt: skip
    marks = tuple(mark(kind, place / 7) for place, kind in enumerate(kinds))
    spans = (Span(1, False, 0.0, 0.1), Span(1, True, 0.1, 1.0))
    found = lanes(Timeline(DAY, LAST, spans, marks))
    assert [lane.name for lane in found] == ["Versions", "Steps", "Tries", "Strains", ""]
    html = "".join(str(lane.drawing) for lane in found)
    assert html.count('overflow="visible"') == len(kinds)
    assert "nobody" not in html
    assert html.count('class="t-number">1<') == 1


def test_nothing_is_drawn_outside_the_width() -> None:
    spans = (Span(1, True, 1.0, 1.0),)
    found = lanes(Timeline(DAY, LAST, spans, (mark("attempt", 0.0), mark("attempt", 1.0))))
    html = "".join(str(lane.drawing) for lane in found)
    assert all(0 <= float(x) <= 100 for x in re.findall(r' x="([\d.]+)%', html))


def test_a_single_day_has_no_axis() -> None:
    assert lanes(Timeline(DAY, DAY, (), ())) == ()
    assert lanes(Timeline(None, None, (), ())) == ()


def test_the_axis_names_few_months_however_long_it_is() -> None:
    for last in (date(2026, 1, 7), date(2026, 4, 1), LAST, date(2041, 1, 1)):
        *_others, axis = lanes(Timeline(DAY, last, (), ()))
        assert 1 <= str(axis.drawing).count("<text") <= 9
