"""The artefact is what its manifest says, or it is not loaded."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256

import pytest

from wemode.catalogue import codebook
from wemode.coder.model import MODEL, load_model, read_manifest
from wemode.errors import BadContent


def test_every_file_matches_its_hash_and_none_is_unnamed():
    files = read_manifest()["files"]
    there = {path.name for path in MODEL.iterdir()} - {"manifest.json"}
    assert set(files) == there
    for name, described in files.items():
        content = (MODEL / name).read_bytes()
        assert len(content) == described["bytes"]
        assert sha256(content).hexdigest() == described["sha256"]


def test_the_artefact_is_small():
    assert sum(path.stat().st_size for path in MODEL.iterdir()) < 16_000_000


def test_the_manifest_says_what_a_reader_must_know():
    manifest = read_manifest()
    assert manifest["licence"] == "Apache-2.0"
    assert "not clinicians" in manifest["labelled_by"]
    assert set(manifest["codes"]) == {code.id for code in codebook()}
    assert manifest["dialogues"]
    assert set(manifest["context"]) <= set(manifest["codes"])


def test_a_changed_file_is_refused(tmp_path):
    copy = tmp_path / "model"
    shutil.copytree(MODEL, copy)
    (copy / "features.txt").write_text("w:other\n", encoding="utf-8")
    with pytest.raises(BadContent, match="not the file that was built"):
        load_model(copy)


def test_a_missing_or_foreign_manifest_is_refused(tmp_path):
    with pytest.raises(BadContent, match="missing or not JSON"):
        load_model(tmp_path)
    (tmp_path / "manifest.json").write_text(json.dumps({"format": 99}), encoding="utf-8")
    with pytest.raises(BadContent, match="another format"):
        load_model(tmp_path)


def test_the_text_heads_work_alone():
    model = load_model(MODEL, with_encoder=False)
    assert model.encoder is None
    assert model.calibration.mix == 0
