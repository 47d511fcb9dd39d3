"""Kokoro for a GPU: the int8 weights as the floats they stand for, and no integer arithmetic left.

The published graph measures the range of every activation as it runs and multiplies integers. CUDA has no
kernels for that (ONNX Runtime would send each such step back to the CPU), while float32 is what a GPU is made
for. So `x → quantise → integer product → scale` becomes `x → float product → scale`: quantising turns into a
scale of 1 and a zero point of 0, and the weights lose their zero point once, here. Activations are then no longer
rounded to 8 bits: the sound is that of the same weights, not the same samples.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

from audio_edition.engines.kokoro.graph import expose_durations

_FLOAT = 1
"""TensorProto.FLOAT."""


def unquantise(source: Path, target: Path) -> None:
    """Write the float32 graph of the published model at `source` to `target`, with the durations as an output.

    Raises ValueError when the graph holds a quantised operation that is not described here.
    """
    model = onnx.load(str(source))
    _Unquantiser(model.graph).run()
    expose_durations(model)
    onnx.save(model, str(target))


class _Unquantiser:
    def __init__(self, graph: Any) -> None:
        self._graph = graph
        self._initial = {tensor.name: tensor for tensor in graph.initializer}
        self._producer = {name: node for node in graph.node for name in node.output}
        self._consumers: dict[str, list[Any]] = {}
        for node in graph.node:
            for name in node.input:
                self._consumers.setdefault(name, []).append(node)
        self._added: dict[str, Any] = {}

    def run(self) -> None:
        one, zero = "unquantised/scale", "unquantised/zero"
        self._add(one, np.float32(1))
        self._add(zero, np.uint8(0))
        nodes: list[Any] = []
        for node in self._graph.node:
            match node.op_type:
                case "DynamicQuantizeLinear":
                    sources = (node.input[0], one, zero)
                    nodes += [
                        self._node("Identity", [given], [name])
                        for given, name in zip(sources, node.output, strict=True)
                    ]
                case "ConvInteger" | "MatMulInteger":
                    nodes.append(self._product(node))
                case "DynamicQuantizeLSTM":
                    nodes.append(self._lstm(node))
                case _:
                    nodes.append(node)
        del self._graph.node[:]
        self._graph.node.extend(nodes)
        del self._graph.value_info[:]  # it states integers where floats are now
        read = {name for node in nodes for name in node.input}
        kept = [
            tensor for tensor in self._graph.initializer if tensor.name in read or self._is_in_branch(tensor)
        ]
        del self._graph.initializer[:]
        self._graph.initializer.extend(kept)
        self._graph.initializer.extend(
            numpy_helper.from_array(array, name) for name, array in self._added.items()
        )

    def _product(self, node: Any) -> Any:
        """Conv or MatMul on float weights; what is added to the integers before they are scaled turns float."""
        weights = self._array(node.input[1]).astype(np.float32)
        if len(node.input) > 3 and node.input[3]:
            weights -= self._spread(self._array(node.input[3]).astype(np.float32), node.op_type, weights)
        name = f"{node.input[1]}/float"
        self._add(name, weights)
        for follower in self._consumers.get(node.output[0], ()):
            if follower.op_type == "Add":
                other = next(one for one in follower.input if one != node.output[0])
                self._bias_in_float(other)
        new = self._node(
            "Conv" if node.op_type == "ConvInteger" else "MatMul", [node.input[0], name], list(node.output)
        )
        new.attribute.extend(node.attribute)
        return new

    @staticmethod
    def _spread(zero: Any, operator: str, weights: Any) -> Any:
        """A zero point an output channel: along the first axis of a convolution, the last of a product."""
        if zero.size == 1:
            return zero.reshape(())
        return zero.reshape((-1, *(1,) * (weights.ndim - 1))) if operator == "ConvInteger" else zero

    def _bias_in_float(self, name: str) -> None:
        """The bias is divided by the scale, rounded down and cast to integers: keep the division alone."""
        node = self._producer.get(name)
        while node is not None and node.op_type in ("Reshape", "Cast", "Floor"):
            if node.op_type == "Floor":
                node.op_type = "Identity"
            elif node.op_type == "Cast":
                node.attribute[0].i = _FLOAT
            node = self._producer.get(node.input[0])
        if node is None or node.op_type != "Div":
            raise ValueError(f"the bias {name} is not made as the published graph makes it")

    def _lstm(self, node: Any) -> Any:
        """An LSTM whose two matrices (directions, inputs, 4 x hidden) stand transposed, with their own scales."""
        x, weights, recurrent, bias, lengths, hidden, cell, peephole, *rest = (*node.input, *[""] * 12)[:12]
        inputs = [x]
        for given, scale, zero in ((weights, *rest[:2]), (recurrent, *rest[2:])):
            matrix = self._array(given).astype(np.float32)
            directions = len(matrix)
            offset = self._array(zero).astype(np.float32).reshape(directions, 1, -1)
            factor = self._array(scale).reshape(directions, 1, -1)
            name = f"{given}/float"
            self._add(name, ((matrix - offset) * factor).transpose(0, 2, 1).copy())
            inputs.append(name)
        inputs += [bias, lengths, hidden, cell, peephole]
        while not inputs[-1]:
            inputs.pop()
        new = self._node("LSTM", inputs, list(node.output))
        new.attribute.extend(node.attribute)
        return new

    def _node(self, operator: str, inputs: list[str], outputs: list[str]) -> Any:
        return helper.make_node(operator, inputs, outputs, name=f"{outputs[0]}/unquantised")

    def _array(self, name: str) -> Any:
        if name not in self._initial:
            raise ValueError(f"{name} is not a constant of the graph")
        return numpy_helper.to_array(self._initial[name])

    def _add(self, name: str, array: Any) -> None:
        self._added[name] = np.ascontiguousarray(array).reshape(np.shape(array))

    def _is_in_branch(self, tensor: Any) -> bool:
        """Whether a subgraph of an If or Loop reads the tensor."""
        return any(
            tensor.name in inner.input
            for node in self._graph.node
            for item in node.attribute
            for inner in item.g.node
        )
