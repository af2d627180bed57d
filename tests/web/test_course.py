"""The Course page: every lane drawn on the server, each with its figures and its words."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace
from datetime import UTC, datetime
from datetime import time as clock

import pytest
from django.test import Client

from tests.contract_cases import FIRST
from tests.course_cases import Measured, coded, stepped, whole_case
from tests.web.cast import THERAPIST
from tests.web.contract_cast import day, make_history
from wemode.analysis.cohort.expected import ExpectedCourse
from wemode.catalogue.instruments import instruments
from wemode.domain import AnswerSheet, Case, DiaryItem, DiaryPlan, LifeEvent
from wemode.store import cohort, measures, practice, read
from wemode.store.results import CaseHistory


@pytest.fixture
def case_id(case_file: object) -> str:
    return make_history()


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch, case_id: str):
    """Let the page show this case instead of the one in the file."""

    def show(case: Case) -> str:
        history = CaseHistory(case_id, "M-07", "Jorin", FIRST, case)
        monkeypatch.setattr(read, "case_history", lambda actor, case_id: history)
        return f"/case/{case_id}/course/"

    return show


def page(client: Client, place: str) -> str:
    answer = client.get(place)
    assert answer.status_code == 200
    return answer.content.decode()


def answers_of(html: str) -> dict[str, object]:
    found = re.search(r'<script id="course-answers" type="application/json">(.*?)</script>', html)
    assert found
    return json.loads(found[1])


def phq9(session: int, each: int) -> AnswerSheet:
    moment = datetime.combine(day(session), clock(9), UTC)
    answers = {f"q{n}": each for n in range(1, 9)} | {"q9": 0}
    return AnswerSheet("phq9", 1, answers, moment, moment)


def test_what_the_case_file_holds_is_drawn(client: Client, case_id: str) -> None:
    where = {"actor": THERAPIST, "case_id": case_id}
    for session, each in ((1, 2), (6, 1)):
        sheet = phq9(session, each)
        measures.answer_form(**where, sheet=sheet, session=session, on=day(session))
    plan = DiaryPlan((DiaryItem("i1", "How much I shone"), DiaryItem("i2", "How small I felt")))
    measures.plan_diary(**where, plan=plan, session=1, on=day(1))
    measures.write_day(**where, on=day(2), answers={"i1": 40, "i2": 60}, came_on=day(2))
    event = LifeEvent(day(3), "The house was sold", big=True)
    measures.write_event(**where, event=event, session=3, on=day(3))
    html = page(client, f"/case/{case_id}/course/")
    assert "PHQ-9" in html
    assert "16 → 8 (−8)" in html
    assert "The house was sold" in html
    assert "How much I shone" in html
    assert 'aria-current="page">Course</a>' in html
    then = page(client, f"/case/{case_id}/course/?as_of=1")
    assert "as it was known after session 1" in then
    assert "asked once" in then
    assert "The house was sold" not in then


def test_a_case_without_measures_says_what_to_do(client: Client, case_id: str) -> None:
    html = page(client, f"/case/{case_id}/course/")
    assert "Nothing has been measured yet" in html


def test_a_case_without_anything_has_a_page(client: Client, shown) -> None:
    html = page(client, shown(Case()))
    assert "Nothing has been measured yet" in html
    assert "co-row" not in html


def test_a_case_of_one_day_has_a_page(client: Client, shown) -> None:
    html = page(client, shown(Measured(1).phq9(1, 12).case()))
    assert "asked once" in html


def test_codes_that_are_not_drawn_are_told_together(client: Client, shown) -> None:
    html = page(client, shown(whole_case()))
    assert "no clear move:</span> wish 3 → 3 %" in html


def test_every_verdict_is_a_shape_with_a_word(client: Client, shown) -> None:
    html = page(client, shown(whole_case()))
    marks = re.findall(r'<p class="co-verdict"><svg[^>]*>(<\w+)[^<]*</svg> ([^<]+)</p>', html)
    assert len(marks) >= 10
    assert {word for _shape, word in marks} == {
        *("better", "within error", "no norm", "as it was", "more", "less", "no clear move"),
    }


def test_the_levels_out_of_step_are_one_sentence(client: Client, shown) -> None:
    html = page(client, shown(whole_case()))
    assert "Symptoms and conduct are better, relations not: the levels are out of step." in html


def test_bands_and_cutoffs_are_told_with_their_source(client: Client, shown) -> None:
    html = page(client, shown(whole_case()))
    assert html.count('class="co-band"') == 2
    assert html.count('class="co-cutoff"') == 4
    assert "Band: less than 6 points from the first score is within error (NHS Talking" in html
    (cutoff,) = instruments()["phq9"].subscales[0].cutoffs
    assert f"Dashed: 10, {cutoff.label} ({cutoff.source})." in html
    assert html.count("1–5, higher is better; no published basis</p>") == 1


def test_every_score_drawn_stands_in_the_figures_with_its_n(client: Client, shown) -> None:
    html = page(client, shown(whole_case()))
    drawn = len(re.findall(r'class="co-(?:ring|dot(?: is-plain)?)"', html)) - 3
    rows = re.findall(r'<th scope="row">(?:PHQ-9|CORE-10|IPIP self-esteem)</th>', html)
    assert drawn == len(rows) == 11
    assert re.search(r'<td><a href="/case/\w+/measures/#a1">14 Jan 2026</a></td>', html)
    assert "<td>18</td><td>9/9</td><td>moderately severe</td>" in html


def test_a_ring_is_within_error_of_the_first_score_and_a_dot_beyond(client: Client, shown) -> None:
    html = page(client, shown(Measured(9).phq9(1, 18).phq9(5, 13).phq9(9, 12).case()))
    assert html.count('class="co-ring"') == 2
    assert html.count('class="co-dot"') == 1


def test_every_cell_of_the_diary_stands_in_the_figures(client: Client, shown) -> None:
    html = page(client, shown(whole_case()))
    cells = len(re.findall(r'class="co-cell is-\d', html)) - 6
    means = re.findall(r"<td>0\.\d\d, \d of 7 days</td>", html)
    assert cells == len(means) > 90
    hatched = html.count('fill="url(#co-hatch)"') - 1
    assert hatched == len(re.findall(r"<td>too few: \d of 7 days</td>", html)) > 0
    assert html.count('class="co-peaks"') == html.count("◆")


def test_every_lane_answers_under_its_own_name(client: Client, shown) -> None:
    html = page(client, shown(whole_case()))
    said = answers_of(html)
    lanes = set(re.findall(r'data-lane="([^"]+)"', html))
    goals_without_marks = {"symptoms-g-g3"}
    assert lanes == {*said["lanes"], *said["marks"]}
    assert {id for id, entries in said["lanes"].items() if not entries} == goals_without_marks
    stops = said["stops"]
    assert [place for place, _ in stops] == sorted(place for place, _ in stops)
    assert (stops[0][0], stops[-1][0]) == (0, 1)
    last_stop, words = said["lanes"]["symptoms-m-phq9-total"][-1]
    assert words == "7, mild · 14 Oct 26"
    assert stops[last_stop][1] == "14 Oct 2026"
    assert [w for _, w in said["marks"]["sessions"] if "missed" in w] == ["session 7, missed"]


def test_what_was_typed_is_text_and_never_markup(client: Client, shown) -> None:
    bad = "<script>alert(1)</script>"
    case = Measured(30).phq9(1, 9).life(2, bad).diary(3, 40, [DiaryItem("i1", bad)]).case()
    html = page(client, shown(case))
    assert bad not in html
    assert "&lt;script&gt;" in html


def test_a_session_that_is_none_shows_the_case_as_it_is(client: Client, case_id: str) -> None:
    for odd in ("-1", "x", "", "²"):
        assert "as it was known" not in page(client, f"/case/{case_id}/course/?as_of={odd}")


def test_a_stranger_sees_nothing(stranger: Client, case_id: str) -> None:
    answer = stranger.get(f"/case/{case_id}/course/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/unlock/")


def test_a_case_that_is_none_is_not_found(client: Client, case_id: str) -> None:
    assert client.get("/case/nowhere/course/").status_code == 404


EXPECTED = ExpectedCourse(
    measure="phq9.total",
    better="lower",
    intercept=16.0,
    slope=-1.0,
    fixed_covariance=((0.1, 0.0), (0.0, 0.01)),
    random_covariance=((6.0, 0.0), (0.0, 0.2)),
    residual_variance=1.5,
    persons=57,
    followed=55,
    scores=300,
    converged=True,
)


def turn_on() -> None:
    given = replace(read.practice(THERAPIST), experimental=True)
    practice.set_practice(actor=THERAPIST, practice=given)


def test_an_expected_course_shows_only_where_the_practice_turned_it_on(
    client: Client, shown
) -> None:
    place = shown(whole_case())
    assert "Expected course" not in page(client, place)
    turn_on()
    html = page(client, place)
    assert "Off: 0 closed cases of 50" in html
    assert "co-expected" not in html


def test_the_expected_course_is_outlined_and_no_verdict(client: Client, shown) -> None:
    turn_on()
    document = EXPECTED.as_dict()
    cohort.keep_course(actor=THERAPIST, measure="phq9.total", version=1, document=document)
    html = page(client, shown(whole_case()))
    assert "The last score (7, session 40)" in html
    assert "n = 57" in html
    bands = re.findall(r'<polygon points="([^"]+)" class="co-expected', html)
    assert len(bands) == 2
    assert all(len(band.split()) == 2 * 38 for band in bands)
    section = html.split('id="expected"')[1].split("</section>")[0]
    assert "co-verdict" not in section


def test_a_long_course_is_drawn_in_good_time(client: Client, shown) -> None:
    story = Measured(300)
    for n in range(200):
        story = story.phq9(1 + n, n % 25)
    items = [DiaryItem(f"i{n}", f"Question {n}") for n in range(1, 9)]
    case = story.diary(10, 1000, items, restless=range(500, 520)).case(contract=stepped())
    place = shown(replace(case, codes=coded(range(1, 301))))
    page(client, place)
    begun = time.process_time()
    html = page(client, place)
    # 0.2 s on an idle desktop: this holds off a quadratic slip, not a busy machine.
    assert time.process_time() - begun < 1.5
    assert 'class="co-days' not in html
