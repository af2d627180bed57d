"""A form on the phone: one question a screen, nothing lost, words for a crisis at once."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.web.patient_cast import FORM, Practice, ago, come_in, laid_out, page
from tests.web.test_patient_pages import text_of
from wemode.report.shared import SharedChoice, SharedItem

PLACE = f"/p/form/{FORM.key}/"


@pytest.fixture
def practice(settings, tmp_path: Path) -> Practice:
    return laid_out(settings, tmp_path)


@pytest.fixture
def phone(practice: Practice) -> Client:
    return come_in(practice)


def tap(phone: Client, number: int, value: int) -> Any:
    answer = phone.post(PLACE, {"q": number, "answer": value})
    assert answer.status_code == 302, answer.content
    return phone.get(answer["Location"])


def do(phone: Client, number: int, what: str) -> Any:
    return phone.post(PLACE, {"q": number, "do": what}, follow=True)


def test_one_question_a_screen_with_its_stem_and_the_way_back(phone: Client) -> None:
    first = phone.get(PLACE)
    assert "1 of 4" in text_of(first)
    assert FORM.stem in text_of(first)
    assert FORM.items[0].text in text_of(first)
    assert FORM.items[1].text not in text_of(first)
    second = tap(phone, 1, 2)
    assert FORM.items[1].text in text_of(second)
    assert 'href="?q=1"' in second.content.decode()
    back = phone.get(f"{PLACE}?q=1").content.decode()
    assert re.findall(r'value="(\d)" class="choice" aria-pressed="true"', back) == ["2"]


def test_a_question_of_its_own_stands_without_the_stem(settings, tmp_path: Path) -> None:
    own = (SharedChoice(0, "Not difficult at all"), SharedChoice(1, "Very difficult"))
    asked = replace(FORM, items=(*FORM.items, SharedItem("five", "How difficult?", own, None)))
    phone = come_in(laid_out(settings, tmp_path, page(forms=(asked,))))
    assert FORM.stem in text_of(phone.get(f"{PLACE}?q=4"))
    last = text_of(phone.get(f"{PLACE}?q=5"))
    assert "How difficult?" in last
    assert FORM.stem not in last
    # Answers to choose from in the place of a question are asked under the stem.
    assert asked.stem_of(replace(asked.items[4], text="")) == FORM.stem


def test_every_answer_is_sent_as_it_is_given(practice: Practice, phone: Client) -> None:
    tap(phone, 1, 2)
    tap(phone, 2, 0)
    first, second = practice.bodies("answers")
    assert first["answers"] == {"one": 2}
    assert second["answers"] == {"one": 2, "two": 0}
    assert first["sheet"] == second["sheet"]
    assert (second["form"], second["version"], second["finished"]) == ("evenings", 2, False)
    assert second["begun_at"] == first["begun_at"] <= second["answered_at"]


def test_a_double_tap_and_an_answer_taken_back(practice: Practice, phone: Client) -> None:
    tap(phone, 1, 2)
    tap(phone, 1, 2)
    assert len(practice.bodies("answers")) == 1
    tap(phone, 1, 3)
    assert [one["answers"] for one in practice.bodies("answers")] == [{"one": 2}, {"one": 3}]


def test_an_answer_changed_there_and_back_is_sent_each_time(
    practice: Practice, phone: Client
) -> None:
    for value in (1, 2, 1):
        tap(phone, 1, value)
    assert [one["answers"]["one"] for one in practice.bodies("answers")] == [1, 2, 1]
    moments = [one["answered_at"] for one in practice.bodies("answers")]
    assert len(set(moments)) == 3
    assert moments == sorted(moments)


def test_the_end_tapped_twice_is_one_end(practice: Practice, phone: Client) -> None:
    tap(phone, 1, 1)
    for _ in range(2):
        do(phone, 0, "finish")
    assert [one["finished"] for one in practice.bodies("answers")] == [False, True]


def test_it_goes_on_where_one_was(phone: Client) -> None:
    tap(phone, 1, 2)
    tap(phone, 2, 0)
    assert "2 of 4 answered, go on where you were" in text_of(phone.get("/p/"))
    again = text_of(phone.get(PLACE))
    assert "This is where you were." in again
    assert "3 of 4" in again


def test_a_question_can_be_left_out_and_looked_at_again(practice: Practice, phone: Client) -> None:
    tap(phone, 1, 2)
    do(phone, 2, "pass")
    tap(phone, 3, 0)
    last = do(phone, 4, "pass")
    assert "You left 2 out." in text_of(last)
    assert 'href="?q=2"' in last.content.decode()


def test_an_answer_that_was_given_is_changed_and_not_taken_back(
    practice: Practice, phone: Client
) -> None:
    assert "Leave this one out" in text_of(phone.get(PLACE))
    tap(phone, 1, 2)
    back = phone.get(f"{PLACE}?q=1")
    assert "Leave this one out" not in text_of(back)
    assert "it cannot be taken back" in text_of(back)
    assert '<a class="button" href="?q=2">Go on</a>' in back.content.decode()
    # A page from before the answer: what was sent stays on both sides.
    assert "2 of 4" in text_of(do(phone, 1, "pass"))
    assert [one["answers"] for one in practice.bodies("answers")] == [{"one": 2}]
    tap(phone, 1, 3)
    assert practice.bodies("answers")[-1]["answers"] == {"one": 3}


def test_the_end_is_a_thank_you_without_a_figure(practice: Practice, phone: Client) -> None:
    for number in range(1, 5):
        tap(phone, number, 0)
    thanks = do(phone, 0, "finish")
    assert "Thank you" in text_of(thanks)
    assert not re.search(r"\b(sum|total|result|of 12)\b", text_of(thanks))
    assert practice.bodies("answers")[-1]["finished"] is True
    home = text_of(phone.get("/p/"))
    assert "questions about the last week" not in home
    assert "Thank you" in text_of(phone.get(PLACE))


def test_the_words_for_a_crisis_come_at_once_and_calmly(phone: Client) -> None:
    tap(phone, 1, 2)
    tap(phone, 2, 2)
    shown = tap(phone, 3, 1)
    assert "Call us on" in text_of(shown)
    assert 'href="tel:+41445550123"' in shown.content.decode()
    assert "Answers are not watched live." in text_of(shown)
    assert FORM.items[3].text not in text_of(shown)
    # Neither another screen nor coming back later goes round them.
    for place in (PLACE, f"{PLACE}?q=4", f"{PLACE}?q=1"):
        assert "Call us on" in text_of(phone.get(place))
    went_on = do(phone, 4, "read")
    assert FORM.items[3].text in text_of(went_on)
    again = phone.get(f"{PLACE}?q=3")
    assert "Before you go on" not in text_of(again)
    # They lie ready for an answer that is tapped where there is no connection.
    assert 'role="alert" data-from="1" hidden' in again.content.decode()
    assert "Call us on" not in text_of(phone.get(f"{PLACE}?q=2"))


def test_they_come_again_with_every_new_answer_that_calls_for_them(phone: Client) -> None:
    tap(phone, 3, 1)
    do(phone, 4, "read")
    assert "Call us on" in text_of(tap(phone, 3, 2))
    do(phone, 4, "read")
    assert "Call us on" not in text_of(tap(phone, 3, 2))
    assert "Call us on" not in text_of(tap(phone, 3, 0))
    assert "Call us on" in text_of(tap(phone, 3, 1))


def test_saying_that_they_were_read_where_none_were_shown_changes_nothing(phone: Client) -> None:
    assert "1 of 4" in text_of(do(phone, 1, "read"))
    assert phone.get("/p/").status_code == 200
    assert "1 of 4" in text_of(phone.get(PLACE))


def test_on_the_last_question_they_come_before_the_end_and_stand_beside_the_thanks(
    settings, tmp_path: Path
) -> None:
    form = replace(FORM, items=(FORM.items[0], FORM.items[2]))
    phone = come_in(laid_out(settings, tmp_path, page(forms=(form,), crisis="")))
    tap(phone, 1, 0)
    shown = text_of(tap(phone, 2, 3))
    assert "call your local emergency number" in shown
    assert not re.search(r"\d{3}", shown)
    do(phone, 3, "read")
    assert "call your local emergency number" in text_of(do(phone, 0, "finish"))


@pytest.mark.parametrize(
    "typed",
    [
        {"q": "1", "answer": "4"},
        {"q": "1", "answer": "-1"},
        {"q": "1", "answer": "often"},
        {"q": "1"},
        {"q": "0", "answer": "1"},
        {"q": "5", "answer": "1"},
        {"q": "first", "answer": "1"},
        {"answer": "1"},
    ],
)
def test_an_altered_answer_is_refused(
    practice: Practice, phone: Client, typed: dict[str, str]
) -> None:
    answer = phone.post(PLACE, typed)
    assert answer.status_code == 400
    assert "That did not go through" in text_of(answer)
    assert practice.letters() == []


def test_another_form_than_those_asked_is_not_there(phone: Client) -> None:
    assert phone.get("/p/form/phq9/").status_code == 404
    assert phone.get("/p/form/evenings/").status_code == 404


def test_a_form_asked_again_begins_a_new_sheet(settings, tmp_path: Path) -> None:
    daily = replace(FORM, every=1)
    practice = laid_out(settings, tmp_path, page(forms=(daily,)))
    phone = come_in(practice)
    phone.cookies["wemode_zone"] = "-720"
    tap(phone, 1, 2)
    do(phone, 0, "finish")
    # 26 hours on: the next day at least.
    phone.cookies["wemode_zone"] = "840"
    tap(phone, 1, 3)
    sheets = [one["sheet"] for one in practice.bodies("answers")]
    assert len(set(sheets)) == 2
    assert practice.bodies("answers")[-1]["answers"] == {"one": 3}


def test_a_new_version_of_the_form_begins_anew(practice: Practice, phone: Client) -> None:
    tap(phone, 1, 2)
    practice.lay_out(page(forms=(replace(FORM, version=3),)))
    assert "1 of 4" in text_of(phone.get(PLACE))


def test_what_the_practice_already_has_is_not_asked_again(settings, tmp_path: Path) -> None:
    form = replace(FORM, every=0, last_on=ago(1))
    phone = come_in(laid_out(settings, tmp_path, page(forms=(form,))))
    assert "You have answered these questions already." in text_of(phone.get(PLACE))


def test_two_sentences_to_choose_from_need_no_text_above(settings, tmp_path: Path) -> None:
    choices = (SharedChoice(0, "I would rather be thanked"), SharedChoice(1, "I can wait"))
    form = replace(FORM, items=(SharedItem("one", "", choices, None),))
    phone = come_in(laid_out(settings, tmp_path, page(forms=(form,))))
    assert "Which of these is closer to you?" in text_of(phone.get(PLACE))


def test_where_all_was_left_out_nothing_is_said_to_be_on_its_way(
    practice: Practice, phone: Client
) -> None:
    for number in range(1, len(FORM.items) + 1):
        last = do(phone, number, "pass")
    assert "Nothing was answered, so nothing was sent." in text_of(last)
    assert "That is all" not in text_of(last)
    home = do(phone, 0, "finish")
    assert home.redirect_chain == [("/p/", 302)]
    assert f'href="{PLACE}"' in home.content.decode()
    assert practice.bodies("answers") == []
    tap(phone, 2, 1)
    assert "Thank you" in text_of(do(phone, 0, "finish"))
