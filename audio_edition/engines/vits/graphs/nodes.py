"""Write ONNX nodes one after the other: a node is appended and the name of its value comes back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

DECODER = ("dec/", "waveform_decoder/")
"""The decoder's part of a path, as Piper and as Coqui call it."""


class Nodes:
    """Nodes and constants of a graph, or of a loop's body, while they are written."""

    def __init__(self, prefix: str) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.shapes: list[Any] = []
        self._prefix = prefix
        self._known: dict[tuple[int, ...] | int, str] = {}

    def add(self, kind: str, inputs: Sequence[str], **attributes: Any) -> str:
        """Append a node of one output and return the output's name."""
        name = f"{self._prefix}/{len(self.nodes)}/{kind}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name=name, **attributes))
        return name

    def tensor(self, values: Any) -> str:
        """Name of a constant."""
        name = f"{self._prefix}/constant/{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(values, name))
        return name

    def integers(self, values: tuple[int, ...] | int) -> str:
        """Name of an int64 constant: a number by itself, or a row of them."""
        if values not in self._known:
            self._known[values] = self.tensor(np.array(values, np.int64))
        return self._known[values]

    def shaped(self, name: str, shape: Sequence[int | str]) -> str:
        """Tell the shape of a value, so that equal ones are known to be equal."""
        self.shapes.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, list(shape)))
        return name

    def insert_into(self, graph: Any, place: int) -> None:
        """Put these nodes before the graph's node number `place`, and their constants among its own."""
        kept = list(graph.node)
        del graph.node[:]
        graph.node.extend([*kept[:place], *self.nodes, *kept[place:]])
        graph.initializer.extend(self.constants)

    def convolution(
        self,
        value: str,
        weight: Any,
        bias: Any | None = None,
        *,
        dilation: int = 1,
        stride: int = 1,
        pads: tuple[int, int] = (0, 0),
        group: int = 1,
    ) -> str:
        """A convolution along the last of four axes; `weight` is (outputs, inputs, taps)."""
        inputs = [value, self.tensor(weight[:, :, None, :])]
        if bias is not None:
            inputs.append(self.tensor(bias))
        return self.add(
            "Conv",
            inputs,
            kernel_shape=[1, weight.shape[-1]],
            dilations=[1, dilation],
            strides=[1, stride],
            pads=[0, pads[0], 0, pads[1]],
            group=group,
        )


def attributes(node: Any) -> Mapping[str, Any]:
    """A node's attributes by name."""
    return {item.name: helper.get_attribute_value(item) for item in node.attribute}


def nodes_by_scope(graph: Any, scope: re.Pattern[str]) -> dict[str, list[Any]]:
    """The nodes of each part of the model whose path begins as `scope` says, in the graph's order."""
    parts: dict[str, list[Any]] = {}
    for node in graph.node:
        if match := scope.search(node.name):
            parts.setdefault(node.name[: match.end()], []).append(node)
    return parts


def is_within(node: Any, parts: tuple[str, ...]) -> bool:
    """Whether a node's path leads through one of `parts`, each written with its slash: `dec/`."""
    return any(f"/{name}" in f"/{node.name}" for name in parts)


def prune(graph: Any) -> None:
    """Take out what nobody reads: nodes, and then constants."""
    wanted = {output.name for output in graph.output}
    kept = []
    for node in reversed(graph.node):
        if wanted.intersection(node.output):
            wanted.update(node.input)
            wanted.update(_read_inside(node))
            kept.append(node)
    tensors = [tensor for tensor in graph.initializer if tensor.name in wanted]
    del graph.node[:]
    graph.node.extend(reversed(kept))
    del graph.initializer[:]
    graph.initializer.extend(tensors)


def _read_inside(node: Any) -> set[str]:
    """Names that the bodies of a loop or a condition read."""
    names: set[str] = set()
    for attribute in node.attribute:
        if attribute.HasField("g"):
            names.update(output.name for output in attribute.g.output)
            for inner in attribute.g.node:
                names.update(inner.input)
                names.update(_read_inside(inner))
    return names
