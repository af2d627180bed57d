"""What keeps a goal from being followed, by heads learned from labelled goals.

Two sets of heads read the wording: linear ones on runs of one to three words, and a small network
on the vector of the coder's sentence encoder. Their mean and the finding of the rules, which the
caller brings, are weighed together per quality; the artefact holds the weights. English only. The
goals it learned from were written and labelled by a language model, not by clinicians.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from wemode.coder.encoder import Encoder
from wemode.coder.heads import Array, EncoderHeads
from wemode.coder.model import MODEL, check_files, load_model, read_manifest
from wemode.coder.text import Token
from wemode.coder.wordpiece import Pieces
from wemode.errors import BadContent, Problem

GOAL_MODEL = Path(__file__).parent / "goal_model"
FORMAT = 1
LONGEST_RUN = 3
"""Most words of a run that the linear heads read."""

ENCODER_FILES = ("embeddings.npz", "encoder.onnx", "pieces.txt")
"""Files of the coder's model on which the network's weights hang."""

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+|[.,;:!?+]")
_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "ʼ": "'"})
_REMEMBERED = 512
_WEAK = 0.3
"""Share of the strongest word's weight below which a word ends the words quoted."""


@dataclass(frozen=True, slots=True)
class WordHeads:
    """Linear heads on runs of words: ``index`` of the runs, their rarity ``idf`` (runs,),
    ``weights`` (runs, qualities) and ``offsets`` (qualities,)."""

    index: Mapping[str, int]
    idf: Array
    weights: Array
    offsets: Array

    def row(self, found: Sequence[Token]) -> tuple[list[tuple[int, range]], Array]:
        """Each known run as its column and the tokens it covers, and the value of each column.

        Values: 1 + log of the count, times rarity, scaled to length 1 over the whole wording.
        """
        known = [
            (column, places)
            for run, places in runs(found)
            if (column := self.index.get(run)) is not None
        ]
        counts = Counter(column for column, _ in known)
        values = np.zeros(len(self.idf), np.float32)
        for column, count in counts.items():
            values[column] = (1 + np.log(count)) * self.idf[column]
        values /= max(float(np.linalg.norm(values)), 1e-9)
        return known, values


@dataclass(frozen=True, slots=True)
class Joint:
    """How the heads' mean score and the rules' finding become one score per quality:
    ``slope * mean + rule * (0 or 1) + offset``, (qualities,) each; named from ``threshold`` on."""

    slope: Array
    rule: Array
    offset: Array
    threshold: float


@dataclass(frozen=True, slots=True)
class GoalReading:
    """What the heads make of one wording: ``scores`` per quality, what a ``rule`` adds to them, and
    for each quality that can reach the threshold the ``words`` that spoke most for it."""

    scores: Mapping[str, float]
    words: Mapping[str, str]
    rule: Mapping[str, float]
    threshold: float

    def named(self, by_rules: Collection[str]) -> frozenset[str]:
        """The qualities that reach the threshold, given those that the rules named."""
        return frozenset(
            quality
            for quality, score in self.scores.items()
            if score + (self.rule[quality] if quality in by_rules else 0.0) >= self.threshold
        )


@dataclass(frozen=True, slots=True)
class GoalHeads:
    """The artefact, loaded. Without ONNX Runtime the linear heads stand alone, with a ``joint`` of
    their own."""

    qualities: tuple[str, ...]
    words: WordHeads
    joint: Joint
    encoder: Encoder | None = None
    network: EncoderHeads | None = None

    def read(self, wording: str) -> GoalReading:
        """Scores of the wording, and the words that spoke most for each quality within reach."""
        found = tokens(wording)
        known, values = self.words.row(found)
        scores = values @ self.words.weights + self.words.offsets
        encoded = hidden = None
        if self.encoder is not None and self.network is not None:
            encoded = self.encoder.encode([wording])
            hidden = self.network.hidden(encoded.vectors)
            scores = (scores + self.network.scores(hidden)[0]) / 2
        scores = self.joint.slope * scores + self.joint.offset
        words = {}
        for at in np.flatnonzero(scores + self.joint.rule.clip(min=0) >= self.joint.threshold):
            weights = _by_runs(found, known, values * self.words.weights[:, at])
            if encoded is not None and self.network is not None and hidden is not None:
                slope = self.network.slope(hidden, int(at), encoded.vectors.shape[1])[0]
                weights += _by_pieces(found, encoded.pieces[0], encoded.parts[0] @ slope)
            words[self.qualities[at]] = _quoted(wording, found, weights.tolist())
        return GoalReading(
            dict(zip(self.qualities, scores.tolist(), strict=True)),
            words,
            dict(zip(self.qualities, self.joint.rule.tolist(), strict=True)),
            self.joint.threshold,
        )


