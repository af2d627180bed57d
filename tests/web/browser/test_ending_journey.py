"""A therapy is ended on the page of its case, folds below, and is taken up again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.conftest import CaseFile
from tests.web.browser.axe import violations
from tests.web.browser.conftest import let_in
from tests.web.cast import make_case, make_session
from tests.web.conftest import Seen

pytestmark = pytest.mark.browser

SCREENS = [
    {"width": 1280, "height": 800},
    {"width": 390, "height": 844},
]


@pytest.fixture(params=SCREENS, ids=["desk", "phone"])
def window(
    request: pytest.FixtureRequest, new_browser: Callable[..., BrowserContext], case_file: CaseFile
) -> Page:
    """A window that is let in."""
    page = new_browser(viewport=request.param).new_page()
    let_in(page, case_file.passphrase)
    return page


def test_a_therapy_ends_and_is_taken_up_again(window: Page, seen: Seen) -> None:
    make_session(make_case("K-11", ""))
    window.goto(f"/case/{seen.case_id}/")
    window.get_by_text("This therapy has ended", exact=True).click()
    window.get_by_label("How it ended").select_option("planned")
    window.get_by_label("A line about it").fill("We looked back at the first sheet together.")
    assert violations(window) == []
    window.get_by_role("button", name="Note that it has ended").click()
    expect(window.get_by_text("This therapy has ended:")).to_be_visible()
    assert violations(window) == []

    window.goto("/")
    expect(window.get_by_role("link", name="M-07")).not_to_be_visible()
    window.get_by_text("Ended: 1 case").click()
    expect(window.get_by_role("link", name="M-07")).to_be_visible()
    assert violations(window) == []

    window.get_by_role("link", name="M-07").click()
    window.get_by_role("button", name="Take it up again").click()
    expect(window.get_by_text("Before: as planned")).to_be_visible()
    assert violations(window) == []
    window.goto("/")
    expect(window.get_by_text("Ended: 1 case")).to_have_count(0)
