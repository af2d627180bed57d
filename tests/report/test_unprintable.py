"""Signs that no font has are told before the sheet is printed; all else costs nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest
import typst

from tests.report.test_contract_page import history
from tests.report.test_contract_pdf import page_of
from wemode.domain import Case, Contract
from wemode.report import unprintable as module
from wemode.report.contract_build import contract_page
from wemode.report.contract_pdf import contract_pdf
from wemode.report.unprintable import signs_told, unprintable

# Of a plane for private use: no font that is sold has them.
NOWHERE, NEITHER = "\U0010fff0", "\U0010fff1"


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with no fonts but those of the typesetter."""
    monkeypatch.setattr(module, "_fonts", lambda: typst.Fonts(include_system_fonts=False))
    module._sign_has_font.cache_clear()


def test_each_sign_is_told_once_in_its_order() -> None:
    sheet = Contract(purpose=f"To play {NOWHERE} and {NEITHER}", patient_part=f"Say {NOWHERE}")
    assert unprintable(page_of(sheet)) == (NOWHERE, NEITHER)
    assert b"pdfuaid" not in contract_pdf(page_of(sheet))


@pytest.mark.usefixtures("bare")
def test_emoji_are_told_whole_where_no_font_has_them() -> None:
    purpose = "Play 🎹 with the family 👨‍👩‍👧, 👍🏽 in 🇮🇹; 音楽 → “ja” ☺"
    told = unprintable(page_of(Contract(purpose=purpose)))
    assert told == ("🎹", "👨‍👩‍👧", "👍🏽", "🇮🇹", "音", "楽")


def test_the_letters_that_the_face_has_are_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_has_font", None)
    words = "Ελληνικά, кириллица, ẞ, Dvořák, שלום, ấ – “3 €”…"
    assert unprintable(page_of(Contract(purpose=words))) == ()
    assert b"pdfuaid" in contract_pdf(page_of(Contract(purpose=words)))


@pytest.mark.usefixtures("bare")
def test_the_letters_held_to_be_at_home_are_at_home() -> None:
    for first, last in ((0x20, 0x24F), (0x370, 0x4FF), (0x5D0, 0x5EA), (0x1E00, 0x1EFF)):
        letters = "".join(one for one in map(chr, range(first, last + 1)) if one.isprintable())
        assert module._has_font(letters), hex(first)


def test_many_are_told_in_short() -> None:
    assert signs_told(("🎹", "音", "🇮🇹")) == "🎹 (musical keyboard) 音 🇮🇹"
    assert signs_told(tuple("abcdefghijklmnop")) == "a b c d e f g h i j k l and 4 more"
    assert unprintable(contract_page(history(Case()))) == ()


def test_a_page_without_such_signs_loads_no_typesetter() -> None:
    code = "import wemode.report.unprintable, sys; sys.exit('typst' in sys.modules)"
    assert subprocess.run((sys.executable, "-c", code), check=False).returncode == 0
