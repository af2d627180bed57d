"""The contract, from an empty sheet to a redline on paper, as two people at one screen go it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.conftest import CaseFile
from tests.web.browser.axe import violations
from tests.web.browser.conftest import let_in, unlock
from tests.web.cast import THERAPIST, make_case
from tests.web.contract_cast import GOAL, make_draft, make_history, make_proposed, make_sessions
from wemode.domain import Case, ContractState, Outcome
from wemode.store import read
from wemode.web import current

pytestmark = pytest.mark.browser
PURPOSE = "So that I can be with people without having to win."
LONG = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle"


def known(case_id: str) -> Case:
    return read.case_history(THERAPIST, case_id).case


@pytest.fixture
def case_id(case_file: CaseFile) -> str:
    case_id = make_case()
    make_sessions(case_id, 2)
    return case_id


@pytest.fixture
def desk(page: Page, case_file: CaseFile) -> Page:
    let_in(page, case_file.passphrase)
    return page


def draft_together(page: Page) -> None:
    """Fill in the sheet as far as it must be filled to be proposed."""
    page.get_by_label("what is this therapy for?").fill(PURPOSE)
    goal = page.get_by_role("region", name="Goal 1")
    goal.get_by_label("Goal, in the patient’s words").fill("I want to be admired by everybody.")
    goal.get_by_label("Wanted for").select_option("rank")
    # The goal check speaks beneath, and blocks nothing.
    expect(goal.locator(".check-line").first).to_be_visible()
    goal.get_by_label("Goal, in the patient’s words").fill(GOAL.wording)
    goal.get_by_label("Wanted for").select_option("play")
    goal.get_by_label("In whose hands").select_option("own")
    for level in (-2, -1, 0, 1, 2):
        goal.locator(f"[name='g1.levels.{level}']").fill(GOAL.level(level))
    goal.get_by_label("It begins at level −2").check()
    page.get_by_role("button", name="Add a task").click()
    task = page.get_by_role("group", name="Task 1")
    expect(task.get_by_label("Task", exact=True)).to_be_focused()
    task.get_by_label("Task", exact=True).fill("Play three pieces for my sister.")
    task.get_by_label("The feeling it will cost").fill("shame")
    task.get_by_label("of 10").select_option("7")
    page.get_by_label("What it cannot promise").fill("That others change.")
    page.get_by_label("My part, as your therapist").fill("I say what I see.")
    page.get_by_label("Your part").fill("I come, and I say when I want to leave.")


def agree(page: Page, words: str, free: int) -> None:
    """Both say yes on the assent form."""
    patient = page.get_by_role("region", name="The patient’s yes")
    patient.get_by_label("What did the patient say").fill(words)
    patient.get_by_role("radio", name=str(free), exact=True).check()
    patient.get_by_label("how did the patient see you").fill("as somebody at my side")
    therapist = page.get_by_role("region", name="The therapist’s yes")
    therapist.get_by_label("What did you say").fill("I agree, and I shall not hurry you.")
    therapist.get_by_role("radio", name="9", exact=True).check()
    page.get_by_role("button", name="Keep", exact=True).click()


def test_draft_agree_try_redraft_redline_print(desk: Page, case_id: str) -> None:
    contract = f"/case/{case_id}/contract/"
    desk.goto(contract)
    desk.get_by_role("link", name="Draft it together").click()
    desk.wait_for_url("**/contract/draft/")
    draft_together(desk)

    desk.get_by_role("button", name="Keep and propose").click()
    alert = desk.get_by_role("alert")
    expect(alert).to_contain_text("Before it can be proposed")
    expect(alert).to_be_focused()
    alert.get_by_role("link", name="Proposed by").click()
    desk.get_by_role("radio", name="the patient’s").check()
    desk.get_by_role("button", name="Keep and propose").click()
    desk.wait_for_url("**/contract/?v=1&done=proposed")
    expect(desk.get_by_role("heading", level=1)).to_have_text(PURPOSE)

    desk.get_by_role("link", name="Agree to version").click()
    desk.wait_for_url("**/contract/assent/")
    agree(desk, "Yes, fine.", 3)
    desk.wait_for_url("**/contract/?v=1&done=bare")
    expect(desk.get_by_role("status").first).to_contain_text("This is a bare yes")
    expect(desk.locator("#assent-patient")).to_contain_text("A bare yes")

    task = desk.locator("#t1")
    task.get_by_text("Note a try", exact=True).click()
    task.get_by_role("radio", name="not done").check()
    task.get_by_role("radio", name="8", exact=True).check()
    task.get_by_label("What it showed").fill("Three were too many.")
    task.get_by_role("button", name="Keep").click()
    desk.wait_for_url("**/contract/#t1")
    expect(desk.locator("#t1 .tries")).to_contain_text("not done")
    assert known(case_id).attempts[0].outcome is Outcome.NOT

    desk.get_by_role("button", name="Today it stands at −1").click()
    desk.wait_for_url("**/contract/#g1")
    expect(desk.locator("#g1 .is-now")).to_contain_text(GOAL.level(-1))

    desk.get_by_role("link", name="Redraft together").click()
    desk.wait_for_url("**/contract/draft/")
    desk.get_by_role("group", name="Task 1").get_by_label("Task", exact=True).fill(
        "Play one piece for my sister."
    )
    desk.get_by_label("Why: what version 1 does not hold").fill("Three were too many.")
    desk.get_by_role("radio", name="the patient’s").check()
    desk.get_by_role("button", name="Keep and propose").click()
    desk.wait_for_url("**/contract/?v=2&done=proposed")
    desk.get_by_role("link", name="Agree to version").click()
    desk.wait_for_url("**/contract/assent/")
    agree(desk, "Yes, this one I want, even if I shall hate the Sundays.", 8)
    desk.wait_for_url("**/contract/?v=2&done=agreed")

    desk.get_by_label("From", exact=True).select_option("1")
    desk.get_by_label("to", exact=True).select_option("2")
    desk.get_by_role("button", name="Compare").click()
    desk.wait_for_url("**/contract/?from=1&to=2")
    expect(desk.locator("del").filter(has_text="three pieces")).to_be_visible()
    expect(desk.locator("ins").filter(has_text="one piece")).to_be_visible()
    expect(desk.locator("#sheet")).to_contain_text("Three were too many.")

    desk.goto(contract)
    desk.emulate_media(media="print")
    expect(desk.locator("#sheet")).to_be_visible()
    for hidden in (".mast", ".beside", ".timeline", ".trying", ".marking"):
        expect(desk.locator(hidden).first).to_be_hidden()
    desk.emulate_media(media="screen")
    place = desk.get_by_role("link", name="Take home").get_attribute("href")
    assert place
    answer = desk.request.get(place)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-")
    states = [version.state for version in known(case_id).versions]
    assert states == [ContractState.SUPERSEDED, ContractState.AGREED]


def test_lines_come_and_go_without_script(
    new_browser: Callable[..., BrowserContext], case_file: CaseFile, case_id: str
) -> None:
    page = new_browser(java_script_enabled=False).new_page()
    let_in(page, case_file.passphrase)
    page.goto(f"/case/{case_id}/contract/draft/")
    page.get_by_label("what is this therapy for?").fill(PURPOSE)
    page.get_by_label("Goal, in the patient’s words").fill("First.")
    page.get_by_role("button", name="Add a goal").click()
    second = page.get_by_role("region", name="Goal 2")
    second.get_by_label("Goal, in the patient’s words").fill("Second.")
    second.get_by_role("button", name="Add a task").click()
    page.get_by_label("Task", exact=True).fill("Of the second.")
    page.get_by_role("button", name="Move up: goal 2").click()
    first = page.get_by_role("region", name="Goal 1")
    expect(first.get_by_label("Goal, in the patient’s words")).to_have_value("Second.")
    expect(first.get_by_label("Task", exact=True)).to_have_value("Of the second.")
    page.get_by_role("button", name="Take off the sheet: goal 2").click()
    expect(page.get_by_role("region", name="Goal 2")).to_have_count(0)
    expect(page.get_by_label("what is this therapy for?")).to_have_value(PURPOSE)
    assert known(case_id).versions == ()
    page.get_by_role("button", name="Keep the draft").last.click()
    expect(page.get_by_role("status").first).to_contain_text("This is save 1")
    draft = known(case_id).draft
    assert draft
    assert [goal.wording for goal in draft.contract.goals] == ["Second."]
    assert [task.wording for task in draft.contract.tasks] == ["Of the second."]


def test_two_redraft_at_once_and_nothing_is_lost(
    new_browser: Callable[..., BrowserContext], case_file: CaseFile, case_id: str
) -> None:
    make_draft(case_id, 1)
    windows = []
    for _ in range(2):
        window = new_browser().new_page()
        let_in(window, case_file.passphrase)
        window.goto(f"/case/{case_id}/contract/draft/")
        windows.append(window)
    one, other = windows
    one.get_by_label("Your part").fill("I come on time.")
    one.locator(".keep-bar").get_by_role("button", name="Keep the draft").click()
    expect(one.get_by_role("status").first).to_contain_text("This is save 2")

    other.get_by_label("Goal, in the patient’s words").fill("I want to sing.")
    other.locator(".keep-bar").get_by_role("button", name="Keep the draft").click()
    alert = other.get_by_role("alert")
    expect(alert).to_contain_text("Nothing of yours is lost")
    expect(alert).to_contain_text("saved it on")
    expect(alert.locator("ins").filter(has_text="sing")).to_be_visible()
    expect(other.get_by_label("Goal, in the patient’s words")).to_have_value("I want to sing.")
    other.get_by_role("button", name="Keep mine on top of theirs").click()
    expect(other.get_by_role("status").first).to_contain_text("This is save 3")
    draft = known(case_id).draft
    assert draft
    wordings = [save.contract.goals[0].wording for save in draft.saves]
    assert wordings == [GOAL.wording, GOAL.wording, "I want to sing."]
    assert draft.saves[1].contract.patient_part == "I come on time."


def leave_idle(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file locks itself after a few seconds."""
    settings.IDLE_SECONDS = 4
    monkeypatch.setattr(current.GATE, "idle", 4)


