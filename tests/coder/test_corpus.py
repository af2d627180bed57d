"""Coded dialogues are read, identified, and told apart by their speech."""

from __future__ import annotations

from pathlib import Path

import pytest

from wemode.coder.corpus import load_dialogues, read_dialogue, shared
from wemode.coder.model import read_manifest
from wemode.errors import BadFile

ROOT = Path(__file__).parents[2]
LINE = (
    "id: one\nwriter: w\n\nT {t.informs}: The alarm fires first.\nP {?p.joint}: Right, and late.\n"
)


def test_headers_codes_and_writer():
    dialogue = read_dialogue(LINE, "one.txt")
    assert (dialogue.id, dialogue.writer) == ("one", "w")
    assert dialogue.must[1] == {"t.informs"}
    assert dialogue.may[2] == {"p.joint"}
    assert "not clinicians" in dialogue.labelled_by


def test_the_labeller_may_be_named():
    named = read_dialogue(LINE.replace("writer: w", "labelled_by: two raters"), "x")
    assert named.labelled_by == "two raters"


def test_the_same_speech_under_another_name_is_recognised():
    one = read_dialogue(LINE, "one.txt")
    again = read_dialogue(LINE.replace("one", "two").replace("{t.informs}", "{}"), "two.txt")
    other = read_dialogue(LINE.replace("late", "early"), "one.txt")
    assert shared([one], [again]) == ("one",)
    assert shared([one], [other]) == ()


def test_problems_of_all_files_come_at_once(tmp_path):
    (tmp_path / "a.txt").write_text("id: a\n\nT {p.shame}: No.\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("id: b\n\nnot a turn\n", encoding="utf-8")
    with pytest.raises(BadFile) as bad:
        load_dialogues(tmp_path)
    assert {problem.where.split(",")[0] for problem in bad.value.problems} == {"a.txt", "b.txt"}


@pytest.mark.parametrize("never", ["corpus/heldout", "src/wemode/catalogue/demo"])
def test_no_dialogue_is_both_trained_on_and_held_out(never):
    trained = set(read_manifest()["dialogues"].values())
    held = load_dialogues(ROOT / never)
    assert trained
    assert not [dialogue.id for dialogue in held if dialogue.digest in trained]
    assert shared(load_dialogues(ROOT / "corpus" / "dialogues"), held) == ()
