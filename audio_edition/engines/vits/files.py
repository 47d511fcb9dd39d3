"""Where the graph of a VITS voice lies, and what a folder of one holds."""

from __future__ import annotations

from pathlib import Path

from audio_edition.errors import VoiceError
from audio_edition.settings import models_folder
from audio_edition.types import Voice
from audio_edition.voices.files import model_file

GRAPH_NAME = "voice.onnx"
REST_NAME = "rest.safetensors"
"""Beside the graph of a packed voice: the weights of its checkpoint that the graph has written anew."""

CONFIG_NAME = "config.json"


def find_graph(voice: Voice) -> Path | None:
    """The voice's compiled model, where it has one."""
    for folder in (models_folder() / voice.id, voice.folder):
        if (folder / GRAPH_NAME).is_file():
            return folder / GRAPH_NAME
    return None


def piper_files(voice: Voice) -> tuple[Path, Path]:
    """Model and settings of a voice that is spoken from its Piper files. Raises VoiceError when it has none."""
    names = [str(entry["name"]) for entry in voice.model.get("files", ())]
    name = next((name for name in names if name.endswith(".onnx")), None)
    if name is None:
        raise VoiceError(
            f"voice '{voice.id}' has no compiled model; run: audio-edition voices compile {voice.id}"
        )
    return model_file(voice, name), model_file(voice, f"{name}.json")


def is_packed(folder: Path) -> bool:
    """Whether `folder` holds a voice as `voices pack` writes it."""
    return all((folder / name).is_file() for name in (GRAPH_NAME, REST_NAME, CONFIG_NAME))
