"""The forms, the diary and the events of the demo case: they load whole and agree with the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from wemode.analysis.dynamics import dynamic_complexity
from wemode.analysis.levels import measures
from wemode.analysis.risk import open_risks
from wemode.catalogue.demo_case import DEMO, demo_case, demo_contract_case, demo_measures
from wemode.catalogue.demo_measures import read_measures
from wemode.catalogue.instruments import instruments
from wemode.domain.diary import entry_problems
from wemode.domain.instrument import answer_problems
from wemode.errors import BadContent

CASE = demo_contract_case()
FILE = (DEMO / "measures.toml").read_text(encoding="utf-8")


def phq9() -> dict[int, float]:
    (found,) = [one for one in measures(CASE) if one.instrument.id == "phq9"]
    return {point.session: point.value for point in found.points}


def test_every_answer_can_be_chosen_and_every_form_was_planned_by_then() -> None:
    assert CASE.forms
    for sheet in CASE.sheets:
        form = instruments()[sheet.value.instrument]
        assert answer_problems(form, sheet.value.answers) == []
        plan = CASE.forms.as_of(sheet.at.session)
        assert plan
        planned = plan.value.form(form.id)
        assert planned
        own = tuple(one.id for one in planned.own_items)
        assert tuple(sheet.value.answers) == (own or tuple(one.id for one in form.items))


def test_the_scores_are_those_of_the_story() -> None:
    found = phq9()
    assert (found[2], found[6], found[33], found[39], found[57]) == (17, 18, 7, 19, 5)


def test_the_one_answer_that_asks_for_a_person_has_its_response_before_the_next_session() -> None:
    assert open_risks(CASE, instruments()) == ()
    (response,) = CASE.responses
    sheet = next(one for one in CASE.sheets if one.id == response.value.sheet)
    assert (sheet.value.instrument, sheet.at.session) == ("phq9", 39)
    assert sheet.value.answers[response.value.item] == 1
    held = {one.number: one.held_on for one in CASE.sessions}
    answered = sheet.value.answered_at.date()
    assert held[39] == answered < response.value.on == response.at.on < held[40]


def test_the_diary_answers_what_was_asked_in_order_with_days_left_out() -> None:
    assert CASE.diary
    days = [one.on for one in CASE.days]
    assert days == sorted({*days})
    assert all(entry_problems(CASE.diary.value, one.answers) == [] for one in CASE.days)
    span = (days[-1] - days[0]).days + 1
    assert 0.75 < len(days) / span < 0.9
    held = {one.number: one.held_on for one in CASE.sessions}
    for one in CASE.days:
        assert held[one.at.session] <= one.on
        assert one.at.session == 57 or one.on < held[one.at.session + 1]


def test_in_march_on_the_floor_the_diary_hardly_moves_and_in_february_most() -> None:
    assert CASE.diary
    first = CASE.days[0].on
    heat = [float("nan")] * ((CASE.days[-1].on - first).days + 1)
    for one in CASE.days:
        heat[(one.on - first).days] = one.answers.get("i1", float("nan"))
    found = dynamic_complexity(heat, 7, 0, 100, missing=0.5).complexity

    def at(month: int, day: int) -> float:
        return float(found[(first.replace(year=2026, month=month, day=day) - first).days])

    assert at(2, 24) > 3 * at(3, 18)


def test_what_happened_lies_before_the_session_in_which_it_was_told() -> None:
    held = {one.number: one.held_on for one in CASE.sessions}
    assert all(one.value.on <= held[one.at.session] for one in CASE.events)
    big = [one.value.on.isoformat() for one in CASE.events if one.value.big]
    assert big == ["2026-02-20"]


def test_the_practice_has_words_for_a_crisis() -> None:
    practice = demo_measures().practice
    assert "emergency number" in practice.crisis
    assert practice.reads
    assert practice.mail is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('instrument = "phq9"\nsession = 2', 'instrument = "phq8"\nsession = 2', "sheet 1"),
        ("session = 39\non", "session = 99\non", "response 1"),
        ("of = 39", "of = 38", "there is no such form"),
        ("2026-02-20 ", "2026-02-30 ", "days, line"),
        ("2026-02-20 ", "2026-02-20 5 ", "does not answer what was asked"),
        ('scale = "1-7"', 'scale = "1-9"', "diary 1"),
        ("[practice]", "[practice]\nmoon = 1", "moon"),
        ("big = true", "big = true\nsize = 3", "size"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in FILE
    path = tmp_path / "measures.toml"
    path.write_text(FILE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadContent) as caught:
        read_measures(path, demo_case().sessions)
    assert said in str(caught.value)
