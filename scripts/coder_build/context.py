"""Which codes on the four turns before make a code likelier, counted in the training dialogues."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from coder_build.corpus import CODES, Prepared
from wemode.coder.cueing import WINDOW

LEAST_TOGETHER = 12
LEAST_LIFT = 1.5
MOST = 10


def likelier_after(prepared: Sequence[Prepared]) -> dict[str, list[str]]:
    """For each code the codes after which it is at least ``LEAST_LIFT`` times as frequent."""
    together = np.zeros((len(CODES), len(CODES)))
    after = np.zeros((len(CODES), len(CODES)))
    counts, turns = np.zeros(len(CODES)), np.zeros(len(CODES))
    for one in prepared:
        for at in range(len(one.views)):
            recent = one.must[max(0, at - WINDOW) : at].any(axis=0)
            spoken = _spoken(one.views[at].turn.speaker.value)
            turns += spoken
            counts += one.must[at]
            together += np.outer(one.must[at], recent)
            after += np.outer(spoken, recent)
    usual = counts / np.maximum(turns, 1)
    lift = together / np.maximum(after, 1) / np.maximum(usual[:, None], 1e-9)
    found = {}
    for column, code in enumerate(CODES):
        ranked = sorted(range(len(CODES)), key=lambda other: -lift[column, other])
        found[code] = [
            CODES[other]
            for other in ranked
            if other != column
            and together[column, other] >= LEAST_TOGETHER
            and lift[column, other] >= LEAST_LIFT
        ][:MOST]
    return {code: before for code, before in found.items() if before}


def _spoken(speaker: str) -> np.ndarray:
    return np.array([code[0].upper() == speaker for code in CODES], float)
