"""Which voices there are: shipped descriptions, and what the user installed, imported or compiled."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import audio_edition
from audio_edition.errors import VoiceError
from audio_edition.settings import models_folder
from audio_edition.types import Voice
from audio_edition.voices.description import FILE_NAME, read_voice
from audio_edition.voices.files import size_on_disk, why_not_ready


@dataclass(frozen=True, slots=True)
class VoiceStatus:
    """A voice of the catalogue and whether it can speak here."""

    id: str
    voice: Voice | None
    """None when its description cannot be read; `reason` says why."""
    ready: bool
    reason: str
    """Why it is not ready and what to do; empty when it is."""
    bytes: int
    """Size of its model files that are on this machine."""


def shipped_folder() -> Path:
    """Folder of the descriptions that come with the program (wheel, or a checkout's voices/)."""
    package = Path(audio_edition.__file__).parent
    inside = package / "_voices"
    return inside if inside.is_dir() else package.parent / "voices"


def description_paths() -> dict[str, Path]:
    """Voice id → its voice.toml, sorted by id; the user's own wins over a shipped one."""
    paths: dict[str, Path] = {}
    for folder in (shipped_folder(), models_folder()):
        for path in sorted(folder.glob(f"*/{FILE_NAME}")):
            paths[path.parent.name] = path
    return dict(sorted(paths.items()))


def list_voices() -> list[VoiceStatus]:
    """Every voice, sorted by id. Never raises: a description that cannot be read is listed with the reason."""
    return [_status(id, path) for id, path in description_paths().items()]


def find_voice(id: str) -> Voice:
    """The voice called `id`, ready or not. Raises VoiceError that lists the ids, or what is wrong with it."""
    paths = description_paths()
    if id not in paths:
        raise VoiceError(
            f"no voice is called '{id}'; voices: {', '.join(paths)}. See: audio-edition voices list"
        )
    return read_voice(paths[id])


def _status(id: str, path: Path) -> VoiceStatus:
    try:
        voice = read_voice(path)
        reason = why_not_ready(voice)
        return VoiceStatus(id=id, voice=voice, ready=not reason, reason=reason, bytes=size_on_disk(voice))
    except VoiceError as error:
        return VoiceStatus(id=id, voice=None, ready=False, reason=str(error), bytes=0)
    except (
        OSError,
        ValueError,
        TypeError,
        AttributeError,
        RecursionError,
    ) as error:  # one voice hides no other
        reason = f"{path}: cannot be used: {type(error).__name__}: {error}"
        return VoiceStatus(id=id, voice=None, ready=False, reason=reason, bytes=0)
