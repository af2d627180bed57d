"""Measures at one screen: asked, handed over, endorsed, responded to; nothing leaks meanwhile."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.conftest import CaseFile
from tests.web.browser.axe import violations
from tests.web.browser.conftest import let_in
from tests.web.cast import SECRET_WORDS, THERAPIST
from tests.web.conftest import Seen
from tests.web.measures_cast import (
    answer,
    keep_diary,
    personal,
    phq9,
    plan_forms,
    set_practice,
)
from wemode.domain import Case, PlannedForm
from wemode.store import read

pytestmark = pytest.mark.browser
PAGES = (
    "measures/",
    "measures/enter/phq9/",
    "measures/enter/pq/",
    "diary/",
    "patient/",
    "risk/",
)


def known(case_id: str) -> Case:
    return read.case_history(THERAPIST, case_id).case


@pytest.fixture
def patient_desk(page: Page, case_file: CaseFile, seen: Seen) -> Page:
    """A window that is let in, at the Measures page; the practice has set its words."""
    set_practice()
    let_in(page, case_file.passphrase)
    page.goto(f"/case/{seen.case_id}/measures/")
    return page


def test_asked_handed_over_endorsed_and_responded_to(
    patient_desk: Page, seen: Seen, case_file: CaseFile
) -> None:
    desk = patient_desk
    desk.get_by_label("Form", exact=True).select_option("core10")
    desk.get_by_role("button", name="Ask it", exact=True).click()
    expect(desk.get_by_role("status").first).to_contain_text("from its day on")
    desk.locator("#m-core10").get_by_role("button", name="Hand over").click()
    desk.wait_for_url("**/handed/")
    expect(desk.locator("body")).not_to_contain_text("M-07")
    for _ in range(5):
        desk.locator(".choice").first.click()
    expect(desk.locator("#question")).to_have_text("I made plans to end my life")
    desk.get_by_role("button", name="Only occasionally").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Before you go on")
    expect(desk.get_by_role("link", name="0100 555 0110")).to_be_visible()
    desk.get_by_role("button", name="I have read this").click()
    for _ in range(4):
        desk.locator(".choice").first.click()
    desk.get_by_role("button", name="That is all").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Thank you. Hand it back.")

    desk.get_by_role("link", name="Hand it back").click()
    desk.get_by_label("Passphrase").fill(case_file.passphrase)
    desk.get_by_role("button", name="Unlock").click()
    desk.wait_for_url("**/measures/")
    prompt = desk.get_by_role("region", name="Waiting for your response")
    expect(prompt).to_contain_text("I made plans to end my life")

    desk.goto(f"/case/{seen.case_id}/contract/")
    prompt.get_by_text("Write down what was done").click()
    prompt.get_by_label("Who").fill("R.")
    prompt.get_by_role("button", name="Record it").click()
    expect(desk.get_by_role("alert")).to_be_visible()
    prompt.get_by_label("What was done").fill("Spoke at once; safe, sister told.")
    prompt.get_by_role("button", name="Record it").click()
    desk.wait_for_url("**/contract/")
    expect(prompt).to_have_count(0)
    (record,) = known(seen.case_id).responses
    assert record.value.item == "q6"


def test_back_and_other_tabs_show_nothing_while_it_is_handed_over(
    patient_desk: Page, seen: Seen, case_file: CaseFile
) -> None:
    desk = patient_desk
    plan_forms(seen.case_id)
    other = desk.context.new_page()
    other.goto(seen.turns)
    expect(other.locator("body")).to_contain_text(SECRET_WORDS)
    desk.goto(f"/case/{seen.case_id}/")
    desk.goto(f"/case/{seen.case_id}/measures/")
    desk.locator("#m-phq9").get_by_role("button", name="Hand over").click()
    desk.wait_for_url("**/handed/")
    other.wait_for_url("**/handed/")
    expect(other.locator("body")).not_to_contain_text(SECRET_WORDS)
    for _ in range(2):
        desk.go_back()
        expect(desk.locator("#question")).to_be_visible()
        expect(desk.locator("body")).not_to_contain_text("M-07")
    # Its only page was replaced: behind it there is nothing to go back to.
    other.go_back()
    expect(other.locator("body")).not_to_contain_text(SECRET_WORDS)
    for page in (desk, other):
        page.goto(seen.turns)
        page.wait_for_url("**/handed/")
    status = desk.evaluate(
        "async (place) => (await fetch(place, {headers: {'HX-Request': 'true'}})).text()",
        f"{seen.turns}2/",
    )
    assert status == ""


@pytest.mark.parametrize("script", [True, False])
def test_an_address_that_names_a_filling_unfolds_it(
    new_browser: Callable[..., BrowserContext], case_file: CaseFile, seen: Seen, script: bool
) -> None:
    answer(seen.case_id, *(phq9(1, days=7 * n) for n in range(1, 10)))
    page = new_browser(java_script_enabled=script).new_page()
    let_in(page, case_file.passphrase)
    forms = f"/case/{seen.case_id}/measures/"
    page.goto(f"{forms}?as_of=1#a2")
    expect(page.locator("#a2")).to_be_in_viewport()
    if script:
        expect(page.locator("#a2 .raw")).to_be_visible()
    page.goto(f"{forms}?as_of=1#a9")
    expect(page.locator("#a9")).to_be_visible()
    if script:
        page.wait_for_url("**/measures/?sheet=a9&as_of=1#a9")
    else:
        page.locator("#a9 a").click()
    expect(page.locator("#a9 .raw")).to_be_visible()
    expect(page.locator("body")).to_contain_text("As it was known after session 1")


def test_axe_finds_nothing(
    new_browser: Callable[..., BrowserContext], case_file: CaseFile, seen: Seen
) -> None:
    set_practice()
    plan_forms(seen.case_id, PlannedForm("phq9", phq9(1).answered_at.date(), 7), personal())
    answer(seen.case_id, phq9(2, days=30), *(phq9(1, ninth=1, days=days) for days in (20, 9, 2)))
    keep_diary(seen.case_id)
    page = new_browser().new_page()
    let_in(page, case_file.passphrase)
    case, found = f"/case/{seen.case_id}/", {}

    def look(name: str) -> None:
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        found[name] = violations(page)

    for place in (*(f"{case}{one}" for one in PAGES), "/practice/", "/"):
        page.goto(place)
        look(place)
    page.goto(f"{case}patient/")
    page.get_by_role("button", name="Open a link").click()
    look("link")
    page.goto(f"{case}measures/")
    page.locator("#m-phq9").get_by_role("button", name="Hand over").click()
    look("handed")
    for _ in range(8):
        page.locator(".choice").first.click()
    page.locator(".choice").last.click()
    page.get_by_role("heading", name="Before you go on").wait_for()
    look("help")
    page.get_by_role("button", name="I have read this").click()
    page.get_by_role("button", name="Leave this one out").click()
    look("last")
    page.get_by_role("button", name="That is all").click()
    look("thanks")
    assert {place: wrong for place, wrong in found.items() if wrong} == {}


def test_without_script_and_on_a_phone(
    new_browser: Callable[..., BrowserContext], case_file: CaseFile, seen: Seen
) -> None:
    plan_forms(seen.case_id, PlannedForm("phq9", phq9(1).answered_at.date(), 7), personal())
    answer(seen.case_id, phq9(2, days=30), phq9(1, ninth=1, days=2))
    keep_diary(seen.case_id)
    phone = new_browser(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = phone.new_page()
    let_in(page, case_file.passphrase)
    for place in (*(f"/case/{seen.case_id}/{one}" for one in PAGES), "/practice/"):
        page.goto(place)
        box = page.locator("main").bounding_box()
        assert box
        assert box["width"] <= 390, place
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, place
    page.goto(f"/case/{seen.case_id}/measures/enter/phq9/")
    page.get_by_role("group", name="Little interest").get_by_role("radio").nth(1).check()
    page.get_by_role("button", name="Keep the form").click()
    assert len(known(seen.case_id).sheets) == 3
