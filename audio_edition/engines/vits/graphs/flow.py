"""Rebuild a VITS flow: the same couplings without their masks, flips and splits.

A flow turns the prior into what the decoder speaks from: a few couplings, each of which changes one half of the
channels by a small network (WaveNet) that looks at the other half, with all channels turned round between them. As
exported, each layer splits its channels into a gate's two sides, and again into what stays and what goes on, and
multiplies by a mask that is one everywhere, since a sentence is spoken by itself. Here:

- each side of a split has its own convolution, with its part of the weights, and its Tanh, Sigmoid or sum within;
- turning round is done to the weights, and so is the minus with which a half is changed;
- masks are left out: this graph is for one sentence at a time, of as many tokens as are given.

Then everything between the first and the last convolution stays in ONNX Runtime's blocked layout. A flow of another
build, or one that listens to who speaks, is left as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from onnx import helper, numpy_helper

from audio_edition.engines.vits.graphs.nodes import Nodes, attributes, prune

_SCOPE = "/flow/"


@dataclass(frozen=True, slots=True)
class Coupling:
    """Convolutions of one coupling: into the network, its layers (gate, stays and goes on), out of it."""

    into: Any
    layers: tuple[tuple[Any, Any], ...]
    out: Any


def rebuild_flow(model: Any) -> bool:
    """Change the flow of `model` (an `onnx.ModelProto`, opened, not widened) in place; False where it is unlike."""
    graph = model.graph
    flow = _Flow(graph)
    couplings = flow.couplings()
    ends = flow.ends(couplings)
    if not couplings or ends is None:
        return False
    begin, end = ends
    nodes = Nodes("coupled")
    flow.write(nodes, couplings, begin, end)
    place = next(index for index, node in enumerate(graph.node) if end in node.output)
    kept = list(graph.node)
    del graph.node[:]
    graph.node.extend([*kept[:place], *nodes.nodes, *kept[place + 1 :]])
    graph.initializer.extend(nodes.constants)
    graph.value_info.extend(nodes.shapes)
    prune(graph)
    return True


class _Flow:
    def __init__(self, graph: Any) -> None:
        self._nodes = list(graph.node)
        self._makers: dict[str, Any] = {name: node for node in graph.node for name in node.output}
        self._tensors = {tensor.name: tensor for tensor in graph.initializer}
        self._to_array = numpy_helper.to_array

    def couplings(self) -> list[Coupling]:
        """The couplings in the order in which they are computed; none where the graph is unlike."""
        convolutions = [n for n in self._nodes if n.op_type == "Conv" and _SCOPE in f"/{n.name}"]
        if any(name not in self._tensors for node in convolutions for name in node.input[1:]):
            return []
        shapes = [tuple(self._tensors[node.input[1]].dims) for node in convolutions]
        if not shapes or any(len(shape) != 3 for shape in shapes):
            return []
        half, hidden = shapes[0][1], shapes[0][0]
        into, out = (hidden, half, 1), (half, hidden, 1)
        found = []
        rest = iter(zip(convolutions, shapes, strict=True))
        for node, shape in rest:
            layers = []
            if shape != into:
                return []
            for gate, gate_shape in rest:
                if gate_shape == out:
                    break
                after, after_shape = next(rest, (gate, ()))
                wanted = ((2 * hidden, hidden, 1), (hidden, hidden, 1))
                if gate_shape[:2] != (2 * hidden, hidden) or after_shape not in wanted:
                    return []
                layers.append((gate, after))
            else:
                return []
            widths = [self._tensors[after.input[1]].dims[0] for _, after in layers]
            if not layers or widths != [2 * hidden] * (len(layers) - 1) + [hidden]:
                return []
            found.append(Coupling(node, tuple(layers), gate))
        return found

    def ends(self, couplings: Sequence[Coupling]) -> tuple[str, str] | None:
        """Names of the values that go into the flow and come out."""
        if not couplings:
            return None
        split: Any = self._makers.get(couplings[0].into.input[0])
        if split is None or split.op_type not in ("Split", "Slice"):
            return None
        turned: Any = self._makers.get(split.input[0])
        if turned is None or turned.op_type != "Slice":
            return None
        joined = [n for n in self._nodes if n.op_type == "Concat" and _SCOPE in f"/{n.name}"]
        if len(joined) != len(couplings):
            return None
        return str(turned.input[0]), str(joined[-1].output[0])

    def write(self, nodes: Nodes, couplings: Sequence[Coupling], begin: str, end: str) -> None:
        """Append the flow from value `begin` to value `end`."""
        axis = nodes.integers((2,))
        wide = nodes.add("Unsqueeze", [begin, axis])
        half = int(self._tensors[couplings[0].into.input[1]].dims[1])
        bounds = [(0, half), (half, 2 * half)]
        halves = []
        for first, last in bounds:
            limits = [nodes.integers((number,)) for number in (first, last, 1)]
            part = nodes.shaped(nodes.add("Slice", [wide, *limits]), ["one", half, 1, "frames"])
            # Does nothing but bring the value into the blocked layout, in which it is added later.
            halves.append(nodes.shaped(nodes.add("MaxPool", [part], kernel_shape=[1, 1]), _shape(half)))
        for number, coupling in enumerate(couplings, start=1):
            # After an odd number of turns the halves have changed places and lie backwards.
            odd = number % 2 == 1
            seen, changed = (1, 0) if odd else (0, 1)
            halves[changed] = self._changed(nodes, coupling, halves[seen], halves[changed], odd)
        if len(couplings) % 2:
            halves = [self._backwards(nodes, part, half) for part in reversed(halves)]
        joined = nodes.add("Concat", halves, axis=1)
        nodes.nodes.append(_squeeze(joined, axis, end))

    def _changed(self, nodes: Nodes, coupling: Coupling, seen: str, changed: str, backwards: bool) -> str:
        """The half `changed` after a coupling that looks at the half `seen`."""
        weight, bias = self._weights(coupling.into)
        value = self._convolution(nodes, seen, weight[:, ::-1] if backwards else weight, bias)
        total = ""
        for gate, after in coupling.layers:
            weight, bias = self._weights(gate)
            hidden = weight.shape[1]
            settings = attributes(gate)
            dilation, pads = int(settings.get("dilations", [1])[0]), tuple(settings["pads"])
            sides = []
            for kind, rows in (("Tanh", slice(hidden)), ("Sigmoid", slice(hidden, None))):
                side = self._convolution(nodes, value, weight[rows], bias[rows], dilation=dilation, pads=pads)
                sides.append(nodes.shaped(nodes.add(kind, [side]), _shape(hidden)))
            gated = nodes.shaped(nodes.add("Mul", sides), _shape(hidden))
            weight, bias = self._weights(after)
            if len(weight) > hidden:
                stays = self._convolution(nodes, gated, weight[:hidden], bias[:hidden])
                value = nodes.shaped(nodes.add("Add", [stays, value]), _shape(hidden))
            goes_on = self._convolution(nodes, gated, weight[-hidden:], bias[-hidden:])
            total = nodes.shaped(nodes.add("Add", [goes_on, total]), _shape(hidden)) if total else goes_on
        weight, bias = self._weights(coupling.out)
        if backwards:
            weight, bias = weight[::-1], bias[::-1]
        change = self._convolution(nodes, total, -weight, -bias)
        return nodes.shaped(nodes.add("Add", [change, changed]), _shape(len(bias)))

    def _convolution(
        self,
        nodes: Nodes,
        value: str,
        weight: Any,
        bias: Any,
        *,
        dilation: int = 1,
        pads: tuple[int, int] = (0, 0),
    ) -> str:
        name = nodes.convolution(value, weight, bias, dilation=dilation, pads=pads)
        return nodes.shaped(name, _shape(len(bias)))

    def _backwards(self, nodes: Nodes, value: str, channels: int) -> str:
        limits = [nodes.integers((number,)) for number in (-1, -channels - 1, 1, -1)]
        return nodes.add("Slice", [value, *limits])

    def _weights(self, node: Any) -> tuple[Any, Any]:
        weight = self._to_array(self._tensors[node.input[1]])
        bias = self._to_array(self._tensors[node.input[2]]) if len(node.input) > 2 else None
        return weight, np.zeros(len(weight), np.float32) if bias is None else bias


def _shape(channels: int) -> list[int | str]:
    return ["one", channels, 1, "frames"]


def _squeeze(value: str, axis: str, name: str) -> Any:
    return helper.make_node("Squeeze", [value, axis], [name], name=f"coupled/{name}")
