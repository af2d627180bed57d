"""What speaks to which level of change is data, whole and without contradiction."""

from __future__ import annotations

from pathlib import Path

import pytest

from wemode.catalogue.levels import (
    LEVELS,
    level_of_motive,
    levels,
    read_levels,
)
from wemode.catalogue.vocabulary import motives
from wemode.domain import Level
from wemode.errors import BadContent
from wemode.guidance import FACTS, PARTS


def test_the_three_levels_stand_in_their_order() -> None:
    assert list(levels()) == [Level.SYMPTOMS, Level.STRUCTURE, Level.RELATIONS]
    assert all(one.plain and one.definition for one in levels().values())


def test_every_goal_speaks_to_a_level_by_its_motive() -> None:
    assert {level_of_motive(one.id) for one in motives()} == set(Level)
    assert None not in {level_of_motive(one.id) for one in motives()}
    assert level_of_motive("closeness") is Level.RELATIONS
    assert level_of_motive("nothing") is None


def test_codes_of_the_patient_speak_to_a_level() -> None:
    assert "p.shame" in levels()[Level.STRUCTURE].codes
    assert "p.withdrawal" in levels()[Level.RELATIONS].codes
    assert "p.acted" in levels()[Level.SYMPTOMS].codes
    assert not any(code.startswith("t.") for one in levels().values() for code in one.codes)


def test_every_fact_is_one_that_guidance_reads() -> None:
    known = {*FACTS, *(name for names in PARTS.values() for name in names)}
    assert {name for one in levels().values() for name in one.facts} <= known


def test_no_plain_name_is_clinical() -> None:
    said = " ".join(one.plain for one in levels().values()).lower()
    assert not [word for word in ("narciss", "symptom", "structure", "disorder") if word in said]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"closeness", ', "", "“closeness” is on no level"),
        ('"closeness"', '"rank"', "“rank” stands twice"),
        ('"p.shame"', '"p.nothing"', "there is no code “p.nothing”"),
        ('"safety"', '"silence"', "there is no motive “silence”"),
        ('"did"', '"nothing"', "there is no slot “nothing”"),
        ('id = "structure"', 'id = "depth"', "none of the three levels"),
        ("plain = ", "plane = ", "does not know the key “plane”"),
    ],
)
def test_a_broken_file_says_what_is_wrong(tmp_path: Path, old: str, new: str, says: str) -> None:
    text = LEVELS.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "levels.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadContent) as caught:
        read_levels(path)
    assert says in str(caught.value)
