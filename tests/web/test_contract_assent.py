"""Saying yes: both in own words, how free it was, and a bare yes named at once."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.web.cast import KEY_WORDS, THERAPIST, make_case, make_session
from tests.web.contract_cast import YES, day, make_proposed, make_sessions
from tests.web.test_contract_draft import GOAL_TALK, value, wrong
from wemode.domain import ContractState, ContractVersion, Party
from wemode.store import read

CODES = (
    ("that is my choice", "p.commits", 0.9),
    ("different by the summer", "t.checks_choice", 0.9),
)


@pytest.fixture
def case_id(case_file: object) -> str:
    case_id = make_case()
    make_sessions(case_id, 3)
    make_proposed(case_id, 2)
    return case_id


def version(case_id: str) -> ContractVersion:
    found = read.case_history(THERAPIST, case_id).case.version(1)
    assert found
    return found


def both(**typed: str) -> dict[str, str]:
    values = {"version": "1", "keep": ""}
    for party, words in (("patient", YES), ("therapist", "I agree.")):
        values |= {
            f"{party}.words": words,
            f"{party}.free": "8",
            f"{party}.on": day(3).isoformat(),
            f"{party}.session": "3",
        }
    return values | {name.replace("__", "."): text for name, text in typed.items()}


def send(client: Client, case_id: str, values: dict[str, str]) -> tuple[int, str]:
    answer = client.post(f"/case/{case_id}/contract/assent/", values)
    return answer.status_code, answer.headers.get("Location", "") or answer.content.decode()


def test_the_form_asks_both_and_the_therapist_how_the_patient_saw_them(
    client: Client, case_id: str
) -> None:
    html = client.get(f"/case/{case_id}/contract/assent/").content.decode()
    assert "What did the patient say, word for word?" in html
    assert "how did the patient see you while agreeing?" in html
    assert html.count('type="radio"') == 22


def test_with_both_the_version_is_agreed(client: Client, case_id: str) -> None:
    status, place = send(client, case_id, both(patient__seen_as="as an ally"))
    assert (status, place) == (302, f"/case/{case_id}/contract/?v=1&done=agreed")
    assert version(case_id).state is ContractState.AGREED
    assent = version(case_id).assent(Party.PATIENT)
    assert assent
    assert (assent.words, assent.free, assent.seen_as) == (YES, 8, "as an ally")
    assert "this version holds now" in client.get(place).content.decode()


def test_one_may_say_yes_now_and_the_other_later(client: Client, case_id: str) -> None:
    only = both(therapist__words="", therapist__free="")
    assert send(client, case_id, only)[1].endswith("done=assented")
    assert version(case_id).state is ContractState.PROPOSED
    html = client.get(f"/case/{case_id}/contract/assent/").content.decode()
    assert YES in html
    assert 'name="patient.words"' not in html
    other = both(patient__words="", patient__free="")
    assert send(client, case_id, other)[1].endswith("done=agreed")


def test_a_bare_yes_is_named_at_once_and_marked_on_the_sheet(client: Client, case_id: str) -> None:
    status, place = send(client, case_id, both(patient__words="Yes, fine.", patient__free="3"))
    assert status == 302
    html = client.get(place).content.decode()
    assert "This is a bare yes: ask how free it was" in html
    assert "A bare yes: the words say yes and hardly more." in html


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"patient__on": day(1).isoformat()}, "patient.on", "dated before the proposal"),
        ({"patient__on": "2199-01-01"}, "patient.on", "still to come"),
        ({"patient__on": "yesterday"}, "patient.on", "not a day"),
        ({"patient__session": "1"}, "patient.session", "session"),
        ({"patient__session": "77"}, "patient.session", "no such session"),
        ({"patient__words": ""}, "patient.words", "It is empty."),
        ({"therapist__words": "a" * 10_000}, "therapist.words", "10,000 characters"),
        ({"patient__turn": "many"}, "patient.turn", "not a whole number"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field_and_nothing_is_kept(
    client: Client, case_id: str, typed: dict[str, str], field: str, said: str
) -> None:
    status, html = send(client, case_id, both(**typed))
    assert status == 400
    assert said in wrong(html, field)
    assert f'href="#f-{field}"' in html
    assert version(case_id).assents == ()
    if "therapist__words" not in typed:
        assert value(html, "therapist.words") == "I agree."


@pytest.mark.parametrize("free", ["", "11", "much"])
def test_a_rating_is_needed(client: Client, case_id: str, free: str) -> None:
    status, html = send(client, case_id, both(patient__free=free))
    assert status == 400
    assert 'id="f-patient.free_wrong"' in html
    assert version(case_id).assents == ()


def test_nobody_saying_anything_is_told_so(client: Client, case_id: str) -> None:
    status, html = send(client, case_id, {"version": "1"})
    assert status == 400
    assert "nobody has said anything yet" in html


def test_there_is_nothing_to_agree_to_before_a_proposal(client: Client) -> None:
    assert client.get(f"/case/{make_case()}/contract/assent/").status_code == 404


def test_a_yes_given_meanwhile_is_told_with_who_and_when_and_what_was_typed_stays(
    client: Client, case_id: str
) -> None:
    send(client, case_id, both(therapist__words="", therapist__free=""))
    mine = both(patient__words="I said it on the stairs.", patient__seen_as="as a judge")
    status, html = send(client, case_id, mine)
    assert status == 409
    assert "therapist took the patient’s yes down on" in html
    assert "I said it on the stairs." in html
    assert "as a judge" in html
    assert value(html, "therapist.words") == "I agree."
    assert version(case_id).assent(Party.THERAPIST) is None
    assert '<button class="quiet use" form="later-patient">' in html
    assert html.count('name="words" value="I said it on the stairs."') == 1
    # The other's yes can be kept from that very page; a mistake does not lose it either.
    again = both(patient__words="", patient__free="", therapist__free="") | {
        "late.patient.words": "I said it on the stairs."
    }
    status, html = send(client, case_id, again)
    assert status == 400
    assert "I said it on the stairs." in html
    assert send(client, case_id, again | {"therapist.free": "9"})[1].endswith("done=agreed")
    assent = version(case_id).assent(Party.PATIENT)
    assert assent
    assert assent.words == YES


def test_a_yes_given_between_reading_and_writing_is_told_as_well(
    client: Client, case_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stale = read.case_history(THERAPIST, case_id)
    send(client, case_id, both(therapist__words="", therapist__free=""))
    now = read.case_history(THERAPIST, case_id)
    answers = iter((stale, now))
    monkeypatch.setattr(
        "wemode.web.views.contract_assent.read.case_history", lambda *_: next(answers)
    )
    status, html = send(client, case_id, both(patient__words="I said it on the stairs."))
    assert status == 409
    assert "therapist took the patient’s yes down on" in html
    assert "I said it on the stairs." in html
    assert value(html, "therapist.words") == "I agree."


def test_all_that_does_not_fit_is_told_in_one_round(client: Client, case_id: str) -> None:
    typed = both(
        patient__words="",
        patient__on="2199-01-01",
        patient__session="77",
        therapist__free="11",
        therapist__on=day(1).isoformat(),
        therapist__session="1",
    )
    status, html = send(client, case_id, typed)
    assert status == 400
    assert "It is empty." in wrong(html, "patient.words")
    assert "still to come" in wrong(html, "patient.on")
    assert "no such session" in wrong(html, "patient.session")
    assert "dated before the proposal" in wrong(html, "therapist.on")
    assert "it was proposed in session 2" in wrong(html, "therapist.session").casefold()
    assert "11 is not between 0 and 10" in html


def test_a_session_below_nought_is_refused_and_not_read_as_nought(
    client: Client, case_id: str
) -> None:
    status, html = send(client, case_id, both(patient__session="-4"))
    assert status == 400
    assert "Sessions count from 1" in wrong(html, "patient.session")


def test_a_form_sent_twice_is_no_conflict_with_oneself(client: Client, case_id: str) -> None:
    typed = both(patient__seen_as="as an ally")
    send(client, case_id, typed)
    assert send(client, case_id, typed) == (302, f"/case/{case_id}/contract/?v=1")


def test_a_version_agreed_meanwhile_is_a_conflict(client: Client, case_id: str) -> None:
    send(client, case_id, both())
    status, html = send(client, case_id, both(patient__words="I said it on the stairs."))
    assert status == 409
    assert "it is agreed now; therapist recorded that on" in html
    assert "I said it on the stairs." in html
    assert ">Keep</button>" not in html
    assert client.get(f"/case/{case_id}/contract/assent/").status_code == 404
    assert len(version(case_id).assents) == 2


def test_coded_turns_are_offered_and_taken_with_one_click(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.web.cast.KEY_WORDS", (*KEY_WORDS, *CODES))
    case_id = make_case()
    number = make_session(case_id, GOAL_TALK)
    make_proposed(case_id, number)
    html = client.get(f"/case/{case_id}/contract/assent/").content.decode()
    assert 'value="patient:4"' in html
    assert 'value="therapist:1"' in html
    typed = {
        "version": "1",
        "use": "patient:4",
        "patient.session": str(number),
        "patient.seen_as": "as a judge",
        "therapist.words": "I do.",
    }
    status, html = send(client, case_id, typed)
    assert status == 200
    assert value(html, "patient.words").startswith("I will cook with her")
    assert 'name="patient.turn" value="4"' in html
    assert value(html, "patient.seen_as") == "as a judge"
    assert value(html, "therapist.words") == "I do."

    # What the therapist said is no word of the patient: only the turn is taken.
    status, html = send(client, case_id, typed | {"use": "patient:1"})
    assert value(html, "patient.words") == ""
    assert 'name="patient.turn" value="1"' in html


@pytest.mark.parametrize("use", ["look", "patient:99", "cat:1", "patient:", "patient:x"])
def test_a_turn_that_is_not_there_changes_nothing(client: Client, case_id: str, use: str) -> None:
    status, html = send(client, case_id, both() | {"use": use})
    assert status == 200
    assert value(html, "patient.words") == YES