@lru_cache(maxsize=_REMEMBERED)
def read_goal(wording: str) -> GoalReading:
    """What the shipped heads make of a wording; the last few hundred are kept in memory."""
    return load_goal_heads().read(wording)


def tokens(wording: str) -> list[Token]:
    """Words, numbers (all as “0”) and marks of a wording in lower case, with their places."""
    return [
        Token("0" if match[0].isdigit() else match[0].lower(), match.start(), match.end())
        for match in _WORD.finditer(wording.translate(_STRAIGHT))
    ]


def runs(found: Sequence[Token]) -> list[tuple[str, range]]:
    """Runs of one to three words, start and end marked, each with the tokens it covers.

    The mark of the start is token -1, that of the end the number of tokens.
    """
    words = ["^", *(token.word for token in found), "$"]
    return [
        (" ".join(words[at : at + length]), range(at - 1, at - 1 + length))
        for length in range(1, LONGEST_RUN + 1)
        for at in range(len(words) - length + 1)
    ]


@cache
def load_goal_heads(directory: Path = GOAL_MODEL, *, with_encoder: bool = True) -> GoalHeads:
    """The heads in this directory, read once.

    Raises BadContent where the manifest is missing, of another format, files do not match it, or
    the coder's encoder is not the one the heads were trained on.
    """
    manifest = read_manifest(directory)
    if manifest.get("format") != FORMAT:
        raise BadContent(Problem(f"{directory.name}/manifest.json", "has another format", _REMEDY))
    check_files(directory, manifest)
    encoder = load_model().encoder if with_encoder else None
    if encoder is not None and encoder_hashes() != manifest["encoder"]:
        raise BadContent(Problem(directory.name, "was trained on another encoder", _REMEDY))
    with np.load(directory / "heads.npz") as arrays:
        held = {name: arrays[name].astype(np.float32) for name in arrays.files}
    names = (directory / "runs.txt").read_text(encoding="utf-8").splitlines()
    return GoalHeads(
        tuple(manifest["qualities"]),
        WordHeads(
            {name: at for at, name in enumerate(names)},
            held["idf"],
            held["weights"] * held["scale"],
            held["offsets"],
        ),
        _joint(manifest["joint"]["words" if encoder is None else "full"]),
        encoder,
        None
        if encoder is None
        else EncoderHeads(
            held["first"], held["first_offset"], held["second"], held["second_offset"]
        ),
    )


def encoder_hashes() -> dict[str, str]:
    """The hashes of the coder's files that the network's weights hang on."""
    files = read_manifest(MODEL)["files"]
    return {name: files[name]["sha256"] for name in ENCODER_FILES}


def _joint(described: Mapping[str, Any]) -> Joint:
    slope, rule, offset = (
        np.array(described[name], np.float32) for name in ("slope", "rule", "offset")
    )
    return Joint(slope, rule, offset, float(described["threshold"]))


def _by_runs(found: Sequence[Token], known: Sequence[tuple[int, range]], added: Array) -> Array:
    """What each run adds, (runs known to the heads,), shared out over the tokens it covers."""
    weights = np.zeros(len(found), np.float32)
    counts = Counter(column for column, _ in known)
    for column, places in known:
        inside = [at for at in places if 0 <= at < len(found)]
        weights[inside] += added[column] / counts[column] / max(len(inside), 1)
    return weights


def _by_pieces(found: Sequence[Token], pieces: Pieces, added: Array) -> Array:
    """What each piece adds, (pieces,), put on the token it stands in."""
    weights = np.zeros(len(found), np.float32)
    at = 0
    for (start, end), value in sorted(zip(pieces.spans, added.tolist(), strict=True)):
        while at + 1 < len(found) and found[at].end <= start:
            at += 1
        if found and start < found[at].end and found[at].start < end:
            weights[at] += value
    return weights


def _quoted(wording: str, found: Sequence[Token], weights: Sequence[float]) -> str:
    """The stretch of words that adds most; empty where no word adds."""
    words = [
        (token, weight)
        for token, weight in zip(found, weights, strict=True)
        if token.word[0].isalnum()
    ]
    best = max((weight for _, weight in words), default=0.0)
    if best <= 0:
        return ""
    top, said, run, begin = 0.0, "", 0.0, 0
    for token, weight in words:
        if run <= 0:
            run, begin = 0.0, token.start
        run += weight - _WEAK * best
        if run > top:
            top, said = run, wording[begin : token.end]
    return said


_REMEDY = "Install Wemode again, or build the heads with scripts/build_goals.py"
