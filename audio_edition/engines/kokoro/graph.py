"""The same arithmetic, faster: rewrite Kokoro's int8 graph once, before it is ever run.

The graph as published quantises activations on the fly (DynamicQuantizeLinear) and convolves them as
ConvInteger with unsigned weights. ONNX Runtime makes a fresh matrix of the *activations* in every call and
packs it anew; with signed weights on the right-hand side of a matrix product it can pack the *weights* once
and use the CPU's u8 x s8 dot product. So each one-dimensional ConvInteger becomes

    transpose → pad with the zero point → k shifted slices → concatenate → MatMulIntegerToFloat → transpose

with the weights moved from u8 to s8 (128 off weights and zero points alike). Every integer sum is the same as
before; the float operations after it too, so the sound is the original's to within float rounding.
`benchmarks/bench_synthesis.py` and `graph_equality.py` measure both. The durations become a second output.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

DURATIONS = "/encoder/Clip_output_0"
"""Name of the tensor that holds each token's length in frames, begin and end mark included."""

_MAX = 2**62


def rewrite(source: Path, target: Path) -> None:
    """Write the faster graph of the model at `source` to `target`, with `DURATIONS` as an output.

    Raises ValueError when the graph is not shaped as described here, so that the caller can keep the original.
    """
    model = onnx.load(str(source))
    _Rewriter(model.graph).run()
    expose_durations(model)
    onnx.save(model, str(target))


def expose_durations(model: Any) -> None:
    """Make the predicted durations an output of `model` (an onnx.ModelProto), in place."""
    producer = next((node for node in model.graph.node if DURATIONS in node.output), None)
    if producer is None:
        raise ValueError(f"the graph has no tensor called {DURATIONS}")
    model.graph.output.append(helper.make_tensor_value_info(DURATIONS, TensorProto.FLOAT, None))


