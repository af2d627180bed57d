"""The trained heads of layer 2 as arrays, and the scores they give.

The text heads are one linear function per code on the named features; the encoder's heads one
small network on the vectors of a turn and the two before it and on the turn's surface. Scores
are log-odds before calibration.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wemode.coder.features import SURFACE, SURFACE_MARK, TurnView, Vocabulary
from wemode.domain import Speaker

Array = NDArray[np.float32]
Row = tuple[NDArray[np.intp], Array]
TURNS_READ = 3
"""Vectors that the encoder's heads read: the turn and the two before it."""


@dataclass(frozen=True, slots=True)
class TextHeads:
    """Weights (features, codes) and offsets (codes,) of the linear heads on named features."""

    vocabulary: Vocabulary
    weights: Array
    offsets: Array

    def scores(self, rows: Sequence[Row]) -> Array:
        """Scores (turns, codes) of turns given as ``row``s."""
        out = np.empty((len(rows), self.weights.shape[1]), np.float32)
        for at, (columns, values) in enumerate(rows):
            out[at] = values @ self.weights[columns] + self.offsets
        return out

    def row(self, view: TurnView) -> Row:
        """Columns and values of the turn's features that the heads know."""
        columns, values = self.vocabulary.row(view.features)
        return np.array(columns, np.intp), np.array(values, np.float32)

    def shares(self, view: TurnView, row: Row, code: int) -> dict[str, float]:
        """What each named feature of the turn adds to the score of one code (its column)."""
        columns, values = row
        known = (name for name in view.features if name in self.vocabulary.index)
        return dict(zip(known, (values * self.weights[columns, code]).tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class EncoderHeads:
    """One hidden layer: ``first`` (hidden, inputs), ``second`` (codes, hidden) and offsets.

    Inputs: the vector of the turn (both layers read), the deeper layer's of the turn before and of
    the one before that (zero where there is none), the surface features in order of ``SURFACE``,
    and 1 for a patient's turn.
    """

    first: Array
    first_offset: Array
    second: Array
    second_offset: Array

    def hidden(self, inputs: Array) -> Array:
        """The hidden layer before its bend, (turns, hidden)."""
        made: Array = inputs @ self.first.T + self.first_offset
        return made

    def scores(self, hidden: Array) -> Array:
        """Scores (turns, codes)."""
        made: Array = bend(hidden) @ self.second.T + self.second_offset
        return made

    def slope(self, hidden: Array, code: int, width: int) -> Array:
        """How one code's score rises with the turn's own vector, (width,), at this hidden state."""
        made: Array = (self.second[code] * bend_slope(hidden)) @ self.first[:, :width]
        return made


def encoder_inputs(vectors: Array, views: Sequence[TurnView]) -> Array:
    """Inputs of the encoder's heads for each view, (views, inputs).

    ``vectors`` (TURNS_READ - 1 + views, d) begins with the vectors of the turns before the first
    view, zero where there are none.
    """
    count = len(views)
    back = TURNS_READ - 1
    deep = vectors[:, vectors.shape[1] // 2 :]
    turns = [
        vectors[back : back + count],
        *(deep[back - step : back - step + count] for step in range(1, TURNS_READ)),
    ]
    surface = np.array(
        [
            [view.features.get(SURFACE_MARK + name, 0.0) for name in SURFACE]
            + [float(view.turn.speaker is Speaker.PATIENT)]
            for view in views
        ],
        np.float32,
    ).reshape(count, len(SURFACE) + 1)
    return np.concatenate([*turns, surface], axis=1)


_ROOT = np.float32(np.sqrt(2.0 / np.pi))
_CUBE = np.float32(0.044715)


def bend(values: Array) -> Array:
    """GELU in its tanh form."""
    inner: Array = np.tanh(_ROOT * (values + _CUBE * values**3), dtype=np.float32)
    made: Array = values * (1 + inner) * np.float32(0.5)
    return made


def bend_slope(values: Array) -> Array:
    """How GELU rises at these values."""
    inner: Array = np.tanh(_ROOT * (values + _CUBE * values**3), dtype=np.float32)
    rise = _ROOT * (1 + 3 * _CUBE * values**2)
    made: Array = (1 + inner + values * (1 - inner**2) * rise) * np.float32(0.5)
    return made
