"""The opened copy of a Piper voice: the same weights in a graph that takes its noise and tells its durations."""

from __future__ import annotations

import hashlib
from pathlib import Path

from audio_edition.settings import cache_folder

GRAPH_VERSION = "8"
"""Change it when `vits.graphs` would make another graph of the same file."""


def opened_copy(model: Path, config: Path) -> Path:
    """Path of the opened copy of a Piper voice, made in the cache folder the first time (seconds).

    Raises VoiceError for anything that is not a Piper voice, PublishError when it cannot be written.
    """
    target = copy_path(model, config)
    if not target.is_file():
        from audio_edition.engines.vits.piper_opening import write_opened

        write_opened(model, config, target)
    return target


def copy_path(model: Path, config: Path) -> Path:
    """Where the opened copy lies once it is made: named by what both files hold and by `GRAPH_VERSION`."""
    digest = hashlib.sha256(GRAPH_VERSION.encode())
    for path in (model, config):
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return cache_folder() / "graphs" / f"{model.stem}-{digest.hexdigest()[:16]}.onnx"
