"""Hand-over: while a browser is in the patient's hands it sees one form and nothing of any case."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.conftest import CaseFile
from tests.web.cast import DAY, SECRET_WORDS, THERAPIST
from tests.web.conftest import Seen
from tests.web.measures_cast import OWN, answer, personal, phq9, plan_forms, set_practice
from tests.web.test_gate import pages
from wemode.domain import AnswerSheet, Party, PlannedForm, Record
from wemode.store import read, setup
from wemode.web.current import GATE, HANDED, TOKEN
from wemode.web.gate import Gate

CASE_PAGES = (
    "",
    "contract/",
    "contract/draft/",
    "contract/sheet.pdf",
    "episodes/",
    "pattern/share/",
    "alliance/",
    "states/",
    "way/",
    "measures/",
    "measures/enter/phq9/",
    "risk/",
    "diary/",
    "diary/reminder.ics",
    "patient/",
)
WRITES = (
    "measures/plan/",
    "measures/strike/",
    "measures/hand-over/",
    "risk/",
    "diary/",
    "patient/open/",
    "patient/revoke/",
    "contract/attempt/",
    "",
)


def sheets(case_id: str) -> tuple[Record[AnswerSheet], ...]:
    return read.case_history(THERAPIST, case_id).case.sheets


@pytest.fixture
def tablet(client: Client, seen: Seen) -> Client:
    """The therapist's browser, just handed over with a PHQ-9."""
    set_practice()
    plan_forms(seen.case_id, PlannedForm("phq9", DAY, 7), personal())
    done = client.post(f"/case/{seen.case_id}/measures/hand-over/", {"form": "phq9"})
    assert done["Location"] == "/handed/"
    return client


def tap(tablet: Client, question: int, value: int) -> str:
    """Give one answer; the page that follows."""
    sent = {"q": str(question), "answer": str(value)}
    return tablet.post("/handed/", sent, follow=True).content.decode()


def test_the_form_fills_the_screen_and_leads_nowhere_else(tablet: Client, seen: Seen) -> None:
    html = tablet.get("/handed/").content.decode()
    assert "Little interest or pleasure" in html
    assert "1 of 10" in html
    for word in ("M-07", "Jorin", "PHQ-9", "Measures", 'href="/"', "/contract/"):
        assert word not in html, word


def test_no_page_opens_while_it_is_handed_over(tablet: Client, seen: Seen) -> None:
    case = f"/case/{seen.case_id}/"
    places = (
        *pages(seen),
        *(f"{case}{page}" for page in CASE_PAGES),
        "/practice/",
        "/p/",
        "/here/",
    )
    for page in (*places, "/nowhere/", "/create/", "/design/", "/unlock", f"{case}../"):
        answer = tablet.get(page)
        assert answer.status_code in (301, 302), page
        assert answer["Location"] in ("/handed/", "/unlock/"), page
        followed = tablet.get(page, follow=True).content.decode()
        assert SECRET_WORDS not in followed
        assert "M-07" not in followed


def test_nothing_is_written_while_it_is_handed_over(tablet: Client, seen: Seen) -> None:
    before = len(read.audit_entries(THERAPIST, limit=1000))
    for page in (*(f"/case/{seen.case_id}/{page}" for page in WRITES), "/practice/", "/case/new/"):
        for method in (tablet.post, tablet.put, tablet.delete, tablet.patch):
            assert method(page, {"form": "phq9", "sheet": "a1"})["Location"] == "/handed/", page
    tablet.post("/lock/")
    assert setup.is_open()
    assert len(read.audit_entries(THERAPIST, limit=1000)) == before


