"""The Course page in Chromium: all lanes answer a day, by mouse and by keys; axe finds nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.conftest import CaseFile
from tests.contract_cases import FIRST
from tests.course_cases import whole_case
from tests.web.browser.axe import violations
from tests.web.browser.conftest import let_in
from tests.web.conftest import Seen
from wemode.store import read
from wemode.store.results import CaseHistory

pytestmark = pytest.mark.browser


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, seen: Seen) -> str:
    """The page of a case with something on every lane."""
    history = CaseHistory(seen.case_id, "M-07", "Jorin", FIRST, whole_case())
    monkeypatch.setattr(read, "case_history", lambda actor, case_id: history)
    return f"/case/{seen.case_id}/course/"


@pytest.fixture
def course(page: Page, case_file: CaseFile, place: str) -> Page:
    let_in(page, case_file.passphrase)
    page.goto(place)
    return page


def said(page: Page, lane: str) -> str:
    return page.locator(f'[data-lane="{lane}"] .co-at').inner_text()


def test_by_keys_every_lane_answers_the_day(course: Page) -> None:
    axis = course.get_by_role("slider", name="A day")
    assert said(course, "symptoms-m-phq9-total") == "0–27, lower is better"
    axis.press("Home")
    expect(course.locator("#course-day")).to_have_text("14 Jan 2026")
    assert said(course, "symptoms-m-phq9-total") == "18, moderately severe · 14 Jan 26"
    assert said(course, "sessions") == "session 1"
    assert said(course, "relations-g-g1") == "goal, −2 to +2"
    heard = axis.get_attribute("aria-valuetext")
    assert heard
    assert heard.startswith("14 Jan 2026; Sessions: session 1; PHQ-9: 18, moderately severe")
    axis.press("End")
    assert said(course, "symptoms-m-phq9-total") == "7, mild · 14 Oct 26"
    assert said(course, "relations-g-g1") == "−1 · 5 Aug 26"
    before = int(axis.get_attribute("aria-valuenow") or 0)
    axis.press("ArrowLeft")
    axis.press("PageDown")
    assert int(axis.get_attribute("aria-valuenow") or 0) == before - 11
    axis.press("Escape")
    assert said(course, "symptoms-m-phq9-total") == "0–27, lower is better"


def test_under_the_mouse_every_lane_answers_the_day(course: Page) -> None:
    lane = course.locator('[data-lane="diary-i1"] .co-lane')
    lane.scroll_into_view_if_needed()
    box = lane.bounding_box()
    assert box
    # The restless weeks of the diary are in June.
    course.mouse.move(box["x"] + 0.56 * box["width"], box["y"] + 8)
    expect(course.locator("#course-day")).to_have_text(re.compile("Jun 2026"))
    assert re.fullmatch(r"0\.[45]\d, 7 of 7 days", said(course, "diary-i1"))
    assert said(course, "diary-peaks") == "4 of 4"
    assert said(course, "symptoms-m-phq9-total") == "14, moderate · 29 Apr 26"
    cursor, axis = course.locator("#course-cursor"), course.locator("#course-handle")
    expect(cursor).to_be_visible()
    line, whole = cursor.bounding_box(), axis.bounding_box()
    assert line
    assert whole
    assert whole["x"] < line["x"] < whole["x"] + whole["width"]
    course.mouse.move(2, 2)
    assert said(course, "diary-peaks") == "items far above their own course"
    expect(cursor).to_be_hidden()


def test_the_page_replays(course: Page) -> None:
    course.get_by_label("As known after session").fill("12")
    course.get_by_role("button", name="Look").click()
    expect(course.get_by_text("as it was known after session 12")).to_be_visible()
    expect(course.get_by_text("out of step")).to_have_count(0)
    course.get_by_role("main").get_by_role("link", name="Now").click()
    expect(course.get_by_text("out of step")).to_be_visible()


@pytest.mark.parametrize("width", [1360, 390])
def test_axe_finds_nothing_and_nothing_runs_over_the_edge(
    new_browser: Callable[..., BrowserContext],
    case_file: CaseFile,
    place: str,
    width: int,
) -> None:
    context = new_browser(viewport={"width": width, "height": 900})
    page = context.new_page()
    let_in(page, case_file.passphrase)
    page.goto(place)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert violations(page) == []
    page.locator("#course-handle").focus()
    assert violations(page) == []
    over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(over) <= 0
