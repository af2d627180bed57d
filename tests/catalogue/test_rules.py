"""Guidance rules are data: comparisons over named facts, never code."""

from __future__ import annotations

from pathlib import Path

import pytest

from wemode.catalogue import read_rule
from wemode.catalogue.rules import Comparison, rules
from wemode.errors import BadContent
from wemode.guidance import known_rules, session_rules
from wemode.guidance.advise import check_rules

GOOD = """
id = "smile"
version = 1
urgency = 5
theme = "alliance"
title = "Smile"
says = "Smile."
because = "Strains: {strains}."
source = "Nobody 2026"
population = "Nobody"
off_when = "You smiled."
all = [ { fact = "strains", at_least = 1 } ]
"""

# The rules that need no more than one session, in the order of urgency they were agreed in.
SESSION_RULES = [
    "repair-first",
    "own-part",
    "no-goal",
    "no-access",
    "view-too-early",
    "pretend",
    "certainty",
    "proof",
    "trust",
    "cost-unnamed",
    "bare-yes",
    "disclosure",
]


def write(folder: Path, text: str, name: str = "smile.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_session_rules_stand_in_order_of_urgency() -> None:
    assert [rule.id for rule in session_rules()] == SESSION_RULES


def test_every_rule_says_where_its_evidence_was_found_and_when_it_goes_off() -> None:
    for rule in known_rules():
        assert rule.source
        assert rule.population
        assert rule.off_when.endswith(".")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("at_least = 1", 'at_least = "1"', "not held against a number"),
        ("at_least = 1", "at_least = 1, at_most = 2", "just one comparison"),
        ("at_least = 1", "more_than = 1", "does not know the key “more_than”"),
        ('all = [ { fact = "strains", at_least = 1 } ]', "", "no condition"),
        ('id = "smile"', 'id = "grin"', "not the file's own name"),
        ("urgency = 5", "urgency = true", "not a whole number"),
        ('says = "Smile."', 'says = ""', "missing or empty"),
        ("all = [", "case_all = [", "stands without all or any"),
        ('because = "Strains: {strains}."', "", "“because” is missing"),
        ("off_when", 'case_because = "Why."\noff_when', "without case_all or case_any"),
        ("all = [", "case_some = [", "does not know the key “case_some”"),
    ],
)
def test_a_rule_that_breaks_the_format_is_refused(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    assert old in GOOD
    with pytest.raises(BadContent, match=says):
        read_rule(write(tmp_path, GOOD.replace(old, new)))


def test_a_rule_may_have_a_form_for_cases_alone_or_both(tmp_path: Path) -> None:
    alone = GOOD.replace("all = [", "case_all = [").replace("because =", "case_because =")
    rule = read_rule(write(tmp_path, alone))
    assert (rule.conditions, len(rule.case_conditions)) == ((), 1)
    assert rule.because == ""
    both = read_rule(
        write(tmp_path, GOOD + 'case_any = [ { fact = "agreed_goals", equals = 0 } ]\n')
    )
    assert (len(both.conditions), len(both.case_conditions)) == (1, 1)
    assert both.case_because == ""


def test_a_bare_session_knows_no_fact_of_the_case(tmp_path: Path) -> None:
    text = GOOD.replace('fact = "strains"', 'fact = "agreed_goals"')
    with pytest.raises(BadContent, match="“agreed_goals” of the case in its form for a bare"):
        check_rules((read_rule(write(tmp_path, text)),))
    in_case = text.replace("all = [", "case_all = [").replace("because =", "case_because =")
    assert check_rules((read_rule(write(tmp_path, in_case)),))


CASE_RULES = [
    "safety",
    "repair-first",
    "own-part",
    "no-goal",
    "goal-quality",
    "one-sided-goals",
    "trust",
    "pattern-ready",
    "roots",
    "not-yet-change",
    "cost-unnamed",
    "bare-yes",
    "undone-twice",
    "done",
    "review-due",
    "views-differ",
    "may-leave",
    "fell-back",
    "levels-apart",
    "pain-appears",
    "own-state",
    "promise",
    "new-contract",
]


def test_the_rules_of_a_case_stand_in_order_of_urgency() -> None:
    assert [rule.id for rule in known_rules() if rule.case_conditions] == CASE_RULES


def test_a_rule_over_a_fact_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    text = GOOD.replace('fact = "strains"', 'fact = "smiles"').replace("{strains}", "{grins}")
    with pytest.raises(BadContent) as caught:
        check_rules((read_rule(write(tmp_path, text)),))
    assert "“smiles”" in str(caught.value)
    assert "“grins”" in str(caught.value)


def test_two_rules_of_the_same_urgency_are_refused(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, GOOD.replace('id = "smile"', 'id = "grin"'), "grin.toml")
    with pytest.raises(BadContent, match="“5” stands twice"):
        rules(tmp_path)


def test_comparisons_compare() -> None:
    assert Comparison.AT_LEAST.holds(2, 2)
    assert not Comparison.AT_LEAST.holds(1, 2)
    assert Comparison.AT_MOST.holds(2, 2)
    assert not Comparison.AT_MOST.holds(3, 2)
    assert Comparison.EQUALS.holds(0, 0)
    assert not Comparison.EQUALS.holds(1, 0)
