"""The Course page: three levels, what happened and the diary on one axis; verdicts with a basis."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.contract_cases import FIRST, Story, day, goal
from tests.course_cases import CONTRACT, Measured, coded, stepped, whole_case
from wemode.analysis.levels import Verdict
from wemode.domain import Case, Instrument, Level, Norm, Reliability
from wemode.report.course import CoursePage, LevelPanel
from wemode.report.course_axis import BIG_LIFE, LIFE
from wemode.report.course_build import MOST_CODES, course_page
from wemode.report.page_json import page_json
from wemode.store.results import CaseHistory


def history(case: Case) -> CaseHistory:
    return CaseHistory("a1b2", "K-01", "Ada", FIRST, case)


def page_of(case: Case, upto: int | None = None) -> CoursePage:
    return course_page(history(case), upto=upto)


def panel(page: CoursePage, level: Level) -> LevelPanel:
    return next(one for one in page.levels if one.level is level)


PAGE = page_of(whole_case())
SYMPTOMS, STRUCTURE, RELATIONS = (panel(PAGE, level) for level in Level)


def test_every_lane_has_its_place_on_one_axis_of_days() -> None:
    assert PAGE.first is not None
    assert PAGE.last is not None
    days = (PAGE.last - PAGE.first).days
    placed = [(p.on, p.place) for level in PAGE.levels for m in level.measures for p in m.points]
    placed += [(p.on, p.place) for level in PAGE.levels for g in level.goals for p in g.points]
    placed += [(p.on, p.place) for p in STRUCTURE.patterns[0].points]
    placed += [
        (p.on, p.place) for level in PAGE.levels for c in level.codes for p in c.series.points
    ]
    placed += [(tick.on, tick.place) for tick in PAGE.sessions]
    placed += [(mark.on, mark.place) for mark in PAGE.timeline.marks]
    assert len(placed) > 100
    for on, place in placed:
        assert place == pytest.approx((on - PAGE.first).days / days)


def test_the_axis_holds_forms_and_diary_outside_of_the_sessions() -> None:
    case = Measured(3).phq9(1, 9).diary(2, 60).life(1, "Before", on=day(0)).case()
    page = page_of(case)
    assert page.first == day(0)
    assert page.last == day(2) + timedelta(days=59)


def test_a_measure_says_from_where_to_where_and_against_what() -> None:
    phq, core = SYMPTOMS.measures
    assert (phq.label, phq.points[0].value, phq.points[-1].value, phq.change) == (
        "PHQ-9",
        18,
        7,
        -11,
    )
    assert (phq.points[0].band, phq.points[0].answered, phq.points[0].of) == (
        "moderately severe",
        9,
        9,
    )
    assert phq.verdict is Verdict.BETTER
    assert phq.error is not None
    assert (phq.error.low, phq.error.high, phq.error.published) == (12, 24, True)
    assert "NCT05134103" in phq.basis
    assert [one.value for one in phq.cutoffs] == [10]
    assert core.verdict is Verdict.ALIKE
    assert [one.value for one in core.cutoffs] == [11, 13]


def test_without_published_constants_there_is_neither_band_nor_verdict() -> None:
    (esteem,) = STRUCTURE.measures
    assert esteem.verdict is Verdict.NO_BASIS
    assert esteem.error is None
    assert esteem.basis == "no published basis"


def test_a_form_that_was_asked_once_has_no_verdict() -> None:
    (phq,) = panel(page_of(Measured(3).phq9(1, 18).case()), Level.SYMPTOMS).measures
    assert phq.verdict is Verdict.NO_BASIS
    assert phq.basis == "asked once"


def own(reliability: float, functional: bool) -> Instrument:
    """The WSAS with figures made up for this test."""
    from wemode.catalogue.instruments import instruments

    wsas = instruments()["wsas"]
    total = replace(
        wsas.subscales[0],
        reliability=(Reliability("alpha", reliability, "Made up"),),
        norms=(Norm("Patients", 20, 8, "Made up too", functional=functional),),
    )
    return replace(wsas, subscales=(total,))


def test_a_band_from_a_reliability_is_told_as_computed_and_makes_no_verdict() -> None:
    story = Measured(5).filled(1, "wsas", [6] * 5).filled(5, "wsas", [1] * 5)
    case = replace(story.case(), own_instruments=(own(0.84, functional=False),))
    (lane,) = panel(page_of(case), Level.SYMPTOMS).measures
    assert lane.error is not None
    assert not lane.error.published
    # 1.96 · √2 · 8 · √(1 − 0.84)
    assert lane.error.difference == pytest.approx(8.870, abs=1e-3)
    assert lane.error.high == pytest.approx(38.870, abs=1e-3)
    assert "alpha 0.84 (Made up), SD 8 of Patients (Made up too)" in lane.error.source
    assert lane.verdict is Verdict.NO_BASIS


def test_the_spread_of_everybody_makes_no_band() -> None:
    story = Measured(5).filled(1, "wsas", [6] * 5).filled(5, "wsas", [1] * 5)
    case = replace(story.case(), own_instruments=(own(0.84, functional=True),))
    (lane,) = panel(page_of(case), Level.SYMPTOMS).measures
    assert lane.error is None


def test_the_band_ends_where_the_scale_ends() -> None:
    (phq,) = panel(page_of(Measured(3).phq9(1, 3).case()), Level.SYMPTOMS).measures
    assert phq.error is not None
    assert (phq.error.low, phq.error.high) == (0, 9)


def test_goals_stand_on_the_level_of_their_motive_with_both_ways() -> None:
    (play,) = STRUCTURE.goals
    assert (play.id, play.baseline, [p.value for p in play.points]) == ("g2", -1, [-1, 1, 0])
    assert [p.value for p in play.others] == [0]
    assert play.verdict is Verdict.BETTER
    (supper,) = RELATIONS.goals
    assert supper.verdict is Verdict.ALIKE
    assert supper.others == ()
    (sleep,) = SYMPTOMS.goals
    assert (sleep.points, sleep.verdict) == ((), None)


def test_a_shared_pattern_stands_on_structure_alone() -> None:
    (pattern,) = STRUCTURE.patterns
    assert ([p.value for p in pattern.points], pattern.line) == ([1, 3, 7], 6)
    assert pattern.verdict is Verdict.BETTER
    assert SYMPTOMS.patterns == RELATIONS.patterns == ()


def test_few_codes_are_drawn_and_the_others_are_told() -> None:
    drawn = [one.series.code for one in STRUCTURE.codes]
    assert drawn == ["p.grandiose", "p.shame", "p.names_feeling"]
    assert [one.id for one in STRUCTURE.further] == ["p.wish"]
    assert len(drawn) <= MOST_CODES
    assert [one.sign and one.sign.verdict for one in STRUCTURE.codes] == [
        Verdict.LESS,
        Verdict.MORE,
        Verdict.ALIKE,
    ]
    for one in STRUCTURE.codes:
        assert max(point.high for point in one.series.points) <= one.top


def test_codes_of_few_sessions_have_no_comparison() -> None:
    case = Measured(3).case(codes=coded((1, 2)))
    codes = panel(page_of(case), Level.STRUCTURE).codes
    assert codes
    assert all(one.sign is None for one in codes)


def test_the_tally_counts_partial_change_and_no_codes() -> None:
    assert SYMPTOMS.tally == ((Verdict.BETTER, 1), (Verdict.ALIKE, 1))
    assert STRUCTURE.tally == ((Verdict.BETTER, 2), (Verdict.NO_BASIS, 1))
    assert RELATIONS.tally == ((Verdict.ALIKE, 1),)


def test_a_form_that_was_asked_once_is_not_told_to_have_no_norm() -> None:
    once = panel(page_of(Measured(3).phq9(1, 9).case()), Level.SYMPTOMS)
    assert [len(one.points) for one in once.measures] == [1]
    assert once.tally == ()


def test_levels_out_of_step_are_named() -> None:
    assert PAGE.out_of_step == ("Relations",)
    assert page_of(whole_case(), upto=12).out_of_step == ()


def test_what_happened_has_life_and_strains_entered_by_hand() -> None:
    marks = [(one.kind, one.session, one.label) for one in PAGE.timeline.marks]
    assert (BIG_LIFE, 15, "My father fell ill") in marks
    assert (LIFE, 28, "A new flat") in marks
    assert ("open strain", 12, "2 strains, 1 left open") in marks
    assert ("strain", 18, "strain, withdrawal: partly repaired") in marks
    days = [one.on for one in PAGE.timeline.marks]
    assert days == sorted(days)


def test_a_version_that_holds_reaches_the_end_of_the_longer_axis() -> None:
    case = Measured(6).diary(2, 120).case(contract=Story(6).agree(3, goal()).case())
    page = page_of(case)
    span = next(one for one in page.timeline.spans if one.agreed)
    assert page.first is not None
    assert page.last is not None
    assert span.end == 1.0
    assert span.start == pytest.approx((day(3) - page.first).days / (page.last - page.first).days)


def test_a_version_that_was_withdrawn_ends_on_its_day() -> None:
    contract = Story(6).agree(3, goal()).withdraw(6).case()
    page = page_of(Measured(6).diary(2, 120).case(contract=contract))
    span = next(one for one in page.timeline.spans if one.agreed)
    assert page.first is not None
    assert page.last is not None
    assert span.end == pytest.approx((day(6) - page.first).days / (page.last - page.first).days)


@pytest.mark.parametrize("session", [0, 1, 5, 12, 20, 39])
def test_as_of_a_session_nothing_later_is_drawn(session: int) -> None:
    page = page_of(whole_case(), upto=session)
    assert page.upto == session
    known = [p.session for one in page.levels for m in one.measures for p in m.points]
    known += [p.session for one in page.levels for g in one.goals for p in g.points]
    known += [p.session for one in page.levels for h in one.patterns for p in h.points]
    known += [p.session for one in page.levels for c in one.codes for p in c.series.points]
    known += [mark.session for mark in page.timeline.marks]
    known += [tick.number for tick in page.sessions]
    assert all(number <= session for number in known)
    if page.diary:
        assert page.diary.days <= 7 * (session - 9)


def test_a_form_that_was_struck_out_is_not_read() -> None:
    case = Measured(6).phq9(1, 18).phq9(6, 3).struck_out("a2", 6).case()
    (phq,) = panel(page_of(case), Level.SYMPTOMS).measures
    assert [point.sheet for point in phq.points] == ["a1"]


def test_a_form_of_another_version_is_named_and_not_scored() -> None:
    case = Measured(3).phq9(1, 18).case()
    sheet = case.sheets[0]
    writing = replace(sheet.writings[0], value=replace(sheet.value, version=9))
    page = page_of(replace(case, sheets=(replace(sheet, writings=(writing,)),)))
    assert page.unread == ("PHQ-9",)
    assert not page.is_measured


def test_a_goal_of_no_known_motive_is_named() -> None:
    contract = Story(3).agree(2, goal("g1", "")).case()
    assert page_of(Measured(3).case(contract=contract)).unplaced == (
        "Stay at the table until everybody has eaten, g1",
    )


def test_an_empty_case_and_a_case_of_one_day_have_a_page() -> None:
    empty = page_of(Case())
    assert (empty.first, empty.levels, empty.diary) == (None, (), None)
    one_day = page_of(Measured(1).phq9(1, 4).case())
    assert one_day.first == one_day.last == day(1)
    assert [m.points[0].place for m in one_day.levels[0].measures] == [0.0]


def test_the_page_is_json_without_names_or_ids_of_the_case_file() -> None:
    document = json.loads(page_json(PAGE))
    assert "first_name" not in document
    assert "case_id" not in document
    assert document["levels"][0]["measures"][0]["verdict"] == "better"
    assert document["diary"]["weeks"][0]["monday"] == "2026-03-16"
    assert date.fromisoformat(document["first"]) == PAGE.first


def test_only_the_contract_that_was_agreed_speaks() -> None:
    story = Story(6).agree(3, goal("g1", "closeness")).mark(4, "g1", 1)
    both = story.draft(5, goal("g1", "closeness"), goal("g9", "play")).case()
    page = page_of(Measured(6).case(contract=both))
    assert panel(page, Level.STRUCTURE).goals == ()
    assert [one.id for one in panel(page, Level.RELATIONS).goals] == ["g1"]
    assert CONTRACT.agreed
    assert stepped().agreed
