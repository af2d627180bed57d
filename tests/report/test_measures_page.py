"""Measures and diary as page values and as text: due days, scores with n, verdicts, raw answers."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wemode.analysis.levels import Verdict
from wemode.catalogue.instruments import instruments
from wemode.domain import (
    AnswerSheet,
    Case,
    DiaryEntry,
    DiaryItem,
    DiaryPlan,
    DiaryScale,
    FormPlan,
    OwnItem,
    Party,
    PlannedForm,
    Record,
    RiskResponse,
    Session,
    Stamp,
)
from wemode.domain.record import Written
from wemode.report.measures import next_on
from wemode.report.measures_build import last_finished, measures_page, responses
from wemode.report.measures_diary import COUNTED, diary_page
from wemode.report.measures_risk import RiskPrompt
from wemode.report.measures_text import measures_text
from wemode.report.page_json import page_json
from wemode.store.results import CaseHistory

TODAY = date(2026, 6, 1)
START = date(2026, 3, 2)


def at(session: int) -> Stamp:
    return Stamp(session, START + timedelta(days=7 * session), "therapist")


def sheet(
    id: str,
    on: date,
    answers: dict[str, int],
    instrument: str = "phq9",
    session: int = 1,
    **more: object,
) -> Record[AnswerSheet]:
    moment = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    given = AnswerSheet(instrument, 1, answers, moment, moment, **more)  # type: ignore[arg-type]
    return Record(id, (Written(given, at(session)),))


def phq9(value: int, ninth: int = 0) -> dict[str, int]:
    return {f"q{n}": value for n in range(1, 9)} | {"q9": ninth}


def plan(*forms: PlannedForm) -> Record[FormPlan]:
    return Record("f1", (Written(FormPlan(forms), at(0)),))


def history(**parts: object) -> CaseHistory:
    sessions = tuple(Session(n, at(n).on) for n in range(1, 5))
    case = Case(sessions=sessions, **parts)  # type: ignore[arg-type]
    return CaseHistory("abc", "M-07", "Jorin", START, case)


@given(
    first=st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    every=st.integers(0, 366),
    last=st.none() | st.dates(date(2025, 1, 1), date(2028, 1, 1)),
)
def test_a_form_is_due_from_its_day_on_and_then_after_its_pause(
    first: date, every: int, last: date | None
) -> None:
    due = next_on(PlannedForm("phq9", first, every), last)
    if last is None or last < first:
        assert due == first
    elif every == 0:
        assert due is None
    else:
        assert due is not None
        assert (due - last).days == every


def test_what_waits_stands_first_then_what_is_asked_then_what_was() -> None:
    known = history(
        forms=plan(
            PlannedForm("gad7", TODAY + timedelta(days=9), 7), PlannedForm("phq9", START, 7)
        ),
        sheets=(sheet("a1", START, {"q1": 1}, "core10"),),
    )
    page = measures_page(known, instruments(), today=TODAY)
    assert [one.instrument for one in page.lines] == ["phq9", "gad7", "core10"]
    assert [one.instrument for one in page.due] == ["phq9"]
    assert page.line("phq9").due_on == START  # type: ignore[union-attr]
    assert page.line("core10").planned is None  # type: ignore[union-attr]
    assert "phq9" not in [one.instrument for one in page.offered]


def test_only_what_the_patient_finished_counts_as_answered() -> None:
    case = history(
        sheets=(
            sheet("a1", START, phq9(1)),
            sheet("a2", START + timedelta(days=5), {"q1": 1}, finished=False),
            sheet("a3", START + timedelta(days=9), phq9(1), by=Party.THERAPIST),
        )
    ).case
    assert last_finished(case, "phq9") == START
    assert last_finished(case, "gad7") is None


def test_scores_carry_n_band_and_a_verdict_with_its_source() -> None:
    known = history(sheets=(sheet("a1", START, phq9(2)), sheet("a2", TODAY, phq9(1))))
    (line,) = measures_page(known, instruments(), today=TODAY).answered
    (score,) = line.scores
    assert (score.first.value, score.last.value, score.change) == (16, 8, -8)
    assert score.verdict is Verdict.BETTER
    assert score.basis.startswith("reliable from 6 points on (")
    assert [one.id for one in line.sheets] == ["a2", "a1"]
    latest = line.sheets[0].scores[0]
    assert (latest.value, latest.answered, latest.of, latest.band) == (8, 9, 9, "mild")


def test_one_filling_has_no_verdict_and_says_no_basis() -> None:
    (line,) = measures_page(
        history(sheets=(sheet("a1", START, phq9(2)),)), instruments(), today=TODAY
    ).answered
    assert (line.scores[0].verdict, line.scores[0].basis) == (Verdict.NO_BASIS, "")


def test_raw_answers_stand_in_the_order_of_the_form_with_their_words() -> None:
    known = history(sheets=(sheet("a1", START, {"q9": 1, "q2": 3}),))
    (filling,) = measures_page(known, instruments(), today=TODAY).lines[0].sheets
    assert [(one.item, one.value, one.label, one.endorsed) for one in filling.answers] == [
        ("q2", 3, "Nearly every day", False),
        ("q9", 1, "Several days", True),
    ]
    assert filling.endorsed
    assert filling.scores[0].value is None


def test_another_version_is_shown_raw_and_not_scored() -> None:
    one = sheet("a1", START, {"q1": 9})
    old = AnswerSheet("phq9", 7, {"q1": 9}, one.value.begun_at, one.value.answered_at)
    known = history(sheets=(Record("a1", (Written(old, at(1)),)),))
    (line,) = measures_page(known, instruments(), today=TODAY).lines
    assert (line.scores, line.sheets[0].scored, line.sheets[0].scores) == ((), False, ())
    assert line.sheets[0].answers[0].value == 9


def test_own_items_are_read_with_the_words_they_were_asked_in() -> None:
    first = PlannedForm("pq", START, 7, (OwnItem("o1", "I go quiet."),))
    later = PlannedForm("pq", START, 7, (OwnItem("o1", "I go quiet."), OwnItem("o2", "I envy.")))
    forms = Record("f1", (Written(FormPlan((first,)), at(0)), Written(FormPlan((later,)), at(3))))
    known = history(
        forms=forms,
        sheets=(
            sheet("a1", START, {"o1": 6}, "pq", session=1),
            sheet("a2", TODAY, {"o1": 5, "o2": 3}, "pq", session=4),
        ),
    )
    (line,) = measures_page(known, instruments(), today=TODAY).lines
    assert [(one.of, one.scores[0].value) for one in line.sheets] == [(2, 4), (1, 6)]
    assert [one.text for one in line.sheets[0].answers] == ["I go quiet.", "I envy."]
    (score,) = line.scores
    assert score.verdict is Verdict.NO_BASIS
    assert score.basis == "the first and the last filling asked about other items"


def test_as_of_knows_nothing_later() -> None:
    known = history(
        forms=plan(PlannedForm("phq9", START)),
        sheets=(
            sheet("a1", START, phq9(2), session=1),
            sheet("a2", TODAY, phq9(1), session=4),
        ),
    )
    page = measures_page(known, instruments(), today=TODAY, upto=2)
    assert [one.id for one in page.lines[0].sheets] == ["a1"]


def test_responses_name_item_and_day_also_of_a_struck_sheet() -> None:
    answered = sheet("a1", START, phq9(1, 1))
    struck = Record("a2", answered.writings, at(3))
    done = tuple(
        Record(f"r{n}", (Written(RiskResponse(f"a{n}", "q9", "Called.", START, "R."), at(2)),))
        for n in (1, 2)
    )
    case = history(sheets=(answered, struck), responses=done).case
    second, first = responses(case, instruments())
    assert (first.sheet, first.instrument, first.who) == ("a1", "PHQ-9", "R.")
    assert first.answered_at is not None
    assert first.words.startswith("Thoughts that")
    assert second.answered_at is None


def test_the_text_says_what_the_page_says() -> None:
    known = history(
        forms=plan(PlannedForm("phq9", START, 14), PlannedForm("gad7", TODAY + timedelta(days=4))),
        sheets=(sheet("a1", START, phq9(2)), sheet("a2", START + timedelta(days=20), phq9(1, 1))),
    )
    page = measures_page(known, instruments(), today=TODAY)
    moment = datetime(2026, 3, 22, 12, tzinfo=UTC)
    risk = RiskPrompt("a2", "q9", 1, "PHQ-9", "Thoughts", "Several days", moment, True)
    text = " ".join(measures_text(page, (risk,)).split())
    assert "“Thoughts” (PHQ-9) was answered “Several days”, and changed afterwards" in text
    assert "PHQ-9: waits since 2026-04-05, every 14 days, 10 items" in text
    assert "GAD-7: due on 2026-06-05, once, 7 items" in text
    assert "from 16 to 9, mild; better, by more than error" in text
    assert "n = 2 fillings" in text
    assert "a1 2026-03-02: 16; 9 of 10 answered; known after session 1" in text
    assert "Nothing yet." in measures_text(measures_page(history(), instruments(), today=TODAY))


def test_json_holds_the_page_without_names() -> None:
    known = history(forms=plan(PlannedForm("phq9", START)), sheets=(sheet("a1", START, phq9(2)),))
    page = json.loads(page_json(measures_page(known, instruments(), today=TODAY)))
    assert "Jorin" not in str(page)
    assert page["lines"][0]["scores"][0]["points"][0]["value"] == 16
    assert page["lines"][0]["sheets"][0]["answers"][0]["value"] == 2


SMALL = DiaryItem("i1", "How small?", DiaryScale.SLIDER)
OTHER = DiaryItem("i3", "What I wanted", DiaryScale.STEPS)


def diary(*items: DiaryItem, began: date = TODAY - timedelta(days=9)) -> Record[DiaryPlan]:
    return Record("d1", (Written(DiaryPlan(items), Stamp(0, began)),))


def day(back: int, **answers: int) -> DiaryEntry:
    return DiaryEntry(TODAY - timedelta(days=back), answers, at(4), f"line {back}")


def test_days_are_counted_since_the_diary_began_and_today_only_once_written() -> None:
    known = history(diary=diary(SMALL, OTHER), days=(day(1, i1=4), day(3, i1=2, i3=6)))
    page = diary_page(known, today=TODAY)
    assert (page.written, page.counted, page.total) == (2, 9, 2)
    assert len(page.marks) == COUNTED
    assert [one.early for one in page.marks].count(False) == 10
    assert [one.answers for one in page.days] == [(4, None), (2, 6)]
    assert page.next_item == 4
    written = history(diary=diary(SMALL), days=(day(0, i1=1),))
    assert diary_page(written, today=TODAY).counted == 10


@pytest.mark.parametrize("record", [None, diary()])
def test_no_diary_counts_nothing(record: Record[DiaryPlan] | None) -> None:
    page = diary_page(history(diary=record), today=TODAY)
    assert (page.items, page.since, page.written, page.counted) == ((), None, 0, 0)
