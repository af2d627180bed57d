"""A patient's ways through the page on a phone: with script, without, without a connection."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.web.browser.axe import violations
from tests.web.browser.conftest import PATIENCE, QuietHandler
from tests.web.patient_cast import CODE, FORM, Practice, ago, laid_out, page, today

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}
SMALL = {"viewport": {"width": 320, "height": 568}, "has_touch": True, "is_mobile": True}
PLACES = (
    "",
    "contract/",
    "try/t1/",
    "today/",
    "session/",
    f"form/{FORM.key}/",
    "seen/",
    "who/",
)


class CutOffServer(ThreadedWSGIServer):
    """Knows its connections, so that they can be cut."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.connections: list[socket.socket] = []

    def finish_request(self, request: Any, client_address: Any) -> None:
        self.connections.append(request)
        super().finish_request(request, client_address)


@dataclass
class Server:
    """A server that can be out of reach for a while, at the same address."""

    port: int = 0

    def start(self) -> None:
        self._server = CutOffServer(("127.0.0.1", self.port), QuietHandler)
        self._server.daemon_threads = True
        self._server.set_app(get_wsgi_application())
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        for one in self._server.connections:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def practice(settings, tmp_path: Path) -> Practice:
    return laid_out(settings, tmp_path)


@pytest.fixture
def new_phone(
    chromium: Browser, server: Server, practice: Practice
) -> Iterator[Callable[..., Page]]:
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_one(**options: Any) -> Page:
        context = chromium.new_context(**{"base_url": server.address, **PHONE, **options})
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda error: wrong.append(str(error.error)))
        context.on("console", lambda said: _note_policy(said.text, wrong))
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()
    assert wrong == []


def _note_policy(said: str, wrong: list[str]) -> None:
    if "Content Security Policy" in said:
        wrong.append(said)


def come_in(phone: Page, practice: Practice) -> Page:
    phone.goto(f"/p/in/{practice.link.token}/")
    phone.get_by_label("The six digits").fill(CODE)
    phone.get_by_role("button", name="Open our page").click()
    phone.wait_for_url("**/p/")
    return phone


def with_worker(phone: Page) -> Page:
    """Wait until the pages are on the phone."""
    phone.evaluate("navigator.serviceWorker.ready")
    phone.wait_for_function(
        "async () => (await caches.keys()).length && !!(await caches.match('/p/today/'))"
    )
    return phone


def at(phone: Page, heading: str) -> None:
    """Wait for the page with this heading: an answer goes out before the next page is asked for."""
    expect(phone.get_by_role("heading", level=1)).to_have_text(heading)


TOO_SMALL = """() => [...document.querySelectorAll("a, button, input, select, textarea, summary")]
  .filter((one) => !one.closest("p, dd, .skip") && one.type !== "hidden" && one.offsetParent)
  .map((one) => (one.matches(".tile input, .seven input") ? one.parentElement : one))
  .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
  .filter(([, box]) => box.width < 43.5 || box.height < 43.5)
  .map(([html, box]) => `${Math.round(box.width)}x${Math.round(box.height)} ${html}`)"""


