"""Put a layer normalisation that was exported as nine nodes back into one.

Piper's exports are of an opset without that operator, and ONNX Runtime does not recognise it there. A sentence goes
through three dozen of them.
"""

from __future__ import annotations

from typing import Any

from onnx import helper, numpy_helper

from audio_edition.engines.vits.graphs.nodes import attributes, prune

_OLDEST, _OPSET = 15, 17
"""The first with LayerNormalization is 17; of what exports use, nothing has changed between the two."""


def join_norms(model: Any) -> bool:
    """Change `model` (an `onnx.ModelProto`) in place; False where there is nothing to join."""
    graph = model.graph
    (opset,) = (item for item in model.opset_import if not item.domain)
    if opset.version < _OLDEST:
        return False
    makers = {name: node for node in graph.node for name in node.output}
    tensors = {tensor.name: tensor for tensor in graph.initializer}

    def constant(name: str) -> Any:
        maker = makers.get(name)
        if name in tensors:
            return numpy_helper.to_array(tensors[name])
        if maker is not None and maker.op_type == "Constant":
            return numpy_helper.to_array(attributes(maker)["value"])
        return None

    def made_by(name: str, kind: str) -> Any:
        maker = makers.get(name)
        return maker if maker is not None and maker.op_type == kind else None

    def parts(node: Any) -> tuple[str, str, str, float] | None:
        """Input, scale, shift and epsilon of the normalisation that ends in `node`."""
        scaled = made_by(node.input[0], "Mul")
        divided = scaled and made_by(scaled.input[0], "Div")
        root = divided and made_by(divided.input[1], "Sqrt")
        raised = root and made_by(root.input[0], "Add")
        variance = raised and made_by(raised.input[0], "ReduceMean")
        square = variance and made_by(variance.input[0], "Pow")
        centred = square and made_by(square.input[0], "Sub")
        mean = centred and made_by(centred.input[1], "ReduceMean")
        if not mean or centred.input[0] != mean.input[0] or divided.input[0] != square.input[0]:
            return None
        if any(list(attributes(item).get("axes", [])) != [-1] for item in (mean, variance)):
            return None
        power, epsilon = constant(square.input[1]), constant(raised.input[1])
        scale, shift = constant(scaled.input[1]), constant(node.input[1])
        if power is None or epsilon is None or scale is None or shift is None:
            return None
        if power.item() != 2 or epsilon.size != 1 or scale.ndim != 1 or shift.shape != scale.shape:
            return None
        return str(mean.input[0]), str(scaled.input[1]), str(node.input[1]), float(epsilon.item())

    joined = 0
    for index, node in enumerate(graph.node):
        found = parts(node) if node.op_type == "Add" else None
        if found:
            *inputs, epsilon = found
            name = f"{node.name}/norm"
            whole = helper.make_node(
                "LayerNormalization", inputs, list(node.output), name=name, axis=-1, epsilon=epsilon
            )
            graph.node[index].CopyFrom(whole)
            joined += 1
    if joined:
        opset.version = max(opset.version, _OPSET)
        prune(graph)
    return joined > 0
