"""What is noted on the sheet: tries, marks, reviews, what a yes was worth, and giving it up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from tests.web.cast import THERAPIST
from tests.web.contract_cast import SHEET, make_history, make_proposed
from wemode.domain import Case, ContractState, Outcome, Party, Task
from wemode.store import read


@pytest.fixture
def case_id(case_file: object) -> str:
    return make_history()


def known(case_id: str) -> Case:
    return read.case_history(THERAPIST, case_id).case


def send(client: Client, case_id: str, what: str, **typed: str) -> tuple[int, str]:
    answer = client.post(f"/case/{case_id}/contract/{what}/", typed)
    return answer.status_code, answer.headers.get("Location", "") or answer.content.decode()


def test_a_try_is_three_taps_and_a_line(client: Client, case_id: str) -> None:
    status, place = send(
        client,
        case_id,
        "attempt",
        task="t1",
        outcome="partly",
        strength="8",
        feeling="shame",
        showed="She did not mind.",
    )
    assert (status, place) == (302, f"/case/{case_id}/contract/#t1")
    (one,) = known(case_id).attempts
    assert (one.outcome, one.strength, one.showed) == (Outcome.PARTLY, 8, "She did not mind.")
    assert one.at.session == 6
    html = client.get(f"/case/{case_id}/contract/").content.decode()
    assert "She did not mind." in html
    assert 'class="try-mark is-partly"' in html


def test_a_try_entered_by_mistake_is_taken_back(client: Client, case_id: str) -> None:
    send(client, case_id, "attempt", task="t1", outcome="not")
    (one,) = known(case_id).attempts
    assert send(client, case_id, "attempt/back", task="t1", attempt=str(one.id))[0] == 302
    assert known(case_id).attempts == ()
    assert send(client, case_id, "attempt/back", task="t1", attempt=str(one.id))[0] == 409


def test_twice_not_done_is_said_gently(client: Client, case_id: str) -> None:
    for _ in range(2):
        send(client, case_id, "attempt", task="t1", outcome="not")
    html = client.get(f"/case/{case_id}/contract/").content.decode()
    assert "Not done twice running. Perhaps the sheet has to change, not you." in html


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"task": "t1"}, "nothing was chosen"),
        ({"task": "t1", "outcome": "done", "strength": "11"}, "not between 0 and 10"),
        ({"task": "t1", "outcome": "done", "strength": "a lot"}, "not a whole number"),
        ({"task": "t1", "outcome": "done", "showed": "a" * 10_000}, "10,000 characters"),
        ({"task": "t9", "outcome": "done"}, "has the task t9"),
        ({"task": "<b>", "outcome": "done"}, "belongs to no task"),
    ],
)
def test_a_try_that_does_not_fit_is_explained_and_all_typed_stays(
    client: Client, case_id: str, typed: dict[str, str], said: str
) -> None:
    status, html = send(client, case_id, "attempt", **typed, next_step="The same, shorter.")
    assert status == 400
    assert said in html
    assert "This was not kept yet." in html
    if typed["task"] == "t1":
        assert '<a href="#t1">' in html
        assert "The same, shorter." in html
        assert '<details class="trying no-print" open>' in html
    assert known(case_id).attempts == ()


def test_a_rung_is_tapped_and_tapped_back(client: Client, case_id: str) -> None:
    assert send(client, case_id, "mark", goal="g1", level="-1", party="therapist")[0] == 302
    (one,) = known(case_id).marks
    assert (one.level, one.party) == (-1, Party.THERAPIST)
    html = client.get(f"/case/{case_id}/contract/").content.decode()
    assert "Take the therapist’s last mark back" in html
    assert send(client, case_id, "mark/back", goal="g1", mark=str(one.id))[0] == 302
    assert known(case_id).marks == ()


@pytest.mark.parametrize(
    "typed",
    [
        {"goal": "g1", "level": "7", "party": "patient"},
        {"goal": "g1", "level": "", "party": "patient"},
        {"goal": "g1", "level": "1", "party": "cat"},
        {"goal": "g9", "level": "1", "party": "patient"},
        {},
    ],
)
def test_a_mark_that_does_not_fit_is_explained(
    client: Client, case_id: str, typed: dict[str, str]
) -> None:
    status, html = send(client, case_id, "mark", **typed)
    assert status == 400
    assert 'id="problems"' in html
    assert known(case_id).marks == ()


def test_looking_at_it_together_is_kept_with_a_line(client: Client, case_id: str) -> None:
    status, place = send(client, case_id, "review", version="2", words="It still fits.")
    assert status == 302
    assert "you looked at it together" in client.get(place).content.decode()
    (one,) = known(case_id).reviews
    assert one.words == "It still fits."


def test_a_review_of_a_version_that_no_longer_holds_is_a_conflict(
    client: Client, case_id: str
) -> None:
    status, html = send(client, case_id, "review", version="1", words="It still fits us.")
    assert status == 409
    assert html.count("It still fits us.") == 2  # on top, and in the form of the version that holds
    assert known(case_id).reviews == ()
    assert send(client, case_id, "review", version="9")[0] == 404


def test_the_reason_for_giving_up_a_version_that_is_gone_is_not_lost(
    client: Client, case_id: str
) -> None:
    status, html = send(client, case_id, "withdraw", version="1", reason="It never was ours.")
    assert status == 409
    assert "It never was ours." in html


def test_a_try_typed_on_a_version_that_waits_comes_back_to_it(client: Client, case_id: str) -> None:
    sheet = replace(SHEET, tasks=(*SHEET.tasks, Task("t2", "Sing in the kitchen.", "g1")))
    make_proposed(case_id, 6, sheet, replaces=2, reason="Singing is easier.")
    page = f"/case/{case_id}/contract/"
    assert 'name="shown"' not in client.get(page).content.decode()
    assert 'name="shown" value="3"' in client.get(f"{page}?v=3").content.decode()
    typed = {"task": "t2", "shown": "3", "next_step": "Hum first."}
    status, html = send(client, case_id, "attempt", **typed)
    assert status == 400
    assert "Hum first." in html
    status, place = send(client, case_id, "attempt", outcome="done", **typed)
    assert (status, place) == (302, f"{page}?v=3#t2")


def test_all_that_is_wrong_with_a_try_is_told_at_once(client: Client, case_id: str) -> None:
    typed = {"task": "t1", "strength": "11", "showed": "a" * 500}
    status, html = send(client, case_id, "attempt", **typed)
    assert status == 400
    for said in ("nothing was chosen", "11 is not between 0 and 10", "500 characters"):
        assert said in html


def test_a_version_is_given_up_with_a_reason(client: Client, case_id: str) -> None:
    status, html = send(client, case_id, "withdraw", version="2", reason=" ")
    assert status == 400
    assert "It is empty." in html
    status, place = send(client, case_id, "withdraw", version="2", reason="It had become mine.")
    assert status == 302
    html = client.get(place).content.decode()
    assert "No version holds: all were given up." in html
    version = known(case_id).version(2)
    assert version
    assert version.state is ContractState.WITHDRAWN


def test_what_a_yes_was_worth_is_said_later_and_stands_beside_it(
    client: Client, case_id: str
) -> None:
    typed = {"version": "1", "party": "patient", "words": "I wanted peace.", "free": "2"}
    status, place = send(client, case_id, "later", **typed)
    assert (status, place) == (302, f"/case/{case_id}/contract/?v=1#assent-patient")
    html = client.get(place).content.decode()
    assert "Yes, fine." in html
    assert "I wanted peace." in html


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"party": "patient", "words": ""}, "It is empty."),
        ({"party": "patient", "words": "x", "free": "12"}, "not between 0 and 10"),
        ({"party": "cat", "words": "x"}, "nothing was chosen"),
    ],
)
def test_what_is_said_later_must_fit(
    client: Client, case_id: str, typed: dict[str, str], said: str
) -> None:
    status, html = send(client, case_id, "later", version="1", **typed)
    assert status == 400
    assert said in html


@pytest.mark.parametrize(
    "what",
    ["attempt", "attempt/back", "mark", "mark/back", "review", "withdraw", "later", "propose"],
)
def test_what_writes_is_never_done_by_following_a_link(
    client: Client, case_id: str, what: str
) -> None:
    assert client.get(f"/case/{case_id}/contract/{what}/").status_code == 405


def test_a_strange_browser_writes_nothing(stranger: Client, case_id: str) -> None:
    assert send(stranger, case_id, "attempt", task="t1", outcome="done")[0] == 302
    assert known(case_id).attempts == ()
