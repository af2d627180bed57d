"""An event of life is written down, written anew and struck out; nothing axe-core finds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.conftest import CaseFile
from tests.web.browser.axe import violations
from tests.web.browser.conftest import let_in
from tests.web.conftest import Seen

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
WORDS = "The firm let him go, two days before the jubilee"


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_what_happened_is_written_down(
    new_browser: Callable[..., BrowserContext],
    case_file: CaseFile,
    seen: Seen,
    viewport: dict[str, int],
) -> None:
    page = new_browser(viewport=viewport).new_page()
    let_in(page, case_file.passphrase)
    page.goto(f"/case/{seen.case_id}/events/")
    expect(page.locator("main")).to_contain_text("Nothing is written down")
    assert violations(page) == []

    page.get_by_role("button", name="Keep").click()
    expect(page.locator("#problems")).to_be_focused()
    expect(page.get_by_label("What happened")).to_have_attribute("aria-invalid", "true")
    assert violations(page) == []

    page.get_by_label("What happened").fill(WORDS)
    page.get_by_label("Big: it may change the work").check()
    page.get_by_role("button", name="Keep").click()
    line = page.locator("#l1")
    expect(line).to_contain_text(WORDS)
    expect(line).to_contain_text("big")
    expect(line.locator("time").first).to_have_attribute("datetime", date.today().isoformat())
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    line.get_by_role("link", name="Write anew").click()
    expect(page.get_by_label("Big: it may change the work")).to_be_checked()
    page.get_by_label("Big: it may change the work").uncheck()
    page.get_by_role("button", name="Keep").click()
    expect(line).not_to_contain_text("big")

    line.get_by_role("button", name="Strike out").click()
    expect(page.get_by_role("status").first).to_contain_text("Struck out")
    expect(page.locator("main")).to_contain_text("1 more struck out")
