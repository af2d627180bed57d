"""Build src/wemode/coder/model/ from corpus/dialogues: the same bytes each time on one machine.

    python scripts/build_coder.py [--text-only] [--out DIRECTORY]

Trains on every dialogue of corpus/dialogues. Confidence and thresholds come from models that did
not see the writer they are judged on. corpus/heldout and the demo case are read only to make sure
that none of their dialogues is in the training set. Needs the dependency group ``build``; about
an hour on two cores (two minutes with ``--text-only``).
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

from coder_build.calibration import calibrate, stack  # noqa: E402
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
MIX = 0.6
"""Share of the encoder's heads in the score; chosen on left-out writers."""


def main() -> None:
    """Read the corpus, train, calibrate, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text-only", action="store_true", help="leave the encoder out")
    parser.add_argument("--out", type=Path, default=MODEL)
    parser.add_argument("--keep", type=Path, help="keep trained networks here, and take them up")
    options = parser.parse_args()
    dialogues = load_dialogues(TRAIN)
    for directory in NEVER_TRAINED:
        if directory.is_dir() and (both := shared(dialogues, load_dialogues(directory))):
            sys.exit(f"in the training set and in {directory.name}: {', '.join(both)}")
    prepared = prepare(dialogues)
    build(prepared, options.out, with_encoder=not options.text_only, keep=options.keep)


def build(
    prepared: Sequence[Prepared], out: Path, *, with_encoder: bool, keep: Path | None = None
) -> None:
    """Train on all dialogues and write the artefact to ``out``, which is emptied first."""
    groups = folds([one.dialogue for one in prepared])
    text_scores = _left_out(prepared, groups, _text_scores)
    calibration = {"text": _described(0.0, *calibrate(prepared, text_scores))}
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    save_text(out, train_text(prepared))
    if with_encoder:
        from coder_build.encoder_part import encoder_scores, save_encoder, train_encoder
        from coder_build.keep import kept

        scores = _left_out(
            prepared,
            groups,
            lambda seen, unseen: encoder_scores(
                kept(keep, seen, lambda: train_encoder(seen)), unseen
            ),
        )
        mixed = [MIX * one + (1 - MIX) * two for one, two in zip(scores, text_scores, strict=True)]
        calibration["full"] = _described(MIX, *calibrate(prepared, mixed))
        save_encoder(out, kept(keep, prepared, lambda: train_encoder(prepared)))
    for notice in sorted(LICENCES.iterdir()):
        shutil.copy(notice, out / notice.name)
    save_manifest(out, _facts(prepared, groups, calibration))


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
    return [heads.scores(one.views) for one in unseen]


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
