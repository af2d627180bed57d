"""How well a coder's suggestions agree with a reference: precision, recall and F1 per code.

Scored by the rule at the end of the codebook. A turn's reference holds codes that it must bear and
codes that it may bear. A code neither must nor may is a false positive, a missing must is a false
negative, a may counts for nothing either way. The averages run over the codes that at least five
turns must bear; micro sums their counts, macro is the plain mean of their F1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from wemode.coder.corpus import CorpusDialogue, load_dialogues
from wemode.domain import Annotation, Transcript
from wemode.domain.agreement import Agreement, total

HELD_OUT = Path(__file__).parents[3] / "corpus" / "heldout"

ENOUGH = 5
"""Turns that must bear a code before it enters the averages."""


class Suggests(Protocol):
    """Anything that suggests codes for a transcript."""

    def suggest(self, transcript: Transcript) -> tuple[Annotation, ...]: ...


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The scores of one coder on some dialogues, and who wrote and labelled them."""

    per_code: tuple[tuple[str, Agreement], ...]
    dialogues: int
    turns: int
    writers: tuple[str, ...]
    labelled_by: str

    @property
    def averaged(self) -> tuple[tuple[str, Agreement], ...]:
        """The codes that enter the averages."""
        return tuple((code, score) for code, score in self.per_code if score.must >= ENOUGH)

    @property
    def micro(self) -> Agreement:
        """The counts of the averaged codes, summed."""
        return total(score for _, score in self.averaged)

    @property
    def macro_f1(self) -> float:
        """Mean F1 over the averaged codes; 0 where there are none."""
        scores = [score.f1 for _, score in self.averaged]
        return sum(scores) / len(scores) if scores else 0.0

    def score(self, code: str) -> Agreement:
        """The score of one code; all zero where it occurred nowhere."""
        return dict(self.per_code).get(code, Agreement(0, 0, 0))


def evaluate(coder: Suggests, dialogues: Sequence[CorpusDialogue]) -> Evaluation:
    """Agreement the coder's suggestions on these dialogues against their reference codes.

    The reference was made by whoever labelled the dialogues; where that was not a clinician, the
    figures say how well the coder agrees with that labeller, not how right either is.
    """
    hits: Counter[str] = Counter()
    alarms: Counter[str] = Counter()
    misses: Counter[str] = Counter()
    mays: Counter[str] = Counter()
    for dialogue in dialogues:
        given = _by_turn(coder.suggest(dialogue.transcript))
        for turn in dialogue.transcript:
            must, may = dialogue.must[turn.number], dialogue.may[turn.number]
            said = given.get(turn.number, frozenset())
            hits.update(said & must)
            misses.update(must - said)
            alarms.update(said - must - may)
            mays.update(may)
    codes = sorted({*hits, *alarms, *misses, *mays})
    return Evaluation(
        per_code=tuple(
            (code, Agreement(hits[code], alarms[code], misses[code], mays[code])) for code in codes
        ),
        dialogues=len(dialogues),
        turns=sum(len(dialogue.transcript) for dialogue in dialogues),
        writers=tuple(sorted({dialogue.writer for dialogue in dialogues})),
        labelled_by="; ".join(sorted({dialogue.labelled_by for dialogue in dialogues})),
    )


def table(evaluation: Evaluation) -> str:
    """The scores as plain text: a line per code, then the averages and where the data come from."""
    lines = [f"{'code':24} {'must':>5} {'may':>4} {'prec.':>6} {'recall':>6} {'F1':>6}"]
    lines += [_row(code, score) for code, score in evaluation.per_code]
    lines += [
        "",
        _row(f"micro ({len(evaluation.averaged)} codes)", evaluation.micro),
        f"{'macro F1':24} {evaluation.macro_f1:>30.3f}",
        "",
        f"{evaluation.dialogues} dialogues, {evaluation.turns} turns; "
        f"writers: {', '.join(evaluation.writers) or 'none'}; labelled by: "
        f"{evaluation.labelled_by or 'nobody'}.",
        f"Averages over the codes that at least {ENOUGH} turns must bear.",
    ]
    return "".join(f"{line}\n" for line in lines)


def main_table(dialogues: Path | None = None) -> str:
    """The table of the packaged coder on the dialogues in a directory; text for the command line.

    Without a directory: the project's held-out dialogues, which stand in the source tree only, not
    in the installed package. Raises BadFile where there is nothing to evaluate or a file is broken.
    """
    from wemode.coder.coder import Coder

    return table(evaluate(Coder.load(), load_dialogues(dialogues or HELD_OUT)))


def _by_turn(notes: Iterable[Annotation]) -> dict[int, frozenset[str]]:
    by_turn: dict[int, set[str]] = {}
    for note in notes:
        if note.stands:
            by_turn.setdefault(note.turn, set()).add(note.code)
    return {turn: frozenset(codes) for turn, codes in by_turn.items()}


def _row(name: str, score: Agreement) -> str:
    return (
        f"{name:24} {score.must:>5} {score.may:>4} "
        f"{score.precision:>6.2f} {score.recall:>6.2f} {score.f1:>6.3f}"
    )
