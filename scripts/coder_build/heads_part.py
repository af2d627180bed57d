"""Training of the encoder's heads: one hidden layer on the vectors of a turn and the two before.

Plain numpy: the network is small, and its bytes shall not hang on a version of a larger library.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from coder_build.corpus import CODES, Prepared
from wemode.coder.encoder import Encoder
from wemode.coder.heads import TURNS_READ, EncoderHeads, bend, bend_slope, encoder_inputs

HIDDEN = 512
EPOCHS = 20
BATCH = 64
RATE = 1e-3
DECAY = 0.02
DROP_INPUTS, DROP_HIDDEN = 0.1, 0.3
MOST_WEIGHT = 15.0
SEED = 7
Array = np.ndarray


def inputs_of(encoder: Encoder, prepared: Sequence[Prepared]) -> list[Array]:
    """The heads' inputs for each dialogue, (turns, inputs)."""
    made = []
    for one in prepared:
        vectors = encoder.encode([view.turn.text for view in one.views]).vectors
        before = np.zeros((TURNS_READ - 1, vectors.shape[1]), np.float32)
        made.append(encoder_inputs(np.concatenate([before, vectors]), one.views))
    return made


def train_heads(inputs: Sequence[Array], prepared: Sequence[Prepared]) -> EncoderHeads:
    """The heads trained on these dialogues: weighted log loss over the cells that count."""
    given = np.concatenate(inputs)
    must = np.concatenate([one.must for one in prepared]).astype(np.float32)
    counts = np.concatenate([one.counts for one in prepared]).astype(np.float32)
    positives, cells = must.sum(0), counts.sum(0)
    weight = np.sqrt(cells / np.maximum(positives, 3)).clip(max=MOST_WEIGHT).astype(np.float32)
    chance = np.random.default_rng(SEED)
    state = _start(chance, given.shape[1], np.log(np.maximum(positives, 1) / np.maximum(cells, 2)))
    means = [np.zeros_like(one) for one in state]
    squares = [np.zeros_like(one) for one in state]
    steps = EPOCHS * -(-len(given) // BATCH)
    step = 0
    for _ in range(EPOCHS):
        order = chance.permutation(len(given))
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            slopes = _slopes(state, chance, given[rows], must[rows], counts[rows], weight)
            step += 1
            _move(state, slopes, means, squares, step, RATE * (1 - (step - 1) / steps))
    return EncoderHeads(*state)


def head_scores(heads: EncoderHeads, inputs: Sequence[Array]) -> list[Array]:
    """Scores of each dialogue, (turns, codes)."""
    return [heads.scores(heads.hidden(one)) for one in inputs]


def save_heads(directory: Path, heads: EncoderHeads) -> None:
    """``encoder_heads.npz``, weights in 16 bits."""
    np.savez_compressed(
        directory / "encoder_heads.npz",
        first=heads.first.astype(np.float16),
        first_offset=heads.first_offset,
        second=heads.second.astype(np.float16),
        second_offset=heads.second_offset,
    )


def _start(chance: np.random.Generator, inputs: int, offsets: Array) -> list[Array]:
    """Small even weights, the offsets of each code at its own frequency."""

    def even(rows: int, columns: int) -> Array:
        bound = columns**-0.5
        return chance.uniform(-bound, bound, (rows, columns)).astype(np.float32)

    return [
        even(HIDDEN, inputs),
        np.zeros(HIDDEN, np.float32),
        even(len(CODES), HIDDEN),
        offsets.astype(np.float32),
    ]


def _slopes(
    state: Sequence[Array],
    chance: np.random.Generator,
    given: Array,
    must: Array,
    counts: Array,
    weight: Array,
) -> list[Array]:
    """Slope of the loss with each array, with dropout on inputs and hidden layer."""
    first, first_offset, second, second_offset = state
    given = given * _kept(chance, given.shape, DROP_INPUTS)
    hidden = given @ first.T + first_offset
    drop = _kept(chance, hidden.shape, DROP_HIDDEN)
    bent = bend(hidden) * drop
    chances = 1 / (1 + np.exp(-(bent @ second.T + second_offset)))
    wrong = (chances * (1 + (weight - 1) * must) - weight * must) * counts / len(given)
    back = (wrong @ second) * drop * bend_slope(hidden)
    return [back.T @ given, back.sum(0), wrong.T @ bent, wrong.sum(0)]


def _kept(chance: np.random.Generator, shape: tuple[int, ...], drop: float) -> Array:
    return (chance.random(shape, np.float32) >= drop).astype(np.float32) / np.float32(1 - drop)


def _move(
    state: list[Array],
    slopes: Sequence[Array],
    means: list[Array],
    squares: list[Array],
    step: int,
    rate: float,
) -> None:
    """One step of AdamW."""
    for values, slope, mean, square in zip(state, slopes, means, squares, strict=True):
        mean += 0.1 * (slope - mean)
        square += 0.001 * (slope * slope - square)
        size = np.sqrt(square / (1 - 0.999**step)) + 1e-8
        values *= np.float32(1 - rate * DECAY)
        values -= (rate * (mean / (1 - 0.9**step)) / size).astype(np.float32)
