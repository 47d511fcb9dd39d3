"""The door to Coqui VITS checkpoints: compiled where they have been, else in torch through coqui-tts.

A voice whose folder holds `voice.onnx` (`voices compile`) is spoken by ONNX Runtime: the same samples within
the difference that the file records, about three times as fast, without torch. `--device cuda` takes torch.
"""

from __future__ import annotations

from audio_edition.engines import Engine, onnx
from audio_edition.engines.vits import LIVE_VERSION
from audio_edition.engines.vits.checked_config import checked
from audio_edition.engines.vits.checkpoint import find_weights, read_config, require_torch
from audio_edition.engines.vits.files import find_graph
from audio_edition.types import Voice

VERSION = LIVE_VERSION


def load(voice: Voice, device: str = "cpu", threads: int | None = None) -> Engine:
    """Load the voice, compiled if it has been. Raises VoiceError or EngineUnavailable."""
    if device == "cpu" and find_graph(voice) is not None:
        return onnx.load(voice, device=device, threads=threads)
    folder = voice.folder / str(voice.model.get("checkpoint", "."))
    checked(folder, read_config(folder))  # what is wrong with a folder is told without torch, too
    find_weights(folder)
    require_torch()
    # Here: this file is read for its VERSION alone too.
    from audio_edition.engines.vits.live import load_torch

    return load_torch(voice, folder, device=device, threads=threads)
