"""A browser that unlocked the case file, a stranger's browser, and one case with one session."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client

from tests.conftest import CaseFile
from tests.web.cast import KeyWordCoder, make_case, make_session
from wemode.web import current


@dataclass(frozen=True, slots=True)
class Seen:
    """The case and session that the pages of a test show."""

    case_id: str
    number: int

    @property
    def now(self) -> str:
        return f"/case/{self.case_id}/session/{self.number}/"

    @property
    def turns(self) -> str:
        return f"{self.now}turns/"


@pytest.fixture(autouse=True)
def _own_file(case_file: CaseFile, settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The pages serve the test's own file; the coder is one that knows the dialogue by heart."""
    settings.CASE_FILE = case_file.path
    monkeypatch.setattr("wemode.report.session.Coder", KeyWordCoder)
    yield
    current.lock()


@pytest.fixture
def stranger() -> Client:
    """A browser that gave no passphrase."""
    return Client()


@pytest.fixture
def client(case_file: CaseFile) -> Client:
    """The therapist's browser, let in."""
    browser = Client()
    answer = browser.post("/unlock/", {"passphrase": case_file.passphrase})
    assert answer.status_code == 302
    return browser


@pytest.fixture
def seen(case_file: CaseFile) -> Seen:
    """A case with one coded session; its own judgement is not yet asked for."""
    case_id = make_case()
    return Seen(case_id, make_session(case_id))


@pytest.fixture
def opened(client: Client, seen: Seen) -> Seen:
    """The same, with the own judgement skipped, so that the review shows."""
    client.post(f"{seen.now}note/", {"skip": "1"})
    return seen
