"""Why a rule holds or does not: every comparison with what it found, as the advice itself does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.cases import session
from tests.guidance.told import Told
from wemode.analysis import review_session
from wemode.domain import TurnRef, Written
from wemode.errors import NotFound
from wemode.guidance import CASE_FACTS, FACTS, PARTS, advise_case, explain, known_rules, rule_named

OPEN = Told(4).told(["1: agreed on g1", "4: a withdrawal stands in the ledger, repaired: not"])


def test_the_facts_behind_a_rule_that_holds_are_shown_with_their_lines() -> None:
    found = explain(rule_named("repair-first"), OPEN.case(), None)
    assert found.holds
    assert [(str(one.condition), one.is_true) for one in found.any_of] == [
        ("ledger_open at least 1", True),
        ("found_open at least 1", False),
    ]
    assert found.any_of[0].found.lines == ("s1",)


def test_a_strain_of_the_ledger_leads_to_its_turns_in_this_session() -> None:
    case = OPEN.case()
    (record,) = case.ledger
    told = replace(record.value, turns=(TurnRef(3, 1), TurnRef(4, 2), TurnRef(4, 99)))
    placed = replace(
        case, ledger=(replace(record, writings=(Written(told, record.writings[0].at),)),)
    )
    review = review_session(session("T {}: Mm.\nP {}: Hm."))
    assert advise_case(placed, review)[0].turns == (2,)
    assert advise_case(placed, None)[0].turns == ()


def test_a_rule_that_reads_words_alone_keeps_silent_without_them() -> None:
    rule = rule_named("proof")
    assert explain(rule, OPEN.case(), None).needs_words
    assert not explain(rule, OPEN.case(), None).holds
    review = review_session(session("P {p.proof}: Prove it."))
    assert explain(rule, OPEN.case(), review).holds


def test_it_says_of_every_rule_what_the_advice_says() -> None:
    story = OPEN.told(["4: own state: anger 8", "3: own state: anger 7"])
    review = review_session(session("P {p.proof}: Prove it.\nP {p.confrontation}: Pathetic."))
    for words in (None, review):
        advised = {one.rule for one in advise_case(story.case(), words, own=story.own)}
        held = {
            rule.id for rule in known_rules() if explain(rule, story.case(), words, story.own).holds
        }
        assert held == advised


def test_a_rule_that_is_not_there_is_said_so() -> None:
    with pytest.raises(NotFound, match="no rule"):
        rule_named("moon")


def test_every_fact_of_a_case_stands_in_one_part_of_the_docs_and_is_read_by_a_rule() -> None:
    named = [name for names in PARTS.values() for name in names]
    assert sorted(named) == sorted(CASE_FACTS)
    read = {c.fact for rule in known_rules() for c in (*rule.conditions, *rule.case_conditions)}
    said = " ".join(rule.because + rule.case_because for rule in known_rules())
    unused = {n for n in (*CASE_FACTS, *FACTS) if n not in read and f"{{{n}}}" not in said}
    assert unused == set()
