"""Motives, kinds of task and goal qualities are data that is checked as it is read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from wemode.catalogue.goal_qualities import (
    GOAL_QUALITIES,
    goal_qualities,
    read_goal_qualities,
)
from wemode.catalogue.vocabulary import (
    MOTIVES,
    TASK_KINDS,
    motive,
    motives,
    read_motives,
    read_task_kinds,
    task_kind,
    task_kinds,
)
from wemode.domain import Goal, Task, Where
from wemode.errors import BadContent

MOTIVE_IDS = [
    "exploration",
    "play",
    "closeness",
    "care_received",
    "care_given",
    "group",
    "rank",
    "autonomy",
    "rest",
    "safety",
    "sexuality",
    "fairness",
]
KIND_IDS = [
    "role_play",
    "imagery",
    "chair_work",
    "two_chair",
    "body",
    "experiment",
    "activity",
    "holding_back",
    "truth",
    "self_observation",
    "other",
]
QUALITY_IDS = [
    "status_only",
    "not_observable",
    "others_hands",
    "cure",
    "grandeur",
    "several",
    "no_baseline",
]


def changed(folder: Path, source: Path, old: str, new: str) -> Path:
    text = source.read_text(encoding="utf-8")
    assert old in text
    path = folder / source.name
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_motives_are_those_that_contracts_name_and_only_rank_is_status() -> None:
    assert [one.id for one in motives()] == MOTIVE_IDS
    assert [one.id for one in motives() if one.is_status] == ["rank"]


def test_the_kinds_of_task_are_those_that_contracts_name() -> None:
    assert [one.id for one in task_kinds()] == KIND_IDS


def test_every_word_is_defined_in_sentences_and_has_a_source() -> None:
    for one in (*motives(), *task_kinds()):
        assert one.label
        assert one.definition.endswith(".")
        assert one.source
    assert all(kind.where and kind.cost for kind in task_kinds())


def test_a_word_is_found_by_its_id_and_an_unknown_one_is_none() -> None:
    play, imagery = motive("play"), task_kind("imagery")
    assert play is not None
    assert play.label == "Play"
    assert imagery is not None
    assert imagery.where == (Where.IN_SESSION,)
    assert motive("glory") is None
    assert task_kind("") is None


def test_every_id_can_stand_in_a_contract() -> None:
    wanted = [Goal("g1", "Swim", motive=one.id).motive for one in motives()]
    tried = [Task("t1", "Swim", "g1", kind=one.id).kind for one in task_kinds()]
    assert wanted == [one.id for one in motives()]
    assert tried == [one.id for one in task_kinds()]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('id = "play"', 'id = "Play!"', "not small letters"),
        ('id = "play"', 'id = "exploration"', "“exploration” stands twice"),
        ('label = "Play"', 'label = ""', "“label” is missing or empty"),
        ("status = true", 'status = "yes"', "neither true nor false"),
        ("status = true", "is_status = true", "does not know the key “is_status”"),
        ("Gilbert 2009 (soothing", "Gilbart 2009 (soothing", "not in \\[sources\\]"),
        ("version = 1", "version = 0", "not a whole number"),
    ],
)
def test_a_broken_file_of_motives_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(BadContent, match=says):
        read_motives(changed(tmp_path, MOTIVES, old, new))


def test_a_broken_file_of_task_kinds_says_all_that_is_wrong_at_once(tmp_path: Path) -> None:
    text = TASK_KINDS.read_text(encoding="utf-8")
    path = tmp_path / "task_kinds.toml"
    path.write_text(
        text.replace('["in session"]', '["at home"]', 1).replace(
            'cost = "shame', 'price = "shame', 1
        ),
        encoding="utf-8",
    )
    with pytest.raises(BadContent) as caught:
        read_task_kinds(path)
    said = str(caught.value)
    assert "not a list of places" in said
    assert "does not know the key “price”" in said
    assert "“cost” is missing" in said


def test_the_goal_qualities_stand_in_order_each_with_a_better_direction() -> None:
    assert [one.id for one in goal_qualities().qualities] == QUALITY_IDS
    for one in goal_qualities().qualities:
        assert one.says.endswith((".", "?"))
        assert one.better
        assert one.source


def test_every_cue_matches_its_own_example() -> None:
    from wemode.analysis.goal_check import Reading

    words = goal_qualities().words
    silent = [
        f"{quality.id}/{cue.id}"
        for quality in goal_qualities().qualities
        for cue in quality.cues
        if Reading(cue.example, words).find(cue) is None
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("several.toml", 'id = "numbered"', 'id = "as-well"', "“as-well” stands twice"),
        ("several.toml", "whole = true", 'whole = "yes"', "neither true nor false"),
        ("several.toml", "order = 6", "order = 5", "“5” stands twice"),
        ("several.toml", 'id = "several"', 'id = "many"', "not named after its id"),
        ("others_hands.toml", "<whom>", "<whoever>", "“whoever”, which is not there"),
        ("cure.toml", "last = 2", "last = true", "not a whole number"),
        ("cure.toml", "\\b(?:for good", "\\b((?:for good", "no regular expression"),
        ("words.toml", "\n[verbs]\n", "\n[doings]\n", "does not know the key “doings”"),
    ],
)
def test_a_broken_quality_is_refused(
    tmp_path: Path, name: str, old: str, new: str, says: str
) -> None:
    folder = tmp_path / "goal_qualities"
    shutil.copytree(GOAL_QUALITIES, folder)
    changed(folder, GOAL_QUALITIES / name, old, new)
    with pytest.raises(BadContent, match=says):
        read_goal_qualities(folder)
