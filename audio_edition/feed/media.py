"""Where published sound, text and pictures lie under names that change with their content: beside the editions, in
their folder or in an object store.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from audio_edition.disk import told, whole
from audio_edition.objects import Objects

MEDIA = "_media"
"""Folder of published files. No slug has an underscore."""
MEMORY = ".feeds.json"
PAGE, OPML = "index.html", "feeds.opml"


class Media(Protocol):
    """Published copies of files of editions; all names are relative to the folder of editions."""

    def place(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Put a copy of each file of an edition under its published name, where it is not there yet."""
        ...

    def names(self) -> list[str]:
        """Published files under MEDIA, without it."""
        ...

    def remove(self, name: str) -> None:
        """Remove one of them."""
        ...


class FolderMedia:
    """In the folder of editions: hard links where the file system has them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def place(self, pairs: Iterable[tuple[str, str]]) -> None:
        """As `Media` says. Raises PublishError."""
        media = self._folder / MEDIA
        with told(media):
            media.mkdir(exist_ok=True)
            for source, target in pairs:
                _place(self._folder / source, self._folder / target)

    def names(self) -> list[str]:
        """As `Media` says."""
        media = self._folder / MEDIA
        return sorted(path.name for path in media.iterdir()) if media.is_dir() else []

    def remove(self, name: str) -> None:
        """As `Media` says."""
        (self._folder / MEDIA / name).unlink()


class StoreMedia:
    """In an object store, of which `desk` is the folder with manifests, feeds and pages."""

    def __init__(self, address: str, desk: Path) -> None:
        self._objects, self._desk = Objects(address), desk
        self._there: set[str] | None = None

    def place(self, pairs: Iterable[tuple[str, str]]) -> None:
        """As `Media` says; the bytes stay in the store. Raises PublishError."""
        there = self._known()
        missing = {
            target: source for source, target in pairs if target.removeprefix(f"{MEDIA}/") not in there
        }
        self._objects.copy((source, target) for target, source in missing.items())
        there |= {target.removeprefix(f"{MEDIA}/") for target in missing}

    def names(self) -> list[str]:
        """As `Media` says."""
        return sorted(self._known())

    def remove(self, name: str) -> None:
        """As `Media` says."""
        self._objects.remove([f"{MEDIA}/{name}"])
        (self._desk / MEDIA / name).unlink(missing_ok=True)
        self._known().discard(name)

    def send(self) -> list[str]:
        """Send what the desk has of its own and the store has not: pictures, what must be remembered, the page, and the
        feeds, which point to all of it, last. Returns the names. Raises PublishError.
        """
        pictures = self._desk / MEDIA
        there = self._known()
        new = (
            [path.name for path in pictures.iterdir() if path.name not in there] if pictures.is_dir() else []
        )
        for name in sorted(new):
            self._objects.write(f"{MEDIA}/{name}", (pictures / name).read_bytes())
        there |= set(new)
        sent = [f"{MEDIA}/{name}" for name in sorted(new)]
        feeds = sorted(path.name for path in self._desk.glob("[!._]*.xml"))
        for name in (MEMORY, PAGE, OPML, *feeds):
            path = self._desk / name
            if path.is_file() and (data := path.read_bytes()) != self._objects.read(name):
                self._objects.write(name, data)
                sent.append(name)
        return sent

    def _known(self) -> set[str]:
        if self._there is None:
            self._there = set(self._objects.find(MEDIA))
        return self._there


def _place(source: Path, target: Path) -> None:
    """A hard link where the file system has them, else a copy; whole or not at all."""
    if target.is_file() and target.stat().st_size == source.stat().st_size:
        return
    with whole(target) as temporary:
        try:
            os.link(source, temporary)
        except OSError:
            shutil.copyfile(source, temporary)