def test_axe_finds_nothing_on_any_screen(
    new_phone: Callable[..., Page], practice: Practice
) -> None:
    phone = new_phone()
    found: dict[str, list[str]] = {}
    for place in ("", f"in/{practice.link.token}/", f"in/{'z' * 43}/"):
        phone.goto(f"/p/{place}")
        found[f"before {place}"] = violations(phone)
    come_in(phone, practice)
    for place in PLACES:
        phone.goto(f"/p/{place}")
        found[place] = violations(phone)
    form = f"/p/form/{FORM.key}/"
    phone.goto(f"{form}?q=3")
    with phone.expect_navigation():
        phone.get_by_role("button", name="Every day").click()
    at(phone, "Before you go on")
    found["help"] = violations(phone)
    with phone.expect_navigation():
        phone.get_by_role("button", name="Go on").click()
    at(phone, FORM.items[3].text)
    found["given"] = violations(phone)
    phone.goto(f"{form}?q=5")
    found["last"] = violations(phone)
    with phone.expect_navigation():
        phone.get_by_role("button", name="That is all").click()
    at(phone, "Thank you")
    found["thanks"] = violations(phone)
    phone.goto("/p/try/t1/")
    with phone.expect_navigation():
        phone.locator("form").evaluate("form => form.submit()")
    found["amiss"] = violations(phone)
    phone.goto("/p/who/")
    with phone.expect_navigation():
        phone.get_by_role("button", name="Forget this phone").click()
    found["left"] = violations(phone)
    assert {place: wrong for place, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("size", [PHONE, SMALL], ids=["390", "320"])
def test_targets_are_large_and_nothing_runs_off_the_screen(
    new_phone: Callable[..., Page], practice: Practice, size: dict[str, Any]
) -> None:
    phone = come_in(new_phone(**size), practice)
    for place in PLACES:
        phone.goto(f"/p/{place}")
        assert phone.evaluate(TOO_SMALL) == [], place
        assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, place


def test_from_the_link_through_a_day(new_phone: Callable[..., Page], practice: Practice) -> None:
    phone = come_in(new_phone(), practice)
    phone.get_by_role("link", name="On Sunday: ten minutes more").click()
    phone.get_by_text("Partly", exact=True).click()
    phone.get_by_role("button", name="Keep it").click()
    expect(phone.locator("#news")).to_have_text(re.compile(r"Sent at \d\d:\d\d"))

    phone.get_by_role("link", name="Our page").click()
    phone.get_by_role("link", name="Read it, and say where you are").click()
    step = phone.get_by_role("button", name="I stay ten minutes by the kitchen clock")
    step.click()
    phone.wait_for_url("**/contract/?done=1#g1")
    expect(step).to_have_attribute("aria-pressed", "true")

    phone.goto("/p/today/")
    near = phone.get_by_label("How near did I let people come?")
    expect(near).to_have_attribute("aria-valuetext", "not answered yet")
    near.fill("70")
    phone.get_by_role("radio", name="5").check(force=True)
    phone.get_by_role("button", name="Keep this day").click()
    expect(phone.locator("#news")).to_have_text(re.compile(r"Sent at \d\d:\d\d"))
    assert practice.bodies("attempt")[0]["outcome"] == "partly"
    assert practice.bodies("mark")[0]["level"] == 0
    # The slider that nobody touched is no answer.
    assert practice.bodies("day")[0]["answers"] == {"i1": 70, "i3": 5}


def test_a_form_by_thumb_with_help_at_once_and_thanks(
    new_phone: Callable[..., Page], practice: Practice
) -> None:
    phone = come_in(new_phone(), practice)
    phone.get_by_role("link", name="4 questions about the last week").click()
    phone.get_by_role("button", name="On some days").click()
    phone.get_by_role("link", name="Back").click()
    chosen = phone.get_by_role("button", name="On some days")
    expect(chosen).to_have_attribute("aria-pressed", "true")
    chosen.click()
    at(phone, FORM.items[1].text)
    phone.get_by_role("button", name="Not at all").click()
    at(phone, FORM.items[2].text)
    phone.get_by_role("button", name="On most days").click()
    expect(phone.get_by_role("link", name="+41 44 555 01 23")).to_be_visible()
    phone.get_by_role("button", name="Go on").click()
    phone.get_by_role("button", name="Leave this one out").click()
    phone.get_by_role("button", name="That is all").click()
    expect(phone.get_by_role("heading", name="Thank you")).to_be_visible()
    last = practice.bodies("answers")[-1]
    assert (last["answers"], last["finished"]) == ({"one": 1, "two": 0, "three": 2}, True)


def test_the_second_tap_of_a_double_one_answers_nothing(
    new_phone: Callable[..., Page], practice: Practice
) -> None:
    phone = come_in(new_phone(), practice)
    phone.goto(f"/p/form/{FORM.key}/")
    box = phone.get_by_role("button", name="Every day").bounding_box()
    assert box
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    phone.wait_for_timeout(400)
    phone.touchscreen.tap(*middle)
    phone.wait_for_url("**?q=2")
    phone.touchscreen.tap(*middle)
    phone.wait_for_timeout(300)
    assert phone.url.endswith("?q=2")
    assert [one["answers"] for one in practice.bodies("answers")] == [{"one": 3}]


def test_a_browser_that_keeps_nothing_sends_the_plain_form(
    new_phone: Callable[..., Page], practice: Practice
) -> None:
    phone = come_in(new_phone(), practice)
    full = "Storage.prototype.setItem = () => { throw new DOMException('full'); }"
    phone.add_init_script(full)
    phone.goto("/p/today/")
    phone.get_by_label("How near did I let people come?").fill("20")
    phone.get_by_role("button", name="Keep this day").click()
    expect(phone.locator("#news")).to_contain_text("Sent at")
    assert len(practice.bodies("day")) == 1


def test_all_of_it_works_without_script(new_phone: Callable[..., Page], practice: Practice) -> None:
    phone = come_in(new_phone(java_script_enabled=False), practice)
    phone.goto("/p/today/")
    phone.get_by_label("How much did I have to be right?").fill("35")
    phone.get_by_role("button", name="Keep this day").click()
    expect(phone.locator("#news")).to_contain_text("Sent at")
    phone.goto("/p/try/t1/")
    phone.get_by_text("I did it").click()
    phone.get_by_label("A line about it").fill("They asked how it was meant")
    phone.get_by_role("button", name="Keep it").click()
    expect(phone.locator("main")).to_contain_text("They asked how it was meant")
    phone.goto("/p/contract/")
    phone.get_by_role("button", name="I notice it on the stairs").click()
    phone.goto(f"/p/form/{FORM.key}/")
    for _ in range(4):
        phone.get_by_role("button", name="Not at all").click()
    phone.get_by_role("button", name="That is all").click()
    kinds = [one["kind"] for one in practice.letters()]
    assert kinds == ["day", "attempt", "mark", *["answers"] * 5]
    assert practice.bodies("day")[0]["answers"] == {"i2": 35}


def test_what_is_written_without_a_connection_waits_and_is_sent(
    new_phone: Callable[..., Page], practice: Practice, server: Server
) -> None:
    phone = with_worker(come_in(new_phone(), practice))
    phone.wait_for_function("async () => !!(await caches.match('/p/try/t1/'))")
    server.stop()
    phone.goto("/p/")
    expect(phone.locator("main")).to_contain_text("To find out what happens when I stay.")
    expect(phone.locator("#news")).to_contain_text("You are offline.")
    phone.goto(f"/p/form/{FORM.key}/")
    expect(phone.locator("#news")).to_contain_text("That page needs a connection.")
    phone.goto("/p/today/")
    phone.get_by_label("How near did I let people come?").fill("20")
    phone.get_by_label("A line, if you like").fill("On the train")
    phone.get_by_role("button", name="Keep this day").click()
    expect(phone.locator("#news")).to_contain_text("Kept on this phone")
    phone.get_by_role("link", name=re.compile("still open")).first.click()
    expect(phone.get_by_label("A line, if you like")).to_have_value("")
    phone.get_by_label("How much did I have to be right?").fill("90")
    phone.get_by_role("button", name="Keep this day").click()
    phone.goto("/p/try/t1/")
    phone.get_by_text("Not this time").first.click()
    keep = phone.get_by_role("button", name="Keep it")
    keep.dblclick()
    expect(keep).to_be_disabled()  # else the browser asks the emptied form for an outcome
    expect(phone.locator("#news")).to_contain_text("Kept on this phone")
    expect(keep).to_be_enabled()
    phone.goto("/p/contract/")
    phone.get_by_role("button", name="I stay, and say that it was hard").click()
    expect(phone.get_by_role("button", name="I stay, and say that it was hard")).to_have_attribute(
        "aria-pressed", "true"
    )
    # What waits is shown when one comes back to it.
    phone.goto("/p/today/")
    expect(phone.get_by_label("A line, if you like")).to_have_value("On the train")
    assert practice.letters() == []

    server.start()
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(phone.locator("#news")).to_have_text(re.compile(r"Sent at \d\d:\d\d"))
    assert [one["kind"] for one in practice.letters()] == ["day", "day", "attempt", "mark"]
    first, second = practice.bodies("day")
    assert first == {"on": today().isoformat(), "answers": {"i1": 20}, "line": "On the train"}
    assert (second["on"], second["answers"]) == (ago(1).isoformat(), {"i2": 90})
    phone.reload()
    phone.evaluate("dispatchEvent(new Event('online'))")
    phone.wait_for_timeout(300)
    assert len(practice.letters()) == 4


def test_an_answer_tapped_without_a_connection_is_said_not_to_be_sent(
    new_phone: Callable[..., Page], practice: Practice, server: Server
) -> None:
    phone = come_in(new_phone(), practice)
    phone.goto(f"/p/form/{FORM.key}/?q=3")
    server.stop()
    phone.get_by_role("button", name="Not at all").click()
    expect(phone.locator("#news")).to_contain_text("this was not sent")
    at(phone, FORM.items[2].text)
    expect(phone.locator(".crisis")).to_be_hidden()
    # The words for a crisis need no connection.
    phone.get_by_role("button", name="On most days").click()
    expect(phone.get_by_role("link", name="+41 44 555 01 23")).to_be_visible()
    server.start()
    phone.get_by_role("button", name="On most days").click()
    at(phone, "Before you go on")
    assert [one["answers"] for one in practice.bodies("answers")] == [{"three": 2}]
    practice.door.withdraw(practice.link.id)
    phone.get_by_role("button", name="Go on").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("This page is closed")


def test_a_slider_touched_by_mistake_is_left_out_again(
    new_phone: Callable[..., Page], practice: Practice
) -> None:
    phone = come_in(new_phone(**SMALL), practice)
    phone.goto("/p/today/")
    near = phone.get_by_label("How near did I let people come?")
    leave = phone.get_by_role("button", name="leave it out").first
    expect(leave).to_be_hidden()
    near.fill("70")
    assert phone.evaluate(TOO_SMALL) == []
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    leave.click()
    expect(near).to_have_attribute("aria-valuetext", "not answered yet")
    expect(near).to_be_focused()
    phone.get_by_label("How much did I have to be right?").fill("90")
    phone.get_by_role("button", name="Keep this day").click()
    expect(phone.locator("#news")).to_contain_text("Sent at")
    assert practice.bodies("day")[0]["answers"] == {"i2": 90}


def test_a_page_kept_from_yesterday_is_turned_to_today(
    new_phone: Callable[..., Page], practice: Practice, server: Server
) -> None:
    phone = with_worker(come_in(new_phone(), practice))
    server.stop()
    tomorrow = datetime.now().astimezone() + timedelta(days=1)
    phone.clock.set_fixed_time(tomorrow)
    phone.goto("/p/today/")
    expect(phone.get_by_role("heading", level=1)).to_have_text(
        f"{tomorrow:%A} {tomorrow.day} {tomorrow:%B}"
    )
    on = phone.locator("form[data-later=day] input[name=on]")
    expect(on).to_have_value(tomorrow.date().isoformat())
    expect(phone.get_by_role("link", name=re.compile("still open"))).to_have_count(4)
    phone.goto("/p/")
    expect(phone.locator(".date")).to_have_text(f"{tomorrow:%A} {tomorrow.day} {tomorrow:%B}")
    server.start()


def test_a_link_that_ran_out_takes_the_pages_off_the_phone(
    new_phone: Callable[..., Page], practice: Practice, server: Server
) -> None:
    phone = with_worker(come_in(new_phone(), practice))
    practice.link = replace(practice.link, expires_at=datetime.now(UTC) - timedelta(minutes=1))
    practice.lay_out(page())
    phone.goto("/p/contract/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("This link has run out")
    expect(phone.locator("body")).not_to_contain_text("kitchen clock")
    # What the worker was fetching meanwhile is not kept either.
    phone.wait_for_function(
        """async () => (await Promise.all((await caches.keys()).map(async (name) =>
          (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname))))
          .flat().every((place) => !place.startsWith("/p/"))"""
    )


def test_what_was_not_sent_before_the_link_ran_out_is_told_and_can_be_erased(
    new_phone: Callable[..., Page], practice: Practice, server: Server
) -> None:
    phone = with_worker(come_in(new_phone(), practice))
    server.stop()
    phone.goto("/p/today/")
    phone.get_by_label("How near did I let people come?").fill("20")
    phone.get_by_role("button", name="Keep this day").click()
    expect(phone.locator("#news")).to_contain_text("Kept on this phone")
    practice.door.withdraw(practice.link.id)
    server.start()
    phone.goto("/p/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("This page is closed")
    expect(phone.get_by_text("It waits here until the phone is let in again.")).to_be_visible()
    phone.get_by_role("button", name="Forget this phone").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("has forgotten the page")
    assert phone.evaluate("localStorage.length") == 0


def test_leaving_clears_the_phone(new_phone: Callable[..., Page], practice: Practice) -> None:
    phone = with_worker(come_in(new_phone(), practice))
    phone.goto("/p/who/")
    phone.get_by_role("button", name="Forget this phone").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("has forgotten the page")
    phone.wait_for_function("async () => (await caches.keys()).length === 0")
    assert phone.evaluate("localStorage.length") == 0
    phone.goto("/p/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Open the link you were given")


def test_what_another_link_left_on_the_phone_is_not_sent(
    new_phone: Callable[..., Page], practice: Practice
) -> None:
    phone = come_in(new_phone(), practice)
    left = '[{"id": "7f0c2b1e-0000-4000-8000-000000000001", "kind": "day", "tag": "another", '
    left += '"body": {"on": "2026-01-01", "answers": {"i1": 3}, "line": ""}}]'
    phone.evaluate("text => localStorage.setItem('wemode-queue', text)", left)
    phone.goto("/p/today/")
    phone.get_by_label("How near did I let people come?").fill("20")
    phone.get_by_role("button", name="Keep this day").click()
    expect(phone.locator("#news")).to_contain_text("Sent at")
    assert len(practice.letters()) == 1
    assert phone.evaluate("localStorage.length") == 0
