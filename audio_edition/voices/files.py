"""Where a voice's files lie, and whether it can speak here. Nothing heavy is imported to find out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from audio_edition.errors import VoiceError
from audio_edition.settings import models_folder
from audio_edition.types import Voice
from audio_edition.voices.declared import is_declared


def model_file(voice: Voice, name: str) -> Path:
    """Path of the file that voice.toml lists as `name`. Raises VoiceError when it is not there."""
    entry = next((entry for entry in voice.model.get("files", ()) if entry["name"] == name), None)
    if entry is None:
        raise VoiceError(f"voice '{voice.id}': {voice.folder / 'voice.toml'} lists no file called '{name}'")
    for place in _places(voice, entry):
        if place.is_file():
            return place
    raise VoiceError(f"voice '{voice.id}' is not ready: {_missing_file(voice, entry)}")


def why_not_ready(voice: Voice) -> str:
    """Why the voice cannot speak on this installation and what to do, or an empty string when it can."""
    if not is_declared(voice.engine):
        return f"its engine '{voice.engine}' is not installed"
    hint = voice.model.get("install", "")
    for module in voice.model.get("modules", ()):
        if not _is_there(module):
            return f"the Python module {module} is missing" + (f"; do: {hint}" if hint else "")
    for entry in voice.model.get("files", ()):
        place = next((place for place in _places(voice, entry) if place.is_file()), None)
        if place is None:
            return _missing_file(voice, entry)
        size = place.stat().st_size
        if size != entry.get("bytes", size):
            return f"{place} has {size} bytes and should have {entry['bytes']}; do: audio-edition voices install {voice.id}"
    return ""


def _is_there(module: str) -> bool:
    return _spec(module) is not None


def _spec(module: str) -> ModuleSpec | None:
    """Where a module lies, without importing it; a part of one that is missing is missing too."""
    try:
        return find_spec(module) if all(part.isidentifier() for part in module.split(".")) else None
    except (ImportError, ValueError, AttributeError):
        return None


def size_on_disk(voice: Voice) -> int:
    """Bytes of those of the voice's model files that are here."""
    places = (
        next((place for place in _places(voice, entry) if place.is_file()), None)
        for entry in voice.model.get("files", ())
    )
    return sum(place.stat().st_size for place in places if place)


def model_digest(voice: Voice) -> str:
    """What identifies the voice's weights: `[model] digest`, else its files' digests, computed if not given."""
    if stated := voice.model.get("digest"):
        return str(stated)
    parts = []
    for entry in voice.model.get("files", ()):
        digest = entry.get("sha256") or entry.get("md5")
        if not digest:
            path = model_file(voice, entry["name"])
            status = path.stat()
            digest = _file_digest(path, status.st_size, status.st_mtime_ns)
        parts.append(f"{entry['name']}={digest}")
    return ",".join(parts)


@lru_cache(maxsize=64)
def _file_digest(path: Path, _size: int, _mtime_ns: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _places(voice: Voice, entry: Mapping[str, Any]) -> list[Path]:
    places = [models_folder() / voice.id / entry["name"], voice.folder / entry["name"]]
    if package := entry.get("package"):
        spec = _spec(package)
        for folder in (spec.submodule_search_locations or []) if spec else []:
            places.append(Path(folder) / entry.get("path", entry["name"]))
    return places


def _missing_file(voice: Voice, entry: Mapping[str, Any]) -> str:
    hint = voice.model.get("install") or f"audio-edition voices install {voice.id}"
    return f"its file {entry['name']} is not here; do: {hint}"
