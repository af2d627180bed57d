"""Advice: small sessions in, the rules that hold out, in order."""

from __future__ import annotations

import pytest

from tests.cases import session
from wemode.analysis import review_session
from wemode.domain import CodedTranscript, Transcript
from wemode.guidance import FACTS, Advice, advise, session_facts
from wemode.guidance.case_facts import meaning

MORE = "T {}: Mm.\nP {}: The tram was late.\n"


def advice(text: str) -> tuple[Advice, ...]:
    return advise(session_facts(review_session(session(text))))


def rules(text: str) -> list[str]:
    return [one.rule for one in advice(text)]


def test_an_empty_session_gets_no_advice() -> None:
    assert advise(session_facts(review_session(CodedTranscript(Transcript())))) == ()


CASES = [
    ("a strain left open", "P {p.confrontation}: Pathetic.", ["repair-first"]),
    (
        "the same strain repaired",
        """P {p.confrontation}: Pathetic.
        T {t.owns_part}: I was too quick.
        P {p.affected}: It stung.""",
        [],
    ),
    (
        "two strains, own part never named",
        "P {p.confrontation}: Pathetic.\n" + MORE * 7 + "P {p.confrontation}: Useless.",
        ["repair-first", "own-part", "no-goal"],
    ),
    ("eight turns and no goal", MORE * 8, ["no-goal"]),
    (
        "eight turns and a goal voiced",
        "T {t.seeks_goal}: What for?\nP {p.wish}: To sleep in our bed again.\n" + MORE * 8,
        [],
    ),
    ("eight turns and something chosen", MORE * 8 + "P {p.commits}: I'll ring Ines.", []),
    ("too short to miss a goal", MORE * 7, []),
    ("no access, few episodes", "P {p.no_access}: I don't know.\n" * 3, ["no-access"]),
    (
        "no access, yet three events told",
        "P {p.no_access}: I don't know.\n" * 3
        + ("P {p.episode}: On Friday Ines left.\n" + "T {}: Mm.\n" * 5) * 3,
        [],
    ),
    (
        "another's view met by a shut door",
        "T {t.other_view}: And for her?\nP {p.self_contained}: Not my business.",
        ["view-too-early"],
    ),
    (
        "another's view met by interest",
        "T {t.other_view}: And for her?\nP {p.other_mind}: I wonder.",
        [],
    ),
    (
        "pretend mode praised",
        "P {}: " + "word " * 90 + "\nP {p.pretend}: My wound is an archive.\n"
        "T {t.affirms_strength}: How well you put it.",
        ["pretend"],
    ),
    (
        "one turn of pretend among much else",
        "P {}: " + "word " * 90 + "\nP {p.pretend}: My wound is an archive.\nT {}: Mm.",
        [],
    ),
    (
        "pretend mode for a quarter of the words",
        "P {}: one two three\nP {p.pretend}: My archive.\nT {}: Mm.",
        ["pretend"],
    ),
    (
        "certainty met by argument",
        "P {p.certainty}: They laugh.\nT {t.confronts}: They don't.",
        ["certainty"],
    ),
    (
        "certainty in two turns, then argument",
        "P {p.certainty}: They laugh.\nP {}: All of them.\nT {t.confronts}: They don't.",
        ["certainty"],
    ),
    (
        "certainty met by curiosity",
        "P {p.certainty}: They laugh.\nT {t.explores_state}: What is that like?",
        [],
    ),
    ("only proof counts", "P {p.proof}: Then show me.", ["proof"]),
    (
        "against the therapist three times, repaired",
        "P {p.confrontation}: Pathetic.\n" * 3
        + "T {t.owns_part}: Mine.\nP {p.acknowledges_tension}: I know I was rude.",
        ["trust"],
    ),
    (
        "a task with a bare yes and no cost",
        "T {t.proposes_task}: One lunch?\nP {}: Sure.",
        ["cost-unnamed", "bare-yes"],
    ),
    (
        "a task chosen, its cost named",
        """T {t.proposes_task}: One lunch?
        T {t.names_cost}: The shame will come.
        P {p.commits}: Thursday, then.""",
        [],
    ),
    (
        "a bare yes, and the free choice checked",
        """T {t.proposes_task}: One lunch?
        T {t.names_cost}: The shame will come.
        P {}: Sure.
        T {t.checks_choice}: Yes to me, or to it?""",
        [],
    ),
    (
        "a disclosure met by envy",
        """T {t.self_discloses}: I fell in love at that age too.
        P {}: Aha.
        P {p.envy}: You get everything.""",
        ["disclosure"],
    ),
    (
        "a disclosure met by envy much later",
        "T {t.self_discloses}: Me too.\n" + MORE * 2 + "P {p.envy}: You get everything.",
        [],
    ),
]


@pytest.mark.parametrize(("text", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_which_advice_a_session_gets(text: str, expected: list[str]) -> None:
    assert rules(text) == expected


def test_every_session_rule_is_shown_by_a_case() -> None:
    shown = {rule for _, _, expected in CASES for rule in expected}
    from wemode.guidance import session_rules

    assert shown == {rule.id for rule in session_rules()}


def test_advice_carries_the_turns_that_set_it_off_and_its_numbers() -> None:
    (one,) = advice("T {}: Mm.\nP {p.proof}: Then show me.\nT {}: Mm.\nP {p.proof}: Prove it.")
    assert one.turns == (2, 4)
    assert "turns: 2" in one.because
    assert one.source


def test_a_share_is_said_as_a_percentage() -> None:
    (one,) = advice("P {}: one\nP {p.pretend}: two three four\nT {}: Mm.")
    assert "75 %" in one.because


def test_every_fact_is_documented() -> None:
    for name in FACTS:
        assert meaning(name).endswith(".")
