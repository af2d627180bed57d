"""The codebook is data: it loads whole or says everything that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from wemode.catalogue import codebook, read_codebook
from wemode.catalogue.codebook import SCHEMES
from wemode.domain import Speaker
from wemode.errors import BadContent

SMALL = """
id = "own"
version = 1
title = "Own codes"
language = "en"
licence = "CC0"
rule = "One code a turn."
[sources]
X = "A source"
[groups]
g = "A group"
[[codes]]
id = "p.smile"
label = "Smile"
group = "g"
definition = "The patient smiles."
sources = ["X"]
examples = ["(smiles)"]
"""


def test_our_codebook_has_28_codes_for_the_patient_and_22_for_the_therapist() -> None:
    book = codebook()
    assert len(book.for_speaker(Speaker.PATIENT)) == 28
    assert len(book.for_speaker(Speaker.THERAPIST)) == 22


def test_every_code_is_defined_sourced_and_shown_by_own_examples() -> None:
    for code in codebook():
        assert code.definition.endswith((".", ")."))
        assert code.sources
        assert len(code.examples) >= 2


def test_no_example_stands_under_two_codes() -> None:
    examples = [example for code in codebook() for example in code.examples]
    assert len(examples) == len(set(examples))


def test_a_codebook_of_your_own_loads_the_same_way(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(SMALL, encoding="utf-8")
    book = read_codebook(file)
    assert [code.id for code in book] == ["p.smile"]
    assert "p.smile" in book
    assert "p.shame" not in book


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    text = SMALL.replace('group = "g"', 'group = "h"').replace('"p.smile"', '"smile"')
    file.write_text(text.replace('sources = ["X"]', 'sources = ["Y"]\ncolour = "red"'))
    with pytest.raises(BadContent) as caught:
        read_codebook(file)
    said = str(caught.value)
    for part in ("not p.name or t.name", "group “h”", "cites “Y”", "key “colour”"):
        assert part in said
    assert len(caught.value.problems) == 4


@pytest.mark.parametrize("text", ["", "id = ", "\x00"])
def test_what_is_no_codebook_is_refused_with_the_file_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "own.toml"
    file.write_text(text)
    with pytest.raises(BadContent, match=r"own\.toml"):
        read_codebook(file)


def test_a_missing_codebook_is_said_to_be_missing() -> None:
    with pytest.raises(BadContent, match="no such file"):
        codebook("nobody-1")


def test_every_scheme_shipped_has_the_id_of_its_file() -> None:
    for path in SCHEMES.glob("*.toml"):
        assert read_codebook(path).id == path.stem
