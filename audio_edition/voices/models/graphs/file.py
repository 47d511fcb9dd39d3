"""A graph as a file: what it says about itself, and how it is written."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from audio_edition.engines.onnx import METADATA_KEY
from audio_edition.engines.vits import VitsInfo
from audio_edition.errors import PublishError


def describe(model: Any, info: VitsInfo) -> None:
    """Write `info` into the model's metadata, in place of what stands there."""
    import onnx

    del model.metadata_props[:]
    onnx.helper.set_model_props(model, {METADATA_KEY: info.to_json()})


def save_graph(model: Any, target: Path) -> None:
    """Write an `onnx.ModelProto` to `target` in one step. Raises PublishError."""
    import onnx

    part = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        onnx.save(model, str(part))
        os.replace(part, target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise PublishError(f"{target}: could not be written: {error.strerror or error}") from error
