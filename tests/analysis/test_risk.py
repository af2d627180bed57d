"""An endorsed risk item asks for a response until one is recorded; no level, no ranking."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta

import pytest

from wemode.analysis.risk import OpenRisk, endorsed, open_risks
from wemode.catalogue.instruments import instruments
from wemode.domain import AnswerSheet, Case, Record, RiskResponse, Stamp, Written

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def sheet(
    id: str, instrument: str, *writings: dict[str, int], dropped: bool = False
) -> Record[AnswerSheet]:
    written = [
        Written(
            AnswerSheet(instrument, 1, answers, NOON, NOON + timedelta(minutes=n)),
            Stamp(1, NOON.date()),
        )
        for n, answers in enumerate(writings, 1)
    ]
    return Record(id, tuple(written), Stamp(2, NOON.date()) if dropped else None)


def response(
    id: str, to: str, item: str, *, given: int | None = None, dropped: bool = False
) -> Record[RiskResponse]:
    done, on = "Rang and spoke about it", date(2026, 3, 2)
    value = RiskResponse(to, item, done, on, "A. Therapist", given)
    stamp = Stamp(1, date(2026, 3, 2))
    return Record(id, (Written(value, stamp),), stamp if dropped else None)


def found(
    *sheets: Record[AnswerSheet], responses: tuple[Record[RiskResponse], ...] = ()
) -> list[tuple[str, str]]:
    case = Case(sheets=sheets, responses=responses)
    return [(one.sheet, one.item) for one in open_risks(case, instruments())]


@pytest.mark.parametrize(
    ("id", "item", "value", "asks"),
    [
        ("phq9", "q9", 0, False),
        ("phq9", "q9", 1, True),
        ("phq9", "q9", 3, True),
        ("phq9", "q8", 3, False),
        ("core10", "q6", 0, False),
        ("core10", "q6", 1, True),
        ("core10", "q8", 4, False),
        ("gad7", "q7", 3, False),
    ],
)
def test_which_answers_endorse(id: str, item: str, value: int, asks: bool) -> None:
    assert endorsed(instruments()[id], {item: value}) == ((item,) if asks else ())
    assert endorsed(instruments()[id], {}) == ()


def test_an_endorsed_item_is_open_with_the_answer_in_words() -> None:
    case = Case(sheets=(sheet("a1", "phq9", {"q9": 1}),))
    assert open_risks(case, instruments()) == (
        OpenRisk("a1", "phq9", "q9", 1, "Several days", NOON + timedelta(minutes=1)),
    )


def test_a_sheet_that_is_not_finished_counts_already() -> None:
    part = AnswerSheet("core10", 1, {"q6": 2}, NOON, NOON, finished=False)
    record = Record("a1", (Written(part, Stamp(0, NOON.date())),))
    assert found(record) == [("a1", "q6")]


def test_a_response_closes_its_item_on_its_sheet_only() -> None:
    both = (sheet("a1", "phq9", {"q9": 1}), sheet("a2", "phq9", {"q9": 2}))
    assert found(*both) == [("a1", "q9"), ("a2", "q9")]
    assert found(*both, responses=(response("r1", "a1", "q9"),)) == [("a2", "q9")]
    assert found(*both, responses=(response("r1", "a1", "q8"),)) == [("a1", "q9"), ("a2", "q9")]


@pytest.mark.parametrize(
    ("then", "days", "asks"),
    [({"q9": 3}, 1, True), ({"q9": 1}, 1, False), ({"q9": 0}, 1, False), ({"q9": 3}, 0, False)],
)
def test_another_answer_on_the_same_sheet_on_a_later_day_asks_again(
    then: dict[str, int], days: int, asks: bool
) -> None:
    first = sheet("a1", "phq9", {"q9": 1})
    later = NOON + timedelta(days=days)
    went_on = Written(AnswerSheet("phq9", 1, then, NOON, later), Stamp(1, later.date()))
    both = Record("a1", (*first.writings, went_on))
    assert found(both, responses=(response("r1", "a1", "q9"),)) == ([("a1", "q9")] if asks else [])


@pytest.mark.parametrize("days", [0, 1])
@pytest.mark.parametrize(("then", "asks"), [(3, True), (2, True), (1, False), (0, False)])
def test_a_response_that_names_its_answer_is_to_no_other(then: int, days: int, asks: bool) -> None:
    """Also where the other came an hour later: the patient may go on with the sheet that day."""
    later = NOON + timedelta(days=days, hours=1)
    went_on = Written(AnswerSheet("phq9", 1, {"q9": then}, NOON, later), Stamp(1, later.date()))
    both = Record("a1", (*sheet("a1", "phq9", {"q9": 1}).writings, went_on))
    one = response("r1", "a1", "q9", given=1)
    assert found(both, responses=(one,)) == ([("a1", "q9")] if asks else [])
    other = response("r2", "a1", "q9", given=then)
    assert found(both, responses=(one, other)) == []


def test_a_response_that_was_struck_out_closes_nothing() -> None:
    gone = response("r1", "a1", "q9", dropped=True)
    assert found(sheet("a1", "phq9", {"q9": 1}), responses=(gone,)) == [("a1", "q9")]


def test_a_sheet_that_was_struck_out_is_left_out() -> None:
    assert found(sheet("a1", "phq9", {"q9": 3}, dropped=True)) == []


def test_an_answer_that_was_taken_back_was_given_all_the_same() -> None:
    case = Case(sheets=(sheet("a1", "phq9", {"q9": 2}, {"q9": 0}),))
    (one,) = open_risks(case, instruments())
    assert (one.value, one.label, one.taken_back) == (2, "More than half the days", True)
    assert one.answered_at == NOON + timedelta(minutes=1)


def test_it_was_given_when_it_was_first_written_not_when_the_sheet_went_on() -> None:
    record = sheet("a1", "phq9", {"q9": 1}, {"q9": 0}, {"q9": 1}, {"q9": 1, "q1": 2}, {"q9": 0})
    (one,) = open_risks(Case(sheets=(record,)), instruments())
    assert (one.answered_at, one.taken_back) == (NOON + timedelta(minutes=3), True)


def test_the_last_writing_that_endorses_is_shown() -> None:
    case = Case(sheets=(sheet("a1", "phq9", {"q9": 1}, {"q9": 3}),))
    (one,) = open_risks(case, instruments())
    assert (one.value, one.taken_back) == (3, False)


def test_an_instrument_that_is_not_there_is_passed_over() -> None:
    assert found(sheet("a1", "garden", {"q1": 1})) == []


def test_no_level_of_risk_is_computed() -> None:
    names = {one.name for one in fields(OpenRisk)}
    assert not names & {"level", "severity", "rank", "score", "urgency"}
