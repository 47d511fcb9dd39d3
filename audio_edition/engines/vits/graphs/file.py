"""A graph as a file: read, what it says about itself, written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import onnx

from audio_edition.disk import whole
from audio_edition.engines.vits.info import METADATA_KEY, VitsInfo
from audio_edition.errors import VoiceError


def describe(model: Any, info: VitsInfo) -> None:
    """Write `info` into the model's metadata, in place of what stands there."""
    del model.metadata_props[:]
    onnx.helper.set_model_props(model, {METADATA_KEY: info.to_json()})


def save_graph(model: Any, target: Path) -> None:
    """Write an `onnx.ModelProto` to `target` in one step. Raises PublishError."""
    with whole(target) as part:
        onnx.save(model, str(part))


def load_graph(path: Path) -> Any:
    """The model as an `onnx.ModelProto`. Raises VoiceError."""
    if path.exists() and not path.is_file():
        raise VoiceError(f"{path}: is no file; an ONNX model is one")
    try:
        model = onnx.load(str(path))
    except FileNotFoundError:
        raise VoiceError(f"{path}: there is no such file") from None
    except Exception as error:  # protobuf's and onnx's errors have no common base
        raise VoiceError(f"{path}: not an ONNX model, or cut short: {error}") from error
    if not model.graph.node:
        raise VoiceError(f"{path}: not an ONNX model, or cut short: it has no nodes")
    return model
