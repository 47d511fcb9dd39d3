"""A compiled voice small enough to be shipped, from which its Coqui checkpoint can be had back.

The compiled graph keeps most weights under their own names; what its faster parts have written anew (the decoder, some
of the attention) lies beside it as `rest.safetensors`, with the checkpoint's `config.json` and `tokens.json`. All of it
together is a Coqui checkpoint in half precision, which sounds the same as the graph.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from safetensors.numpy import load_file, save
from TTS.tts.configs.vits_config import VitsConfig
from TTS.tts.models.vits import Vits

from audio_edition.disk import write_whole
from audio_edition.engines.vits.checkpoint import TOKENS_NAME, UNUSED_IN_SPEECH, find_weights
from audio_edition.engines.vits.files import CONFIG_NAME, GRAPH_NAME, REST_NAME
from audio_edition.engines.vits.graphs.precision import SMALLEST
from audio_edition.engines.vits.loading import read_weights
from audio_edition.errors import VoiceError

_PREFIX, _SMALL = "vits.", "_small"


def pack(voice: Path, target: Path) -> None:
    """Copy the compiled voice in folder `voice` (with its checkpoint, stored as float16) to `target`, to be shipped.

    Writes voice.onnx, rest.safetensors, config.json and tokens.json. Raises VoiceError where the graph's weights are
    not those of the checkpoint beside it.
    """
    weights = _folded(read_weights(find_weights(voice)))
    kept = _weights_of(voice / GRAPH_NAME)
    rest: dict[str, Any] = {}
    for name, value in weights.items():
        if name.startswith(UNUSED_IN_SPEECH):
            continue
        rounded = _rounded(value)
        if name not in kept:
            rest[name] = rounded.astype(np.float16) if value.size >= SMALLEST else value
        elif not _equal(kept[name], rounded):
            raise VoiceError(
                f"{voice / GRAPH_NAME}: its {name} is not the checkpoint's; compile the voice again"
            )
    target.mkdir(parents=True, exist_ok=True)
    for name in (GRAPH_NAME, CONFIG_NAME, TOKENS_NAME):
        shutil.copyfile(voice / name, target / name)
    write_whole(target / REST_NAME, save({name: np.ascontiguousarray(value) for name, value in rest.items()}))


def unpack(source: Path, folder: Path) -> None:
    """Write the Coqui checkpoint of a packed voice to `folder`, for coqui-tts or to train on.

    The parts that only training needs begin anew. Raises VoiceError where a weight is missing.
    """
    given = _weights_of(source / GRAPH_NAME) | dict(load_file(source / REST_NAME))
    config = VitsConfig()
    config.from_dict(json.loads((source / CONFIG_NAME).read_text(encoding="utf-8")))
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        state = Vits(config).state_dict()
    for name in state:
        base, _, part = name.partition(".parametrizations.weight.")
        plain = f"{base}.weight" if part else name
        if plain.startswith(UNUSED_IN_SPEECH) or part == "original0":
            continue
        if plain not in given:
            raise VoiceError(f"{source}: its weights have no {plain}")
        value = torch.from_numpy(given[plain].astype(np.float32))
        state[name] = value.reshape(state[name].shape)
        if part:
            length = f"{base}.parametrizations.weight.original0"
            state[length] = value.flatten(1).norm(dim=1).reshape(state[length].shape)
    folder.mkdir(parents=True, exist_ok=True)
    torch.save({"model": state}, folder / "model.pth")
    for name in (CONFIG_NAME, TOKENS_NAME):
        shutil.copyfile(source / name, folder / name)


def _weights_of(graph: Path) -> dict[str, Any]:
    """Tensors of a compiled graph that kept the names of the checkpoint, as float32."""
    found = {}
    for tensor in onnx.load(str(graph)).graph.initializer:
        name = tensor.name.removesuffix(_SMALL)
        if name.startswith(_PREFIX):
            found[name.removeprefix(_PREFIX)] = numpy_helper.to_array(tensor).astype(np.float32)
    return found


def _folded(state: dict[str, Any]) -> dict[str, Any]:
    """Plain weights instead of weight norm's direction and length, as NumPy arrays."""
    plain = {}
    for name, value in state.items():
        base, _, part = name.partition(".parametrizations.weight.")
        if part == "original0":
            continue
        if part:
            length = state[f"{base}.parametrizations.weight.original0"]
            lengths = value.flatten(1).norm(dim=1).reshape(length.shape)
            name, value = f"{base}.weight", value * (length / lengths)
        plain[name] = value.float().numpy()
    return plain


def _equal(one: Any, other: Any) -> bool:
    """The same weights; a graph may have given a convolution one more axis."""
    return one.size == other.size and np.allclose(one.reshape(other.shape), other, atol=1e-3, rtol=1e-3)


def _rounded(value: Any) -> Any:
    return value.astype(np.float16).astype(np.float32) if value.size >= SMALLEST else value
