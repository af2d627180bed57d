"""The Contract page as text and as JSON: both say what the page says."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given, settings

from tests.contracts import contracts, small_case, stamp
from tests.report.formulation_history import history as understanding
from tests.report.test_contract_page import SMALL, history
from wemode.domain import Case, Contract, ContractVersion, Save
from wemode.report.contract_build import contract_page
from wemode.report.contract_json import contract_json, diff_json, history_json
from wemode.report.contract_text import contract_text, diff_text, history_text

PAGE = contract_page(SMALL, compare=(1, 3))


def test_the_text_says_what_is_agreed_and_what_became_of_it() -> None:
    text = " ".join(contract_text(PAGE).split())
    for said in (
        "Contract of K-01, version 3: agreed 2026-02-25 (session 8)",
        "Why: The speech was never mine",
        "WHAT THIS THERAPY IS FOR So that I can be in a room with people",
        "* 0 I stay four suppers a week",
        "Levels by session: 4: −1, 9: 0",
        "Will cost: ashamed, like a boy kept in, 6 of 10",
        "Session 9: done; ashamed, 4 of 10; they asked where I had been",
        "free choice 9 of 10: “This one is mine: trees, and nobody marks them”",
        "Saw the therapist while agreeing: as a strict aunt",
        "after every 4 sessions; due in 2 sessions.",
    ):
        assert said in text


def test_a_task_names_the_pattern_it_works_against_once_that_was_put_to_the_patient() -> None:
    known = understanding()
    page = contract_page(known)
    text = " ".join(contract_text(page).split())
    assert f"Against the pattern: {known.case.patterns[0].pattern.name}" in text
    assert "Against the pattern: p" not in text
    (sheet,) = [json.loads(contract_json(page))["sheet"]]
    tasks = [task for goal in sheet["goals"] for task in goal["tasks"] if task["pattern"]]
    assert tasks[0]["against"] == known.case.patterns[0].pattern.name
    drafts = tuple(replace(one, steps=()) for one in known.case.patterns[:1])
    page = contract_page(replace(known, case=replace(known.case, patterns=drafts)))
    (sheet,) = [json.loads(contract_json(page))["sheet"]]
    assert [task["against"] for goal in sheet["goals"] for task in goal["tasks"]] == [
        "",
        "Looking away",  # named in words, not by its id
        "",
    ]


def test_a_bare_yes_and_what_it_was_worth_are_said() -> None:
    text = " ".join(contract_text(contract_page(SMALL, version=2)).split())
    assert "“Sure, fine.” A bare yes." in text
    assert "Later (session 7, 2 of 10 free): “I wanted you to stop asking”" in text
    assert "Twice running not done" in text


def test_the_redline_marks_words_and_says_what_moved_or_went() -> None:
    text = diff_text(PAGE)
    assert "[-I become head gardener-]{+anybody is promoted+}" in text
    assert "goal 2 (dropped)\n  [-Head gardener at the park-]" in text
    assert "Why version 2: More movement" in text
    assert "Sessions between: 3, 4, 5, 6, 7, 8" in text
    assert "purpose" not in text, "what stayed the same is not printed"
    sheet = small_case().versions[0].contract
    turned = replace(sheet, goals=sheet.goals[::-1])
    case = Case(
        versions=(
            ContractVersion(1, (Save(1, sheet, stamp(1)),)),
            ContractVersion(2, (Save(1, turned, stamp(2)),), replaces=1),
        )
    )
    assert diff_text(contract_page(history(case), compare=(1, 2))).endswith(
        "\n\ngoal 2 (moved)\n  Head gardener at the park\n"
    )


def test_colours_are_for_terminals_only() -> None:
    assert "\x1b" not in diff_text(PAGE)
    coloured = diff_text(PAGE, colour=True)
    assert "\x1b[31;9mI become head gardener\x1b[0m" in coloured
    assert "[-" not in coloured


def test_words_cannot_steer_the_terminal() -> None:
    sheet = Contract(purpose="\x1b[2J\x07gone\x9b31m", cannot_promise="a\rb")
    case = Case(versions=(ContractVersion(1, (Save(1, sheet, stamp(1)),)),))
    page = contract_page(history(case), compare=(1, 1))
    for text in (contract_text(page), diff_text(page), history_text(page)):
        assert not set(text) & set(map(chr, [*range(10), *range(11, 32), 127, *range(128, 160)]))


def test_the_history_tells_versions_and_days() -> None:
    text = history_text(PAGE)
    assert "Version 2, superseded, from session 5 to 8" in text
    assert "a bare yes, or later called one" in text
    assert "2026-02-18    7  version 2, what the patient's yes was worth: 2 of 10 free" in text
    assert "2026-01-07    1  1 strain, 1 left open" in text


def test_no_contract_is_said_in_a_sentence() -> None:
    page = contract_page(history(Case()))
    for text in (contract_text(page), diff_text(page), history_text(page)):
        assert text == "No contract yet: nothing is agreed, proposed or drafted.\n"
    assert json.loads(contract_json(page))["sheet"] is None
    assert json.loads(history_json(page))["versions"] == []
    assert json.loads(diff_json(page))["redline"] is None


def test_no_line_is_wider_than_a_terminal() -> None:
    for text in (contract_text(PAGE), history_text(PAGE)):
        assert max(map(len, text.splitlines())) <= 80


def test_the_json_has_the_documented_shape() -> None:
    shown = json.loads(contract_json(PAGE))
    head = {"case", "as_of", "last_session", "agreed", "proposed", "draft", "review_in"}
    assert set(shown) == {*head, "sheet"}
    assert "first_name" not in shown
    sheet = shown["sheet"]
    assert (sheet["version"], sheet["state"], sheet["replaces"]) == (3, "agreed", 2)
    assert sheet["agreed"] == {"session": 8, "on": "2026-02-25"}
    assert (sheet["attainment_t"], sheet["goals_rated"]) == (50.0, 1)
    table = sheet["goals"][1]
    assert (table["id"], table["motive"], table["hands"]) == ("g1", "closeness", "own")
    assert table["path"] == [{"session": 4, "level": -1}, {"session": 9, "level": 0}]
    assert table["said"] == [{"session": 2, "turn": 14}]
    assert table["tasks"][0]["attempts"][1]["outcome"] == "done"
    assert sheet["assents"][0]["free"] == 9


def test_redline_and_history_as_json() -> None:
    change = json.loads(diff_json(PAGE))["redline"]
    promise = next(line for line in change["lines"] if line["key"] == "cannot_promise")
    assert promise["kind"] == "changed"
    assert promise["pieces"][1:] == [
        {"op": "delete", "text": "I become head gardener"},
        {"op": "insert", "text": "anybody is promoted"},
    ]
    told = json.loads(history_json(PAGE))
    assert [one["version"] for one in told["versions"]] == [3, 2, 1]
    assert told["versions"][1]["sessions"] == {"first": 5, "last": 8}
    assert told["timeline"]["marks"][0]["kind"] == "open strain"


@given(contracts())
@settings(max_examples=25, deadline=None)
def test_whatever_is_written_is_printed(sheet: Contract) -> None:
    case = Case(versions=(ContractVersion(1, (Save(1, sheet, stamp(1)),)),))
    page = contract_page(history(case))
    assert contract_text(page).endswith("\n")
    shown = json.loads(contract_json(page))["sheet"]
    assert [goal["wording"] for goal in shown["goals"]] == [goal.wording for goal in sheet.goals]