class _Rewriter:
    def __init__(self, graph: Any) -> None:
        self._graph = graph
        self._to_array = numpy_helper.to_array
        self._from_array = numpy_helper.from_array
        self._initial = {tensor.name: tensor for tensor in graph.initializer}
        self._producer = {name: node for node in graph.node for name in node.output}
        self._consumers: dict[str, list[Any]] = defaultdict(list)
        for node in graph.node:
            for name in node.input:
                self._consumers[name].append(node)
        self._added: dict[str, Any] = {}

    def run(self) -> None:
        replaced: dict[int, list[Any]] = {}
        for node in self._graph.node:
            if node.op_type == "ConvInteger":
                new, gone = self._convolution(node)
            elif node.op_type == "MatMulInteger":
                new, gone = self._product(node)
            else:
                continue
            if new:
                replaced |= {id(old): [] for old in gone}
                replaced[id(node)] = new
        if not replaced:
            raise ValueError("the graph has no integer convolution of the expected shape")
        nodes = [new for node in self._graph.node for new in replaced.get(id(node), [node])]
        self._store(nodes)

    def _convolution(self, node: Any) -> tuple[list[Any], list[Any]]:
        """Nodes in place of a ConvInteger and what follows it, and the nodes that fall away; or nothing."""
        settings = {item.name: helper.get_attribute_value(item) for item in node.attribute}
        tail = self._tail(node)
        weights = self._initial.get(node.input[1])
        if tail is None or weights is None or settings.get("group", 1) != 1:
            return [], []
        kernel = self._to_array(weights)
        if kernel.ndim != 3:
            return [], []
        quantise, scale, bias, output, gone = tail
        outs, ins, width = kernel.shape
        stride, dilation = settings.get("strides", [1])[0], settings.get("dilations", [1])[0]
        before, after = settings.get("pads", [0, 0])
        base = output + "/as_product"
        matrix = self._signed(
            node.input[1], kernel.transpose(2, 1, 0).reshape(width * ins, outs), base + "/weights"
        )
        zero = self._signed(
            node.input[3], self._to_array(self._initial[node.input[3]]), node.input[3] + "/signed"
        )
        quantised, data_scale, data_zero = quantise.output
        nodes = [helper.make_node("Transpose", [quantised], [base + "/rows"], perm=[0, 2, 1])]
        rows = base + "/rows"
        if before or after:
            pads = self._integers([0, before, 0, 0, after, 0])
            nodes.append(helper.make_node("Pad", [rows, pads, data_zero], [base + "/padded"]))
            rows = base + "/padded"
        slices = []
        for tap in range(width):
            start, end = tap * dilation, (tap - width + 1) * dilation
            if width == 1 and stride == 1:
                slices.append(rows)
                continue
            slices.append(f"{base}/tap{tap}")
            bounds = [
                self._integers([start]),
                self._integers([end or _MAX]),
                self._integers([1]),
                self._integers([stride]),
            ]
            nodes.append(helper.make_node("Slice", [rows, *bounds], [slices[-1]]))
        taps = slices[0]
        if width > 1:
            taps = base + "/taps"
            nodes.append(helper.make_node("Concat", slices, [taps], axis=2))
        inputs = [taps, matrix, data_scale, scale, data_zero, zero] + ([bias] if bias else [])
        nodes.append(
            helper.make_node("MatMulIntegerToFloat", inputs, [base + "/product"], domain="com.microsoft")
        )
        nodes.append(helper.make_node("Transpose", [base + "/product"], [output], perm=[0, 2, 1], name=base))
        return nodes, gone

    def _product(self, node: Any) -> tuple[list[Any], list[Any]]:
        """A MatMulInteger with signed weights; the nodes around it stay, ONNX Runtime fuses them itself."""
        weights, zero = self._initial.get(node.input[1]), self._initial.get(node.input[3])
        if weights is None or zero is None or self._to_array(weights).dtype != "uint8":
            return [], []
        matrix = self._signed(node.input[1], self._to_array(weights), node.input[1] + "/signed")
        signed_zero = self._signed(node.input[3], self._to_array(zero), node.input[3] + "/signed")
        inputs = [node.input[0], matrix, node.input[2], signed_zero]
        return [helper.make_node("MatMulInteger", inputs, list(node.output), name=node.name)], []

    def _tail(self, node: Any) -> tuple[Any, str, str | None, str, list[Any]] | None:
        """What follows a ConvInteger: (quantiser, weights' scale, bias, name of the result, nodes to remove)."""
        quantise = self._producer.get(node.input[0])
        if quantise is None or quantise.op_type != "DynamicQuantizeLinear" or len(node.input) < 4:
            return None
        gone = []
        bias = None
        step = self._only_consumer(node)
        if step is not None and step.op_type == "Add":
            other = next(name for name in step.input if name != node.output[0])
            bias = self._unquantised_bias(other)
            if bias is None:
                return None
            gone.append(step)
            step = self._only_consumer(step)
        if step is None or step.op_type != "Cast":
            return None
        scaled = self._only_consumer(step)
        if scaled is None or scaled.op_type != "Mul":
            return None
        product = self._producer.get(next(name for name in scaled.input if name != step.output[0]))
        if product is None or product.op_type != "Mul" or quantise.output[1] not in product.input:
            return None
        scale = next(name for name in product.input if name != quantise.output[1])
        if scale not in self._initial or node.input[3] not in self._initial:
            return None
        return quantise, scale, bias, scaled.output[0], [*gone, step, scaled]

    def _unquantised_bias(self, name: str) -> str | None:
        """The float bias that the graph quantises in every run: Div → Floor → Cast → Reshape."""
        node = self._producer.get(name)
        while node is not None and node.op_type in ("Reshape", "Cast", "Floor"):
            node = self._producer.get(node.input[0])
        if node is None or node.op_type != "Div" or node.input[0] not in self._initial:
            return None
        return str(node.input[0])

    def _only_consumer(self, node: Any) -> Any | None:
        consumers = self._consumers[node.output[0]]
        return consumers[0] if len(consumers) == 1 else None

    def _signed(self, old: str, values: Any, name: str) -> str:
        if name not in self._added:
            array = np.asarray(values)
            if array.dtype == np.uint8:
                array = (array.astype(np.int16) - 128).astype(np.int8)
            elif array.dtype != np.int8:
                raise ValueError(f"{old} holds {array.dtype}, not 8-bit integers")
            self._added[name] = self._from_array(np.ascontiguousarray(array), name)
        return name

    def _integers(self, values: Iterable[int]) -> str:
        values = list(values)
        name = "integers/" + "_".join(map(str, values))
        if name not in self._added:
            self._added[name] = self._from_array(np.array(values, dtype=np.int64), name)
        return name

    def _store(self, nodes: list[Any]) -> None:
        """Put `nodes` into the graph without those whose results nobody reads any more."""
        wanted = {output.name for output in self._graph.output}
        kept = []
        for node in reversed(nodes):
            inner = [name for item in node.attribute for sub in item.g.node for name in sub.input]
            if wanted.intersection(node.output):
                wanted.update(node.input)
                wanted.update(inner)
                kept.append(node)
        tensors = [*self._graph.initializer, *self._added.values()]
        del self._graph.node[:]
        self._graph.node.extend(reversed(kept))
        del self._graph.initializer[:]
        self._graph.initializer.extend(tensor for tensor in tensors if tensor.name in wanted)
