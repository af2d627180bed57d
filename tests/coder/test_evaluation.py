"""The arithmetic of agreement, against an example worked by hand."""

from __future__ import annotations

import pytest

from wemode.coder.corpus import read_dialogue
from wemode.coder.evaluation import evaluate, main_table, table
from wemode.domain import Annotation, How, Transcript
from wemode.domain.agreement import Agreement
from wemode.errors import BadFile

REFERENCE = """\
id: hand-01
writer: hand

T {t.explores_state}: What was that like?
P {p.shame}: I wanted the ground to open.
T {t.validates ?t.explores_state}: Anybody would.
P {p.shame ?p.guilt}: And small.
T {}: Mm.
P {p.shame}: So small.
P {p.shame}: Tiny.
P {p.shame}: A speck.
P {p.envy}: And he had the garden.
"""


class Fixed:
    """A coder that always says the same."""

    def __init__(self, *said: tuple[int, str]) -> None:
        self.said = said

    def suggest(self, transcript: Transcript) -> tuple[Annotation, ...]:
        return tuple(
            Annotation(turn, code, "fixed", How.SUGGESTED, 0.5, "“x”") for turn, code in self.said
        )


@pytest.fixture
def evaluation():
    """Shame: hits on 2, 4, 6; misses on 7, 8; false on 9. Guilt on 4 is a may, on 6 false."""
    coder = Fixed(
        (2, "p.shame"),
        (4, "p.shame"),
        (6, "p.shame"),
        (9, "p.shame"),
        (4, "p.guilt"),
        (6, "p.guilt"),
        (3, "t.explores_state"),
        (1, "t.explores_state"),
    )
    return evaluate(coder, [read_dialogue(REFERENCE, "hand-01.txt")])


def test_a_code_neither_must_nor_may_is_false_and_a_missing_must_is_missed(evaluation):
    assert evaluation.score("p.shame") == Agreement(hits=3, false_alarms=1, misses=2)
    assert evaluation.score("p.shame").precision == pytest.approx(3 / 4)
    assert evaluation.score("p.shame").recall == pytest.approx(3 / 5)
    assert evaluation.score("p.shame").f1 == pytest.approx(2 * 3 / (2 * 3 + 1 + 2))


def test_a_may_counts_for_nothing_either_way(evaluation):
    assert evaluation.score("p.guilt") == Agreement(hits=0, false_alarms=1, misses=0, may=1)
    assert evaluation.score("t.explores_state") == Agreement(
        hits=1, false_alarms=0, misses=0, may=1
    )


def test_averages_run_over_codes_with_five_positives(evaluation):
    assert [code for code, _ in evaluation.averaged] == ["p.shame"]
    assert evaluation.micro.f1 == pytest.approx(6 / 9)
    assert evaluation.macro_f1 == pytest.approx(6 / 9)


def test_micro_sums_counts_and_macro_averages_f1():
    lines = "".join("P {p.shame p.envy}: Words.\n" for _ in range(5))
    dialogue = read_dialogue(f"id: x\n\n{lines}", "x")
    said = [(turn, "p.shame") for turn in range(1, 6)] + [(1, "p.envy")]
    result = evaluate(Fixed(*said), [dialogue])
    assert result.micro == Agreement(hits=6, false_alarms=0, misses=4)
    assert result.micro.f1 == pytest.approx(12 / 16)
    assert result.macro_f1 == pytest.approx((1 + 2 / 6) / 2)


def test_refused_suggestions_do_not_count():
    class Refused:
        def suggest(self, transcript: Transcript) -> tuple[Annotation, ...]:
            return (Annotation(2, "p.shame", "x", How.REJECTED, 0.5, "“x”"),)

    result = evaluate(Refused(), [read_dialogue(REFERENCE, "x")])
    assert result.score("p.shame") == Agreement(hits=0, false_alarms=0, misses=5)


def test_the_table_says_counts_and_who_wrote_and_labelled(evaluation):
    shown = table(evaluation)
    assert "p.shame                      5    0   0.75   0.60  0.667" in shown
    assert "1 dialogues, 9 turns; writers: hand" in shown
    assert "not clinicians" in shown


def test_nothing_evaluated_is_all_zero():
    empty = evaluate(Fixed(), [])
    assert (empty.micro.f1, empty.macro_f1, empty.turns) == (0.0, 0.0, 0)
    assert "labelled by: nobody" in table(empty)


def test_a_folder_without_dialogues_is_refused(tmp_path):
    with pytest.raises(BadFile, match="no coded dialogues"):
        main_table(tmp_path)


def test_the_table_of_the_packaged_coder(tmp_path):
    (tmp_path / "hand.txt").write_text(REFERENCE, encoding="utf-8")
    assert main_table(tmp_path).startswith("code ")
