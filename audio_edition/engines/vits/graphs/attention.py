"""Write the attention of VITS's text encoder anew, with a third of the nodes.

Each token attends to all, and to its nearest neighbours by how far away they are as well (Shaw et al., 2018). The
exported code pads the table of neighbours to the length of the sentence and moves whole square matrices by reshaping
them, with its shapes computed again in each step and a mask over it all. Here the products with the table itself, a
few columns, are laid onto the diagonals; the length of the sentence is read once. A sentence is spoken by itself, so
nothing is masked.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from onnx import numpy_helper

from audio_edition.engines.vits.graphs.nodes import Nodes, nodes_by_scope, prune

_SCOPE = re.compile(r"(?:^|/)(?:enc_p|text_encoder)/encoder/attn_layers\.\d+/")


def rewrite_attention(model: Any) -> bool:
    """Change `model` (an opened `onnx.ModelProto`) in place; False where its attention is unlike."""
    graph = model.graph
    tensors = {tensor.name: tensor for tensor in graph.initializer}
    scopes = nodes_by_scope(graph, _SCOPE)
    done = 0
    for number, (scope, found) in enumerate(scopes.items()):
        convolutions = {n.name.removeprefix(scope): n for n in found if n.op_type == "Conv"}
        parts = [convolutions[f"conv_{name}/Conv"] for name in "qkvo" if f"conv_{name}/Conv" in convolutions]
        weights = {str(node.input[1]) for node in parts}
        used = dict.fromkeys(name for node in found for name in node.input if name in tensors)
        tables = [name for name in used if len(tensors[name].dims) == 3 and name not in weights]
        if len(parts) != 4 or len(tables) != 2:
            continue
        keys, values = (numpy_helper.to_array(tensors[name]) for name in tables)
        channels = tensors[parts[0].input[1]].dims[0]
        one, neighbours, width = keys.shape
        if (
            keys.shape != values.shape
            or one != 1
            or neighbours < 3
            or neighbours % 2 == 0
            or channels % width
        ):
            continue
        nodes = Nodes(f"attention{number}")
        query, key, value = (node.output[0] for node in parts[:3])
        result = _attention(nodes, (query, key, value), keys[0], values[0], channels // width)
        place = next(index for index, node in enumerate(graph.node) if node.name == parts[3].name)
        graph.node[place].input[0] = result
        nodes.insert_into(graph, place)
        done += 1
    if done:
        prune(graph)
    return done > 0


def _attention(nodes: Nodes, parts: tuple[str, str, str], keys: Any, values: Any, heads: int) -> str:
    """What each token gathers, (1, channels, tokens); `keys` and `values` are (neighbours, channels of a head)."""
    neighbours, width = keys.shape
    reach = neighbours // 2
    split = nodes.integers((heads, width, -1))
    query, key, value = (nodes.add("Reshape", [part, split]) for part in parts)  # (heads, width, tokens)
    query = nodes.add("Mul", [query, nodes.tensor(np.array(width**-0.5, np.float32))])
    query = nodes.add("Transpose", [query], perm=[0, 2, 1])
    value = nodes.add("Transpose", [value], perm=[0, 2, 1])
    tokens = nodes.add("Shape", [query], start=1, end=2)
    none = nodes.integers((0,))

    # A row of the table's products, and then zeros: read with rows one shorter, each lies one further to the right.
    near = nodes.add("MatMul", [query, nodes.tensor(np.ascontiguousarray(keys.T))])
    after = nodes.add("Concat", [nodes.integers((0, 0, 0, 0, 0)), tokens], axis=0)
    near = nodes.add("Pad", [near, after])  # (heads, tokens, tokens + neighbours)
    near = nodes.add("Reshape", [near, nodes.integers((heads, -1))])
    minus = nodes.add("Neg", [tokens])
    near = nodes.add("Slice", [near, none, minus, nodes.integers((1,))])
    square = nodes.add("Concat", [nodes.integers((heads,)), tokens, nodes.integers((-1,))], axis=0)
    near = nodes.add("Reshape", [near, square])  # (heads, tokens, tokens + neighbours - 1)
    near = nodes.add("Slice", [near, *(nodes.integers((item,)) for item in (reach, -reach, 2))])
    scores = nodes.add("Add", [nodes.add("MatMul", [query, key]), near])
    shares = nodes.add("Softmax", [scores], axis=-1)

    # The other way round: the diagonals become the few columns that the table is multiplied with.
    band = nodes.add("Pad", [shares, nodes.integers((0, 0, reach, 0, 0, reach))])
    band = nodes.add("Reshape", [band, nodes.integers((heads, -1))])
    band = nodes.add("Pad", [band, nodes.add("Concat", [nodes.integers((0, 0, 0)), tokens], axis=0)])
    band = nodes.add("Reshape", [band, square])  # (heads, tokens, tokens + neighbours)
    band = nodes.add("Slice", [band, none, nodes.integers((neighbours,)), nodes.integers((2,))])
    gathered = nodes.add("MatMul", [shares, value])
    gathered = nodes.add("Add", [gathered, nodes.add("MatMul", [band, nodes.tensor(values)])])
    gathered = nodes.add("Transpose", [gathered], perm=[0, 2, 1])
    return nodes.add("Reshape", [gathered, nodes.integers((1, heads * width, -1))])
