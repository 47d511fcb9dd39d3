"""Which sounds and which texts belong together in a folder of recordings."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from audio_edition.errors import VoiceError

SOUNDS = (".wav", ".flac", ".ogg", ".mp3")
_METADATA = "metadata.csv"


@dataclass(frozen=True, slots=True)
class Recording:
    """A sound file and what is read in it."""

    id: str
    sound: Path
    text: str


def find_recordings(folder: Path) -> list[Recording]:
    """Recordings in the layout of LJSpeech, or sound files with a text of the same name beside each.

    LJSpeech: `metadata.csv` with `ID|text` or `ID|text|text as read` a line, and `wavs/ID.wav`. Raises VoiceError
    that says what is missing.
    """
    if not folder.is_dir():
        raise VoiceError(f"{folder}: no such folder of recordings")
    found = list(_listed(folder)) if (folder / _METADATA).is_file() else list(_beside(folder))
    if not found:
        raise VoiceError(
            f"{folder}: no recordings; wanted are sound files ({', '.join(SOUNDS)}) with NAME.txt beside each, "
            f"or {_METADATA} with ID|text a line and wavs/ID.wav"
        )
    return found


def _listed(folder: Path) -> Iterator[Recording]:
    path = folder / _METADATA
    try:
        rows = list(
            csv.reader(path.read_text(encoding="utf-8").splitlines(), delimiter="|", quoting=csv.QUOTE_NONE)
        )
    except (OSError, UnicodeDecodeError) as error:
        raise VoiceError(f"{path}: cannot be read as UTF-8 text: {error}") from error
    for number, row in enumerate(rows, start=1):
        if not row or not row[0].strip():
            continue
        if len(row) < 2 or not row[1].strip():
            raise VoiceError(f"{path}, line {number}: no text; a line is ID|text")
        id = row[0].strip().removesuffix(".wav")
        sound = _sound(folder / "wavs" / id) or _sound(folder / id)
        if sound is None:
            raise VoiceError(f"{path}, line {number}: {folder / 'wavs' / id} has no sound file")
        yield Recording(id.replace("/", "-"), sound, row[-1].strip() or row[1].strip())


def _beside(folder: Path) -> Iterator[Recording]:
    for path in sorted(folder.rglob("*.txt")):
        sound = _sound(path.with_suffix(""))
        if sound is None:
            continue
        try:
            text = path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise VoiceError(f"{path}: cannot be read as UTF-8 text: {error}") from error
        if text:
            yield Recording(str(path.relative_to(folder).with_suffix("")).replace("/", "-"), sound, text)


def _sound(stem: Path) -> Path | None:
    return next((path for suffix in SOUNDS if (path := stem.with_name(stem.name + suffix)).is_file()), None)
