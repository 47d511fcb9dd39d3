"""Where the traceback of an unforeseen error is kept: one file a kind of error, found by its number.

An editor needs one sentence, whoever mends the program needs the traceback: the sentence names the file.
"""

from __future__ import annotations

import hashlib
import os
import platform
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass
from pathlib import Path

from audio_edition import __version__
from audio_edition.settings import home
from audio_edition.shown import shown, without_secrets

_KEPT = 100
"""Files in the log; the oldest go."""


@dataclass(frozen=True, slots=True)
class Crash:
    """An unforeseen error that was written down."""

    number: str
    """8 hex digits; the same error at the same place has the same number."""
    path: Path | None
    """None when the traceback could not be written anywhere."""
    error: str

    def __str__(self) -> str:
        where = f"its traceback is in {self.path}" if self.path else "its traceback could not be kept"
        return f"an unforeseen error, number {self.number} ({self.error}); {where}; please report it"


def keep(error: BaseException, doing: str) -> Crash:
    """Write the traceback of `error` into the log. Never raises; `doing` says what it happened in."""
    kind = type(error).__name__
    said = without_secrets(shown(error))[:200]
    brief = f"{kind}: {said}" if said else kind
    frames = traceback.extract_tb(error.__traceback__)[-5:]
    places = "".join(f"{Path(frame.filename).name}:{frame.name}:{frame.lineno}\n" for frame in frames)
    number = hashlib.blake2b(f"{kind}\n{places}".encode("utf-8", "replace"), digest_size=4).hexdigest()
    text = (
        f"{number}: {brief}\nwhile: {shown(doing)}\nwhen: {time.strftime('%Y-%m-%dT%H:%M:%S%z')}\n"
        f"audio-edition {__version__}, Python {platform.python_version()}, {sys.platform}\n\n"
        + "".join(traceback.format_exception(error, limit=-60))
    )
    data = without_secrets(text).encode("utf-8", "backslashreplace")
    for folder in _folders():
        path = folder / f"{number}.txt"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            _prune(folder)
            return Crash(number, path, brief)
        except OSError:
            continue
    return Crash(number, None, brief)


def _folders() -> list[Path]:
    """The user's folder; where that cannot be written, one for temporary files."""

    spare = Path(tempfile.gettempdir()) / f"audio-edition-crashes-{os.getuid()}"
    try:
        return [home() / "crashes", spare]
    except Exception:
        return [spare]


def _prune(folder: Path) -> None:
    kept = sorted(folder.glob("*.txt"), key=lambda path: path.stat().st_mtime)
    for path in kept[:-_KEPT]:
        path.unlink(missing_ok=True)
