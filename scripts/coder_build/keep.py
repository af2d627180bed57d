"""Trained networks kept between runs, under a name made of all that went into them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

import torch

from coder_build.corpus import Prepared

SOURCES = ("encoder_part.py", "network.py", "pieces.py")


def kept(
    directory: Path | None, prepared: Sequence[Prepared], make: Callable[[], torch.nn.Module]
) -> torch.nn.Module:
    """The network that ``make`` trains on these dialogues, or the one kept from an earlier run."""
    if directory is None:
        return make()
    file = directory / f"encoder-{_name(prepared)[:16]}.pt"
    if file.is_file():
        return torch.load(file, weights_only=False)
    network = make()
    directory.mkdir(parents=True, exist_ok=True)
    torch.save(network, file)
    return network


def _name(prepared: Sequence[Prepared]) -> str:
    """Hash of the speech, of the codes, and of the code that trains."""
    parts = [(Path(__file__).parent / name).read_text("utf-8") for name in SOURCES]
    for one in prepared:
        parts += [one.dialogue.digest, one.must.tobytes().hex(), one.counts.tobytes().hex()]
    return sha256("\n".join(parts).encode()).hexdigest()
