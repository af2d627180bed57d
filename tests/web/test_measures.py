"""Measures: what is asked, what is due, what was answered; the diary as the two choose it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.web.cast import DAY, THERAPIST
from tests.web.conftest import Seen
from tests.web.measures_cast import (
    OWN,
    answer,
    keep_diary,
    phq9,
    plan_forms,
    set_practice,
)
from wemode.domain import Case, DiaryScale, PlannedForm
from wemode.store import read

TODAY = date.today()


def known(case_id: str) -> Case:
    return read.case_history(THERAPIST, case_id).case


def measures(client: Client, seen: Seen, more: str = "") -> str:
    return client.get(f"/case/{seen.case_id}/measures/{more}").content.decode()


def ask(client: Client, of: Seen, /, **fields: str) -> Any:
    given = {"form": "phq9", "first_on": TODAY.isoformat(), "every": "14", "seen": "0"}
    return client.post(f"/case/{of.case_id}/measures/plan/", given | fields)


def enter(client: Client, seen: Seen, form: str = "phq9", **fields: str) -> Any:
    given = {"on": TODAY.isoformat(), **fields}
    return client.post(f"/case/{seen.case_id}/measures/enter/{form}/", given)


def test_nothing_asked_says_what_to_do(client: Client, seen: Seen) -> None:
    html = measures(client, seen)
    assert "Choose a form below" in html
    assert "No form was answered yet." in html
    assert '<option value="phq9">PHQ-9 (10)</option>' in html
    assert "Forms whose words you have to bring" in html


def test_a_form_is_asked_changed_and_asked_no_more(client: Client, seen: Seen) -> None:
    assert ask(client, seen).status_code == 302
    plan = known(seen.case_id).forms
    assert plan is not None
    assert plan.value.forms == (PlannedForm("phq9", TODAY, 14),)
    html = measures(client, seen)
    assert "due today" in html
    assert "every 2 weeks" in html
    ask(client, seen, every="91", seen="1")
    assert "every 13 weeks" in measures(client, seen)
    ask(client, seen, every="28", seen="2")
    ask(client, seen, form="gad7", seen="3")
    assert [one.every for one in known(seen.case_id).forms.value.forms] == [28, 14]  # type: ignore[union-attr]
    ask(client, seen, do="stop", seen="4")
    assert [one.instrument for one in known(seen.case_id).forms.value.forms] == ["gad7"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"form": ""}, "none was chosen"),
        ({"form": "nothing"}, "not in the list"),
        ({"form": "wai_sr"}, "its text is not there"),
        ({"form": "pq"}, "it has no items of the patient"),
        ({"every": "9999"}, "the pause does not fit"),
        ({"every": "-7"}, "the pause does not fit"),
        ({"every": "often"}, "Give a whole number"),
        ({"first_on": "31.12."}, "Write it like"),
    ],
)
def test_a_plan_that_does_not_fit_is_told_at_its_field(
    client: Client, seen: Seen, fields: dict[str, str], says: str
) -> None:
    refused = ask(client, seen, **fields)
    html = refused.content.decode()
    assert refused.status_code == 400
    assert says in html
    assert 'id="problems"' in html
    assert known(seen.case_id).forms is None


def test_a_plan_changed_meanwhile_is_not_written_over(client: Client, seen: Seen) -> None:
    ask(client, seen)
    clash = ask(client, seen, form="gad7", seen="0")
    assert clash.status_code == 409
    assert [one.instrument for one in known(seen.case_id).forms.value.forms] == ["phq9"]  # type: ignore[union-attr]


def test_own_items_keep_their_id_when_worded_better(client: Client, seen: Seen) -> None:
    ask(client, seen, form="pq", **{"new.1": OWN, "new.3": "I rehearse answers."})
    ask(client, seen, form="pq", seen="1", **{"own.o1": "I go quiet.", "new.1": "I count likes."})
    (form,) = known(seen.case_id).forms.value.forms  # type: ignore[union-attr]
    assert [(one.id, one.text) for one in form.own_items] == [
        ("o1", "I go quiet."),
        ("o3", "I count likes."),
    ]
    html = measures(client, seen)
    assert "I count likes." in html
    assert "2 items" in html


def test_own_items_too_long_are_told(client: Client, seen: Seen) -> None:
    refused = ask(client, seen, form="pq", **{"new.1": "x" * 500})
    assert refused.status_code == 400
    assert "x" * 500 in refused.content.decode()


def test_scores_bands_and_verdicts_stand_with_their_basis(client: Client, seen: Seen) -> None:
    answer(seen.case_id, phq9(2, days=40), phq9(1, days=10))
    html = measures(client, seen)
    assert "moderately severe" in html
    assert "better, by more than error" in html
    assert "reliable from 6 points on" in html
    assert html.count(">9/10<") == 2
    assert "More than half the days" in html


def test_without_constants_there_is_no_verdict(client: Client, seen: Seen) -> None:
    for value, days in (("6", 9), ("2", 0)):
        given = {f"q{n}": value for n in range(1, 9)}
        enter(client, seen, "rfq8", on=(TODAY - timedelta(days=days)).isoformat(), **given)
    html = measures(client, seen)
    assert "no verdict" in html
    assert "no published basis" in html
    assert "better, by more" not in html


def test_too_few_answers_give_no_score(client: Client, seen: Seen) -> None:
    enter(client, seen, q1="1", q2="1")
    html = measures(client, seen)
    assert "no score" in html
    assert ">2/10<" in html


def test_a_paper_form_is_typed_in(client: Client, seen: Seen) -> None:
    page = client.get(f"/case/{seen.case_id}/measures/enter/phq9/").content.decode()
    assert page.count('type="radio"') == 40
    day = TODAY - timedelta(days=3)
    done = enter(client, seen, on=day.isoformat(), **{f"q{n}": "1" for n in range(1, 10)})
    assert done.status_code == 302
    (sheet,) = known(seen.case_id).sheets
    assert sheet.value.answered_at.astimezone().date() == day
    assert len(sheet.value.answers) == 9
    assert "Kept: the form from paper." in client.get(done["Location"]).content.decode()


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "nothing is answered"),
        ({"q1": "7"}, "none of those to choose from"),
        ({"q1": "many"}, "not a whole number"),
        ({"q1": "1", "on": ""}, "there is no day"),
        ({"q1": "1", "on": "yesterday"}, "Write it like"),
        ({"q1": "1", "on": (TODAY + timedelta(days=2)).isoformat()}, "still to come"),
    ],
)
def test_a_paper_form_that_does_not_fit_is_told(
    client: Client, seen: Seen, fields: dict[str, str], says: str
) -> None:
    refused = enter(client, seen, **fields)
    assert refused.status_code == 400
    assert says in refused.content.decode()
    assert known(seen.case_id).sheets == ()


def test_a_paper_form_sent_twice_is_kept_once(client: Client, seen: Seen) -> None:
    page = client.get(f"/case/{seen.case_id}/measures/enter/phq9/").content.decode()
    name = re.search(r'name="submission" value="([^"]+)"', page)
    assert name
    first, again = (enter(client, seen, q1="1", submission=name[1]) for _ in range(2))
    assert first["Location"] == again["Location"]
    assert len(known(seen.case_id).sheets) == 1


@pytest.mark.parametrize("form", ["nothing", "wai_sr", "pq"])
def test_what_cannot_be_asked_cannot_be_typed_in(client: Client, seen: Seen, form: str) -> None:
    assert client.get(f"/case/{seen.case_id}/measures/enter/{form}/").status_code == 404


def test_a_sheet_is_struck_out_and_kept(client: Client, seen: Seen) -> None:
    (id,) = answer(seen.case_id, phq9(2))
    done = client.post(f"/case/{seen.case_id}/measures/strike/", {"sheet": id})
    assert done.status_code == 302
    assert known(seen.case_id).answered == ()
    assert known(seen.case_id).sheets[0].dropped is not None
    assert client.post(f"/case/{seen.case_id}/measures/strike/", {"sheet": id}).status_code == 409
    assert client.post(f"/case/{seen.case_id}/measures/strike/", {"sheet": "a9"}).status_code == 404


def test_older_fillings_are_folded(client: Client, seen: Seen) -> None:
    answer(seen.case_id, *(phq9(1, days=7 * n) for n in range(1, 10)))
    html = measures(client, seen)
    assert "3 older fillings" in html
    assert html.count('class="raw"') == 6
    assert 'href="?sheet=a9#a9"' in html
    one = measures(client, seen, "?sheet=a9")
    assert one.count('class="raw"') == 7
    assert '<details id="a9" open>' in one


def test_as_of_shows_what_was_known_then(client: Client, seen: Seen) -> None:
    answer(seen.case_id, phq9(2, days=5))
    html = measures(client, seen, "?as_of=0")
    assert "As it was known after session 0" in html
    assert "Hand over" not in html
    assert "Strike it out" not in html
    assert "No form was answered yet." in html


def test_the_diary_is_chosen_and_counted(client: Client, seen: Seen) -> None:
    address = f"/case/{seen.case_id}/diary/"
    assert "No diary is kept yet." in client.get(address).content.decode()
    sent = {
        "seen": "0",
        "remind_at": "20",
        "i1.words": "How small did I feel?",
        "i1.scale": "0-100",
        "i1.low": "not at all",
        "i1.high": "tiny",
        "i2.scale": "1-7",
    }
    assert client.post(address, sent).status_code == 302
    plan = known(seen.case_id).diary
    assert plan is not None
    assert [(one.id, one.scale, one.high) for one in plan.value.items] == [
        ("i1", DiaryScale.SLIDER, "tiny")
    ]
    assert plan.value.remind_at == 20
    # On another scale it is another item, and no days are mixed.
    client.post(address, {**sent, "i1.scale": "1-7", "seen": "1"})
    (item,) = known(seen.case_id).diary.value.items  # type: ignore[union-attr]
    assert item.scale is DiaryScale.STEPS
    assert item.id != "i1"


def items_of(html: str) -> list[str]:
    """The questions of the form: those that stand open, a bar, those folded away."""
    found = re.findall(r'name="(i\d+)\.words"|(<details class="more-items")', html)
    return [id or "|" for id, _fold in found]


def test_three_questions_stand_open_and_two_are_folded_away(client: Client, seen: Seen) -> None:
    address = f"/case/{seen.case_id}/diary/"
    assert items_of(client.get(address).content.decode()) == ["i1", "i2", "i3", "|", "i4", "i5"]
    sent = {"seen": "0", "remind_at": ""}
    for n in range(1, 6):
        sent |= {f"i{n}.words": f"How was hour {n}?", f"i{n}.scale": "0-100"}
    # What is amiss in a folded one is not left folded.
    refused = client.post(address, sent | {"i5.low": "bad"})
    assert refused.status_code == 400
    assert "Question 5, ends</a>: only one end has words." in refused.content.decode()
    assert "|" not in items_of(refused.content.decode())
    assert client.post(address, sent).status_code == 302
    html = client.get(address).content.decode()
    assert items_of(html) == ["i1", "i2", "i3", "i4", "i5", "|", "i6", "i7"]


def test_a_diary_without_a_question_is_not_said_to_be_asked(client: Client, seen: Seen) -> None:
    address = f"/case/{seen.case_id}/diary/"
    empty = {"seen": "0", "remind_at": "20"}
    refused = client.post(address, empty)
    assert refused.status_code == 400
    assert "there is no question yet. Write one at least." in refused.content.decode()
    client.post(address, empty | {"i1.words": "How small?", "i1.scale": "0-100"})
    begun = client.get(address).content.decode()
    assert "Begun today" in begun
    assert "of the last 0 days" not in begun
    ended = client.post(address, {"seen": "1", "remind_at": "", "i1.words": ""}, follow=True)
    assert "nothing is asked any more" in ended.content.decode()
    assert "it is asked from today on" not in ended.content.decode()


def test_where_a_reminder_goes_is_kept_and_can_be_emptied(client: Client, seen: Seen) -> None:
    address = f"/case/{seen.case_id}/diary/"
    html = client.get(address).content.decode()
    assert "Mail is not encrypted on its way and holds no content" in html
    assert "no mail server or no address yet" in html
    sent = {"seen": "0", "i1.words": "How small?", "i1.scale": "0-100", "remind_at": "20"}
    client.post(address, sent | {"mail_to": " ferry@example.org "})
    assert known(seen.case_id).diary.value.mail_to == "ferry@example.org"  # type: ignore[union-attr]
    assert 'value="ferry@example.org"' in client.get(address).content.decode()
    client.post(address, sent | {"mail_to": "", "seen": "1"})
    assert known(seen.case_id).diary.value.mail_to == ""  # type: ignore[union-attr]


def test_days_written_are_counted_and_listed(client: Client, seen: Seen) -> None:
    keep_diary(seen.case_id)
    html = client.get(f"/case/{seen.case_id}/diary/").content.decode()
    assert '<span class="n">3</span> of the last 10 days written' in html
    assert html.count('class="is-written"') == 3


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"i1.words": "", "i1.low": "never"}, "Write it down in a few words"),
        ({"i1.words": "x" * 500}, "400"),
        ({"i1.scale": "0-10"}, "nothing was chosen"),
        ({"remind_at": "24"}, "full hour"),
        ({"remind_at": "evening"}, "Give a whole number"),
        ({"mail_to": "ferry"}, "no mail address"),
        ({"mail_to": "a@example.org, b@example.org"}, "no mail address"),
        ({"mail_to": f"{'x' * 250}@example.org"}, "Shorten it to 254"),
    ],
)
def test_a_diary_that_does_not_fit_is_told(
    client: Client, seen: Seen, fields: dict[str, str], says: str
) -> None:
    sent = {"seen": "0", "i1.words": "How small?", "i1.scale": "0-100", "remind_at": ""}
    refused = client.post(f"/case/{seen.case_id}/diary/", sent | fields)
    assert refused.status_code == 400
    assert says in refused.content.decode()
    assert known(seen.case_id).diary is None


def test_the_reminder_says_nothing(client: Client, seen: Seen) -> None:
    address = f"/case/{seen.case_id}/diary/reminder.ics"
    assert client.get(address).status_code == 404
    keep_diary(seen.case_id)
    set_practice()
    got = client.get(address)
    text = got.content.decode()
    assert got["Content-Type"].startswith("text/calendar")
    assert "T200000" in text
    assert "https://mill.example.org/p/today/" in text
    for word in ("small", "M-07", "Jorin", "diary", "Diary", "Mill\r", seen.case_id):
        assert word not in text, word


def test_a_plan_since_the_first_session_waits(client: Client, seen: Seen) -> None:
    plan_forms(seen.case_id)
    assert f"waits since {DAY.day} March {DAY.year}" in measures(client, seen)
