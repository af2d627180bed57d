"""From scores on left-out writers to confidence and thresholds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from coder_build.corpus import CODES, Prepared

GRID = np.round(np.arange(-5.0, 4.0, 0.05), 2)


def calibrate(
    prepared: Sequence[Prepared], scores: Sequence[np.ndarray]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Slope, offset and threshold per code, from scores (turns, codes) on left-out writers.

    Confidence: one slope for all codes, an offset for each. Threshold: the confidence that each
    code has at the one score that is best for the micro-F1 of all; a score of its own for each
    code did worse on writers it was not chosen on.
    """
    score, must, counts = stack(prepared, scores)
    slope, offset = _platt(score, must, counts)
    at = best_score(score, must, counts)
    return slope, offset, 1 / (1 + np.exp(-(slope * at + offset)))


def stack(
    prepared: Sequence[Prepared], scores: Sequence[np.ndarray]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Scores, must and counts of all turns below each other."""
    return (
        np.concatenate(scores),
        np.concatenate([one.must for one in prepared]),
        np.concatenate([one.counts for one in prepared]),
    )


def best_score(score: np.ndarray, must: np.ndarray, counts: np.ndarray) -> float:
    """The score from which on to suggest for the best micro-F1."""
    return float(max(GRID, key=lambda at: micro_f1(score >= at, must, counts)))


def micro_f1(said: np.ndarray, must: np.ndarray, counts: np.ndarray) -> float:
    """F1 over all cells that count."""
    said = said & counts
    return float(2 * (said & must).sum() / max((said.sum() + (must & counts).sum()), 1))


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
