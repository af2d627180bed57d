"""Whole ways through the pages, as a person with a keyboard goes them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.conftest import CaseFile
from tests.web.browser.conftest import let_in, unlock
from tests.web.cast import DIALOGUE, SECRET_WORDS, THERAPIST
from tests.web.conftest import Seen
from wemode.store import read, setup
from wemode.web import current

pytestmark = pytest.mark.browser
NAMED = DIALOGUE.replace("Therapist:", "Weber:").replace("Patient:", "Jorin:")


def hows(seen: Seen, turn: int) -> dict[str, str]:
    held = read.coded_session(THERAPIST, seen.case_id, seen.number)
    return {mark.annotation.code: mark.annotation.how.value for mark in held.marks_on(turn)}


def go_to(page: Page, turn: int) -> None:
    for _ in range(turn - 1):
        page.keyboard.press("j")
    expect(page.locator(f"#t{turn}")).to_be_focused()


def test_from_a_new_file_to_the_words_of_a_session(page: Page, settings, tmp_path: Path) -> None:
    setup.close_vault()
    settings.CASE_FILE = tmp_path / "new" / "cases.wemode"
    page.goto("/")
    page.get_by_label("Passphrase").fill("nine plums beside the river")
    page.get_by_label("The same again").fill("nine plums beside the river")
    page.get_by_role("button", name="Make the file").click()
    expect(page.locator(".code")).to_contain_text("-")
    page.get_by_role("link", name="I have written it down").click()

    page.get_by_role("link", name="Open a case").click()
    page.get_by_label("Code name").fill("M-07")
    page.get_by_label("First name").fill("Jorin")
    page.get_by_role("button", name="Open the case").click()
    page.get_by_role("link", name="Import a transcript").click()

    file = tmp_path / "talk.txt"
    file.write_text(NAMED, encoding="utf-8")
    page.get_by_label("Transcript").set_input_files(file)
    page.get_by_role("button", name="Import").click()
    asked = page.get_by_role("group", name="Weber")
    expect(asked).to_contain_text("How was the week?")
    asked.get_by_label("Therapist").check()
    page.get_by_role("group", name="Jorin").get_by_label("Patient").check()
    page.get_by_role("button", name="Import").click()

    page.get_by_label("What does this session need?").fill("I took the brother's side.")
    page.get_by_role("button", name="Keep and go on").click()
    expect(page.get_by_text("I took the brother's side.").first).to_be_visible()
    expect(page.locator("#next-step")).not_to_be_empty()
    page.get_by_role("link", name="Show me").click()
    page.wait_for_url("**/turns/#t*")
    expect(page.locator(".turn.is-current")).to_be_in_viewport()


def test_keys_accept_reject_set_and_undo_and_all_is_kept(desk: Page, seen: Seen) -> None:
    go_to(desk, 6)
    desk.keyboard.press("Enter")
    expect(desk.locator("#t6 .chip.is-set")).to_have_count(2)
    expect(desk.locator("#t6.is-current")).to_be_focused()
    desk.keyboard.press("u")
    expect(desk.locator("#t6 .chip.is-suggested")).to_have_count(2)
    desk.keyboard.press("x")
    expect(desk.locator("#t6 .chip.is-rejected")).to_have_count(2)
    expect(desk.locator("#tally")).to_contain_text("10 suggestions to look at")

    desk.keyboard.press("k")
    desk.keyboard.press("k")
    desk.keyboard.press("/")
    desk.keyboard.type("shame")
    expect(desk.locator("[role=option][aria-selected=true]")).to_contain_text("inferior, failed")
    desk.keyboard.press("Enter")
    expect(desk.locator("#t4 .chip.is-set")).to_have_text("Shame")

    desk.reload()
    expect(desk.locator("#t4 .chip.is-set")).to_have_text("Shame")
    expect(desk.locator("#t6 .chip.is-rejected")).to_have_count(2)
    assert hows(seen, 4)["p.shame"] == "human"
    assert set(hows(seen, 6).values()) == {"rejected"}

    # After a reload nothing is remembered but the turn itself: its latest decision is undone.
    go_to(desk, 4)
    desk.keyboard.press("u")
    expect(desk.locator("#t4 .chip.is-set")).to_have_count(0)
    assert "p.shame" not in hows(seen, 4)


def test_keys_may_be_pressed_faster_than_the_answers_come(desk: Page, seen: Seen) -> None:
    go_to(desk, 6)
    for key in ("Enter", "u", "x", "j", "Enter", "j", "x"):
        desk.keyboard.press(key)
    expect(desk.locator("#t6 .chip.is-rejected")).to_have_count(2)
    expect(desk.locator("#t7 .chip.is-set")).to_have_count(1)
    expect(desk.locator("#t8 .chip.is-rejected")).to_have_count(1)
    expect(desk.locator("#t8.is-current")).to_be_focused()


def test_the_strain_in_the_margin_goes_with_its_marker(desk: Page) -> None:
    expect(desk.locator("#t6.in-confrontation")).to_have_count(1)
    go_to(desk, 6)
    desk.keyboard.press("x")
    expect(desk.locator(".turn[class*='in-']")).to_have_count(0)
    expect(desk.locator("#tally")).to_contain_text("0 strains")
    desk.keyboard.press("u")
    expect(desk.locator("#t6.in-confrontation.is-first")).to_have_count(1)


def test_the_same_by_mouse_and_the_why_of_a_chip(desk: Page, seen: Seen) -> None:
    chip = desk.locator("#t6 .chip", has_text="Confrontation")
    chip.get_by_role("link").click()
    expect(desk.locator("#t6 .why")).to_contain_text("“take his side”")
    chip.get_by_role("button", name="Reject").click()
    expect(desk.locator("#t6 .chip.is-rejected")).to_have_count(1)
    desk.locator("#t6 .chip.is-suggested").get_by_role("button", name="Accept").click()
    expect(desk.locator("#t6 .chip.is-set")).to_have_count(1)
    assert hows(seen, 6) == {"p.confrontation": "rejected", "p.proof": "confirmed"}


def test_without_script_everything_can_be_decided(
    new_browser: Callable[..., BrowserContext], case_file: CaseFile, seen: Seen
) -> None:
    page = new_browser(java_script_enabled=False).new_page()
    unlock(page, case_file.passphrase)
    page.goto(seen.turns)
    page.locator("#t6 .chip", has_text="Confrontation").get_by_label("Accept").click()
    assert hows(seen, 6)["p.confrontation"] == "confirmed"
    page.locator("#t10 .add").click()
    page.get_by_label("Code").select_option("p.guilt")
    page.get_by_role("button", name="Set").click()
    assert hows(seen, 10)["p.guilt"] == "human"


def test_the_ribbon_reads_turns_by_arrow_keys_and_goes_there(
    page: Page, case_file: CaseFile, seen: Seen
) -> None:
    let_in(page, case_file.passphrase)
    page.goto(seen.now)
    page.get_by_role("button", name="Skip").click()
    ribbon = page.get_by_role("slider")
    ribbon.focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#ribbon-line")).to_contain_text("6patient · against you · You always")
    expect(ribbon).to_have_attribute("aria-valuenow", "6")
    page.keyboard.press("Enter")
    page.wait_for_url("**/turns/#t6")


def test_wrong_passphrase_lock_and_a_strange_browser(
    new_browser: Callable[..., BrowserContext], page: Page, case_file: CaseFile, seen: Seen
) -> None:
    page.goto("/unlock/")
    page.get_by_label("Passphrase").fill("not the right words")
    page.get_by_role("button", name="Unlock").click()
    expect(page.locator(".wrong")).to_be_visible()
    unlock(page, case_file.passphrase)
    page.goto(seen.turns)
    expect(page.locator("body")).to_contain_text(SECRET_WORDS)

    stranger = new_browser().new_page()
    stranger.goto(seen.turns)
    expect(stranger.get_by_label("Passphrase")).to_be_visible()
    expect(stranger.locator("body")).not_to_contain_text(SECRET_WORDS)

    page.get_by_role("button", name="Lock").click()
    page.wait_for_url("**/unlock/")
    # Not page.go_back(): it fails while Chromium throws away the page that was left.
    page.evaluate("history.back()")
    expect(page.get_by_label("Passphrase")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text(SECRET_WORDS)


def test_the_screen_is_cleared_when_nobody_is_there(
    page: Page, case_file: CaseFile, seen: Seen, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.IDLE_SECONDS = 1
    monkeypatch.setattr(current.GATE, "idle", 1)
    unlock(page, case_file.passphrase)
    page.goto(seen.turns)
    expect(page.get_by_label("Passphrase")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text(SECRET_WORDS)


def test_a_key_pressed_on_a_locked_file_leads_to_unlock(desk: Page) -> None:
    setup.close_vault()
    desk.keyboard.press("w")
    expect(desk.get_by_label("Passphrase")).to_be_visible()


def test_a_bad_file_is_explained_and_nothing_stored(desk: Page, seen: Seen, tmp_path: Path) -> None:
    file = tmp_path / "talk.json"
    file.write_text('{"turns": [', encoding="utf-8")
    desk.goto(f"/case/{seen.case_id}/import/")
    desk.get_by_label("Transcript").set_input_files(file)
    desk.get_by_role("button", name="Import").click()
    expect(desk.get_by_role("alert")).to_be_visible()
    expect(desk.locator("main")).to_contain_text("Nothing was stored")
    assert len(read.sessions(THERAPIST, seen.case_id)) == 1


def test_advice_is_set_aside_with_a_reason_and_taken_up_again(desk: Page, seen: Seen) -> None:
    desk.goto(seen.now)
    desk.get_by_role("button", name="Skip").click()
    before = desk.locator("#next-step").inner_text()
    next_step = desk.locator(".next")
    next_step.get_by_text("Set aside", exact=True).first.click()
    next_step.get_by_label("Set aside, because").fill("We spoke of it at the door.")
    next_step.get_by_role("button", name="Set aside").click()
    expect(desk.get_by_text("We spoke of it at the door.")).to_be_visible()
    expect(desk.locator("#next-step")).not_to_have_text(before)
    desk.get_by_role("button", name="Take up again").click()
    expect(desk.locator("#next-step")).to_have_text(before)


def test_names_are_hidden_with_one_key_and_stay_hidden(desk: Page) -> None:
    name = desk.locator("main .name")
    expect(name).to_be_visible()
    desk.keyboard.press("h")
    expect(name).to_be_hidden()
    desk.reload()
    expect(name).to_be_hidden()
    desk.get_by_role("button", name="Hide names").click()
    expect(name).to_be_visible()


def test_typing_filters_the_caseload(desk: Page) -> None:
    desk.goto("/")
    desk.get_by_label("Filter by name or code").fill("zz")
    expect(desk.get_by_text("No case of that name.")).to_be_visible()
    desk.get_by_label("Filter by name or code").fill("jor")
    expect(desk.get_by_role("link", name="M-07")).to_be_visible()


def test_nothing_is_wider_than_a_phone(
    new_browser: Callable[..., BrowserContext], case_file: CaseFile, seen: Seen
) -> None:
    page = new_browser(viewport={"width": 390, "height": 844}).new_page()
    let_in(page, case_file.passphrase)
    page.goto(seen.now)
    page.get_by_role("button", name="Skip").click()
    case = f"/case/{seen.case_id}/"
    for place in ("/", case, seen.now, seen.turns, f"{seen.turns}6/", "/import/", "/design/"):
        page.goto(place)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, place
