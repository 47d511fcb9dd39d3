"""Keep weights in fewer bits: a smaller file, computed in full precision once it is loaded.

Kernels that compute in 8 or 16 bits are slower than 32 bits on the CPUs this runs on (dynamic int8
convolutions, emulated half precision), so only the storage is narrowed; ONNX Runtime widens the weights once,
when the model is loaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import numpy as np
from onnx import TensorProto, helper, numpy_helper

SMALLEST = 1024
"""Tensors with fewer values stay as they are: they cost nothing and matter most."""


def store_weights(model: Any, precision: Literal["float16", "int8"]) -> None:
    """Change the large float32 weights of `model` (an `onnx.ModelProto`) in place.

    `float16` rounds each value; `int8` rounds to 255 steps a row of the first axis (an output channel).
    """
    for number, graph in enumerate(_graphs(model.graph)):
        _store(graph, precision, f"widen_weights{number}")


def _graphs(graph: Any) -> Iterator[Any]:
    """A graph and the bodies of its loops."""
    yield graph
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.HasField("g"):
                yield from _graphs(attribute.g)


def _store(graph: Any, precision: Literal["float16", "int8"], prefix: str) -> None:
    kept, added, nodes = [], [], []
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < SMALLEST:
            kept.append(tensor)
            continue
        small = f"{tensor.name}_small"
        if precision == "float16":
            added.append(numpy_helper.from_array(values.astype(np.float16), small))
            nodes.append(helper.make_node("Cast", [small], [tensor.name], to=TensorProto.FLOAT))
            continue
        rows = values.reshape(values.shape[0], -1)
        steps = np.maximum(np.abs(rows).max(axis=1), 1e-12) / 127
        steps = steps.reshape(-1, *[1] * (values.ndim - 1)).astype(np.float32)
        added.append(numpy_helper.from_array(np.rint(values / steps).astype(np.int8), small))
        added.append(numpy_helper.from_array(steps, f"{tensor.name}_step"))
        nodes.append(helper.make_node("Cast", [small], [f"{tensor.name}_whole"], to=TensorProto.FLOAT))
        nodes.append(helper.make_node("Mul", [f"{tensor.name}_whole", f"{tensor.name}_step"], [tensor.name]))
    for index, node in enumerate(nodes):
        node.name = f"{prefix}/{index}"
    old = list(graph.node)
    del graph.initializer[:]
    graph.initializer.extend([*kept, *added])
    del graph.node[:]
    graph.node.extend([*nodes, *old])
