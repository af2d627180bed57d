"""The cues are data: checked when they are read, every problem at once."""

from __future__ import annotations

import pytest

from tests.coder.talk import talk
from wemode.catalogue import codebook
from wemode.catalogue.cues import CueBook, cues, read_cues
from wemode.coder.cueing import fire
from wemode.errors import BadContent


def folder(tmp_path, body: str, name: str = "p.envy.toml", words: str = 'kin = ["aunt"]\n'):
    (tmp_path / "words.toml").write_text(words, encoding="utf-8")
    (tmp_path / name).write_text(body, encoding="utf-8")
    return tmp_path


GOOD = """\
code = "p.envy"
version = 1
[[cues]]
id = "why-her"
example = "Why my aunt?"
pattern = 'why my <kin>'
"""


def test_a_good_file_is_read_with_its_word_lists(tmp_path):
    book = read_cues(folder(tmp_path, GOOD), codebook())
    assert [cue.name for cue in book.cues] == ["p.envy/why-her"]
    assert book.cues[0].pattern.search("WHY MY AUNT")
    assert not book.cues[0].pattern.search("why my auntie")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("p.envy", "p.greed"), "is no code of"),
        (("code =", "kode ="), "does not know the key"),
        (("id =", "name ="), "does not know the key"),
        (("why my <kin>", "why (my"), "no regular expression"),
        (("<kin>", "<clan>"), "which is not there"),
        (("why my <kin>", "(why)?"), "matches an empty turn"),
        (("pattern", "after_code = ['p.greed']\npattern"), "no code of"),
        (("pattern", "min_words = 9\nmax_words = 3\npattern"), "above max_words"),
        (("pattern", "min_words = -1\npattern"), "not a number of words"),
        (("pattern", "question = 'yes'\npattern"), "neither true nor false"),
        (("[[cues]]", "[cues]"), "not a list of blocks"),
        (("version = 1", "version = "), "not readable as TOML"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, change, said):
    with pytest.raises(BadContent, match=said):
        read_cues(folder(tmp_path, GOOD.replace(*change)), codebook())


def test_a_file_is_named_after_its_code(tmp_path):
    with pytest.raises(BadContent, match="not named after its code"):
        read_cues(folder(tmp_path, GOOD, name="p.shame.toml"), codebook())


def test_an_id_may_stand_once(tmp_path):
    twice = GOOD + GOOD[GOOD.index("[[cues]]") :]
    with pytest.raises(BadContent, match="stands twice"):
        read_cues(folder(tmp_path, twice), codebook())


def test_all_problems_at_once(tmp_path):
    bad = GOOD.replace("p.envy", "p.greed").replace("<kin>", "<clan>")
    with pytest.raises(BadContent) as raised:
        read_cues(folder(tmp_path, bad), codebook())
    assert len(raised.value.problems) >= 3


def test_a_broken_word_list_and_an_empty_folder(tmp_path):
    with pytest.raises(BadContent, match="is not a list of words"):
        read_cues(folder(tmp_path, GOOD, words="kin = 3\n"), codebook())
    (tmp_path / "p.envy.toml").unlink()
    (tmp_path / "words.toml").write_text("", encoding="utf-8")
    with pytest.raises(BadContent, match="holds no cues"):
        read_cues(tmp_path, codebook())


def test_every_code_has_a_cue():
    assert {cue.code for cue in cues().cues} == {code.id for code in codebook()}


@pytest.mark.parametrize("cue", cues().cues, ids=lambda cue: cue.name)
def test_each_cue_fires_on_its_own_example(cue):
    speaker = cue.code[0].upper()
    free = CueBook(tuple(c for c in cues().cues if c.name == cue.name), cues().words)
    if cue.after_code:
        other = cues().of(cue.after_code[0])[0]
        lines = (f"{other.code[0].upper()}: {other.example}", f"{speaker}: {cue.example}")
        free = CueBook((other, cue), cues().words)
    else:
        lines = (f"{speaker}: {cue.example}",)
    assert cue.name in [firing.cue.name for firing in fire(talk(*lines), free)[-1]]