def test_parts_of_pages_are_not_given_either(tablet: Client, seen: Seen) -> None:
    answer = tablet.get(f"{seen.turns}2/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == "/handed/"
    assert answer.content == b""
    head = tablet.head(f"/case/{seen.case_id}/")
    assert head["Location"] == "/handed/"


def test_a_cookie_kept_from_before_opens_nothing(
    client: Client, stranger: Client, seen: Seen
) -> None:
    plan_forms(seen.case_id)
    kept = client.cookies["wemode"].value
    client.post(f"/case/{seen.case_id}/measures/hand-over/", {"form": "phq9"})
    stranger.cookies["wemode"] = kept
    answer = stranger.get(f"/case/{seen.case_id}/")
    assert answer["Location"].startswith("/unlock/")


def test_without_its_cookie_the_tablet_is_a_stranger(tablet: Client, seen: Seen) -> None:
    tablet.cookies.clear()
    assert tablet.get(f"/case/{seen.case_id}/")["Location"].startswith("/unlock/")
    assert tablet.get("/handed/", follow=True).redirect_chain[-1][0].startswith("/unlock/")


def test_the_token_of_the_form_opens_no_case(tablet: Client, seen: Seen) -> None:
    token = tablet.session[HANDED]
    assert TOKEN not in tablet.session
    assert GATE.lends_to(token)
    assert not GATE.admits(token)


def test_each_answer_is_kept_as_it_is_given_and_finished_once(tablet: Client, seen: Seen) -> None:
    tap(tablet, 1, 2)
    (record,) = sheets(seen.case_id)
    assert dict(record.value.answers) == {"q1": 2}
    assert (record.value.by, record.value.finished) == (Party.PATIENT, False)
    assert record.at.by == "patient"
    html = tablet.post("/handed/", {"q": "2", "do": "pass"}, follow=True).content.decode()
    assert "3 of 10" in html
    for question in (3, 4, 5, 6, 7, 8):
        tap(tablet, question, 1)
    tap(tablet, 9, 0)
    html = tap(tablet, 10, 1)
    assert "That was the last question" in html
    assert "You left one out" in html
    html = tablet.post("/handed/", {"do": "finish"}, follow=True).content.decode()
    assert "Hand it back" in html
    assert "0100" not in html
    (record,) = sheets(seen.case_id)
    assert record.value.finished
    assert "q2" not in record.value.answers
    assert len(record.value.answers) == 9


def test_back_shows_no_answers_once_it_is_finished(tablet: Client, seen: Seen) -> None:
    tap(tablet, 1, 2)
    tablet.post("/handed/", {"do": "finish"})
    for place in ("/handed/", "/handed/?q=1", "/handed/?q=9"):
        html = tablet.get(place).content.decode()
        assert "Thank you" in html
        assert 'aria-pressed="true"' not in html
    tap(tablet, 1, 0)
    (record,) = sheets(seen.case_id)
    assert dict(record.value.answers) == {"q1": 2}


def test_an_endorsed_item_shows_the_words_for_a_crisis_at_once(tablet: Client, seen: Seen) -> None:
    html = tap(tablet, 9, 1)
    assert "Before you go on" in html
    assert 'href="tel:01005550110"' in html
    # They stay in front of every question until they were read.
    assert "Before you go on" in tablet.get("/handed/?q=1").content.decode()
    html = tablet.post("/handed/", {"q": "10", "do": "read"}, follow=True).content.decode()
    assert "10 of 10" in html
    assert "0100" not in html
    # A changed answer that still endorses it brings them anew.
    assert "Before you go on" in tap(tablet, 9, 3)


def test_the_prompt_waits_for_the_therapist_who_comes_back(
    tablet: Client, seen: Seen, case_file: CaseFile
) -> None:
    tap(tablet, 9, 1)
    tablet.post("/handed/", {"q": "10", "do": "read"})
    html = tablet.post("/handed/", {"do": "finish"}, follow=True).content.decode()
    assert "0100 555 0110" in html
    back = f"/unlock/?next=/case/{seen.case_id}/measures/"
    assert back in html
    assert "passphrase" in tablet.get(back).content.decode()
    sent = {"passphrase": "not this one", "next": f"/case/{seen.case_id}/measures/"}
    assert tablet.post("/unlock/", sent).status_code == 403
    assert tablet.get(f"/case/{seen.case_id}/")["Location"] == "/handed/"
    done = tablet.post("/unlock/", {**sent, "passphrase": case_file.passphrase}, follow=True)
    html = done.content.decode()
    assert "Waiting for your response" in html
    assert HANDED not in tablet.session
    assert tablet.get("/handed/")["Location"] == "/"


@pytest.mark.parametrize(
    "sent",
    [
        {"q": "1", "answer": "9"},
        {"q": "1", "answer": "-1"},
        {"q": "1", "answer": "one"},
        {"q": "1"},
        {"q": "0", "answer": "1"},
        {"q": "99", "answer": "1"},
        {"q": "first", "answer": "1"},
        {"answer": "1"},
        {},
    ],
)
def test_a_forged_answer_is_not_kept(tablet: Client, seen: Seen, sent: dict[str, str]) -> None:
    assert tablet.post("/handed/", sent).status_code in (302, 400)
    assert sheets(seen.case_id) == ()


def test_what_cannot_be_asked_is_not_handed_over(client: Client, seen: Seen) -> None:
    for form in ("nothing", "wai_sr", "pq", "", "PHQ9' --"):
        refused = client.post(f"/case/{seen.case_id}/measures/hand-over/", {"form": form})
        assert refused.status_code == 400, form
        assert client.get(f"/case/{seen.case_id}/measures/").status_code == 200


def test_own_items_are_asked_in_the_patients_words(client: Client, seen: Seen) -> None:
    plan_forms(seen.case_id, personal())
    client.post(f"/case/{seen.case_id}/measures/hand-over/", {"form": "pq"})
    assert OWN in client.get("/handed/").content.decode()
    tap(client, 1, 6)
    assert dict(sheets(seen.case_id)[0].value.answers) == {"o1": 6}


def test_a_stranger_has_no_form_in_hand(stranger: Client, seen: Seen) -> None:
    assert stranger.get("/handed/")["Location"] == "/"
    assert stranger.post("/handed/", {"q": "1", "answer": "1"})["Location"] == "/"


def test_locked_by_another_browser_it_asks_to_be_handed_back(
    tablet: Client, seen: Seen, case_file: CaseFile
) -> None:
    tap(tablet, 1, 2)
    other = Client()
    other.post("/unlock/", {"passphrase": case_file.passphrase})
    other.post("/lock/")
    html = tablet.get("/handed/").content.decode()
    assert "Please hand it back" in html
    assert "Little interest" not in html
    assert tap(tablet, 2, 1).count("Please hand it back") > 0
    assert tablet.get("/")["Location"] == "/handed/"
    done = tablet.post("/unlock/", {"passphrase": case_file.passphrase})
    assert done.status_code == 302
    assert tablet.get(f"/case/{seen.case_id}/").status_code == 200
    assert dict(sheets(seen.case_id)[0].value.answers) == {"q1": 2}


def test_while_one_browser_is_handed_over_another_goes_on(
    tablet: Client, seen: Seen, case_file: CaseFile
) -> None:
    other = Client()
    other.post("/unlock/", {"passphrase": case_file.passphrase})
    assert other.get(f"/case/{seen.case_id}/").status_code == 200
    assert tablet.get(f"/case/{seen.case_id}/").status_code == 302


def test_the_file_locks_itself_when_nobody_answers_any_more(case_file: CaseFile) -> None:
    at = [0.0]
    gate = Gate(idle=900, clock=lambda: at[0])
    token = gate.let_in()
    form = gate.hand_over(token)
    assert not gate.admits(token)
    assert not gate.admits(form)
    at[0] = 800
    assert gate.lends_to(form)
    assert not gate.lends_to(token)
    at[0] = 1_600
    assert gate.lends_to(form)
    at[0] = 2_600
    assert not gate.lends_to(form)
    assert not setup.is_open()


def test_the_demo_is_locked_away_as_well(
    stranger: Client, seen: Seen, settings, case_file: CaseFile
) -> None:
    settings.DEMO, settings.DEMO_PASSPHRASE = True, case_file.passphrase
    plan_forms(seen.case_id)
    stranger.post(f"/case/{seen.case_id}/measures/hand-over/", {"form": "phq9"})
    assert stranger.get("/")["Location"] == "/handed/"
    assert stranger.get(f"/case/{seen.case_id}/")["Location"] == "/handed/"
    stranger.post("/unlock/")
    assert stranger.get("/").status_code == 200


def test_an_earlier_sheet_is_not_shown_to_whoever_holds_the_tablet(
    client: Client, seen: Seen
) -> None:
    plan_forms(seen.case_id)
    answer(seen.case_id, phq9(3, days=9))
    client.post(f"/case/{seen.case_id}/measures/hand-over/", {"form": "phq9"})
    html = client.get("/handed/?q=1").content.decode()
    assert 'aria-pressed="true"' not in html
