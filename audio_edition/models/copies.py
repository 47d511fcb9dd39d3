"""Copies of models in the cache, rewritten for speed: which of them a voice uses, and taking the others away.

A new version of a rewriting, a removed voice, a voice of other weights: each leaves the copy of before behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from audio_edition.engines.kokoro.place import model_place
from audio_edition.engines.vits.files import find_graph, piper_files
from audio_edition.engines.vits.piper_copy import copy_path
from audio_edition.errors import PublishError, VoiceError
from audio_edition.settings import cache_folder
from audio_edition.types import Voice
from audio_edition.voices.catalogue import list_voices

_NAMES = {
    "graphs": re.compile(r".+-[0-9a-f]{16}\.onnx"),
    "models": re.compile(r"kokoro-[0-9a-f]{16}-[a-z0-9-]+(\.onnx|\.npz|\.onnx\.lock|\.lock)"),
}
"""Folder of the cache → names that our engines give to copies; nothing else there is touched."""


def unused_copies() -> list[Path]:
    """The copies that no voice which is ready here uses, by name. Reads the models of those voices (seconds)."""
    used = {
        path for status in list_voices() if status.voice and status.ready for path in _copies(status.voice)
    }
    return [
        path
        for folder, names in _NAMES.items()
        for path in sorted((cache_folder() / folder).glob("*"))
        if names.fullmatch(path.name) and path.with_name(path.name.removesuffix(".lock")) not in used
    ]


def remove_unused_copies() -> tuple[int, int]:
    """Remove them; how many there were, and the bytes that were freed. Raises PublishError."""
    found = unused_copies()
    freed = 0
    for path in found:
        try:
            size = path.stat().st_size
            path.unlink()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise PublishError(f"{path} could not be removed: {error.strerror or error}") from error
        freed += size
    return sum(path.suffix == ".onnx" for path in found), freed


def _copies(voice: Voice) -> Iterator[Path]:
    """Where the voice's copies lie, made or not."""
    if voice.engine == "onnx":
        if find_graph(voice) is None:
            try:
                yield copy_path(*piper_files(voice))
            except VoiceError:
                return
    elif voice.engine == "kokoro":
        for device in ("cpu", "cuda"):
            place = model_place(voice, device)
            yield from (*place.files, place.stem)
