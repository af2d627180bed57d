"""From scores on left-out writers to confidence and thresholds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from coder_build.corpus import CODES, Prepared

SHRINK = 8.0
"""Turns' worth of doubt that pulls a code's own threshold towards the common one."""

LOWEST, HIGHEST = 0.2, 0.75
GRID = np.round(np.arange(0.1, 0.9, 0.01), 2)


def calibrate(
    prepared: Sequence[Prepared], scores: Sequence[np.ndarray]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Slope, offset and threshold per code, from scores (turns, codes) on left-out writers."""
    score, must, counts = stack(prepared, scores)
    slope, offset = _platt(score, must, counts)
    confidence = 1 / (1 + np.exp(-(slope * score + offset)))
    return slope, offset, _thresholds(confidence, must, counts)


def stack(
    prepared: Sequence[Prepared], scores: Sequence[np.ndarray]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Scores, must and counts of all turns below each other."""
    return (
        np.concatenate(scores),
        np.concatenate([one.must for one in prepared]),
        np.concatenate([one.counts for one in prepared]),
    )


def _platt(
    score: np.ndarray, must: np.ndarray, counts: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """One slope for all codes, an offset for each, the offsets pulled together by a ridge."""
    turns, columns = np.nonzero(counts)
    own = np.zeros((len(turns), len(CODES) + 1), np.float32)
    own[:, 0] = score[turns, columns]
    own[np.arange(len(turns)), columns + 1] = 1.0
    fitted = LogisticRegression(C=1.0, max_iter=500).fit(own, must[turns, columns])
    slope = np.full(len(CODES), fitted.coef_[0, 0])
    return slope, fitted.coef_[0, 1:] + fitted.intercept_[0]


def _thresholds(confidence: np.ndarray, must: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Per code the threshold of best F1, pulled towards the one that is best for all together."""
    hits = np.array([((confidence >= at) & must & counts).sum(0) for at in GRID])
    alarms = np.array([((confidence >= at) & ~must & counts).sum(0) for at in GRID])
    wanted = (must & counts).sum(0)
    common = hits.sum(1) * 2 / (hits.sum(1) + alarms.sum(1) + wanted.sum())
    rates = hits.sum(1) / max(wanted.sum(), 1), alarms.sum(1) / max(wanted.sum(), 1)
    own = (2 * (hits + SHRINK * rates[0][:, None])) / (
        hits + alarms + wanted + SHRINK * (rates[0] + rates[1] + 1)[:, None]
    )
    best = GRID[own.argmax(0)]
    alone = GRID[common.argmax()]
    return np.clip(np.where(wanted > 0, best, alone), LOWEST, HIGHEST)
