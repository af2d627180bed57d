"""The cookie of a patient's device: what it holds, where it goes, when it is no cookie of ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from tests.store.doors import TestLink
from wemode.store.door import LinkGone, NotThisDevice
from wemode.web import door_of


@pytest.fixture
def link(settings, tmp_path: Path) -> TestLink:
    from datetime import UTC, datetime, timedelta

    settings.DOOR_FILE = tmp_path / "cases.wemode.door"
    settings.ALLOWED_HOSTS = ["*"]
    link = TestLink(expires_at=datetime.now(UTC) + timedelta(days=2))
    door_of.door().publish(link, {"page": "of a test"}, inbox=bytes(range(32)))
    return link


def cookie(link: TestLink, host: str, *, secure: bool = False):
    request = RequestFactory().get("/p/", headers={"host": host}, secure=secure)
    answer = HttpResponse()
    device = door_of.door().bind(link.token, link.code)
    door_of.let_in(request, answer, link.token, device)
    return answer.cookies[door_of.COOKIE]


def test_it_goes_to_the_patients_pages_alone_and_no_script_reads_it(link: TestLink) -> None:
    made = cookie(link, "page.example.org", secure=True)
    assert (made["path"], made["samesite"]) == ("/p/", "Strict")
    assert made["httponly"]
    assert made["secure"]
    assert 2 * 86_400 - 60 < made["max-age"] <= 2 * 86_400


@pytest.mark.parametrize("host", ["page.example.org", "page.example.org:80", "192.168.1.9:8138"])
def test_it_is_for_tls_only(link: TestLink, host: str) -> None:
    assert cookie(link, host)["secure"]


@pytest.mark.parametrize("host", ["127.0.0.1:8137", "localhost", "[::1]:8137"])
def test_but_on_this_machine(link: TestLink, host: str) -> None:
    assert not cookie(link, host)["secure"]


@pytest.mark.parametrize(
    "value", ["", ".", "x.y", "a" * 43, f"{'a' * 43}.{'b' * 42}", f"{'a' * 43}.{'b' * 43} ", "é"]
)
def test_what_is_no_cookie_of_ours_has_no_device(link: TestLink, value: str) -> None:
    request = RequestFactory().get("/p/")
    request.COOKIES[door_of.COOKIE] = value
    with pytest.raises(NotThisDevice) as refused:
        door_of.enter(request)
    assert not refused.value.bound


def test_a_made_up_cookie_is_unknown_or_of_another_device(link: TestLink) -> None:
    door_of.door().bind(link.token, link.code)
    request = RequestFactory().get("/p/")
    request.COOKIES[door_of.COOKIE] = f"{'a' * 43}.{'b' * 43}"
    with pytest.raises(LinkGone):
        door_of.enter(request)
    request.COOKIES[door_of.COOKIE] = f"{link.token}.{'b' * 43}"
    with pytest.raises(NotThisDevice) as refused:
        door_of.enter(request)
    assert refused.value.bound


def test_it_is_taken_back_where_it_was_given() -> None:
    answer = HttpResponse()
    door_of.let_out(answer)
    gone = answer.cookies[door_of.COOKIE]
    assert (gone.value, gone["path"], gone["max-age"]) == ("", "/p/", 0)
