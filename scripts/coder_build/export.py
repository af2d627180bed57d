"""The trained base as an ONNX graph with weights in 8 bits, and its embeddings as arrays."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from coder_build.network import HEADS, Base, Layer

OPSET = 20


class _Graph:
    """Nodes and constants under names that count up, so that the file is the same each time."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, values: np.ndarray) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def add(self, kind: str, *inputs: str, **attributes: object) -> str:
        name = f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name=name, **attributes))
        return name

    def linear(self, states: str, layer: torch.nn.Linear) -> str:
        product = self.add("MatMul", states, self.constant(layer.weight.detach().numpy().T))
        return self.add("Add", product, self.constant(layer.bias.detach().numpy()))

    def norm(self, states: str, layer: torch.nn.LayerNorm) -> str:
        weight = self.constant(layer.weight.detach().numpy())
        bias = self.constant(layer.bias.detach().numpy())
        return self.add(
            "LayerNormalization", states, weight, bias, axis=-1, epsilon=float(layer.eps)
        )


def save_network(path: Path, base: Base) -> None:
    """The layers of the base: ``embedded`` (n, p, d) and ``mask`` (n, 1, 1, p) to states."""
    graph = _Graph()
    width = base.positions.shape[1]
    states = graph.norm("embedded", base.norm)
    for layer in base.layers:
        states = _layer(graph, states, layer, width)
    shape = ["n", "p", width]
    made = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "wemode-encoder",
            [
                helper.make_tensor_value_info("embedded", TensorProto.FLOAT, shape),
                helper.make_tensor_value_info("mask", TensorProto.FLOAT, ["n", 1, 1, "p"]),
            ],
            [helper.make_tensor_value_info(states, TensorProto.FLOAT, shape)],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", OPSET)],
        producer_name="wemode",
    )
    made.ir_version = 10
    with tempfile.TemporaryDirectory() as directory:
        plain = Path(directory) / "plain.onnx"
        onnx.save(made, plain)
        quantize_dynamic(
            plain,
            path,
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul"],
            extra_options={"MatMulConstBOnly": True},
        )


def save_embeddings(directory: Path, base: Base) -> None:
    """``embeddings.npz`` (word pieces in 8 bits, a scale each; positions) and ``pieces.txt``."""
    words = base.words.numpy()
    scales = np.maximum(np.abs(words).max(axis=1), 1e-6) / 127
    np.savez_compressed(
        directory / "embeddings.npz",
        table=np.rint(words / scales[:, None]).astype(np.int8),
        scales=scales.astype(np.float32),
        positions=base.positions.detach().numpy().astype(np.float16),
    )
    (directory / "pieces.txt").write_text("".join(f"{name}\n" for name in base.names), "utf-8")


def _layer(graph: _Graph, states: str, layer: Layer, width: int) -> str:
    split = graph.constant(np.array([0, 0, HEADS, width // HEADS], np.int64))
    joined = graph.constant(np.array([0, 0, width], np.int64))
    root = graph.constant(np.array((width // HEADS) ** -0.5, np.float32))

    def heads(linear: torch.nn.Linear, order: list[int]) -> str:
        cut = graph.add("Reshape", graph.linear(states, linear), split)
        return graph.add("Transpose", cut, perm=order)

    query = graph.add("Mul", heads(layer.query, [0, 2, 1, 3]), root)
    key = heads(layer.key, [0, 2, 3, 1])
    value = heads(layer.value, [0, 2, 1, 3])
    weights = graph.add("Softmax", graph.add("Add", graph.add("MatMul", query, key), "mask"))
    met = graph.add("Transpose", graph.add("MatMul", weights, value), perm=[0, 2, 1, 3])
    out = graph.linear(graph.add("Reshape", met, joined), layer.out)
    states = graph.norm(graph.add("Add", states, out), layer.norm_one)
    bent = graph.add("Gelu", graph.linear(states, layer.up), approximate="tanh")
    out = graph.linear(bent, layer.down)
    return graph.norm(graph.add("Add", states, out), layer.norm_two)
