"""Give one-dimensional convolutions a second axis: ONNX Runtime's fastest kernels know two dimensions only."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from onnx import helper

from audio_edition.engines.vits.graphs.nodes import DECODER, is_within

_WIDENED = (*DECODER, "flow/")


def widen_convolutions(model: Any) -> None:
    """Give the convolutions of decoder and flow a second axis of length one, in place.

    ONNX Runtime's blocked (NCHWc) kernels take two-dimensional convolutions only; they are about a tenth
    faster here, and the sums are the same. The axis is opened where a value enters those parts and closed
    where it leaves. A graph whose parts look at their own shapes may come out wrong: compare before use.
    """
    graph = model.graph
    weights = {tensor.name: tensor for tensor in graph.initializer}
    inside = {output for node in graph.node if is_within(node, _WIDENED) for output in node.output}
    constants = {output for node in graph.node if node.op_type == "Constant" for output in node.output}
    graph.initializer.append(onnx.numpy_helper.from_array(np.array([2], np.int64), "wide_axis"))
    widened: set[str] = set()
    nodes = []
    for node in graph.node:
        if not is_within(node, _WIDENED):
            nodes.append(node)
            continue
        for index, name in enumerate(node.input):
            if not name or name in inside or name in weights or name in constants:
                continue
            if name not in widened:
                widened.add(name)
                nodes.append(helper.make_node("Unsqueeze", [name, "wide_axis"], [f"{name}_wide"]))
                nodes[-1].name = f"widen/{name}"
            node.input[index] = f"{name}_wide"
        if node.op_type in ("Conv", "ConvTranspose"):
            _widen_convolution(node, weights[node.input[1]])
        nodes.append(node)
    outputs = {output.name for output in graph.output}
    outside = [node for node in nodes if not is_within(node, _WIDENED)]
    leaving = inside & (outputs | {name for node in outside for name in node.input})
    for node in nodes:
        if is_within(node, _WIDENED):
            for names in (node.input, node.output):
                for index, name in enumerate(names):
                    if name in leaving:
                        names[index] = f"{name}_wide"
    for name in sorted(leaving):
        place = next(index for index, node in enumerate(nodes) if f"{name}_wide" in node.output)
        narrow = helper.make_node("Squeeze", [f"{name}_wide", "wide_axis"], [name], name=f"narrow/{name}")
        nodes.insert(place + 1, narrow)
    del graph.node[:]
    graph.node.extend(nodes)


def _widen_convolution(node: Any, weight: Any) -> None:
    if len(weight.dims) == 3:
        values = np.expand_dims(onnx.numpy_helper.to_array(weight), 2)
        weight.CopyFrom(onnx.numpy_helper.from_array(values, weight.name))
    for attribute in node.attribute:
        old = list(attribute.ints)
        if attribute.name in ("kernel_shape", "dilations", "strides"):
            new = [1, *old]
        elif attribute.name in ("pads", "output_padding"):
            new = [item for value in old for item in (0, value)]
        else:
            continue
        del attribute.ints[:]
        attribute.ints.extend(new)
