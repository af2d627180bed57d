"""Episodes: typed on one screen, completed from a session's words, written on, given up."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.web.cast import THERAPIST, make_session
from tests.web.contract_cast import make_history
from tests.web.formulation_cast import make_episodes
from wemode.domain import Case, EpisodeKind
from wemode.store import read


@pytest.fixture
def case_id(case_file: object) -> str:
    return make_history()


def known(case_id: str) -> Case:
    return read.case_history(THERAPIST, case_id).case


def write(client: Client, case_id: str, **typed: str) -> tuple[int, str]:
    answer = client.post(f"/case/{case_id}/episodes/write/", {"kind": "event"} | typed)
    return answer.status_code, answer.headers.get("Location", "") or answer.content.decode()


def page(client: Client, case_id: str, query: str = "") -> str:
    answer = client.get(f"/case/{case_id}/episodes/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_episode_is_typed_and_the_page_says_what_to_ask_next(
    client: Client, case_id: str
) -> None:
    status, place = write(client, case_id, when="On Tuesday", who="my brother", felt="Small.")
    assert (status, place) == (302, f"/case/{case_id}/episodes/?done=kept#e1")
    (one,) = known(case_id).told
    assert (one.value.when, one.value.kind, one.at.session) == ("On Tuesday", EpisodeKind.EVENT, 6)
    html = page(client, case_id)
    assert "3 of 8" in html
    assert "Ask next:" in html


def test_nothing_typed_is_told_and_no_word_is_lost(client: Client, case_id: str) -> None:
    status, html = write(client, case_id)
    assert status == 400
    assert "nothing is written" in html
    status, html = write(client, case_id, when="On Tuesday", felt="a" * 500)
    assert status == 400
    assert "500 characters" in html
    assert "On Tuesday</textarea>" in html
    assert 'href="#e-felt"' in html
    assert 'aria-describedby="e-felt_wrong"' in html
    assert known(case_id).told == ()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kind": "rumour"}, "nothing was chosen"),
        ({"told": "one.two"}, "no turn"),
        ({"told": "0.4"}, "no turn"),
    ],
)
def test_what_no_form_sends_is_answered(
    client: Client, case_id: str, typed: dict[str, str], said: str
) -> None:
    status, html = write(client, case_id, **{"when": "On Tuesday", **typed})
    assert (status, said in html) == (400, True)


def test_a_draft_comes_from_the_patients_own_sentences(client: Client, case_id: str) -> None:
    number = make_session(case_id)
    html = page(client, case_id, f"?session={number}")
    assert "Found in session 7" in html
    assert "Nothing is kept until you complete and keep it." in html
    html = page(client, case_id, f"?session={number}&take=1")
    assert "Complete what was told" in html
    assert 'name="told" value="7.' in html
    assert known(case_id).told == ()


def test_a_told_turn_leads_to_what_became_of_it(client: Client, case_id: str) -> None:
    number = make_session(case_id)
    write(client, case_id, when="On Tuesday", told=f"{number}.2")
    turn = client.get(f"/case/{case_id}/session/{number}/turns/2/").content.decode()
    assert f'href="/case/{case_id}/episodes/#e1"' in turn
    assert f'href="/case/{case_id}/session/{number}/turns/#t2"' in page(client, case_id)


def test_an_episode_is_written_on_and_given_up(client: Client, case_id: str) -> None:
    make_episodes(case_id)
    html = page(client, case_id, "?id=e3")
    assert "Write on" in html
    assert 'name="seen" value="1"' in html
    status, _ = write(client, case_id, id="e3", seen="1", when="In my first year", felt="Cold.")
    assert status == 302
    assert known(case_id).told[2].value.felt == "Cold."
    answer = client.post(f"/case/{case_id}/episodes/drop/", {"id": "e3"})
    assert answer.status_code == 302
    assert [one.id for one in known(case_id).told] == ["e1", "e2", "e4", "e5"]
    assert client.get(f"/case/{case_id}/episodes/?id=e3").status_code == 404


def test_two_who_write_at_once_lose_nothing(client: Client, case_id: str) -> None:
    make_episodes(case_id)
    write(client, case_id, id="e3", seen="1", when="In my first year", felt="Cold.")
    status, html = write(client, case_id, id="e3", seen="1", when="In my second year")
    assert status == 409
    assert "What somebody else wrote meanwhile" in html
    assert "In my second year</textarea>" in html
    assert 'name="seen" value="2"' in html
    assert write(client, case_id, id="e3", seen="2", when="In my second year")[0] == 302


def test_a_stranger_sees_nothing(stranger: Client, case_id: str) -> None:
    for place in ("episodes", "pattern", "alliance", "states", "way"):
        answer = stranger.get(f"/case/{case_id}/{place}/")
        assert (answer.status_code, answer.headers["Location"][:8]) == (302, "/unlock/")
