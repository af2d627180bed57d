"""The goal heads' artefact is what its manifest says, or it is not loaded."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from wemode.analysis.goal_evaluation import HELD_OUT
from wemode.coder.goals import GOAL_MODEL, encoder_hashes, load_goal_heads, runs, tokens
from wemode.coder.model import read_manifest
from wemode.errors import BadContent


def test_every_file_matches_its_hash_and_all_are_small() -> None:
    files = read_manifest(GOAL_MODEL)["files"]
    there = {path.name for path in GOAL_MODEL.iterdir()} - {"manifest.json"}
    assert set(files) == there
    for name, described in files.items():
        assert sha256((GOAL_MODEL / name).read_bytes()).hexdigest() == described["sha256"]
    assert sum(path.stat().st_size for path in GOAL_MODEL.iterdir()) < 2_000_000


def test_the_manifest_names_the_goals_the_encoder_and_the_labeller() -> None:
    manifest = read_manifest(GOAL_MODEL)
    assert "not clinicians" in manifest["labelled_by"]
    assert manifest["licence"] == "Apache-2.0"
    assert manifest["encoder"] == encoder_hashes()
    assert HELD_OUT.name not in manifest["goals"]
    for name, digest in manifest["goals"].items():
        assert sha256((HELD_OUT.parent / name).read_bytes()).hexdigest() == digest


def test_heads_of_another_encoder_or_with_a_changed_file_are_refused(tmp_path: Path) -> None:
    copy = tmp_path / "goal_model"
    shutil.copytree(GOAL_MODEL, copy)
    manifest = read_manifest(copy)
    manifest["encoder"]["encoder.onnx"] = "0"
    (copy / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(BadContent, match="another encoder"):
        load_goal_heads(copy)
    (copy / "runs.txt").write_text("swim\n", encoding="utf-8")
    with pytest.raises(BadContent, match="not the file that was built"):
        load_goal_heads(copy)


def test_runs_are_one_to_three_words_with_the_tokens_they_cover() -> None:
    found = tokens("Don’t swim 12 km")
    assert [token.word for token in found] == ["don't", "swim", "0", "km"]
    made = dict(runs(found))
    assert made["^ don't swim"] == range(-1, 2)
    assert made["0 km $"] == range(2, 5)
    assert len(runs(found)) == 6 + 5 + 4
