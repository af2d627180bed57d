"""The coder: suggests codes for the turns of a transcript, each with its evidence. Never decides.

Layer 1, the cues, works alone (``suggest_by_cues``) and is one of the things that layer 2, the
trained heads, reads (``suggest``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

import numpy as np

from wemode.catalogue import codebook
from wemode.catalogue.cues import CueBook, cues
from wemode.coder.cueing import WINDOW, Firing, fire
from wemode.coder.encoder import Encoded
from wemode.coder.evidence import because_of_cue, because_of_heads, token_weights
from wemode.coder.features import TurnView, view_turns
from wemode.coder.heads import TURNS_READ, Array, Row, encoder_inputs
from wemode.coder.model import Model, load_model
from wemode.domain import Annotation, How, Speaker, Transcript, Turn

BLOCK = 256
"""Turns taken at a time, so that memory does not grow with the transcript."""

CUE_CONFIDENCE = 0.7
"""Share of right ones among all that the cues set on the training dialogues (docs/coder.md)."""


@dataclass(frozen=True, slots=True)
class _Block:
    """Some turns in a row: what is seen of them, and the scores of each code."""

    views: tuple[TurnView, ...]
    rows: tuple[Row, ...]
    confidence: Array
    encoded: Encoded | None
    hidden: Array | None


@dataclass(frozen=True, slots=True)
class Coder:
    """Suggests codes. Calibrated on dialogues that a language model wrote and labelled."""

    model: Model
    book: CueBook
    labels: dict[str, str]

    @staticmethod
    @cache
    def load() -> Coder:
        """The coder shipped with Wemode, read once. Raises BadContent where its files are broken.

        The first call takes some tenths of a second.
        """
        return Coder(load_model(), cues(), {code.id: code.label for code in codebook()})

    @property
    def name(self) -> str:
        """What stands as ``coder`` on its annotations."""
        alone = "" if self.model.encoder else ", words alone"
        return f"wemode {self.model.version} coder{alone}"

    def suggest(self, transcript: Transcript) -> tuple[Annotation, ...]:
        """The codes whose confidence reaches their threshold, by turn, then by confidence.

        Only a speaker's own codes; nothing on a turn without words. ``confidence`` is the share of
        such suggestions that our reference confirms; another kind of talk may shift it.
        """
        fired = fire(transcript, self.book)
        notes: list[Annotation] = []
        recent: dict[int, tuple[str, ...]] = {}
        for block in self._blocks(transcript, fired):
            for row, view in enumerate(block.views):
                number = view.turn.number
                chosen = self._choose(view, block.confidence[row])
                recent[number] = tuple(self.model.codes[column] for column in chosen)
                recent.pop(number - WINDOW - 1, None)
                notes += [
                    self._note(block, row, column, fired[number - 1], recent) for column in chosen
                ]
        return tuple(notes)

    def suggest_by_cues(self, transcript: Transcript) -> tuple[Annotation, ...]:
        """The codes that transparent cues set, by turn: layer 1 alone, precise rather than wide."""
        notes: list[Annotation] = []
        for turn, firings in zip(transcript, fire(transcript, self.book), strict=True):
            first: dict[str, Firing] = {}
            for firing in firings:
                first.setdefault(firing.cue.code, firing)
            notes += [
                Annotation(
                    turn.number,
                    code,
                    f"wemode {self.model.version} cues",
                    How.SUGGESTED,
                    CUE_CONFIDENCE,
                    because_of_cue(turn.text, firing, self.labels),
                )
                for code, firing in first.items()
            ]
        return tuple(notes)

    def _blocks(
        self, transcript: Transcript, fired: Sequence[tuple[Firing, ...]]
    ) -> Iterator[_Block]:
        model = self.model
        stream = view_turns(transcript, fired, self.book)
        encoder, heads = model.encoder, model.encoder_heads
        carried: Array | None = None
        while views := tuple(islice(stream, BLOCK)):
            rows = tuple(model.text.row(view) for view in views)
            scores = model.text.scores(rows)
            encoded = hidden = None
            if encoder and heads:
                encoded = encoder.encode([view.turn.text for view in views])
                if carried is None:
                    carried = np.zeros((TURNS_READ - 1, encoded.vectors.shape[1]), np.float32)
                vectors = np.concatenate([carried, encoded.vectors])
                carried = vectors[-(TURNS_READ - 1) :]
                hidden = heads.hidden(encoder_inputs(vectors, views))
                mix = model.calibration.mix
                scores = mix * heads.scores(hidden) + (1 - mix) * scores
            yield _Block(views, rows, model.calibration.confidence(scores), encoded, hidden)

    def _choose(self, view: TurnView, confidence: Array) -> list[int]:
        """Columns of the codes to suggest, the most confident first."""
        if not any(token.word[0].isalnum() for token in view.tokens):
            return []
        codes, threshold = self.model.codes, self.model.calibration.threshold
        chosen = [
            column
            for column in np.flatnonzero(confidence >= threshold).tolist()
            if _may_bear(view.turn, codes[column])
        ]
        return sorted(chosen, key=lambda column: (-confidence[column], column))

    def _note(
        self,
        block: _Block,
        row: int,
        column: int,
        firings: Sequence[Firing],
        recent: dict[int, tuple[str, ...]],
    ) -> Annotation:
        view, code = block.views[row], self.model.codes[column]
        agreeing = [firing for firing in firings if firing.cue.code == code]
        return Annotation(
            view.turn.number,
            code,
            self.name,
            How.SUGGESTED,
            round(float(block.confidence[row, column]), 3),
            because_of_heads(
                view.turn.text,
                view.tokens,
                self._weights(block, row, column),
                agreeing,
                self._context(view.turn.number, code, agreeing, recent),
            ),
        )

    def _weights(self, block: _Block, row: int, column: int) -> list[float]:
        """What each token of the turn adds to the score of a code."""
        view, mix = block.views[row], self.model.calibration.mix
        shares = self.model.text.shares(view, block.rows[row], column)
        heads = self.model.encoder_heads
        if heads is None or block.encoded is None or block.hidden is None:
            return token_weights(view.tokens, shares, None, None)
        parts = block.encoded.parts[row]
        added = mix * (parts @ heads.slope(block.hidden[row], column, parts.shape[1]))
        scaled = {name: (1 - mix) * share for name, share in shares.items()}
        return token_weights(view.tokens, scaled, block.encoded.pieces[row], added)

    def _context(
        self,
        number: int,
        code: str,
        agreeing: Sequence[Firing],
        recent: dict[int, tuple[str, ...]],
    ) -> tuple[int, str] | None:
        """The turn before that a cue asked for, else the nearest with a code that makes this one
        likelier."""
        for firing in agreeing:
            if firing.after:
                return firing.after[0], self.labels[firing.after[1]]
        likelier = self.model.context.get(code, ())
        for before in range(number - 1, max(0, number - 1 - WINDOW), -1):
            for earlier in recent.get(before, ()):
                if earlier in likelier:
                    return before, self.labels[earlier]
        return None


def _may_bear(turn: Turn, code: str) -> bool:
    return turn.speaker is not Speaker.OTHER and turn.speaker.value == code[0].upper()
