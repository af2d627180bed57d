"""A transcript comes in by the page: read, asked about, stored once or not at all."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.web.cast import DIALOGUE, SECRET_WORDS, THERAPIST, make_case, make_session
from wemode.store import read
from wemode.web.current import DRAFTS

NAMED = DIALOGUE.replace("Therapist:", "Weber:").replace("Patient:", "Jorin:")


def ticket(client: Client) -> str:
    page = client.get("/import/").content.decode()
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    assert found
    return found[1]


def form(client: Client, content: str | bytes, name: str = "talk.txt", **more: object) -> dict:
    raw = content.encode() if isinstance(content, str) else content
    return {
        "ticket": ticket(client),
        "transcript": SimpleUploadedFile(name, raw),
        "case": "M-07",
        "held_on": "2026-03-02",
        "session_number": "",
        **more,
    }


def transcripts(case_id: str) -> list[int]:
    held = read.sessions(THERAPIST, case_id)
    return [line.session.number for line in held if line.has_transcript]


@pytest.fixture
def case_id(client: Client) -> str:
    return make_case()


def test_a_labelled_file_leads_straight_to_its_review(client: Client, case_id: str) -> None:
    answer = client.post("/import/", form(client, DIALOGUE))
    assert answer["Location"] == f"/case/{case_id}/session/1/"
    held = read.coded_session(THERAPIST, case_id, 1)
    assert len(held.coded.transcript) == 12
    assert len(held.marks) == 12
    assert read.caseload(THERAPIST)[0].digest is not None


def test_number_and_date_are_kept(client: Client, case_id: str) -> None:
    client.post("/import/", form(client, DIALOGUE, session_number="7"))
    session = read.coded_session(THERAPIST, case_id, 7).session
    assert (session.number, session.held_on.isoformat()) == (7, "2026-03-02")


def test_a_session_that_is_still_to_come_has_no_words(client: Client, case_id: str) -> None:
    day = (date.today() + timedelta(days=2)).isoformat()
    answer = client.post("/import/", form(client, DIALOGUE, held_on=day))
    assert answer.status_code == 400
    assert "This day is still to come." in answer.content.decode()
    assert transcripts(case_id) == []


def test_unknown_speakers_are_asked_for_with_their_turns_and_first_words(
    client: Client, case_id: str
) -> None:
    answer = client.post("/import/", form(client, NAMED))
    assert answer["Location"].startswith("/import/speakers/")
    page = client.get(answer["Location"]).content.decode()
    assert "Weber" in page
    assert "6 turns" in page
    assert "How was the week?" in page
    assert transcripts(case_id) == []
    done = client.post(answer["Location"], {"role-0": "T", "role-1": "P"})
    assert done["Location"] == f"/case/{case_id}/session/1/"
    first = read.coded_session(THERAPIST, case_id, 1).coded.transcript.turn(1)
    assert first.speaker == "T"


@pytest.mark.parametrize(
    "roles", [{}, {"role-0": "T"}, {"role-0": "T", "role-1": "T"}, {"role-0": "T", "role-1": "O"}]
)
def test_who_is_who_must_be_said_of_both(client: Client, case_id: str, roles: dict) -> None:
    asked = client.post("/import/", form(client, NAMED))["Location"]
    assert client.post(asked, roles).status_code == 400
    assert transcripts(case_id) == []


def test_the_draft_is_forgotten_when_the_file_is_locked(client: Client, case_id: str) -> None:
    asked = client.post("/import/", form(client, NAMED))["Location"]
    client.post("/lock/")
    assert DRAFTS.get(asked.split("/")[-2]) is None


def test_a_ticket_nobody_gave_out_is_refused(client: Client) -> None:
    assert client.get("/import/speakers/nonsense/").status_code == 404


def test_sent_twice_it_is_stored_once(client: Client, case_id: str) -> None:
    sent = form(client, DIALOGUE)
    first = client.post("/import/", sent)
    again = client.post("/import/", {**sent, "transcript": SimpleUploadedFile("a.txt", b"x")})
    assert first["Location"] == again["Location"]
    assert transcripts(case_id) == [1]


def test_roles_sent_twice_are_stored_once(client: Client, case_id: str) -> None:
    asked = client.post("/import/", form(client, NAMED))["Location"]
    roles = {"role-0": "T", "role-1": "P"}
    assert client.post(asked, roles)["Location"] == client.post(asked, roles)["Location"]
    assert transcripts(case_id) == [1]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("talk.docx", b"PK\x03\x04 broken"),
        ("talk.json", b'{"turns": [{"speaker": 3'),
        ("talk.txt", f"{SECRET_WORDS} and nobody is named here".encode()),
        ("talk.eaf", b"<ANNOTATION_DOCUMENT"),
        ("talk.pdf", b"%PDF-1.7"),
        ("talk.txt", b" \n\n"),
    ],
)
def test_a_bad_file_is_explained_and_nothing_stored(
    client: Client, case_id: str, name: str, content: bytes
) -> None:
    answer = client.post("/import/", form(client, content, name))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Nothing was stored" in page
    assert 'class="where"' in page
    assert SECRET_WORDS not in page
    assert read.sessions(THERAPIST, case_id) == ()


def test_a_case_that_is_not_there_is_said(client: Client, case_id: str) -> None:
    answer = client.post("/import/", form(client, DIALOGUE, case="Z-99"))
    assert "no case of this code name" in answer.content.decode()


def test_a_session_that_has_a_transcript_is_not_written_over(client: Client, case_id: str) -> None:
    make_session(case_id)
    answer = client.post("/import/", form(client, DIALOGUE, session_number="1"))
    assert answer.status_code == 400
    assert transcripts(case_id) == [1]


def test_the_same_words_are_told_and_come_in_again_by_a_tick(client: Client, case_id: str) -> None:
    client.post("/import/", form(client, DIALOGUE))
    tick = 'type="checkbox" name="again"'
    assert tick not in client.get("/import/").content.decode()
    sent = form(client, DIALOGUE, held_on="2026-03-09")
    answer = client.post("/import/", sent)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "session 1 of 2026-03-02" in page
    assert "It has these very words already." in page
    assert tick in page
    assert transcripts(case_id) == [1]
    # The file is still held, and need not be chosen again.
    assert "still held" in page
    del sent["transcript"]
    assert client.post("/import/", sent).status_code == 400
    done = client.post("/import/", {**sent, "again": "on"})
    assert done["Location"] == f"/case/{case_id}/session/2/"
    assert transcripts(case_id) == [1, 2]


def test_another_file_takes_the_place_of_the_one_held(client: Client, case_id: str) -> None:
    client.post("/import/", form(client, DIALOGUE))
    sent = form(client, DIALOGUE)
    client.post("/import/", sent)
    bad = {**sent, "transcript": SimpleUploadedFile("talk.pdf", b"%PDF-1.7")}
    page = client.post("/import/", bad).content.decode()
    assert "still held" not in page
    other = SimpleUploadedFile("b.txt", b"Therapist: And then?\nPatient: Nothing.\n")
    client.post("/import/", {**sent, "transcript": other})
    assert len(read.coded_session(THERAPIST, case_id, 2).coded.transcript) == 2


def test_the_same_words_are_told_when_who_is_who_is_said(client: Client, case_id: str) -> None:
    client.post("/import/", form(client, DIALOGUE))
    asked = client.post("/import/", form(client, NAMED))["Location"]
    roles = {"role-0": "T", "role-1": "P"}
    answer = client.post(asked, roles)
    assert answer.status_code == 400
    assert 'name="again"' in answer.content.decode()
    assert client.post(asked, {**roles, "again": "on"}).status_code == 302
    assert transcripts(case_id) == [1, 2]


def test_no_file_is_asked_for(client: Client, case_id: str) -> None:
    sent = form(client, DIALOGUE)
    del sent["transcript"]
    assert "Choose a file" in client.post("/import/", sent).content.decode()


def test_a_large_file_stays_in_memory(
    client: Client, case_id: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Django's own handler would write anything above 2.5 MB to a temporary file in clear."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "not there"))
    large = DIALOGUE + "Therapist: " + "and then, " * 400_000
    assert client.post("/import/", form(client, large)).status_code == 302
    assert transcripts(case_id) == [1]


def test_a_file_above_the_limit_is_not_received(client: Client, case_id: str, settings) -> None:
    settings.LARGEST_UPLOAD = 1000
    answer = client.post("/import/", form(client, DIALOGUE + "x" * 100_000))
    assert "larger than 64 MB" in answer.content.decode()
    answer = client.post("/import/", form(client, "Therapist: " + "x" * 1500))
    assert "larger than 64 MB" in answer.content.decode()
    assert read.sessions(THERAPIST, case_id) == ()


def test_the_page_of_a_case_names_the_case(client: Client, case_id: str) -> None:
    assert 'value="M-07"' in client.get(f"/case/{case_id}/import/").content.decode()
