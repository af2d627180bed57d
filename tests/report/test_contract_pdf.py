"""The sheet to take home: one page, plain words, the patient's words to the letter."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
import typst
from hypothesis import given, settings
from pypdf import PdfReader

from tests.contracts import DRAW, KITCHEN, LINES, contracts, small_case, small_contract, stamp
from tests.report.test_contract_page import SMALL, history
from wemode.domain import (
    Assent,
    Case,
    Contract,
    ContractVersion,
    Goal,
    Party,
    Save,
    Standing,
    Step,
    StepTaken,
    Task,
    Where,
)
from wemode.errors import NotFound
from wemode.report.contract import ContractPage
from wemode.report.contract_build import contract_page
from wemode.report.contract_pdf import TEMPLATE, contract_pdf
from wemode.report.contract_words import sheet_words

MARKUP = '#eval("1")  *b* $x$ @ref'


def page_of(sheet: Contract) -> ContractPage:
    version = ContractVersion(
        1, (Save(1, sheet, stamp(2), Party.PATIENT),), steps=(StepTaken(Step.PROPOSE, stamp(2)),)
    )
    return contract_page(history(Case(versions=(version,))))


def told(page: ContractPage) -> str:
    """All that is printed, as one text."""
    assert page.sheet is not None
    return json.dumps(sheet_words(page.sheet, page.code_name), ensure_ascii=False)


def pages(made: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", made))


def printed(made: bytes) -> str:
    """The text of a PDF, as another reader finds it."""
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)


def test_the_sheet_is_one_tagged_page_with_title_and_language() -> None:
    made = contract_pdf(contract_page(SMALL))
    assert made.startswith(b"%PDF-1.7")
    assert pages(made) == 1
    assert b"/MarkInfo" in made
    assert b"/Lang (en)" in made or b"/Lang(en)" in made
    assert b'pdfuaid:part="1"' in made or b"<pdfuaid:part>1</pdfuaid:part>" in made
    assert b"What this therapy is for" in made


def test_the_same_page_gives_the_same_bytes() -> None:
    page = contract_page(SMALL)
    assert contract_pdf(page) == contract_pdf(page)
    assert contract_pdf(page) != contract_pdf(contract_page(SMALL, version=1))


def test_what_the_therapist_keeps_is_not_on_it() -> None:
    sheet = replace(small_contract(), goals=(replace(KITCHEN, weight=7), DRAW), tasks=(LINES,))
    assents = (
        Assent(Party.PATIENT, stamp(2), "In pencil I can do it", 3, seen_as="as a strict aunt"),
        Assent(Party.THERAPIST, stamp(2), "I shall ask what it cost", 8),
    )
    version = ContractVersion(
        1,
        (Save(1, sheet, stamp(2), Party.PATIENT),),
        steps=(StepTaken(Step.PROPOSE, stamp(2)), StepTaken(Step.AGREE, stamp(2))),
        assents=assents,
    )
    text = told(contract_page(history(replace(small_case(), versions=(version,)))))
    assert "In pencil I can do it" in text
    for kept in ("strict aunt", "Closeness", "Play", "motive", "weight", "free", "3 of 10", "Ada"):
        assert kept not in text
    template = TEMPLATE.read_text(encoding="utf-8")
    assert "narciss" not in (text + template).casefold()
    assert "dreaded" not in (text + template).casefold()


def test_it_says_in_plain_words_what_it_takes() -> None:
    text = told(contract_page(SMALL))
    for said in (
        "What you fear it says about you:",
        "that I am the one they laugh at",
        "What else it may show:",
        "ashamed, like a boy kept in, about 6 of 10",
        "here we began",
        "here we are",
        "What it cannot promise",
        "Together, after every 4 sessions, and whenever one of us wants to.",
        "25 February 2026",
        "Your signature, and the day",
        "redraft it at any time",
    ):
        assert said in text


def test_goals_that_rest_or_are_the_patients_own_stand_apart() -> None:
    sheet = replace(
        small_contract(),
        goals=(*small_contract().goals, replace(DRAW, standing=Standing.RESTS)),
    )
    page = page_of(sheet)
    assert page.sheet is not None
    words = sheet_words(page.sheet, "K-01")
    assert [goal["words"] for goal in words["goals"]] == [KITCHEN.wording]
    assert words["others"] == [
        {
            "note": "Yours, and not in the hands of this therapy:",
            "words": "Head gardener at the park",
        },
        {"note": "Rests for now:", "words": "Draw trees that nobody has to see"},
    ]


def test_a_version_that_does_not_hold_says_so() -> None:
    assert "it holds once both of us have said yes" in told(page_of(small_contract()))
    assert "a later one has taken its place" in told(contract_page(SMALL, version=1))
    assert "a later one" not in told(contract_page(SMALL))


def test_markup_in_the_words_is_set_to_the_letter() -> None:
    sheet = Contract(purpose=MARKUP, goals=(Goal(id="g1", wording=MARKUP),))
    inputs = {"sheet": told(page_of(sheet)), "size": "11", "margin": "21", "fits": "yes"}
    found = json.loads(
        typst.query(TEMPLATE.read_bytes(), "heading", field="body", sys_inputs=inputs)
    )
    assert sum(MARKUP in json.dumps(one).replace('\\"', '"') for one in found) == 2


def test_markup_in_the_words_is_printed_to_the_letter() -> None:
    sheet = Contract(
        purpose=MARKUP,
        goals=(Goal(id="g1", wording=MARKUP, levels=(MARKUP, "", "", "", ""), baseline=-2),),
        tasks=(Task(id="t1", wording='#read("/etc/hostname")', goal="g1", feeling="= a // b"),),
        cannot_promise="\\ ~ -- `raw` <label> [x] {y}",
    )
    text = printed(contract_pdf(page_of(sheet)))
    # Line breaks and runs of spaces are the layout's.
    even = " ".join(text.split())
    assert even.count(" ".join(MARKUP.split())) == 3
    assert '#read("/etc/hostname")' in even
    assert "= a // b" in even
    assert "\\ ~ -- `raw` <label> [x] {y}" in even


def test_a_full_sheet_still_fits_one_page_and_all_of_it_is_there() -> None:
    goals = tuple(
        replace(KITCHEN, id=f"g{n}", wording=f"{KITCHEN.wording}, number {n}") for n in (1, 2, 3)
    )
    tasks = tuple(replace(LINES, id=f"t{n}", goal=f"g{n}") for n in (1, 2, 3))
    made = contract_pdf(page_of(replace(small_contract(), goals=goals, tasks=tasks)))
    assert pages(made) == 1
    text = " ".join(printed(made).split())
    assert text.count("What it will cost:") == 3
    assert all(f"number {n}" in text for n in (1, 2, 3))


def test_what_truly_does_not_fit_goes_on_and_nothing_is_lost() -> None:
    long = "as people write when they are moved by it, word by word, " * 6
    goals = tuple(
        Goal(id=f"g{n}", wording=f"mark{n} {long}"[:390], obstacle=f"stone{n} {long}"[:390])
        for n in range(1, 11)
    )
    made = contract_pdf(page_of(Contract(goals=goals)))
    assert pages(made) > 1
    text = printed(made)
    assert all(f"mark{n}" in text and f"stone{n}" in text for n in range(1, 11))
    assert f"page 2 of {pages(made)}" in text


def test_a_word_without_end_stays_on_the_paper() -> None:
    made = contract_pdf(page_of(Contract(purpose="a", patient_part="x" * 600 + "y")))
    text = printed(made)
    assert text.count("x") >= 600
    assert max(map(len, text.splitlines())) < 140


def test_signs_that_turn_the_reading_order_are_left_out() -> None:
    assert "\u202e" not in told(page_of(Contract(purpose="to \u202eyas\x1b[2J so")))


def test_scripts_of_the_world_are_printed() -> None:
    made = contract_pdf(page_of(Contract(purpose="Ελληνικά, кириллица, ẞ, שלום, 音楽, 🎹")))
    assert made.startswith(b"%PDF")
    assert pages(made) == 1


def test_where_it_is_done_is_said_only_where_it_is_here() -> None:
    here = replace(LINES, where=Where.IN_SESSION)
    assert "here, in a session" in told(page_of(replace(small_contract(), tasks=(here,))))
    assert "here, in a session" not in told(page_of(small_contract()))


def test_without_a_contract_there_is_nothing_to_print() -> None:
    with pytest.raises(NotFound, match="none to print"):
        contract_pdf(contract_page(history(Case())))


def test_nothing_is_written_to_the_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    contract_pdf(contract_page(SMALL))
    assert list(tmp_path.iterdir()) == []


@given(contracts())
@settings(max_examples=15, deadline=None)
def test_any_contract_can_be_printed(sheet: Contract) -> None:
    assert contract_pdf(page_of(sheet)).startswith(b"%PDF")


def test_the_face_comes_with_typst_and_is_the_same_on_every_machine() -> None:
    own = typst.Fonts(include_system_fonts=False)
    assert "Libertinus Serif" in own.families()
    assert '"Libertinus Serif"' in TEMPLATE.read_text(encoding="utf-8")
