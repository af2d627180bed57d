"""Training of the text heads: one logistic regression per code on the named features."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
import scipy.sparse as sparse
from sklearn.linear_model import LogisticRegression

from coder_build.corpus import CODES, Prepared
from wemode.coder.features import WEIGHTED, TurnView, Vocabulary
from wemode.coder.heads import TextHeads
from wemode.domain import Speaker

STRENGTH = 10.0
"""Inverse of the ridge penalty. This and the scales were chosen on left-out writers."""

BLOCK_SCALES = {"b:": 0.2, "s:": 0.15, "l:": 0.2, "c:": 0.4, "a:": 0.2}
LEAST_TURNS = 3
FEWEST = 5
"""Turns that must bear a code before a head is trained for it."""


def train_text(prepared: Sequence[Prepared]) -> TextHeads:
    """The text heads trained on these dialogues. Cells that do not count are left out."""
    views = [view for one in prepared for view in one.views]
    must = np.concatenate([one.must for one in prepared])
    counts = np.concatenate([one.counts for one in prepared])
    vocabulary = _vocabulary(views)
    rows = _matrix(vocabulary, views)
    scales = np.array([BLOCK_SCALES.get(name[:2], 1.0) for name in vocabulary.index])
    weights = np.zeros((len(vocabulary.index), len(CODES)), np.float32)
    offsets = np.full(len(CODES), -9.0, np.float32)
    for column, code in enumerate(CODES):
        speaker = Speaker.PATIENT if code[0] == "p" else Speaker.THERAPIST
        spoken = np.array([view.turn.speaker is speaker for view in views])
        use = np.flatnonzero(counts[:, column] & spoken)
        wanted = must[use, column]
        if wanted.sum() < FEWEST:
            continue
        fitted = LogisticRegression(
            C=STRENGTH, class_weight="balanced", solver="liblinear", max_iter=300, random_state=0
        ).fit(rows[use].multiply(scales).tocsr(), wanted)
        weights[:, column] = fitted.coef_[0] * scales
        offsets[column] = fitted.intercept_[0]
    return TextHeads(vocabulary, weights, offsets)


def _vocabulary(views: Sequence[TurnView]) -> Vocabulary:
    seen = Counter(name for view in views for name in view.features)
    names = sorted(name for name, count in seen.items() if count >= LEAST_TURNS)
    weights = [
        math.log((1 + len(views)) / (1 + seen[name])) + 1 if name[:2] in WEIGHTED else 1.0
        for name in names
    ]
    return Vocabulary({name: at for at, name in enumerate(names)}, weights)


def _matrix(vocabulary: Vocabulary, views: Sequence[TurnView]) -> sparse.csr_matrix:
    columns, values, starts = [], [], [0]
    for view in views:
        found, numbers = vocabulary.row(view.features)
        columns += found
        values += numbers
        starts.append(len(columns))
    return sparse.csr_matrix((values, columns, starts), (len(views), len(vocabulary.index)))
