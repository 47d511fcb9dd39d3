"""Open a VITS graph in ONNX: noise becomes an input, durations become an output.

Piper's exports and ours have the same shape: `input`, `input_lengths`, `scales` (and `sid`) go in, `output`
comes out, and two nodes inside draw random numbers. Two runs of such a graph differ, and nobody learns when
a sound was said. The names in such a graph are the exporter's; here nodes are found by what they do.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import prod
from typing import Any

import numpy as np
import onnx
from onnx import helper

from audio_edition.engines.vits.graphs.nodes import DECODER, is_within
from audio_edition.engines.vits.info import GraphShape
from audio_edition.errors import VoiceError

NOISE_DURATIONS, NOISE_PRIOR = "noise_durations", "noise_prior"


def open_graph(model: Any, where: str) -> GraphShape:
    """Change `model` (an `onnx.ModelProto`) in place, so that its noise goes in and its durations come out.

    Inputs `noise_durations` (1, 2, tokens) and `noise_prior` (1, channels, any number of frames) are added,
    and the output `durations` (1, 1, tokens), frames a token. `where` names the file in messages. Raises
    VoiceError for a graph that is not a VITS of this shape.
    """
    graph = model.graph
    draws = [node for node in graph.node if node.op_type in ("RandomNormalLike", "RandomNormal")]
    ceilings = [node for node in graph.node if node.op_type == "Ceil"]
    if len(ceilings) != 1 or len(draws) not in (1, 2):
        raise VoiceError(
            f"{where}: not a VITS export: it rounds durations {len(ceilings)} times and draws noise {len(draws)} times"
        )
    before_durations = _ancestors(graph, ceilings[0].input)
    for draw in draws:
        if draw.output[0] in before_durations:
            _replace_duration_noise(graph, draw)
        else:
            _replace_prior_noise(graph, draw, where)
    if len(draws) == 1:
        graph.input.append(_float_input(NOISE_DURATIONS, [1, 2, "tokens"]))
    graph.node.append(
        onnx.helper.make_node("Identity", [ceilings[0].output[0]], ["durations"], name="durations")
    )
    graph.output.append(
        onnx.helper.make_tensor_value_info("durations", onnx.TensorProto.FLOAT, [1, 1, "tokens"])
    )
    shape = _shape(graph, where)
    graph.input.append(_float_input(NOISE_PRIOR, [1, shape.channels, "noise_frames"]))
    del graph.value_info[:]
    return shape


def _float_input(name: str, shape: list[int | str]) -> Any:
    return onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape)


def _ancestors(graph: Any, names: Iterable[str]) -> set[str]:
    """Names of all values that `names` are computed from, themselves included."""
    makers = {output: node for node in graph.node for output in node.output}
    seen: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            if name in makers:
                waiting.extend(makers[name].input)
    return seen


def _replace_duration_noise(graph: Any, draw: Any) -> None:
    for node in graph.node:
        for index, name in enumerate(node.input):
            if name == draw.output[0]:
                node.input[index] = NOISE_DURATIONS
    graph.node.remove(draw)
    graph.input.append(_float_input(NOISE_DURATIONS, [1, 2, "tokens"]))


def _replace_prior_noise(graph: Any, draw: Any, where: str) -> None:
    """As many frames of the noise given as the sentence has; from its start again when it is too short.

    The number of frames is known only inside the graph, and a caller must never have to guess it.
    """
    if not draw.input:
        raise VoiceError(f"{where}: its noise has a fixed length; export it with dynamic axes")
    graph.initializer.extend(
        onnx.numpy_helper.from_array(np.array(value, np.int64), f"noise_{name}")
        for name, value in (("zero", 0), ("one", 1), ("time_axis", 2))
    )
    steps = [
        helper.make_node("Shape", [draw.input[0]], ["noise_wanted_shape"]),
        helper.make_node("Gather", ["noise_wanted_shape", "noise_time_axis"], ["noise_wanted"]),
        helper.make_node("Shape", [NOISE_PRIOR], ["noise_given_shape"]),
        helper.make_node("Gather", ["noise_given_shape", "noise_time_axis"], ["noise_given"]),
        helper.make_node("Range", ["noise_zero", "noise_wanted", "noise_one"], ["noise_frame"]),
        helper.make_node("Mod", ["noise_frame", "noise_given"], ["noise_frame_given"]),
        helper.make_node("Gather", [NOISE_PRIOR, "noise_frame_given"], [draw.output[0]], axis=2),
    ]
    for step in steps:
        step.name = f"noise/{step.output[0]}"
    place = list(graph.node).index(draw)
    nodes = [*graph.node[:place], *steps, *graph.node[place + 1 :]]
    del graph.node[:]
    graph.node.extend(nodes)


def _shape(graph: Any, where: str) -> GraphShape:
    """The decoder's first convolution takes the prior's channels; its strides multiply to the hop length."""
    dims = {tensor.name: list(tensor.dims) for tensor in graph.initializer}
    decoder = [node for node in graph.node if is_within(node, DECODER)]
    first = next((node for node in decoder if node.op_type == "Conv" and node.input[1] in dims), None)
    upsampling = [node for node in decoder if node.op_type == "ConvTranspose"]
    if first is None or not upsampling:
        raise VoiceError(f"{where}: its decoder was not found; only Piper's and Coqui's exports can be used")
    strides = [a.ints[0] for node in upsampling for a in node.attribute if a.name == "strides"]
    return GraphShape(channels=int(dims[first.input[1]][1]), hop_length=prod(strides))
