"""A Piper voice's graph opened, made faster and proven: what `piper_copy` keeps."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from audio_edition.engines.session import open_session
from audio_edition.engines.vits.compiled import OnnxEngine
from audio_edition.engines.vits.equality import LARGEST_DIFFERENCE, bare_voice
from audio_edition.engines.vits.graphs.faster import ATTEMPTS, make_faster
from audio_edition.engines.vits.graphs.file import describe, load_graph, save_graph
from audio_edition.engines.vits.graphs.opening import open_graph
from audio_edition.engines.vits.info import VitsInfo
from audio_edition.engines.vits.piper import read_config
from audio_edition.errors import SynthesisError, VoiceError


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
        with tempfile.TemporaryDirectory(prefix="audio-edition-") as scratch:
            draft = Path(scratch) / target.name
            save_graph(graph, draft)
            good = _sounds_as(model, draft, info)
        if good:
            save_graph(graph, target)
            return info
    raise VoiceError(f"{model}: its opened copy does not sound the same, so the voice cannot be used")


def _sounds_as(model: Path, opened: Path, info: VitsInfo) -> bool:
    """Whether both graphs give the same samples for a short sentence without noise."""
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
