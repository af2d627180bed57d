"""Own judgement first, then the advice, then the two side by side; nothing axe-core finds."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import CaseFile
from tests.web.browser.axe import violations
from tests.web.browser.conftest import let_in
from tests.web.cast import DAY, THERAPIST
from tests.web.conftest import Seen
from wemode.domain import LedgerStrain, StrainKind, TurnRef
from wemode.store import formulation

pytestmark = pytest.mark.browser

VIEW = "Stay with what came between us."


def test_an_own_view_is_written_first_and_lies_beside_the_advice_later(
    page: Page, case_file: CaseFile, seen: Seen
) -> None:
    strain = LedgerStrain(1, StrainKind.CONFRONTATION, "Sharp", turns=(TurnRef(1, 6),))
    formulation.write_strain(
        actor=THERAPIST, case_id=seen.case_id, strain=strain, session=1, on=DAY
    )
    let_in(page, case_file.passphrase)
    page.goto(seen.now)
    expect(page.locator("main")).not_to_contain_text("Repair what came")
    page.get_by_label("What does this session need?").fill(VIEW)
    page.get_by_role("button", name="Keep and go on").click()
    expect(page.locator("#next-step")).to_contain_text("Repair what came")
    page.get_by_role("link", name="confrontation of session 1").click()
    expect(page.locator("#s1")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="Your views beside the advice").click()
    row = page.get_by_role("row").filter(has_text=VIEW)
    expect(row).to_contain_text("Repair what came")
    assert violations(page) == []
    row.get_by_role("link", name="1").click()
    page.get_by_role("link", name="6", exact=True).first.click()
    expect(page.locator("#t6")).to_be_visible()
