"""The base as an ONNX graph with weights in 8 bits, and its embeddings as arrays."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from coder_build.base import HEADS, LAYERS, READ_AFTER, Base

OPSET = 20
FORMAT_OF_FILE = 10


class _Graph:
    """Nodes and constants under names that count up, so that the file is the same each time."""

    def __init__(self, weights: dict[str, np.ndarray]) -> None:
        self.weights = weights
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

    def linear(self, states: str, name: str) -> str:
        product = self.add("MatMul", states, self.constant(self.weights[f"{name}.weight"].T))
        return self.add("Add", product, self.constant(self.weights[f"{name}.bias"]))

    def norm(self, states: str, name: str) -> str:
        weight = self.constant(self.weights[f"{name}.weight"])
        bias = self.constant(self.weights[f"{name}.bias"])
        return self.add("LayerNormalization", states, weight, bias, axis=-1, epsilon=1e-12)


def save_network(path: Path, base: Base) -> None:
    """The layers: ``embedded`` (n, p, d) and ``mask`` (n, 1, 1, p) to the states read, (n, p, d)
    each, in order of the layers."""
    graph = _Graph(base.weights)
    width = base.positions.shape[1]
    states, read = graph.norm("embedded", "embeddings.LayerNorm"), []
    for number in range(LAYERS):
        states = _layer(graph, states, f"encoder.layer.{number}", width)
        if number + 1 in READ_AFTER:
            read.append(states)
    shape = ["n", "p", width]
    made = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "wemode-encoder",
            [
                helper.make_tensor_value_info("embedded", TensorProto.FLOAT, shape),
                helper.make_tensor_value_info("mask", TensorProto.FLOAT, ["n", 1, 1, "p"]),
            ],
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name in read],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", OPSET)],
        producer_name="wemode",
    )
    made.ir_version = FORMAT_OF_FILE
    _save_in_8_bits(made, path)


def save_embeddings(directory: Path, base: Base) -> None:
    """``embeddings.npz`` (word pieces in 8 bits, a scale each; positions) and ``pieces.txt``."""
    scales = np.maximum(np.abs(base.words).max(axis=1), 1e-6) / 127
    np.savez_compressed(
        directory / "embeddings.npz",
        table=np.rint(base.words / scales[:, None]).astype(np.int8),
        scales=scales.astype(np.float32),
        positions=base.positions.astype(np.float16),
    )
    (directory / "pieces.txt").write_text("".join(f"{name}\n" for name in base.names), "utf-8")


def _save_in_8_bits(made: onnx.ModelProto, path: Path) -> None:
    """Reduced range: processors without VNNI would overflow with the full one."""
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


def _layer(graph: _Graph, states: str, name: str, width: int) -> str:
    split = graph.constant(np.array([0, 0, HEADS, width // HEADS], np.int64))
    joined = graph.constant(np.array([0, 0, width], np.int64))
    root = graph.constant(np.array((width // HEADS) ** -0.5, np.float32))

    def heads(part: str, order: list[int]) -> str:
        made = graph.linear(states, f"{name}.attention.self.{part}")
        return graph.add("Transpose", graph.add("Reshape", made, split), perm=order)

    query = graph.add("Mul", heads("query", [0, 2, 1, 3]), root)
    key = heads("key", [0, 2, 3, 1])
    value = heads("value", [0, 2, 1, 3])
    shares = graph.add("Softmax", graph.add("Add", graph.add("MatMul", query, key), "mask"))
    met = graph.add("Transpose", graph.add("MatMul", shares, value), perm=[0, 2, 1, 3])
    out = graph.linear(graph.add("Reshape", met, joined), f"{name}.attention.output.dense")
    states = graph.norm(graph.add("Add", states, out), f"{name}.attention.output.LayerNorm")
    bent = graph.add("Gelu", graph.linear(states, f"{name}.intermediate.dense"), approximate="tanh")
    out = graph.linear(bent, f"{name}.output.dense")
    return graph.norm(graph.add("Add", states, out), f"{name}.output.LayerNorm")
