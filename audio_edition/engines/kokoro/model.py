"""Where Kokoro's model lies on this machine: made once, kept in the cache folder.

A CPU gets the graph rewritten for speed (`kokoro.graph`), a GPU the weights as floats (`kokoro.floats`).
"""

from __future__ import annotations

from pathlib import Path

from audio_edition.disk import locked
from audio_edition.engines.kokoro import FLOATS_VERSION, GRAPH_VERSION
from audio_edition.settings import cache_folder
from audio_edition.types import Voice


def ready_model(voice: Voice, device: str = "cpu") -> Path:
    """Path of the model to run on `device`, made on first use (a few seconds), by one process at a time.

    Raises VoiceError when a part is missing or the joined parts have another digest than voice.toml states.
    """
    target = model_path(voice, device)
    if not target.is_file():
        with locked(target.with_name(f"{target.name}.lock")):
            if not target.is_file():
                from audio_edition.engines.kokoro.preparing import prepare

                prepare(voice, target, device)
    return target


def model_path(voice: Voice, device: str = "cpu") -> Path:
    """Where the model for `device` lies once it is made."""
    made = f"float-{FLOATS_VERSION}" if device == "cuda" else str(GRAPH_VERSION)
    return cache_folder() / "models" / f"kokoro-{str(voice.model['digest'])[:16]}-{made}.onnx"
