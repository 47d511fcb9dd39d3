"""The opened copy of a Piper voice: the same weights in a graph that takes its noise and tells its durations."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from audio_edition.engines.vits import VitsInfo
from audio_edition.errors import PublishError
from audio_edition.settings import cache_folder
from audio_edition.voices.models.graph import describe, open_graph
from audio_edition.voices.models.piper import load_graph, read_config

GRAPH_VERSION = "1"
"""Change it when `graph` would write another graph from the same file."""


def opened_copy(model: Path, config: Path) -> Path:
    """Path of the opened copy of a Piper voice, made in the cache folder the first time (half a second).

    Raises VoiceError for anything that is not a Piper voice, PublishError when it cannot be written.
    """
    digest = hashlib.sha256(GRAPH_VERSION.encode())
    for path in (model, config):
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    target = cache_folder() / "graphs" / f"{model.stem}-{digest.hexdigest()[:16]}.onnx"
    if not target.is_file():
        write_opened(model, config, target)
    return target


def write_opened(model: Path, config: Path, target: Path) -> VitsInfo:
    """Write the opened copy of a Piper voice to `target`; returns its description. Needs no torch."""
    settings = read_config(config)
    graph = load_graph(model)
    shape = open_graph(graph, str(model))
    info = settings.info(shape, {"from": "piper", "file": model.name})
    describe(graph, info)
    save_graph(graph, target)
    return info


def save_graph(model: object, target: Path) -> None:
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
