"""No violation that axe-core can find, on any page, light and dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from tests.conftest import CaseFile
from tests.web.browser.conftest import unlock
from tests.web.conftest import Seen

pytestmark = pytest.mark.browser


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    new_browser: Callable[..., BrowserContext], case_file: CaseFile, seen: Seen, scheme: str
) -> None:
    page = new_browser(color_scheme=scheme, reduced_motion="reduce").new_page()
    found: dict[str, list[str]] = {}

    def look(place: str, at: str = "") -> None:
        page.goto(place)
        found[f"{place} {at}"] = violations(page)

    look("/unlock/")
    unlock(page, case_file.passphrase)
    look(seen.now, "asking")
    page.get_by_role("button", name="Skip").click()
    case = f"/case/{seen.case_id}/"
    for place in (
        "/",
        "/case/new/",
        "/import/",
        case,
        seen.now,
        seen.turns,
        "/design/",
        "/nowhere/",
    ):
        look(place)
    look(f"{seen.turns}6/")

    page.goto(seen.now)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    found["Now, unfolded"] = violations(page)
    page.goto(seen.turns)
    page.keyboard.press("Enter")
    page.keyboard.press("w")
    page.locator(".why p").first.wait_for()
    found["Session, why"] = violations(page)
    page.keyboard.press("/")
    found["Session, codes"] = violations(page)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    found["Session, keys"] = violations(page)
    assert {place: wrong for place, wrong in found.items() if wrong} == {}


def test_axe_finds_nothing_before_there_is_a_file(page: Page, settings, tmp_path) -> None:
    settings.CASE_FILE = tmp_path / "none.wemode"
    page.goto("/create/")
    assert violations(page) == []
