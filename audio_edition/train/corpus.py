"""A corpus on disk: sound files and, for each speaker, a file of lines that says what is spoken in them.

    corpus/<speaker>/00001.flac      mono
    corpus/<speaker>.jsonl           {"id", "speaker", "text", "spoken", "phonemes", "ends"}

`phonemes` are ours as separate items (`voices.composed.compose`); `ends`, where the maker knows them, is the sample of
the sound file at which each item ends, an item without time ending where the one before it ends. A corpus may grow
while it is read: a line that is not finished yet is left for the next look.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audio_edition.errors import VoiceError
from audio_edition.voices.composed import compose

_SUFFIXES = (".flac", ".wav")


@dataclass(frozen=True, slots=True)
class CorpusLine:
    """One recorded sentence."""

    id: str
    speaker: str
    text: str
    spoken: str
    """The text as it is said, figures written out; the text itself where the corpus does not know."""
    symbols: tuple[str, ...]
    ends: tuple[int, ...] | None
    sound: Path


class Corpus:
    """The lines of a folder; `new_lines` gives each once, also those that came since."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[Path, int] = {}
        if not folder.is_dir():
            raise VoiceError(
                f"{folder}: no such folder; a corpus is SPEAKER.jsonl files beside SPEAKER/ folders"
            )

    def new_lines(self) -> Iterator[CorpusLine]:
        """Lines that were not given before, file by file. Raises VoiceError that names file and line."""
        for path in sorted(self._folder.glob("*.jsonl")):
            with path.open("rb") as file:
                file.seek(self._read.get(path, 0))
                for raw in file:
                    if not raw.endswith(b"\n"):
                        break
                    where = f"{path}, byte {self._read.get(path, 0)}"
                    self._read[path] = self._read.get(path, 0) + len(raw)
                    if raw.strip():
                        yield self._line(raw, path, where)

    def _line(self, raw: bytes, path: Path, where: str) -> CorpusLine:
        try:
            table: dict[str, Any] = json.loads(raw)
            id, speaker = str(table["id"]), str(table.get("speaker") or path.stem)
            timed = compose(table["phonemes"], table.get("ends"))
        except (ValueError, KeyError, TypeError, VoiceError) as error:
            raise VoiceError(f"{where}: not a line of a corpus: {error!r}") from error
        folder = path.with_suffix("")
        sound = next(
            (folder / f"{id}{suffix}" for suffix in _SUFFIXES if (folder / f"{id}{suffix}").is_file()), None
        )
        if sound is None:
            raise VoiceError(f"{where}: {folder / id} has no sound file ({' or '.join(_SUFFIXES)})")
        text = str(table["text"])
        return CorpusLine(
            id, speaker, text, str(table.get("spoken") or text), timed.symbols, timed.ends, sound
        )


def chance_of(text: str) -> float:
    """A number in [0, 1) that depends on the text alone: who is held out does not change when a corpus grows."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big") / 2**48
