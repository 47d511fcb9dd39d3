"""Kokoro's graph in three parts, so that what it predicts can be edited before it is spoken.

    reading   tokens, style                  → length of each token, what it means to the melody and to the sound
    melody    frames a token, meanings       → pitch and energy, two values a frame
    sound     frames, pitch, energy, meanings → samples, 600 a frame

The parts hold the nodes of the one graph, each once but for the few that project the style. With nothing edited
they say what the whole graph says, to within float rounding (tests/engines_kokoro). Lengths come as the model
predicts them, in fractions of a frame: the graph itself divides by the speed and rounds each token on its own.

Both embedding tables of the reading are inputs with the model's own rows as defaults: a speaker may bring rows
of its own, which stand for sounds between two of the model's (`audio_edition.engines.kokoro.blends`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import TensorProto, helper, numpy_helper

LENGTHS = "/encoder/predictor/ReduceSum_output_0"
FRAMES = "/encoder/Clip_output_0"
MELODY_MEANING = "/encoder/predictor/text_encoder/Concat_4_output_0"
SOUND_MEANING = "/encoder/text_encoder/Transpose_2_output_0"
PITCH = "/encoder/Squeeze_output_0"
ENERGY = "/encoder/Squeeze_1_output_0"
AUDIO = "audio"
TABLES = (
    "encoder.bert.embeddings.word_embeddings.weight_quantized",
    "encoder.text_encoder.embedding.weight_quantized",
)
"""Embeddings of the PL-BERT part and of the text encoder, uint8, a row a symbol."""

Tables = tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]

PARTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "reading": (("tokens", "style", *TABLES), (LENGTHS, MELODY_MEANING, SOUND_MEANING)),
    "melody": ((FRAMES, MELODY_MEANING, "style"), (PITCH, ENERGY)),
    "sound": ((FRAMES, PITCH, ENERGY, SOUND_MEANING, "style"), (AUDIO,)),
}
"""Part → (its inputs, its outputs), as tensors of the published graph."""


def part(model: Any) -> dict[str, Any]:
    """The three parts of `model` (an onnx.ModelProto, published or rewritten), by name.

    Raises ValueError when the graph lacks one of the tensors at which it is parted.
    """
    produced = {name for node in model.graph.node for name in node.output}
    for name in (LENGTHS, FRAMES, MELODY_MEANING, SOUND_MEANING, PITCH, ENERGY, AUDIO):
        if name not in produced:
            raise ValueError(f"the graph has no tensor called {name}")
    initial = {tensor.name for tensor in model.graph.initializer}
    if missing := [name for name in TABLES if name not in initial]:
        raise ValueError(f"the graph has no table called {missing[0]}")
    return {name: _extract(model, *ends) for name, ends in PARTS.items()}


def tables_of(model: Any) -> Tables:
    """The two embedding tables of `model`: uint8, shapes (178, 128) and (178, 512)."""
    initial = {tensor.name: tensor for tensor in model.graph.initializer}
    bert, encoder = (numpy_helper.to_array(initial[name]) for name in TABLES)
    return bert, encoder


def write_tables(path: Path, tables: Tables) -> None:
    """Write them to `path`, an .npz."""
    with path.open("wb") as file:
        np.savez(file, bert=tables[0], encoder=tables[1])


def read_tables(path: Path) -> Tables:
    """What `write_tables` wrote."""
    with np.load(path, allow_pickle=False) as tables:
        return tables["bert"], tables["encoder"]


def _extract(model: Any, inputs: Sequence[str], outputs: Sequence[str]) -> Any:
    graph = model.graph
    wanted = set(outputs)
    given = set(inputs)
    nodes = []
    for node in reversed(graph.node):
        if wanted.intersection(set(node.output) - given):
            nodes.append(node)
            wanted.update(_read_by(node))
    nodes.reverse()
    tensors = [tensor for tensor in graph.initializer if tensor.name in wanted]
    known = {value.name: value for value in (*graph.input, *graph.output)}
    known |= {
        tensor.name: helper.make_tensor_value_info(tensor.name, tensor.data_type, None) for tensor in tensors
    }
    extracted = helper.make_graph(
        nodes,
        graph.name,
        [_described(name, known) for name in inputs],
        [_described(name, known) for name in outputs],
        tensors,
    )
    return helper.make_model(extracted, opset_imports=model.opset_import, ir_version=model.ir_version)


def _read_by(node: Any) -> Iterable[str]:
    yield from (name for name in node.input if name)
    for attribute in node.attribute:
        for inner in attribute.g.node:
            yield from _read_by(inner)


def _described(name: str, known: dict[str, Any]) -> Any:
    return known.get(name) or helper.make_tensor_value_info(name, TensorProto.FLOAT, None)
