"""The review page value, and its text and JSON, which say the same."""

from __future__ import annotations

import json

from tests.cases import session, suggested
from wemode.catalogue import codebook
from wemode.domain import CodedTranscript, Transcript
from wemode.report import review_page
from wemode.report.as_json import review_dict, review_json
from wemode.report.as_text import review_text

TALK = """
T {t.proposes_task}: One lunch with them, saying nothing clever?
P {}: Sure.
T {}: Good.
P {p.confrontation}: You sound like my mother.
T {t.owns_part}: I pressed you. That was mine. [leans back]
P {p.acknowledges_tension}: I didn't dare to say no.
"""


def test_the_head_is_the_most_urgent_advice_and_its_quotes_are_the_patients_words() -> None:
    page = review_page(session(TALK))
    assert page.head is not None
    assert page.head.rule == "cost-unnamed"
    assert [(q.turn, q.words) for q in page.head.quotes] == [
        (1, "One lunch with them, saying nothing clever?"),
        (2, "Sure."),
    ]


def test_the_json_has_the_documented_shape() -> None:
    page = review_page(suggested(TALK, 0.7))
    data = json.loads(review_json(page))
    assert set(data) == {"turns", "strains", "advice", "contract_talk"}
    assert data["turns"][3] == {
        "n": 4,
        "speaker": "P",
        "text": "You sound like my mother.",
        "codes": [{"code": "p.confrontation", "confidence": 0.7, "because": "a test"}],
    }
    assert data["strains"] == [{"kind": "confrontation", "first": 4, "last": 4, "repaired": True}]
    assert [a["rule"] for a in data["advice"]] == ["cost-unnamed", "bare-yes"]
    assert data["advice"][1]["evidence"] == {"turns": [1, 2]}
    assert data["contract_talk"]["bare_yes"] == [2]
    assert data["contract_talk"]["tasks"] == [
        {"proposed": 1, "outcome": "bare yes", "answer": 2, "cost": [], "choice": []}
    ]


def test_text_and_json_show_the_same_advice_in_the_same_order() -> None:
    page = review_page(session(TALK))
    text = review_text(page)
    places = [text.index(f"[{one['rule']}]") for one in review_dict(page)["advice"]]
    assert places == sorted(places)
    assert "repaired by: Owns own part, Owns a tension" in " ".join(text.split())


def test_an_empty_session_has_an_honest_page() -> None:
    page = review_page(CodedTranscript(Transcript()))
    assert page.head is None
    assert review_text(page) == "No turns in this session: nothing to review.\n"
    assert review_dict(page)["turns"] == []


def test_a_session_with_nothing_to_say_says_so() -> None:
    assert review_text(review_page(session("T {}: Mm."))).startswith("No rule holds")


def test_no_line_of_the_text_is_wider_than_a_terminal() -> None:
    text = review_text(review_page(session(TALK + "P {p.episode}: " + "word " * 200)))
    assert max(map(len, text.splitlines())) <= 80


def test_long_turns_are_quoted_by_their_beginning() -> None:
    page = review_page(session("P {p.wish}: " + "word " * 200))
    assert page.wishes[0].words.endswith(" …")
    assert len(page.wishes[0].words.split()) == 25


def test_chips_carry_label_and_definition_of_the_codebook() -> None:
    chip = review_page(suggested(TALK, 0.7)).turns[0].chips[0]
    assert chip.label == codebook()["t.proposes_task"].label
    assert chip.definition == codebook()["t.proposes_task"].definition
    assert (chip.how, chip.confidence, chip.because) == ("suggested", 0.7, "a test")


def test_suggested_and_decided_codes_are_counted_apart() -> None:
    assert review_page(suggested(TALK, 0.7)).suggested == 4
    assert review_page(session(TALK)).decided == 4
