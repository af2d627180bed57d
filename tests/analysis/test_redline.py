"""The redline leads from one version to another and can be read."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from time import perf_counter

import pytest
from hypothesis import given, settings

from tests.contracts import DRAW, KITCHEN, LINES, contracts, small_contract, texts
from wemode.analysis.redline import LineKind, Redline, apply_redline, redline, sheet_lines
from wemode.analysis.word_changes import Piece, word_changes
from wemode.domain import Contract, Goal, Standing, Task

SHEET = small_contract()


def marked(pieces: tuple[Piece, ...]) -> str:
    signs = {"keep": "{}", "delete": "[-{}-]", "insert": "[+{}+]"}
    return "".join(signs[piece.op].format(piece.text) for piece in pieces)


def told(change: Redline) -> list[tuple[str, str]]:
    """The lines that are not simply the same, as key and what became of them."""
    return [
        (line.key, "moved" if line.moved else line.kind.value)
        for line in change.lines
        if line.kind is not LineKind.SAME or line.moved
    ]


@settings(max_examples=80, deadline=None)
@given(contracts(), contracts())
def test_the_redline_of_any_two_applied_to_the_first_gives_the_second(
    before: Contract, after: Contract
) -> None:
    assert apply_redline(sheet_lines(before), redline(before, after)) == sheet_lines(after)


@settings(max_examples=40, deadline=None)
@given(contracts(), contracts())
def test_deletes_instead_of_inserts_give_the_first_back(before: Contract, after: Contract) -> None:
    change = redline(before, after)
    was = {line.key: line.before for line in change.lines if line.kind is not LineKind.ADDED}
    assert was == {line.key: line.text for line in sheet_lines(before)}
    stood = [line.key for line in change.lines if line.key in was and not line.moved]
    assert stood == [line.key for line in sheet_lines(before) if line.key in stood]


@settings(max_examples=40, deadline=None)
@given(contracts(), contracts())
def test_no_smaller_set_of_moves_explains_the_order(before: Contract, after: Contract) -> None:
    change = redline(before, after)
    old, new = ([line.key for line in sheet_lines(one)] for one in (before, after))
    kept = [key for key in old if key in new]
    moved = sum(line.moved for line in change.lines)
    assert moved == len(kept) - longest_common(kept, [key for key in new if key in old])


def longest_common(one: list[str], other: list[str]) -> int:
    """By the textbook, slowly."""
    row = [0] * (len(other) + 1)
    for key in one:
        diagonal = 0
        for at, found in enumerate(other, start=1):
            diagonal, row[at] = row[at], diagonal + 1 if key == found else max(row[at], row[at - 1])
    return row[-1]


@given(contracts())
@settings(max_examples=20, deadline=None)
def test_a_version_and_itself_differ_in_nothing(contract: Contract) -> None:
    assert redline(contract, contract).is_empty


@given(texts(), texts())
@settings(deadline=None)
def test_pieces_hold_both_texts_to_the_letter(before: str, after: str) -> None:
    pieces = word_changes(before, after)
    assert "".join(p.text for p in pieces if p.op != "insert") == before
    assert "".join(p.text for p in pieces if p.op != "delete") == after
    assert all(p.text for p in pieces)


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (
            "Three lines a week in the book",
            "Two lines a week in the book",
            "[-Three-][+Two+] lines a week in the book",
        ),
        (
            "I stay twice a week, and say nothing",
            "I stay twice a week, and say one thing aloud",
            "I stay twice a week, and say [-nothing-][+one thing aloud+]",
        ),
        (
            "Stay at the table until they have finished",
            "Stay at the table, even when they laugh, until they have finished",
            "Stay at the table[+, even when they laugh,+] until they have finished",
        ),
        (
            "Show them that I can still play the piano",
            "Play badly for nobody but me",
            "[-Show them that I can still play the piano-][+Play badly for nobody but me+]",
        ),
        (
            "I sit by the red or blue chair in session",
            "I sit by the green or grey chair in session",
            "I sit by the [-red or blue-][+green or grey+] chair in session",
        ),
        ("don't", "don’t", "[-don't-][+don’t+]"),
        ("a  b", "a b", "a[-  -][+ +]b"),
        ("", "new words", "[+new words+]"),
        ("old words", "", "[-old words-]"),
    ],
)
def test_words_are_compared_so_that_a_person_can_read_it(
    before: str, after: str, shown: str
) -> None:
    assert marked(word_changes(before, after)) == shown


def test_the_sheet_has_its_lines_in_order_and_tasks_under_their_goal() -> None:
    assert [line.key for line in sheet_lines(SHEET)] == [
        "purpose",
        "g1.wording",
        "g1.motive",
        "g1.standing",
        "g1.hands",
        *(f"g1.levels.{level}" for level in (2, 1, 0, -1, -2)),
        "g1.baseline",
        "g1.seen_by",
        "g1.obstacle",
        "t1.wording",
        "t1.kind",
        "t1.where",
        "t1.feeling",
        "t1.dreaded",
        "t1.other_view",
        "g2.wording",
        "g2.motive",
        "g2.standing",
        "g2.hands",
        "can_promise",
        "cannot_promise",
        "hopes",
        "therapist_part",
        "patient_part",
        "review_every",
    ]
    by_key = {line.key: (line.label, line.text) for line in sheet_lines(SHEET)}
    assert by_key["g1.levels.-2"] == (
        "goal 1, level −2",
        "Every supper I take the plate to my room",
    )
    assert by_key["t1.feeling"] == (
        "task 1, what it will cost",
        "ashamed, like a boy kept in, 6 of 10",
    )
    assert by_key["review_every"][1] == "after every 6 sessions"


def test_everything_a_person_writes_makes_a_line() -> None:
    changed = Contract(
        purpose="p",
        goals=(
            replace(KITCHEN, weight=3, standing=Standing.RESTS, hands=None, seen_by="", levels=()),
        ),
        tasks=(replace(LINES, strength=None, pattern="the wall", other_view="another"),),
        hopes="h",
    )
    keys = {key for key, _ in told(redline(SHEET, changed))}
    assert {"purpose", "g1.weight", "g1.standing", "g1.hands", "g1.seen_by", "g1.levels.0"} <= keys
    assert {"t1.feeling", "t1.pattern", "t1.other_view", "hopes", "g2.wording"} <= keys


def test_a_dropped_line_stands_where_it_stood() -> None:
    dropped = replace(SHEET, goals=(replace(KITCHEN, seen_by=""), SHEET.goals[1]))
    lines = [line.key for line in redline(SHEET, dropped).lines]
    assert lines == [line.key for line in sheet_lines(SHEET)]


def test_a_dropped_goal_does_not_part_another_goal_from_its_new_task() -> None:
    three = replace(SHEET, goals=(KITCHEN, SHEET.goals[1], DRAW))
    another = Task(id="t2", wording="Ask once what was funny", goal="g1")
    after = replace(SHEET, goals=(KITCHEN, DRAW), tasks=(LINES, another))
    lines = [line.key for line in redline(three, after).lines]
    assert lines.index("t1.wording") < lines.index("t2.where") < lines.index("g2.wording")
    assert lines.index("g2.hands") < lines.index("g3.wording")


def test_one_goal_put_first_is_the_only_one_that_moved() -> None:
    goals = tuple(Goal(id=f"g{n}", wording=f"Goal {n}") for n in (1, 2, 3, 4))
    before = Contract(goals=goals)
    after = Contract(goals=(goals[3], *goals[:3]))
    assert told(redline(before, after)) == [("g4.wording", "moved"), ("g4.standing", "moved")]


def test_what_is_chosen_from_a_list_changes_as_a_whole() -> None:
    after = replace(SHEET, goals=(replace(KITCHEN, standing=Standing.RESTS), SHEET.goals[1]))
    line = next(line for line in redline(SHEET, after).lines if line.key == "g1.standing")
    assert marked(line.pieces) == "[-worked on-][+rests+]"


def test_a_dropped_goal_that_comes_back_is_the_goal_it_was() -> None:
    without = replace(SHEET, goals=(SHEET.goals[0],))
    assert {kind for _, kind in told(redline(SHEET, without))} == {"dropped"}
    assert {kind for _, kind in told(redline(without, SHEET))} == {"added"}
    assert redline(SHEET, SHEET).is_empty


def test_a_redline_fits_only_the_lines_it_begins_with() -> None:
    after = replace(SHEET, purpose="Another")
    change = redline(SHEET, after)
    with pytest.raises(ValueError, match="does not begin"):
        apply_redline(sheet_lines(after), change)
    with pytest.raises(ValueError, match="another order"):
        apply_redline(sheet_lines(SHEET)[::-1], change)


def test_long_paragraphs_are_compared_within_a_blink() -> None:
    chance = Random(7)
    words = ("the", "wall", "he", "knocked", "on", "it", "was", "thin", "and", "I")
    one, other = (" ".join(chance.choices(words, k=400)) for _ in range(2))
    before = perf_counter()
    pieces = word_changes(one, other)
    assert perf_counter() - before < 2
    assert "".join(p.text for p in pieces if p.op != "insert") == one