def test_what_was_typed_is_kept_before_the_screen_is_cleared(
    desk: Page, case_file: CaseFile, case_id: str, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_idle(settings, monkeypatch)
    unlock(desk, case_file.passphrase)
    desk.goto(f"/case/{case_id}/contract/draft/")
    desk.get_by_label("what is this therapy for?").fill(PURPOSE)
    desk.get_by_role("button", name="Add a goal").click()
    second = desk.get_by_role("region", name="Goal 2")
    second.get_by_label("Goal, in the patient’s words").fill("I want to sing.")
    desk.wait_for_url("**/unlock/**")
    expect(desk.get_by_text("kept as a save of the draft. Lines: 2")).to_be_visible()
    expect(desk.locator("#was-unkept")).to_be_hidden()
    monkeypatch.setattr(current.GATE, "idle", 900)
    unlock(desk, case_file.passphrase)
    draft = known(case_id).draft
    assert draft
    assert (draft.contract.purpose, draft.revision) == (PURPOSE, 1)
    assert [goal.wording for goal in draft.contract.goals] == ["I want to sing."]
    assert desk.evaluate("JSON.stringify({...localStorage, ...sessionStorage})").count("sing") == 0


def test_what_could_not_be_kept_is_counted_and_said(
    desk: Page, case_file: CaseFile, case_id: str, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_idle(settings, monkeypatch)
    let_in(desk, case_file.passphrase)
    desk.goto(f"/case/{case_id}/contract/draft/")
    desk.get_by_label("How we will both see it").fill("A goal that has no wording.")
    desk.wait_for_url("**/unlock/**")
    expect(desk.get_by_role("alert")).to_contain_text("could not be kept, and are gone. Lines: 1")
    expect(desk.locator("#was-kept")).to_be_hidden()
    monkeypatch.setattr(current.GATE, "idle", 900)
    unlock(desk, case_file.passphrase)
    assert known(case_id).versions == ()


def test_whoever_locks_while_drafting_loses_nothing_and_is_asked_nothing(
    desk: Page, case_file: CaseFile, case_id: str
) -> None:
    asked: list[str] = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    desk.goto(f"/case/{case_id}/contract/draft/")
    desk.get_by_label("what is this therapy for?").fill(PURPOSE)
    desk.get_by_role("button", name="Lock").click()
    expect(desk.locator("#was-kept")).to_contain_text("Lines: 1")
    assert asked == []
    unlock(desk, case_file.passphrase)
    draft = known(case_id).draft
    assert draft
    assert draft.contract.purpose == PURPOSE


def test_leaving_a_draft_with_unkept_words_asks_first(desk: Page, case_id: str) -> None:
    asked: list[str] = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    contract, draft = f"/case/{case_id}/contract/", f"/case/{case_id}/contract/draft/"
    desk.goto(contract)
    desk.goto(draft)
    before = desk.evaluate("history.length")
    desk.get_by_role("button", name="Add a goal").click()
    expect(desk.get_by_role("region", name="Goal 2")).to_be_visible()
    # No page of a sent form lies in the history, to which one could not go back.
    assert desk.evaluate("history.length") == before
    desk.get_by_role("link", name="Back to the sheet").click()
    desk.wait_for_url(f"**{contract}")
    assert asked == []
    desk.goto(draft)
    desk.get_by_label("what is this therapy for?").press_sequentially("So that")
    desk.get_by_role("link", name="Back to the sheet").click()
    desk.wait_for_url(f"**{contract}")
    assert asked == ["beforeunload"]


def test_the_screen_of_whoever_left_is_cleared_though_another_browser_goes_on(
    new_browser: Callable[..., BrowserContext],
    case_file: CaseFile,
    settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    contract = f"/case/{make_history()}/contract/"
    settings.IDLE_SECONDS = 3
    monkeypatch.setattr(current.GATE, "idle", 900)  # as if the other one came all the time
    window = new_browser().new_page()
    unlock(window, case_file.passphrase)
    window.goto(contract)
    expect(window.get_by_label("Passphrase")).to_be_visible()
    window.goto(contract)
    expect(window.get_by_label("Passphrase")).to_be_visible()


def test_after_a_refused_form_unlocking_leads_back_to_the_sheet(
    desk: Page, case_file: CaseFile, settings
) -> None:
    contract = f"/case/{make_history()}/contract/"
    desk.goto(contract)
    desk.locator("summary", has_text="Withdraw version 2").click()
    desk.get_by_label("Why it is given up").fill("x" * 500)
    settings.IDLE_SECONDS = 3
    desk.get_by_role("button", name="Withdraw it").click()
    desk.get_by_label("Passphrase").fill(case_file.passphrase)
    desk.get_by_role("button", name="Unlock").click()
    desk.wait_for_url(f"**{contract}")
    expect(desk.locator("summary", has_text="Withdraw version 2")).to_be_visible()


def test_the_keys_for_printing_lead_to_the_sheet_on_one_page(
    desk: Page, case_file: CaseFile
) -> None:
    contract = f"/case/{make_history()}/contract/"
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url))
    desk.goto(f"{contract}?from=1&to=2")
    desk.keyboard.press("Control+p")
    assert not any("sheet.pdf" in url for url in asked)
    desk.goto(contract)
    with desk.expect_request("**/sheet.pdf?v=2"):
        desk.keyboard.press("Control+p")


@pytest.mark.parametrize("width", [1360, 390])
def test_axe_finds_nothing_and_nothing_is_too_wide(
    new_browser: Callable[..., BrowserContext], case_file: CaseFile, width: int
) -> None:
    case_id = make_history()
    make_proposed(case_id, 6, replaces=2, reason=LONG)
    empty = make_case("E-01", "")
    page = new_browser(viewport={"width": width, "height": 844}).new_page()
    let_in(page, case_file.passphrase)
    contract = f"/case/{case_id}/contract/"
    found: dict[str, list[str]] = {}

    def look(place: str, at: str = "") -> None:
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        found[f"{place} {at}"] = violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place

    places = (
        contract,
        f"{contract}?v=1",
        f"{contract}?v=3",
        f"{contract}?from=1&to=2",
        f"{contract}draft/",
        f"{contract}assent/",
        f"/case/{empty}/contract/",
        f"/case/{empty}/contract/draft/",
    )
    for place in places:
        page.goto(place)
        look(place)

    page.goto(f"{contract}draft/")
    page.locator("[name='g1.wording']").fill("")
    page.locator("[name='g1.levels.2']").fill(LONG * 8)
    page.locator(".keep-bar").get_by_role("button", name="Keep the draft").click()
    page.get_by_role("alert").wait_for()
    look("draft", "with problems")
    page.goto(f"{contract}assent/")
    page.get_by_role("button", name="Keep", exact=True).click()
    page.get_by_role("alert").wait_for()
    look("assent", "with problems")
    assert {place: wrong for place, wrong in found.items() if wrong} == {}


def test_what_is_typed_is_kept_by_itself_in_a_pause_and_nothing_typed_meanwhile_is_lost(
    desk: Page, case_id: str
) -> None:
    desk.clock.install()
    desk.goto(f"/case/{case_id}/contract/draft/")
    purpose = desk.get_by_label("what is this therapy for?")
    purpose.fill(PURPOSE)
    desk.get_by_label("Goal, in the patient’s words").fill("I want to sing.")
    desk.clock.run_for(7_000)
    assert known(case_id).draft is None
    # The answer is held back while somebody types on and presses the button.
    answers: list[Route] = []
    desk.route("**/contract/draft/", lambda route: answers.append(route), times=1)
    desk.clock.run_for(1_500)
    desk.get_by_label("Your part").fill("I come on time.")
    desk.get_by_role("button", name="Keep the draft").last.click()
    assert known(case_id).draft is None
    answers.pop().continue_()
    expect(desk.get_by_text("This is save 2.")).to_be_visible()
    draft = known(case_id).draft
    assert draft
    assert [save.contract.purpose for save in draft.saves] == [PURPOSE, PURPOSE]
    assert [save.contract.patient_part for save in draft.saves] == ["", "I come on time."]


def test_what_does_not_fit_is_not_kept_by_itself_and_that_is_said(desk: Page, case_id: str) -> None:
    desk.clock.install()
    desk.goto(f"/case/{case_id}/contract/draft/")
    desk.get_by_label("How we will both see it").fill("A goal that has no wording.")
    desk.clock.run_for(8_500)
    expect(desk.get_by_text("Not kept by itself.")).to_be_visible()
    desk.get_by_label("Goal, in the patient’s words").fill("I want to sing.")
    desk.clock.run_for(20_000)
    assert known(case_id).draft is None
    desk.clock.run_for(10_000)
    expect(desk.get_by_text("What is typed so far is kept.")).to_be_visible()
    draft = known(case_id).draft
    assert draft
    assert draft.contract.goals[0].wording == "I want to sing."
