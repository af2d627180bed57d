"""Build src/wemode/coder/model/ from corpus/dialogues: the same bytes each time on one machine.

    python scripts/build_coder.py [--text-only] [--out DIRECTORY]

Trains on every dialogue of corpus/dialogues. Confidence and thresholds come from models that did
not see the writer they are judged on. corpus/heldout and the demo case are read only to make sure
that none of their dialogues is in the training set. Needs the dependency group ``build``; some
minutes on two cores.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from coder_build.calibration import best_score, calibrate, micro_f1, stack  # noqa: E402
from coder_build.context import likelier_after  # noqa: E402
from coder_build.corpus import CODES, Prepared, folds, prepare  # noqa: E402
from coder_build.save import rounded, save_manifest, save_text  # noqa: E402
from coder_build.text_part import train_text  # noqa: E402
from wemode import __version__  # noqa: E402
from wemode.coder.corpus import LABELLER, load_dialogues, shared  # noqa: E402
from wemode.coder.model import FORMAT, MODEL  # noqa: E402

TRAIN = ROOT / "corpus" / "dialogues"
NEVER_TRAINED = (ROOT / "corpus" / "heldout", ROOT / "src" / "wemode" / "catalogue" / "demo")
LICENCES = ROOT / "scripts" / "coder_build" / "licences"
MIX = 0.45
"""Share of the encoder's heads in the score; chosen on left-out writers."""


def main() -> None:
    """Read the corpus, train, calibrate, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text-only", action="store_true", help="leave the encoder out")
    parser.add_argument("--out", type=Path, default=MODEL)
    options = parser.parse_args()
    dialogues = load_dialogues(TRAIN)
    for directory in NEVER_TRAINED:
        if directory.is_dir() and (both := shared(dialogues, load_dialogues(directory))):
            sys.exit(f"in the training set and in {directory.name}: {', '.join(both)}")
    prepared = prepare(dialogues)
    build(prepared, options.out, with_encoder=not options.text_only)


def build(prepared: Sequence[Prepared], out: Path, *, with_encoder: bool) -> None:
    """Train on all dialogues and write the artefact to ``out``, which is emptied first."""
    groups = folds([one.dialogue for one in prepared])
    text_scores = _left_out(prepared, groups, _text_scores)
    calibration = {"text": _described(0.0, *calibrate(prepared, text_scores))}
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    save_text(out, train_text(prepared))
    if with_encoder:
        scores = _encoder_stage(prepared, groups, out)
        mixed = [MIX * one + (1 - MIX) * two for one, two in zip(scores, text_scores, strict=True)]
        calibration["full"] = _described(MIX, *calibrate(prepared, mixed))
        report("text heads", prepared, groups, text_scores)
        report("encoder's heads", prepared, groups, scores)
        report("both", prepared, groups, mixed)
    for notice in sorted(LICENCES.iterdir()):
        shutil.copy(notice, out / notice.name)
    save_manifest(out, _facts(prepared, groups, calibration))


def _encoder_stage(
    prepared: Sequence[Prepared], groups: Sequence[frozenset[str]], out: Path
) -> list[np.ndarray]:
    """Write the encoder and its heads to ``out``; their scores on left-out writers."""
    from coder_build.base import load_base
    from coder_build.export import save_embeddings, save_network
    from coder_build.heads_part import head_scores, inputs_of, save_heads, train_heads
    from wemode.coder.encoder import Encoder

    base = load_base()
    save_network(out / "encoder.onnx", base)
    save_embeddings(out, base)
    inputs = dict(
        zip(
            (one.dialogue.id for one in prepared),
            inputs_of(Encoder.load(out), prepared),
            strict=True,
        )
    )

    def of(some: Sequence[Prepared]) -> list[np.ndarray]:
        return [inputs[one.dialogue.id] for one in some]

    save_heads(out, train_heads(of(prepared), prepared))
    return _left_out(
        prepared,
        groups,
        lambda seen, unseen: head_scores(train_heads(of(seen), seen), of(unseen)),
    )


def report(
    name: str,
    prepared: Sequence[Prepared],
    groups: Sequence[frozenset[str]],
    scores: Sequence[np.ndarray],
) -> None:
    """Print the micro-F1 on left-out writers, each group's threshold chosen on the others."""
    writer = np.array([one.dialogue.writer for one in prepared for _ in one.views])
    score, must, counts = stack(prepared, scores)
    said = np.zeros_like(must)
    for group in groups:
        unseen = np.isin(writer, sorted(group))
        said[unseen] = score[unseen] >= best_score(score[~unseen], must[~unseen], counts[~unseen])
    each = ", ".join(
        f"{one} {micro_f1(said[writer == one], must[writer == one], counts[writer == one]):.3f}"
        for one in sorted(set(writer))
    )
    print(f"{name}: micro-F1 {micro_f1(said, must, counts):.3f} ({each})", flush=True)


def _left_out(
    prepared: Sequence[Prepared], groups: Sequence[frozenset[str]], scores_of: Any
) -> list[np.ndarray]:
    """Scores of each dialogue by a model that was not trained on its writer."""
    by_id: dict[str, np.ndarray] = {}
    for group in groups:
        seen = [one for one in prepared if one.dialogue.writer not in group]
        unseen = [one for one in prepared if one.dialogue.writer in group]
        for one, scores in zip(unseen, scores_of(seen, unseen), strict=True):
            by_id[one.dialogue.id] = scores
    return [by_id[one.dialogue.id] for one in prepared]


def _text_scores(seen: Sequence[Prepared], unseen: Sequence[Prepared]) -> list[np.ndarray]:
    heads = train_text(seen)
    return [heads.scores([heads.row(view) for view in one.views]) for one in unseen]


def _described(
    mix: float, slope: np.ndarray, offset: np.ndarray, threshold: np.ndarray
) -> dict[str, Any]:
    return {
        "mix": mix,
        "slope": rounded(slope),
        "offset": rounded(offset),
        "threshold": rounded(threshold),
    }


def _facts(
    prepared: Sequence[Prepared],
    groups: Sequence[frozenset[str]],
    calibration: dict[str, dict[str, Any]],
) -> dict[str, Any]:
    must = stack(prepared, [one.must for one in prepared])[1]
    turns = Counter[str]()
    for one in prepared:
        turns[one.dialogue.writer] += len(one.views)
    return {
        "format": FORMAT,
        "version": ".".join(__version__.split(".")[:2]),
        "licence": "Apache-2.0",
        "labelled_by": LABELLER,
        "turns_by_writer": dict(sorted(turns.items())),
        "left_out_together": [sorted(group) for group in groups],
        "dialogues": {one.dialogue.id: one.dialogue.digest for one in prepared},
        "codes": list(CODES),
        "must": dict(zip(CODES, must.sum(0).tolist(), strict=True)),
        "calibration": calibration,
        "context": likelier_after(prepared),
    }


if __name__ == "__main__":
    main()
