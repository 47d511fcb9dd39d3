"""The clip cache within its limit: what was not used for the longest time goes first."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

from audio_edition.disk import told
from audio_edition.settings import cache_folder

_SPARED_S = 86_400.0
"""What was used in the last day stays, also above the limit: a run may be at work with it."""
_ABANDONED_S = 3600.0
"""Age from which on a temporary file is one that a killed run left."""


@dataclass(frozen=True, slots=True)
class Pruned:
    """What a look through the cache found and did."""

    clips: int
    """That are left."""
    bytes: int
    """That they take."""
    removed: int
    freed_bytes: int

    def line(self) -> str:
        """For a log."""
        gone = f"; {self.removed} removed, {self.freed_bytes / 1e6:.0f} MB" if self.removed else ""
        return f"clip cache: {self.clips} sentences, {self.bytes / 1e6:.0f} MB{gone}"


def prune_clips(limit_bytes: float, folder: Path | None = None, *, now: float | None = None) -> Pruned:
    """Remove the clips that were used least recently until the rest is within `limit_bytes`.

    A use that lies in the future was written by a clock that was wrong and counts as the oldest: else such clips would
    stay for ever, whatever the limit. Raises PublishError when one cannot be removed.
    """
    folder = folder or cache_folder() / "clips"
    now = time.time() if now is None else now
    clips: list[tuple[float, int, Path]] = []
    freed = removed = 0
    with told(folder):
        for shelf in sorted(folder.iterdir()) if folder.is_dir() else []:
            if not shelf.is_dir() or shelf.is_symlink():
                continue
            with os.scandir(shelf) as found:
                for one in found:
                    status = one.stat(follow_symlinks=False)
                    if one.name.startswith(".") and now - status.st_mtime > _ABANDONED_S:
                        Path(one.path).unlink(missing_ok=True)
                        freed += status.st_size
                    elif one.name.endswith(".flac") and not one.name.startswith("."):
                        used = status.st_mtime if status.st_mtime - now < _SPARED_S else 0.0
                        clips.append((used, status.st_size, Path(one.path)))
        clips.sort()
        total = sum(size for _, size, _ in clips)
        for used, size, path in clips:
            if total <= limit_bytes or now - used < _SPARED_S:
                break
            path.with_suffix(".json").unlink(missing_ok=True)  # the note names the clip: first it goes
            path.unlink(missing_ok=True)
            total -= size
            freed += size
            removed += 1
    return Pruned(len(clips) - removed, total, removed, freed)
