"""Two patients on one phone, a link tapped in a mail, and pages that are not the patient's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser.test_patient_journey import (  # noqa: F401 (fixtures)
    Server,
    come_in,
    new_phone,
    practice,
    server,
    with_worker,
)
from tests.web.patient_cast import FORM, Link, Practice, page

pytestmark = pytest.mark.browser


@pytest.fixture
def other(practice: Practice) -> Practice:  # noqa: F811
    """Another patient of the same practice, without a contract."""
    made = Practice(practice.door.path, Link(id="b" * 16, token="q" * 43))
    made._key = practice._key
    made.lay_out(page(tag="f" * 12, contract=None, seen=()))
    return made


def test_what_was_kept_of_one_patient_is_not_shown_to_the_next(
    new_phone: Callable[..., Page],  # noqa: F811
    practice: Practice,  # noqa: F811
    other: Practice,
    server: Server,  # noqa: F811
) -> None:
    phone = with_worker(come_in(new_phone(), practice))
    phone.goto("/p/contract/")
    expect(phone.locator("body")).to_contain_text("kitchen clock")
    come_in(phone, other)
    server.stop()
    for place in ("/p/contract/", "/p/try/t1/", "/p/seen/"):
        phone.goto(place)
        expect(phone.locator("body")).not_to_contain_text("kitchen clock")
    server.start()


def test_what_stands_open_of_one_patient_is_not_sent_as_the_next(
    new_phone: Callable[..., Page],  # noqa: F811
    practice: Practice,  # noqa: F811
    other: Practice,
) -> None:
    first = come_in(new_phone(), practice)
    first.goto("/p/today/")
    come_in(first.context.new_page(), other)
    first.get_by_label("How near did I let people come?").fill("20")
    first.get_by_role("button", name="Keep this day").click()
    first.wait_for_url("**/p/")
    assert practice.door.waiting() == ()


def test_a_link_tapped_once_more_in_a_mail_opens_the_page(
    new_phone: Callable[..., Page],  # noqa: F811
    practice: Practice,  # noqa: F811
    server: Server,  # noqa: F811
) -> None:
    phone = come_in(new_phone(), practice)
    for leads_to in (f"/p/in/{practice.link.token}/", "/p/"):
        # Another site, as a mail read in the browser is one.
        phone.goto(f"http://localhost:{server.port}/p/nothing/")
        phone.evaluate("place => location.assign(place)", f"{server.address}{leads_to}")
        phone.wait_for_url(f"{server.address}/p/")
        expect(phone.get_by_role("heading", name="What we are doing")).to_be_visible()


KEPT = """async () => (await Promise.all((await caches.keys()).map(async (name) =>
  (await (await caches.open(name)).keys()).map((one) => one.url)))).flat()"""
ASK_FOR_MORE = """async () => {
  const { active } = await navigator.serviceWorker.ready;
  active.postMessage({ pages: ["/design/", "/p/../design/", "/", "//127.0.0.1/p/"], anew: true });
  await fetch("/design/");
}"""


def test_the_worker_keeps_nothing_but_the_patients_pages(
    new_phone: Callable[..., Page],  # noqa: F811
    practice: Practice,  # noqa: F811
    server: Server,  # noqa: F811
) -> None:
    phone = with_worker(come_in(new_phone(), practice))
    phone.goto("/design/")  # a page of the clinician's that needs no passphrase
    assert phone.evaluate("navigator.serviceWorker.controller") is None
    phone.goto("/p/")
    phone.evaluate(ASK_FOR_MORE)
    phone.goto("/p/contract/")
    phone.goto(f"/p/form/{FORM.key}/")
    phone.goto("/p/today/?done=1")
    phone.wait_for_timeout(500)
    kept = phone.evaluate(KEPT)
    assert f"{server.address}/p/contract/" in kept
    ours = (f"{server.address}/p/", f"{server.address}/static/wemode/")
    assert [one for one in kept if not one.startswith(ours)] == []
    assert [one for one in kept if "/form/" in one or "/in/" in one or "?" in one] == []
