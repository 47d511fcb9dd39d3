"""Leases: of two runs on one folder of editions, one works with an article, and the other waits for that article alone."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from audio_edition.disk import hold, let_go
from audio_edition.edition.publish import LEASES


class Leases:
    """The articles that this run has taken in the folder of editions `out`; a process that dies holds none."""

    def __init__(self, out: Path) -> None:
        self._folder = out / LEASES
        self._held: dict[str, IO[str]] = {}

    def take(self, key: str) -> bool:
        """Take the article `key`; False when another run has it. Raises PublishError when the folder cannot be written."""
        lock = hold(self._folder / key)
        if lock is None:
            return False
        self._held[key] = lock
        return True

    def release(self, key: str) -> None:
        """Give the article back."""
        if lock := self._held.pop(key, None):
            let_go(lock, self._folder / key)

    def release_all(self) -> None:
        """Give back whatever is held."""
        for key in list(self._held):
            self.release(key)
