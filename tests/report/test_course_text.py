"""The Course page as plain text: the same facts, with constants and their source."""

from __future__ import annotations

import pytest

from tests.contract_cases import FIRST
from tests.course_cases import Measured, whole_case
from wemode.catalogue.instruments import instruments
from wemode.domain import Case
from wemode.report.course_build import course_page
from wemode.report.course_text import course_text
from wemode.store.results import CaseHistory


def text(case: Case, upto: int | None = None) -> str:
    said = course_text(course_page(CaseHistory("a1", "K-01", "Ada", FIRST, case), upto=upto))
    return " ".join(said.split())


WHOLE = text(whole_case())
(CUTOFF,) = instruments()["phq9"].subscales[0].cutoffs


@pytest.mark.parametrize(
    "fact",
    [
        "Symptoms and conduct are better, relations not: the levels are out of step.",
        "PHQ-9 (0–27, lower is better): 18, moderately severe on 2026-01-14, 7, mild on "
        "2026-10-14; change −11: better. n 6 forms, 9 of 9 items answered last.",
        "6 points or more are reliable (NHS Talking Therapies definition, as in trial NCT05134103)",
        f"cut-off 10, {CUTOFF.label} ({CUTOFF.source})",
        "change 0: within error",
        "change +0.5: no norm",
        "no published basis: nothing says how much of a change is error",
        "Goal g3, Sleep before midnight on four days: not marked yet",
        "−1 to 0: better. n 3 marks; the therapist’s last mark 0.",
        "0 fact to 10 view, seen as a view from 6): 1 to 7: better. n 3 ratings.",
        "Code Shame: 2 % to 12 % of turns: more. n 360 turns",
        "181 of 190 days filled in",
        "4 of 4 *",
        "2026-04-20 15 My father fell ill",
    ],
)
def test_the_text_says(fact: str) -> None:
    assert fact in WHOLE


def test_the_text_names_nobody() -> None:
    assert "Ada" not in WHOLE


def test_as_of_a_session_is_said() -> None:
    said = text(whole_case(), upto=1)
    assert "As it was known after session 1." in said
    assert "asked once" in said
    assert "father" not in said


def test_nothing_measured_is_said() -> None:
    assert "Nothing has been measured yet." in text(Case())
    assert "Nothing speaks to this level yet." in text(Measured(2).case())
