"""No violation that axe-core can find, on any page, light and dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.conftest import CaseFile
from tests.report.practices import THERAPIST, fitted, turn_on
from tests.web.browser.axe import violations
from tests.web.browser.conftest import let_in
from tests.web.conftest import Seen
from wemode.report.practice_cohort_kept import keep_cohort

pytestmark = pytest.mark.browser


def test_axe_finds_nothing(
    new_browser: Callable[..., BrowserContext], case_file: CaseFile, seen: Seen
) -> None:
    page = new_browser().new_page()
    found: dict[str, list[str]] = {}

    def look(place: str, at: str = "") -> None:
        page.goto(place)
        found[f"{place} {at}"] = violations(page)

    look("/unlock/")
    let_in(page, case_file.passphrase)
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
        "/rules/",
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


def test_axe_finds_nothing_on_the_practices_own_cases(page: Page, case_file: CaseFile) -> None:
    let_in(page, case_file.passphrase)
    page.goto("/practice/cohort/")
    found = {"off": violations(page)}
    turn_on()
    keep_cohort(THERAPIST, fitted())
    page.goto("/practice/cohort/?first=99")
    found["kept, a wrong score"] = violations(page)
    assert {place: wrong for place, wrong in found.items() if wrong} == {}
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_axe_finds_nothing_before_there_is_a_file(page: Page, settings, tmp_path) -> None:
    settings.CASE_FILE = tmp_path / "none.wemode"
    page.goto("/create/")
    assert violations(page) == []
