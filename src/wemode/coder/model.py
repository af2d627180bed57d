"""The coder's artefact: arrays and a manifest, checked against its hashes when it is loaded."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from wemode.coder.encoder import Encoder
from wemode.coder.features import Vocabulary
from wemode.coder.heads import Array, EncoderHeads, TextHeads
from wemode.errors import BadContent, Problem

MODEL = Path(__file__).parent / "model"
MANIFEST = "manifest.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Calibration:
    """How scores become confidence: ``sigmoid(slope * score + offset)``, per code; suggested from
    ``threshold`` on. ``mix`` is the encoder's share of the score."""

    mix: float
    slope: Array
    offset: Array
    threshold: Array

    def confidence(self, scores: Array) -> Array:
        """Probabilities of these scores (…, codes)."""
        made: Array = 1.0 / (1.0 + np.exp(-np.clip(self.slope * scores + self.offset, -30, 30)))
        return made


@dataclass(frozen=True, slots=True)
class Model:
    """Everything layer 2 needs.

    ``codes`` names the columns. ``context`` says for each code which codes on the four turns
    before make it likelier. ``encoder`` is None where the model, or this machine, has none: then
    the text heads work alone, with a calibration of their own.
    """

    codes: tuple[str, ...]
    version: str
    text: TextHeads
    calibration: Calibration
    context: Mapping[str, tuple[str, ...]]
    encoder: Encoder | None = None
    encoder_heads: EncoderHeads | None = None


def read_manifest(directory: Path = MODEL) -> dict[str, Any]:
    """The model's manifest: hashes, counts, licence, codes, calibration."""
    try:
        manifest: dict[str, Any] = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise BadContent(
            Problem(f"{directory.name}/{MANIFEST}", "is missing or not JSON", _REMEDY)
        ) from None
    return manifest


def check_files(directory: Path, manifest: Mapping[str, Any]) -> None:
    """Raise BadContent, with all problems, where a file is not the one the manifest describes."""
    problems = [
        Problem(f"{directory.name}/{name}", "is not the file that was built", _REMEDY)
        for name, described in manifest["files"].items()
        if not (directory / name).is_file()
        or sha256((directory / name).read_bytes()).hexdigest() != described["sha256"]
    ]
    if problems:
        raise BadContent(*problems)


@cache
def load_model(directory: Path = MODEL, *, with_encoder: bool = True) -> Model:
    """The model in this directory, read once.

    Raises BadContent where the manifest is missing, of another format, or files do not match it.
    """
    manifest = read_manifest(directory)
    if manifest.get("format") != FORMAT:
        raise BadContent(Problem(f"{directory.name}/{MANIFEST}", "has another format", _REMEDY))
    check_files(directory, manifest)
    encoder, heads = _encoder(directory, manifest) if with_encoder else (None, None)
    return Model(
        codes=tuple(manifest["codes"]),
        version=manifest["version"],
        text=_text_heads(directory),
        calibration=_calibration(manifest["calibration"]["full" if encoder else "text"]),
        context={code: tuple(before) for code, before in manifest["context"].items()},
        encoder=encoder,
        encoder_heads=heads,
    )


def _text_heads(directory: Path) -> TextHeads:
    names = (directory / "features.txt").read_text(encoding="utf-8").splitlines()
    with np.load(directory / "text_heads.npz") as arrays:
        vocabulary = Vocabulary(
            {name: at for at, name in enumerate(names)}, arrays["idf"].astype(float).tolist()
        )
        return TextHeads(
            vocabulary,
            arrays["weights"].astype(np.float32) * arrays["scale"].astype(np.float32),
            arrays["offsets"].astype(np.float32),
        )


def _encoder(
    directory: Path, manifest: Mapping[str, Any]
) -> tuple[Encoder, EncoderHeads] | tuple[None, None]:
    if "encoder.onnx" not in manifest["files"]:
        return None, None
    try:
        encoder = Encoder.load(directory)
    except ImportError:
        # No wheel of ONNX Runtime for this machine: the text heads stand alone.
        return None, None
    with np.load(directory / "encoder_heads.npz") as arrays:
        heads = EncoderHeads(
            *(
                arrays[name].astype(np.float32)
                for name in ("first", "first_offset", "second", "second_offset")
            )
        )
    return encoder, heads


def _calibration(described: Mapping[str, Any]) -> Calibration:
    return Calibration(
        float(described["mix"]),
        *(np.array(described[name], np.float32) for name in ("slope", "offset", "threshold")),
    )


_REMEDY = "Install Wemode again, or build the model with scripts/build_coder.py"
