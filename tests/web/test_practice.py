"""What the practice sets once: kept as it was typed, told where it does not fit."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from django.utils import timezone

from tests.web.cast import THERAPIST
from tests.web.conftest import Seen
from tests.web.measures_cast import CRISIS, READS, set_practice
from wemode.domain import Mail
from wemode.store import models, practice, read

SENT = {
    "name": "At the Mill",
    "crisis": CRISIS.replace("\n", "\r\n"),
    "reads": READS,
    "address": "https://mill.example.org",
    "mail_host": "",
    "mail_port": "587",
    "mail_sender": "",
    "mail_user": "",
    "mail_password": "",
}
MAIL = {
    "mail_host": "mail.example.org",
    "mail_port": "465",
    "mail_sender": "mill@example.org",
    "mail_user": "mill",
    "mail_password": "a long secret",
}


def test_a_questionnaire_that_cannot_be_read_is_named_where_it_matters(
    client: Client, seen: Seen
) -> None:
    now = timezone.now()
    models.OwnInstrument.objects.create(
        name="our_own", version=1, document={"id": "our_own"}, by="therapist", at=now
    )
    for page in ("/practice/", f"/case/{seen.case_id}/measures/"):
        said = client.get(page).content.decode()
        assert "cannot read the questionnaire “our_own” that you brought" in said, page
    assert "cannot read" not in client.get("/").content.decode()


def test_it_is_kept_line_by_line_and_shown_again(client: Client) -> None:
    assert "Nothing is set" in client.get("/practice/").content.decode()
    done = client.post("/practice/", SENT)
    assert done["Location"] == "/practice/?done=kept"
    held = read.practice(THERAPIST)
    assert (held.name, held.crisis, held.reads, held.mail) == ("At the Mill", CRISIS, READS, None)
    html = client.get("/practice/").content.decode()
    assert 'href="tel:01005550110"' in html
    assert "weekdays 8 to 18." in html


def test_the_password_is_kept_and_never_shown(client: Client) -> None:
    client.post("/practice/", SENT | MAIL)
    held = read.practice(THERAPIST).mail
    assert held == Mail("mail.example.org", 465, "mill@example.org", "mill", "a long secret")
    html = client.get("/practice/").content.decode()
    assert "a long secret" not in html
    assert "one is kept" in html
    client.post("/practice/", SENT | MAIL | {"mail_password": "", "mail_user": "other"})
    again = read.practice(THERAPIST).mail
    assert again is not None
    assert (again.user, again.password) == ("other", "a long secret")
    # To another server it is not sent by itself.
    client.post("/practice/", SENT | MAIL | {"mail_password": "", "mail_host": "new.example.org"})
    moved = read.practice(THERAPIST).mail
    assert moved is not None
    assert moved.password == ""


def test_what_is_experimental_is_ticked_and_unticked(client: Client) -> None:
    set_practice()
    held = read.practice(THERAPIST)
    assert 'value="on" checked' not in client.get("/practice/").content.decode()
    practice.set_practice(actor=THERAPIST, practice=replace(held, experimental=True))
    html = client.get("/practice/").content.decode()
    assert 'name="experimental" value="on" checked' in html
    assert "says nothing below 50 of them" in html
    client.post("/practice/", SENT)
    assert not read.practice(THERAPIST).experimental
    client.post("/practice/", SENT | {"experimental": "on"})
    assert read.practice(THERAPIST).experimental
    refused = client.post("/practice/", SENT | {"experimental": "on", "address": "mill"})
    assert 'value="on" checked' in refused.content.decode()


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"address": "mill"}, "Write it as https://"),
        ({"crisis": "x" * 2500}, "Shorten it to 2,000"),
        ({"mail_host": "mail server"}, "no name of a server"),
        ({"mail_host": "mail.example.org", "mail_sender": "mill"}, "no mail address"),
        ({"mail_host": "mail.example.org", "mail_port": "0"}, "no port"),
        ({"mail_host": "mail.example.org", "mail_port": "many"}, "Give a whole number"),
    ],
)
def test_what_does_not_fit_is_told_and_no_password_comes_back(
    client: Client, fields: dict[str, str], says: str
) -> None:
    sent = SENT | {"mail_password": "a long secret"} | fields
    refused = client.post("/practice/", sent)
    html = refused.content.decode()
    assert refused.status_code == 400
    assert says in html
    assert "a long secret" not in html
    assert "At the Mill" in html
    assert read.practice(THERAPIST).name == ""
