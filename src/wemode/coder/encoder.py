"""The sentence encoder of layer 2: a turn's text to one vector, and what each word adds to it.

The network is the first four layers of a small transformer (all-MiniLM-L6-v2), its weights in 8
bits, run by ONNX Runtime on the processor. Its input is the sum of word-piece and position
embeddings, made here; its output the states of each piece after the second and the fourth layer,
averaged here. No network access, no other device.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wemode.coder.wordpiece import Pieces, WordPiece

Array = NDArray[np.float32]
BATCH = 12
SCALE = 8.0
"""Length of either half of a turn's vector."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """Texts encoded: ``vectors`` (n, 2 d), each half of length ``SCALE``, and for each text its
    pieces and what each piece adds to the vector, (pieces, 2 d); these sum to the vector."""

    vectors: Array
    pieces: tuple[Pieces, ...]
    parts: tuple[Array, ...]


@dataclass(frozen=True, slots=True)
class Encoder:
    """Word-piece table (v, d) in 8 bits with a scale a row, positions (p, d), and the network."""

    splitter: WordPiece
    table: NDArray[np.int8]
    scales: Array
    positions: Array
    session: Any

    @staticmethod
    def load(directory: Path) -> Encoder:
        """The encoder in this directory. Raises ImportError where ONNX Runtime is missing."""
        import onnxruntime  # type: ignore[import-not-found,import-untyped,unused-ignore]

        names = (directory / "pieces.txt").read_text(encoding="utf-8").splitlines()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = min(2, os.cpu_count() or 1)
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(
            (directory / "encoder.onnx").read_bytes(), options, providers=["CPUExecutionProvider"]
        )
        with np.load(directory / "embeddings.npz") as arrays:
            table, scales = arrays["table"], arrays["scales"].astype(np.float32)
            positions = arrays["positions"].astype(np.float32)
        splitter = WordPiece({name: at for at, name in enumerate(names)}, positions.shape[0])
        return Encoder(splitter, table, scales, positions, session)

    def encode(self, texts: Sequence[str]) -> Encoded:
        """Vectors and parts of these texts; equal texts are run once."""
        place: dict[str, int] = {}
        for text in texts:
            place.setdefault(text, len(place))
        pieces = [self.splitter.split(text) for text in place]
        states: list[Array] = [np.empty((0, 0), np.float32)] * len(pieces)
        order = sorted(range(len(pieces)), key=lambda at: len(pieces[at].ids))
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            for at, state in zip(batch, self._run([pieces[at] for at in batch]), strict=True):
                states[at] = state
        parts = [_parts(state) for state in states]
        chosen = [place[text] for text in texts]
        vectors = np.array([parts[at].sum(axis=0) for at in chosen], np.float32)
        return Encoded(
            vectors.reshape(len(texts), 2 * self.positions.shape[1]),
            tuple(pieces[at] for at in chosen),
            tuple(parts[at] for at in chosen),
        )

    def _run(self, batch: Sequence[Pieces]) -> list[Array]:
        """The network's two outputs for each text side by side, (pieces, 2 d)."""
        lengths = [len(pieces.ids) for pieces in batch]
        width = max(lengths)
        ids = np.zeros((len(batch), width), np.int64)
        mask = np.zeros((len(batch), 1, 1, width), np.float32)
        for row, pieces in enumerate(batch):
            ids[row, : lengths[row]] = pieces.ids
            mask[row, 0, 0, lengths[row] :] = -1e4
        embedded = self.table[ids].astype(np.float32) * self.scales[ids][..., None]
        embedded += self.positions[:width]
        states = np.concatenate(
            self.session.run(None, {"embedded": embedded, "mask": mask}), axis=2
        )
        return [states[row, :length] for row, length in enumerate(lengths)]


def _parts(states: Array) -> Array:
    """What each piece adds to the mean of all, each half scaled to sum to length ``SCALE``."""
    halves = np.split(states, 2, axis=1)
    lengths = [float(np.linalg.norm(half.mean(axis=0))) or 1.0 for half in halves]
    return np.concatenate(
        [
            half * np.float32(SCALE / (length * len(states)))
            for half, length in zip(halves, lengths, strict=True)
        ],
        axis=1,
    )
