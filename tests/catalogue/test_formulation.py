"""The words of the shared understanding are data that is checked as it is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contract_cases import at
from wemode.catalogue.formulation import (
    FOLDER,
    EpisodeSlot,
    RepairMove,
    check_in_prompts,
    episode_slots,
    own_states,
    pattern_parts,
    read_words,
    repair_moves,
)
from wemode.domain import CheckIn, LedgerStrain, Part, Party, Slot, StrainKind
from wemode.errors import BadContent


def changed(folder: Path, name: str, old: str, new: str) -> Path:
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert old in text
    path = folder / name
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_every_slot_of_an_episode_has_a_question_and_says_what_it_is_good_for() -> None:
    assert [one.id for one in episode_slots()] == list(Slot)
    assert all(one.question.endswith("?") and one.why for one in episode_slots())


def test_every_slot_of_a_pattern_has_a_name_for_the_patient_and_a_question() -> None:
    assert [one.id for one in pattern_parts()] == list(Part)
    assert all(one.plain and one.question.endswith("?") for one in pattern_parts())


def test_the_patients_names_hold_no_clinical_word() -> None:
    clinical = ("self", "coping", "schema", "response", "image", "dreaded")
    plain = " ".join(one.plain.casefold() for one in pattern_parts())
    assert [word for word in clinical if word in plain.split()] == []


def test_every_repair_move_can_stand_in_the_ledger() -> None:
    ids = tuple(one.id for one in repair_moves())
    assert {"validates", "owns_part", "names_tension", "links_to_wish", "changes_task"} <= {*ids}
    assert LedgerStrain(3, StrainKind.WITHDRAWAL, tried=ids).tried == ids
    assert all(one.definition.endswith(".") and one.source for one in repair_moves())


def test_both_parties_can_answer_every_prompt() -> None:
    ids = [one.id for one in check_in_prompts()]
    assert ids == ["understood", "safe_to_disagree", "what_matters", "free_to_say_no", "hopeful"]
    for party in Party:
        assert CheckIn(party, at(4), dict.fromkeys(ids, 5)).answers
    assert all(one.patient != one.therapist for one in check_in_prompts())


def test_the_own_states_are_those_the_guidance_reads() -> None:
    ids = [one.id for one in own_states()]
    assert {"boredom", "hurt", "anger", "hopelessness", "one_up", "wish_to_please"} < {*ids}
    assert "warmth" in ids


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('id = "when"', 'id = "hour"', "its blocks are not those of the domain"),
        ('id = "when"', 'id = "When"', "not small letters"),
        ('id = "where"', 'id = "when"', "“when” stands twice"),
        ('label = "When"', 'label = ""', "“label” is missing or empty"),
        ('label = "When"', 'title = "When"', "does not know the key “title”"),
        ('source = "Dimaggio et al. 2015, 2020"', 'source = "Dimaggio"', "not in \\[sources\\]"),
        ("version = 1", "version = 0", "not a whole number"),
        ("[sources]", "[origins]", "\\[sources\\] is missing"),
    ],
)
def test_a_broken_file_of_slots_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(BadContent, match=says):
        read_words(changed(tmp_path, "slots.toml", old, new), "slots", EpisodeSlot, Slot)


def test_a_broken_file_of_moves_says_all_that_is_wrong_at_once(tmp_path: Path) -> None:
    path = changed(tmp_path, "repair_moves.toml", 'label = "Slows down"', "label = 4")
    path.write_text(path.read_text().replace('id = "validates"', 'id = "slows_down"', 1))
    with pytest.raises(BadContent) as caught:
        read_words(path, "moves", RepairMove)
    assert "“label” is not a text" in str(caught.value)
    assert "“slows_down” stands twice" in str(caught.value)
