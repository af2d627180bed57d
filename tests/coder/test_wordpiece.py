"""Word pieces: the longest known from the left, with their places."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wemode.coder.text import quotation, tokens, word_count
from wemode.coder.wordpiece import WordPiece

NAMES = ["[UNK]", "[CLS]", "[SEP]", "sha", "##me", "##d", "shame", ".", "a", "'", "t"]
SPLITTER = WordPiece({name: at for at, name in enumerate(NAMES)}, 12)


def names(text: str) -> list[str]:
    return [NAMES[at] for at in SPLITTER.split(text).ids]


def test_longest_piece_first_marks_apart_case_and_accents_ignored():
    assert names("Shámed.") == ["[CLS]", "shame", "##d", ".", "[SEP]"]


def test_a_word_that_cannot_be_split_is_unknown():
    assert names("zebra a") == ["[CLS]", "[UNK]", "a", "[SEP]"]


def test_a_long_text_keeps_its_beginning_and_its_end():
    pieces = SPLITTER.split("a " * 30 + "shame")
    assert len(pieces.ids) == 12
    assert NAMES[pieces.ids[-2]] == "shame"


@given(st.text(max_size=200))
def test_every_piece_knows_its_place(text):
    pieces = SPLITTER.split(text)
    assert len(pieces.ids) == len(pieces.spans) <= 12
    for start, end in pieces.spans[1:-1]:
        assert 0 <= start < end <= len(text)


@given(st.text(max_size=200))
def test_tokens_stand_where_they_say(text):
    found = tokens(text)
    assert word_count(text) <= len(found)
    for token in found:
        assert quotation(text, token.start, token.end)
        assert 0 <= token.start < token.end <= len(text)
