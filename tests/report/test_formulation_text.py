"""The same pages as text and as JSON: nothing lost, nothing that steers a terminal."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.formulation_cases import Told
from tests.report.formulation_history import history
from wemode.catalogue.formulation import (
    check_in_prompts,
    episode_slots,
    own_states,
    pattern_parts,
    repair_moves,
)
from wemode.domain import Party, pattern_diagram
from wemode.report.alliance_build import alliance_page
from wemode.report.alliance_text import alliance_text
from wemode.report.episodes_build import episodes_page
from wemode.report.page_json import page_json
from wemode.report.pattern_build import pattern_page
from wemode.report.pattern_text import NO_PATTERN, pattern_text, share_text
from wemode.report.states_build import states_page
from wemode.report.states_text import states_text

DOCS = (Path(__file__).parents[2] / "docs/formulation.md").read_text(encoding="utf-8")


def fields(of: Any) -> Iterator[str]:
    if isinstance(of, dict):
        for name, value in of.items():
            yield name
            yield from fields(value)
    elif isinstance(of, list):
        for value in of:
            yield from fields(value)


def test_the_text_of_a_pattern_holds_the_loop_the_evidence_and_the_history() -> None:
    text = pattern_text(pattern_page(history()))
    for part in (
        "Pattern p1 of K-01: Looking away. Version 2, shared.",
        "“I go before they look away”",
        "To be seen with what I made (3 of 3 episodes: e1, e2, e3; motive:",
        "Own response: thought: not filled. Ask: What do I think",
        "3 events of 3 episodes show the wish",
        "told in session 4,",
        "Session 15: 7: “It is how I learnt it”",
        "Session 12 (turn 7): done; She looked up",
        "Recognised in session 14: “Yes, but I go before they look away.”",
        "Patterns of this case: p1 Looking away (agreed), p2 The lovely face (draft)",
    ):
        assert part in text, part
    assert max(len(line) for line in text.splitlines()) <= 78


def test_what_is_shared_has_no_clinical_word() -> None:
    text = share_text(pattern_page(history()))
    assert "What I long for:\n  To be seen with what I made" in text
    clinical = ("response", "coping", "dreaded", "image", "episode", "motive", "pattern", "p1")
    assert [word for word in clinical if word in text.casefold()] == []


def test_a_case_with_nothing_says_so() -> None:
    empty = history(Told(1).case())
    assert pattern_text(pattern_page(empty)) == f"{NO_PATTERN}\n"
    assert share_text(pattern_page(empty)) == f"{NO_PATTERN}\n"
    assert "None in the ledger." in alliance_text(alliance_page(empty))
    assert "No session has a transcript yet." in states_text(states_page(empty))


def test_the_text_of_the_alliance_holds_strains_and_differences() -> None:
    text = alliance_text(alliance_page(history()))
    assert "2 strains: 1 repaired, 0 partly repaired, 1 not repaired" in text
    assert "Session 2: the review found 1 strain not in the ledger." in text
    assert "Understood: patient 4, therapist 8, 4 apart" in text
    assert "not validated" in text


def test_the_text_of_the_states_gives_n_and_interval_with_every_rate() -> None:
    text = states_text(states_page(history()))
    rows = text.splitlines()
    assert any(
        re.match(r" +4 +100 +0 +0 \[0-3\] +0 +0 \[0-3\] +1 +1 \[0-3\]$", row) for row in rows
    )
    assert max(len(row) for row in rows) <= 78
    assert "Pattern shared: reached since session 9" in text
    assert "n 2 transcripts;" in text


def test_signs_that_steer_a_terminal_are_left_out() -> None:
    case = Told(3).pattern(2, name="\x1b[31mred").check_in(2, Party.PATIENT, "\x07well").case()
    assert "\x1b" not in pattern_text(pattern_page(history(case)))
    assert "\x1b" not in states_text(states_page(history(case)))
    assert "\x07" not in alliance_text(alliance_page(history(case)))


@pytest.mark.parametrize("build", [pattern_page, episodes_page, alliance_page, states_page])
def test_every_field_of_the_json_is_documented_and_none_names_the_patient(
    build: Callable[..., object],
) -> None:
    text = page_json(build(history()))
    names = {*fields(json.loads(text))}
    assert sorted(name for name in names if f"`{name}`" not in DOCS) == []
    assert "Ada" not in text
    assert "a1b2" not in text


def test_json_keeps_values_of_every_kind() -> None:
    @dataclass(frozen=True)
    class Small:
        on: date
        party: Party
        case_id: str
        by_party: dict[Party, tuple[int, ...]]

    made = json.loads(page_json(Small(date(2026, 1, 7), Party.PATIENT, "x", {Party.PATIENT: (1,)})))
    assert made == {"on": "2026-01-07", "party": "patient", "by_party": {"patient": [1]}}


def test_the_diagram_of_the_pattern_is_that_of_the_code() -> None:
    assert f"```mermaid\n{pattern_diagram()}\n```" in DOCS


def test_every_word_of_the_catalogue_is_documented_as_it_is_written_there() -> None:
    said = [
        *(text for one in episode_slots() for text in (one.label, one.question, one.why)),
        *(text for one in pattern_parts() for text in (one.label, one.plain, one.question)),
        *(text for one in repair_moves() for text in (one.label, one.definition)),
        *(text for one in check_in_prompts() for text in (one.patient, one.therapist)),
        *(text for one in own_states() for text in (one.label, one.definition)),
    ]
    assert [text for text in said if f"| {text} |" not in DOCS] == []
