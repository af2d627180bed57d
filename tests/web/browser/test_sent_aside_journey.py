"""From the caseload to what could not be taken in, and cleared away; nothing axe-core finds."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.conftest import CaseFile
from tests.web.browser.axe import violations
from tests.web.browser.conftest import let_in
from tests.web.conftest import Seen
from tests.web.test_sent_aside import ITEM, LINE, day, form, put

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_an_endorsed_item_that_was_put_aside_is_seen_and_answered(
    new_browser: Callable[..., BrowserContext],
    case_file: CaseFile,
    seen: Seen,
    viewport: dict[str, int],
) -> None:
    put(day(), seen.case_id, kind="day")
    put(form({"q1": 1, "q9": 2}), seen.case_id, "s-2")
    page = new_browser(viewport=viewport).new_page()
    let_in(page, case_file.passphrase)
    page.goto("/")
    expect(page.locator("main")).to_contain_text("2 things sent by patients")
    assert violations(page) == []
    page.get_by_role("link", name="An endorsed item waits for your response").click()

    lines = page.locator(".put-aside > li")
    first, second = lines.nth(0), lines.nth(1)
    expect(first).to_contain_text(ITEM)
    second.get_by_role("link", name="Show what was sent").click()
    expect(page.locator(".aside-content")).to_contain_text(LINE)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    first.get_by_role("button", name="I have looked at it").click()
    expect(page.locator(".put-aside")).to_contain_text("Say first that you have responded")
    said = page.get_by_label("I have responded, and it is written down")
    expect(said).to_be_focused()
    assert violations(page) == []
    said.check()
    first.get_by_role("button", name="I have looked at it").click()
    expect(page.get_by_role("status").first).to_contain_text("Cleared away")
    expect(page.locator("main")).not_to_contain_text(ITEM)
    page.get_by_role("button", name="I have looked at it").click()
    expect(page.locator("main")).to_contain_text("Nothing lies aside")
