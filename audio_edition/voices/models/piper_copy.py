"""The opened copy of a Piper voice: the same weights in a graph that takes its noise and tells its durations."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from audio_edition.engines.vits import VitsInfo
from audio_edition.errors import SynthesisError, VoiceError
from audio_edition.settings import cache_folder
from audio_edition.voices.models.equality import LARGEST_DIFFERENCE, bare_voice
from audio_edition.voices.models.graphs.faster import ATTEMPTS, make_faster
from audio_edition.voices.models.graphs.file import describe, save_graph
from audio_edition.voices.models.graphs.opening import open_graph
from audio_edition.voices.models.piper import load_graph, read_config

GRAPH_VERSION = "8"
"""Change it when `voices.models.graphs` would make another graph of the same file."""


def opened_copy(model: Path, config: Path) -> Path:
    """Path of the opened copy of a Piper voice, made in the cache folder the first time (seconds).

    Raises VoiceError for anything that is not a Piper voice, PublishError when it cannot be written.
    """
    target = copy_path(model, config)
    if not target.is_file():
        write_opened(model, config, target)
    return target


def copy_path(model: Path, config: Path) -> Path:
    """Where the opened copy lies once it is made: named by what both files hold and by `GRAPH_VERSION`."""
    digest = hashlib.sha256(GRAPH_VERSION.encode())
    for path in (model, config):
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return cache_folder() / "graphs" / f"{model.stem}-{digest.hexdigest()[:16]}.onnx"


def write_opened(model: Path, config: Path, target: Path) -> VitsInfo:
    """Write the opened copy of a Piper voice to `target`; returns its description. Needs no torch.

    Both are run without noise before the copy is kept; a copy that differs is made with fewer of the changes
    that make it fast, and refused (VoiceError) when it differs even so.
    """
    settings = read_config(config)
    for attempt in range(ATTEMPTS):
        graph = load_graph(model)
        shape = open_graph(graph, str(model))
        try:
            faster = make_faster(graph, attempt)
        except VoiceError:
            continue
        info = settings.info(shape, {"from": "piper", "file": model.name, "faster": faster})
        describe(graph, info)
        part = target.with_name(f".{target.name}.{os.getpid()}.draft")
        save_graph(graph, part)
        try:
            if _sounds_as(model, part, info):
                os.replace(part, target)
                return info
        finally:
            part.unlink(missing_ok=True)
    raise VoiceError(f"{model}: its opened copy does not sound the same, so the voice cannot be used")


def _sounds_as(model: Path, opened: Path, info: VitsInfo) -> bool:
    """Whether both graphs give the same samples for a short sentence without noise."""
    import numpy as np

    from audio_edition.engines.onnx import OnnxEngine, open_session

    tokens, _ = info.tokens.encode(sorted(info.tokens.symbols)[:24])
    feeds = {
        "input": np.array([tokens], np.int64),
        "input_lengths": np.array([len(tokens)], np.int64),
        "scales": np.array([0, info.length_scale, 0], np.float32),
        "sid": np.zeros(1, np.int64),
    }
    original = open_session(model)
    wanted = original.run(None, {item.name: feeds[item.name] for item in original.get_inputs()})[0].reshape(
        -1
    )
    try:
        engine = OnnxEngine(bare_voice(model.stem, opened.parent), open_session(opened), info)
        samples, _ = engine.run(tokens, seed=0, noise_scales=(0.0, 0.0))
    except (VoiceError, SynthesisError):
        return False
    return (
        len(samples) == len(wanted) and float(np.abs(samples - wanted).max(initial=0.0)) <= LARGEST_DIFFERENCE
    )
