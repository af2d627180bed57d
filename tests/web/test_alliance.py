"""The Alliance page: strains, check-ins of both, and the therapist's own state."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.web.cast import THERAPIST, make_session
from tests.web.contract_cast import make_history
from tests.web.formulation_cast import make_alliance
from wemode.domain import Case, Party, Repaired, StrainKind
from wemode.store import read

LINE = "I looked at the clock at twenty past."


@pytest.fixture
def case_id(case_file: object) -> str:
    return make_history()


def known(case_id: str) -> Case:
    return read.case_history(THERAPIST, case_id).case


def page(client: Client, case_id: str, query: str = "") -> str:
    answer = client.get(f"/case/{case_id}/alliance/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def send(client: Client, case_id: str, what: str, **typed: object) -> tuple[int, str]:
    answer = client.post(f"/case/{case_id}/alliance/{what}/", typed)
    return answer.status_code, answer.headers.get("Location", "") or answer.content.decode()


def test_a_strain_is_entered_written_on_and_struck_out(client: Client, case_id: str) -> None:
    typed = {"session": "3", "kind": "withdrawal", "repaired": "partly", "own_part": "I hurried."}
    status, place = send(client, case_id, "strain", **typed, tried=["owns_part", "validates"])
    assert (status, place) == (302, f"/case/{case_id}/alliance/?done=kept#s1")
    (one,) = known(case_id).strains_kept
    assert (one.value.session, one.value.kind) == (3, StrainKind.WITHDRAWAL)
    assert one.value.tried == ("owns_part", "validates")
    html = page(client, case_id, "?id=s1")
    assert re.search(r'name="tried" value="owns_part" checked', html)
    typed |= {"id": "s1", "seen": "1", "repaired": "fully"}
    assert send(client, case_id, "strain", **typed)[0] == 302
    assert known(case_id).strains_kept[0].value.repaired is Repaired.FULLY
    status, html = send(client, case_id, "strain", **typed)
    assert (status, "What somebody else wrote meanwhile" in html) == (409, True)
    assert 'name="seen" value="2"' in html
    assert send(client, case_id, "strain/drop", id="s1")[0] == 302
    assert known(case_id).strains_kept == ()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kind": ""}, "nothing was chosen"),
        ({"session": ""}, "sessions count from 1"),
        ({"session": "99"}, "99"),
        ({"own_part": "a" * 401}, "401 characters"),
        ({"tried": ["<b>"]}, "not all are in the list"),
        ({"tried": ["owns_part", "forged"]}, "not all are in the list"),
        ({"motive": "forged"}, "it is not in the list"),
        ({"turns": "7"}, "no turn"),
    ],
)
def test_a_strain_that_does_not_fit_is_explained_and_all_typed_stays(
    client: Client, case_id: str, typed: dict[str, object], said: str
) -> None:
    sound = {"session": "3", "kind": "withdrawal", "repaired": "not", "wish": "To be heard."}
    status, html = send(client, case_id, "strain", **{**sound, **typed})
    assert status == 400
    assert said in html
    assert "To be heard.</textarea>" in html
    assert re.search(r'id="writing" open', html)
    assert known(case_id).strains_kept == ()


def test_what_the_review_found_is_offered(client: Client, case_id: str) -> None:
    number = make_session(case_id)
    assert "Take up what the review found" in page(client, case_id)
    html = page(client, case_id, f"?session={number}")
    assert "Found in session 7" in html
    assert "Written down already" not in html
    html = page(client, case_id, f"?session={number}&take=1")
    assert 'name="turns" value="7.' in html
    assert re.search(r'name="kind" value="confrontation" checked', html)
    assert re.search(r'name="repaired" value="partly" checked', html)
    assert known(case_id).strains_kept == ()
    (turns,) = re.findall(r'name="turns" value="(7[^"]+)"', html)
    typed = {"session": "7", "kind": "confrontation", "repaired": "partly", "turns": turns}
    assert send(client, case_id, "strain", **typed)[0] == 302
    html = page(client, case_id, f"?session={number}")
    assert re.search(r'<a href="#s1">Written down already as', html)


def test_both_check_in_and_the_difference_is_put_on_the_table(client: Client, case_id: str) -> None:
    status, place = send(
        client, case_id, "check-in", party="patient", session="4", understood="2", words="Hurried."
    )
    assert (status, place) == (302, f"/case/{case_id}/alliance/?done=checked#after-4")
    send(client, case_id, "check-in", party="therapist", session="4", understood="8")
    found = known(case_id).check_ins
    assert [(one.party, one.at.session, one.answers["understood"]) for one in found] == [
        (Party.PATIENT, 4, 2),
        (Party.THERAPIST, 4, 8),
    ]
    html = page(client, case_id)
    assert "Apart: understood. Worth a word between the two." in " ".join(html.split())
    assert "Hurried." in html
    status, html = send(client, case_id, "check-in", party="patient", session="4", words=" ")
    assert (status, "nothing is answered" in html) == (400, True)
    status, html = send(client, case_id, "check-in", party="patient", session="4", hopeful="12")
    assert (status, "not between 0 and 10" in html) == (400, True)


def test_the_own_state_is_private(client: Client, case_id: str) -> None:
    status, _ = send(client, case_id, "own-state", session="5", boredom="7", line=LINE)
    assert status == 302
    (one,) = read.own_states(THERAPIST, case_id)
    assert (one.session, dict(one.values), one.line) == (5, {"boredom": 7}, LINE)
    html = page(client, case_id)
    private = html[html.index('class="own own-state"') :]
    assert LINE in private
    assert LINE not in html[: html.index('class="own own-state"')]
    for typed, said in (
        ({"session": "5", "boredom": "11", "line": LINE}, "0 and 10"),
        ({"session": "77", "boredom": "1", "line": LINE}, "77"),
        ({"session": "", "boredom": "1", "line": LINE}, "Choose one"),
    ):
        status, html = send(client, case_id, "own-state", **typed)
        assert (said in html, status in (400, 404)) == (True, True)


def test_an_own_state_is_taken_back_by_its_button_only(client: Client, case_id: str) -> None:
    send(client, case_id, "own-state", session="5", boredom="7", line=LINE)
    status, html = send(client, case_id, "own-state", session="5", line=" ")
    assert (status, "nothing is answered" in html) == (400, True)
    assert len(read.own_states(THERAPIST, case_id)) == 1
    answer = client.post(
        f"/case/{case_id}/alliance/own-state/", {"session": "5", "take-back": "1"}, follow=True
    )
    assert "Taken back" in answer.content.decode()
    assert read.own_states(THERAPIST, case_id) == ()


def test_who_does_not_say_what_was_seen_writes_over_nothing(client: Client, case_id: str) -> None:
    typed = {"session": "3", "kind": "withdrawal", "repaired": "not", "wish": "To be heard."}
    send(client, case_id, "strain", **typed)
    status, html = send(client, case_id, "strain", **typed, id="s1")
    assert (status, "To be heard.</textarea>" in html) == (409, True)
    assert len(known(case_id).strains_kept[0].writings) == 1


def test_strains_and_answers_are_read(client: Client, case_id: str) -> None:
    make_alliance(case_id)
    html = page(client, case_id)
    assert "takes the patient" in html
    assert "Your own part is not written yet." in html
    assert html.count('class="ci-patient"') == 1 + 4
    assert "Polite, and gone." in html


def test_a_check_in_with_nothing_answered_leads_to_its_first_line(
    client: Client, case_id: str
) -> None:
    status, html = send(client, case_id, "check-in", party="patient", session="3", words=" ")
    assert (status, "nothing is answered" in html) == (400, True)
    target = re.search(r'<a href="#([\w-]+)">Check-in', html)
    assert target
    assert f'id="{target[1]}"' in html


def test_the_ledger_as_it_was_known_then(client: Client, case_id: str) -> None:
    make_alliance(case_id)
    then = client.get(f"/case/{case_id}/alliance/?as_of=1").content.decode()
    assert "Polite, and gone." in page(client, case_id)
    assert "Polite, and gone." not in then
