"""From told episodes to a shared pattern, and the alliance beside it, at one screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.conftest import CaseFile
from tests.web.browser.axe import violations
from tests.web.browser.conftest import let_in
from tests.web.cast import THERAPIST, make_case
from tests.web.contract_cast import make_sessions
from tests.web.formulation_cast import PATTERN, make_understanding
from wemode.domain import Case, Part, PatternState
from wemode.store import read

pytestmark = pytest.mark.browser
PAGES = (
    "episodes/",
    "episodes/?id=e1",
    "pattern/",
    "pattern/?p=p1&e=e1",
    "pattern/share/?p=p1",
    "pattern/write/?p=p1",
    "alliance/",
    "alliance/?id=s1",
    "states/",
    "way/",
)


def known(case_id: str) -> Case:
    return read.case_history(THERAPIST, case_id).case


@pytest.fixture
def desk(page: Page, case_file: CaseFile) -> Page:
    let_in(page, case_file.passphrase)
    return page


def test_tell_write_offer_agree_and_look(desk: Page) -> None:
    case_id = make_case()
    make_sessions(case_id, 2)
    case = f"/case/{case_id}/"
    desk.goto(f"{case}episodes/")
    for when, felt in (("On Thursday", "Shame."), ("On Sunday", "Small.")):
        desk.get_by_label("When", exact=True).fill(when)
        desk.get_by_label("What was felt").fill(felt)
        desk.get_by_role("button", name="Keep the episode").click()
        expect(desk.get_by_role("status").first).to_have_text("Kept.")
    expect(desk.locator("#e2")).to_contain_text("Ask next:")

    desk.goto(f"{case}pattern/write/")
    desk.get_by_role("textbox", name="Own response: feeling").fill("Shame first.")
    row = desk.get_by_role("region", name="Own response: feeling")
    row.get_by_text("Which episodes show it").click()
    row.get_by_role("checkbox", name="e1 · Shame.").check()
    desk.get_by_role("button", name="Keep").click()
    alert = desk.get_by_role("alert")
    expect(alert).to_be_focused()
    alert.get_by_role("link", name="Name").click()
    desk.get_by_label("What the two of you call it").fill("The knock")
    desk.get_by_role("button", name="Keep").click()
    desk.wait_for_url("**/pattern/?p=p1&v=1&done=kept")

    desk.get_by_text("It was offered to the patient").click()
    desk.get_by_label("In which words").fill("Might it be like that?")
    desk.get_by_role("button", name="Keep", exact=True).first.click()
    desk.get_by_text("The patient recognises it", exact=True).click()
    desk.get_by_label("What the patient said to it").fill("Yes, just so.")
    desk.get_by_role("button", name="Keep", exact=True).first.click()
    expect(desk.locator(".state").first).to_contain_text("recognised by the patient")
    (version,) = known(case_id).patterns
    assert version.state is PatternState.AGREED
    assert version.pattern.parts[Part.FEELING].episodes == ("e1",)

    desk.locator(".card", has_text="e1").click()
    expect(desk.locator("mark")).to_have_text("Shame first.")
    expect(desk.locator(".loop.is-wide .is-lit")).to_have_count(1)
    desk.get_by_role("link", name="Share").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("The knock")


def test_axe_finds_nothing(new_browser: Callable[..., BrowserContext], case_file: CaseFile) -> None:
    case_id = make_understanding()
    page = new_browser().new_page()
    let_in(page, case_file.passphrase)
    found = {}
    for place in PAGES:
        page.goto(f"/case/{case_id}/{place}")
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        found[place] = violations(page)
    assert {place: wrong for place, wrong in found.items() if wrong} == {}


def test_without_script_on_a_phone_and_on_paper(
    new_browser: Callable[..., BrowserContext], case_file: CaseFile
) -> None:
    case_id = make_understanding()
    phone = new_browser(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = phone.new_page()
    let_in(page, case_file.passphrase)
    for place in PAGES:
        page.goto(f"/case/{case_id}/{place}")
        box = page.locator("main").bounding_box()
        assert box
        assert box["width"] <= 390, place
    page.goto(f"/case/{case_id}/pattern/")
    expect(page.locator(".loop.is-narrow")).to_be_visible()
    expect(page.locator(".loop.is-wide")).to_be_hidden()
    page.get_by_role("link", name="e3").first.click()
    expect(page.locator("mark").first).to_have_text(PATTERN.words(Part.WISH))
    page.goto(f"/case/{case_id}/alliance/")
    page.emulate_media(media="print")
    expect(page.locator("#own")).to_be_hidden()
    expect(page.get_by_text("Strains and what became of them")).to_be_visible()
