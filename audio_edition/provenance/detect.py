"""Everything a sound file says about who speaks in it: notice, tags, signature, watermark."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mutagen

from audio_edition.audio.tags import SYNTHETIC
from audio_edition.errors import EngineUnavailable, UsageError
from audio_edition.provenance.signature import TYPES, Signature, read_signature
from audio_edition.provenance.watermark import ENOUGH, Watermark


@dataclass(frozen=True, slots=True)
class FoundMarks:
    """What was found in one file."""

    path: Path
    notice: str
    """The sentence that players show; empty where there is none."""
    tags: tuple[str, ...]
    """The machine-readable tags that say so, `KEY=VALUE`."""
    signature: Signature | None
    """None for a kind of file that cannot be signed, or where the package is missing."""
    watermark: float | None
    """Share of the windows with sound in which the mark was found, 0 to 1; None where it was not looked for."""
    not_looked_for: tuple[str, ...] = ()
    """Why something was not looked for."""

    @property
    def is_marked(self) -> bool:
        """Whether a machine can tell that the voice is synthetic."""
        signed = self.signature is not None and self.signature.state == "valid"
        return bool(self.tags) or signed or self.has_watermark

    @property
    def has_watermark(self) -> bool:
        return self.watermark is not None and self.watermark >= ENOUGH

    @property
    def is_broken(self) -> bool:
        """Whether the file was changed after it was signed."""
        return self.signature is not None and self.signature.state == "broken"


def detect(path: Path, *, look_for_watermark: bool = True) -> FoundMarks:
    """Look into a sound file. Raises UsageError for one that is none, ToolError when ffmpeg cannot decode it."""
    notice, tags = _tags(path)
    skipped: list[str] = []
    signature = None
    if path.suffix.lower() in TYPES:
        signature = read_signature(path)
    else:
        skipped.append(f"signature: none fits into {path.suffix or 'this kind of'} files")
    watermark = None
    if look_for_watermark:
        try:
            surenesses = Watermark().find(path)
            watermark = (
                sum(sureness >= ENOUGH for sureness in surenesses) / len(surenesses) if surenesses else 0.0
            )
        except EngineUnavailable as error:
            skipped.append(f"watermark: {error}")
    return FoundMarks(path, notice, tags, signature, watermark, tuple(skipped))


def _tags(path: Path) -> tuple[str, tuple[str, ...]]:
    try:
        file: Any = mutagen.File(str(path))
    except mutagen.MutagenError as error:
        raise UsageError(f"{path}: cannot be read as a sound file: {error}") from None
    if file is None:
        raise UsageError(f"{path}: is no sound file that this program knows")
    texts = {str(key): _text(value) for key, value in (file.tags or {}).items()}
    notice = next(
        (text for key, text in texts.items() if key.upper().startswith("COMM") or key == "\xa9cmt"), ""
    )
    found = (
        f"{key}={text}"
        for key in SYNTHETIC
        for tag, text in texts.items()
        if tag.rpartition(":")[2].casefold() == key.casefold()
    )
    return notice, tuple(found)


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        value = value[0] if value else ""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)
