"""Writing the artefact: arrays, lists and the manifest, the same bytes each time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from wemode.coder.heads import TextHeads
from wemode.coder.model import MANIFEST


def save_text(directory: Path, heads: TextHeads) -> None:
    """``features.txt`` and ``text_heads.npz``: weights in 8 bits with a scale a code."""
    names = list(heads.vocabulary.index)
    (directory / "features.txt").write_text("".join(f"{name}\n" for name in names), "utf-8")
    scale = np.maximum(np.abs(heads.weights).max(axis=0), 1e-6) / 127
    np.savez_compressed(
        directory / "text_heads.npz",
        weights=np.rint(heads.weights / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        offsets=heads.offsets.astype(np.float32),
        idf=np.asarray(heads.vocabulary.weights, np.float32),
    )


def save_manifest(directory: Path, facts: Mapping[str, Any]) -> None:
    """The manifest with size and hash of every other file of the directory."""
    files = {
        path.name: {"bytes": path.stat().st_size, "sha256": sha256(path.read_bytes()).hexdigest()}
        for path in sorted(directory.iterdir())
        if path.name != MANIFEST
    }
    text = json.dumps({**facts, "files": files}, indent=1, ensure_ascii=False)
    (directory / MANIFEST).write_text(text + "\n", "utf-8")


def rounded(values: Sequence[float] | np.ndarray) -> list[float]:
    """Plain numbers with five digits, for the manifest."""
    return [round(float(value), 5) for value in values]
