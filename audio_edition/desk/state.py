"""What the pages of the desk share: the room, the booth, who is at work, one at a time."""

from __future__ import annotations

import threading
from pathlib import Path

from audio_edition.desk.booth import Booth
from audio_edition.desk.overview import Overview
from audio_edition.desk.room import OnDesk, Room
from audio_edition.edition.manifest import NAME
from audio_edition.edition.waiting import waiting_folder
from audio_edition.page.wording import Wording, wording

MOST_EDITIONS = 200
"""The newest that are looked at."""


class DeskState:
    """One desk. `speaking` is held while the booth is used, `making` while editions are made."""

    def __init__(self, room: Room) -> None:
        """Raises VoiceError for a voice that is not ready, SettingsError for settings that cannot be used."""
        self.room = room
        self.booth = Booth(room.settings())
        self.speaking, self.making = threading.Lock(), threading.Lock()
        self.overview = Overview()
        self._seen: dict[str, tuple[object, OnDesk]] = {}

    def editions(self) -> list[OnDesk]:
        """The newest editions, newest first; each is read again only when it has been made again."""
        found = []
        for name in self.room.names():
            if edition := self._edition(name):
                found.append(edition)
        return sorted(found, key=lambda one: one.manifest.made, reverse=True)[:MOST_EDITIONS]

    def edition(self, name: str) -> OnDesk:
        """Raises UsageError for one that is not there."""
        return self._edition(name) or self.room.edition(name)

    @property
    def t(self) -> Wording:
        """The words of the pages, in the language of the settings."""
        return wording(self.booth.settings.page_language)

    def renew(self) -> None:
        """After a lexicon was written."""
        with self.speaking:
            self.booth.renew(self.room.settings())

    def load(self) -> threading.Thread:
        """Load the model while nobody waits for it."""

        def work() -> None:
            with self.speaking:
                self.booth.load()

        thread = threading.Thread(target=work, daemon=True, name="desk-load")
        thread.start()
        return thread

    def _edition(self, name: str) -> OnDesk | None:
        stamp = tuple(map(_stamp, (self.room.editions / name, waiting_folder(self.room.editions) / name)))
        known = self._seen.get(name)
        if known is not None and known[0] == stamp:
            return known[1]
        if not any(stamp) or name not in self.room.names():
            return None
        edition = self.room.edition(name)
        self._seen[name] = stamp, edition
        return edition


def _stamp(folder: Path) -> tuple[int, int] | None:
    try:
        status = (folder / NAME).stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
