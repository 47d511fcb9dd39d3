"""Write the splines of VITS's stochastic durations anew, in a fifth of the nodes.

A duration is drawn through three monotonic curves (rational-quadratic splines, Durkan et al., 2019), whose knots a
small network gives for each token. The code that is exported picks out the tokens that lie within a curve's bounds
and writes single knots into tensors, which as ONNX becomes some hundred operations on shapes and indices; for a short
sentence they take longer than the network. Here all tokens go through the curve, held within its bounds, and those
outside keep their value. Bounds and smallest sizes are those that every VITS is trained with; a graph with others
does not sound the same, which is measured before it is used.
"""

from __future__ import annotations

import re
from math import exp, log
from typing import Any

import numpy as np

from audio_edition.engines.vits.graphs.nodes import Nodes, nodes_by_scope, prune

_SCOPE = re.compile(r"(?:^|/)(?:dp|duration_predictor)/flows\.\d+/")
_BOUND, _LEAST_SIZE, _LEAST_SLOPE = 5.0, 1e-3, 1e-3
_BEYOND = 1e-6
"""By so much the last knot is moved out before a value's place is looked up, so that the bound itself has one."""


def rewrite_splines(model: Any) -> bool:
    """Change `model` (an opened `onnx.ModelProto`) in place; False where it has no such splines."""
    graph = model.graph
    tensors = {tensor.name: tensor for tensor in graph.initializer}
    makers = {name: node for node in graph.node for name in node.output}
    scopes = nodes_by_scope(graph, _SCOPE)
    done = 0
    for number, (scope, found) in enumerate(scopes.items()):
        knots = next((n for n in found if n.op_type == "Conv" and n.name == f"{scope}proj/Conv"), None)
        split = next((n for n in found if n.op_type == "Split" and len(n.output) == 2), None)
        if knots is None or split is None or knots.input[1] not in tensors:
            continue
        values, inputs, _ = tensors[knots.input[1]].dims
        joined = [n for n in found if n.op_type == "Concat" and n.input[0] == split.output[0]]
        if (
            len(joined) != 1
            or len(joined[0].input) != 2
            or (values + 1) % 3
            or joined[0].input[1] not in makers
        ):
            continue
        nodes = Nodes(f"spline{number}")
        changed = _curve(nodes, knots.output[0], split.output[1], (values + 1) // 3, inputs)
        place = next(index for index, node in enumerate(graph.node) if node is joined[0] or node == joined[0])
        graph.node[place].input[1] = changed
        nodes.insert_into(graph, place)
        done += 1
    if done:
        prune(graph)
    return done > 0


def _curve(nodes: Nodes, knots: str, value: str, bins: int, inputs: int) -> str:
    """`value` (1, 1, tokens) taken back through each token's curve; `knots` is (1, 3 bins - 1, tokens)."""

    def number(value: float) -> str:
        return nodes.tensor(np.array(value, np.float32))

    def part(name: str, first: int, last: int) -> str:
        limits = [nodes.integers((item,)) for item in (first, last, 2)]
        return nodes.add("Slice", [name, *limits])

    rows = nodes.add("Transpose", [knots], perm=[0, 2, 1])
    value = nodes.add("Transpose", [value], perm=[0, 2, 1])
    held = nodes.add("Clip", [value, number(-_BOUND), number(_BOUND)])

    # Shares of the whole become edges by a matrix product: an edge is the sum of the shares before it.
    whole = 2 * _BOUND
    sums = np.triu(np.ones((bins, bins + 1)), 1) * whole * (1 - _LEAST_SIZE * bins)
    offsets = whole * _LEAST_SIZE * np.arange(bins + 1) - _BOUND
    sums[:, -1], offsets[-1] = 0, _BOUND
    summing, offset = nodes.tensor(sums.astype(np.float32)), nodes.tensor(offsets.astype(np.float32))
    edges, lower, sizes = [], [], []
    for side in range(2):
        shares = nodes.add("Mul", [part(rows, side * bins, (side + 1) * bins), number(inputs**-0.5)])
        shares = nodes.add("Softmax", [shares], axis=-1)
        edges.append(nodes.add("Add", [nodes.add("MatMul", [shares, summing]), offset]))
        lower.append(part(edges[side], 0, bins))
        sizes.append(nodes.add("Sub", [part(edges[side], 1, bins + 1), lower[side]]))
    slopes = part(rows, 2 * bins, 3 * bins - 1)
    outermost = number(log(exp(1 - _LEAST_SLOPE) - 1))
    slopes = nodes.add("Pad", [slopes, nodes.integers((0, 0, 1, 0, 0, 1)), outermost])
    slopes = nodes.add("Add", [nodes.add("Softplus", [slopes]), number(_LEAST_SLOPE)])

    beyond = np.zeros(bins + 1, np.float32)
    beyond[-1] = _BEYOND
    passed = nodes.add("GreaterOrEqual", [held, nodes.add("Add", [edges[1], nodes.tensor(beyond)])])
    passed = nodes.add("Cast", [passed], to=7)  # int64
    passed = nodes.add("ReduceSum", [passed, nodes.integers((2,))], keepdims=1)
    place = nodes.add("Sub", [passed, nodes.integers((1,))])

    def at(name: str) -> str:
        return nodes.add("GatherElements", [name, place], axis=2)

    left, width, bottom, height = at(lower[0]), at(sizes[0]), at(lower[1]), at(sizes[1])
    steep = nodes.add("Div", [height, width])
    slope, next_slope = at(slopes), at(part(slopes, 1, bins + 1))
    above = nodes.add("Sub", [held, bottom])
    bend = nodes.add("Sub", [nodes.add("Add", [slope, next_slope]), nodes.add("Mul", [steep, number(2)])])
    bent = nodes.add("Mul", [above, bend])
    a = nodes.add("Add", [bent, nodes.add("Mul", [height, nodes.add("Sub", [steep, slope])])])
    b = nodes.add("Sub", [nodes.add("Mul", [height, slope]), bent])
    c = nodes.add("Mul", [nodes.add("Neg", [steep]), above])
    inner = nodes.add("Mul", [nodes.add("Mul", [a, number(4)]), c])
    inner = nodes.add("Sqrt", [nodes.add("Sub", [nodes.add("Mul", [b, b]), inner])])
    root = nodes.add(
        "Div", [nodes.add("Mul", [c, number(2)]), nodes.add("Sub", [nodes.add("Neg", [b]), inner])]
    )
    curved = nodes.add("Add", [nodes.add("Mul", [root, width]), left])
    result = nodes.add("Where", [nodes.add("Equal", [held, value]), curved, value])
    return nodes.add("Transpose", [result], perm=[0, 2, 1])
