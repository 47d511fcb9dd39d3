"""The folder of editions as a feed sees it: what was published, when, under which name for ever."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from audio_edition.disk import read_own, write_whole
from audio_edition.edition.manifest import Manifest, read_manifest
from audio_edition.edition.times import is_out, moment, published
from audio_edition.errors import FeedError
from audio_edition.feed.media import MEDIA, MEMORY, FolderMedia, Media

_PUBLISHED = {
    "edition.mp3": "",
    "edition.m4b": "",
    "edition.opus": "",
    "cover.jpg": "",
    "chapters.json": ".chapters",
    "transcript.vtt": "",
    "transcript.srt": "",
    "transcript.json": ".transcript",
}
"""File of an edition → what its published name bears before the extension."""


@dataclass(frozen=True, slots=True)
class FeedItem:
    """An edition as an item of a feed."""

    folder: str
    manifest: Manifest
    guid: str
    published: datetime
    files: dict[str, str]
    """File of the edition → path of its published copy, relative to the folder of editions."""


class FeedEditions:
    """Editions under `folder`, and what must be remembered of them: guid and date never change."""

    def __init__(self, folder: Path, site_url: str, media: Media | None = None) -> None:
        if not folder.is_dir():
            raise FeedError(f"{folder}: there is no such folder of editions; run audio-edition make first")
        self.folder = folder
        self._media: Media = media or FolderMedia(folder)
        self._domain = urlsplit(site_url).hostname or "localhost"
        self._path = folder / MEMORY
        self._memory: dict[str, Any] = {"editions": {}, "feeds": {}, "retired": {}}
        try:
            stored = json.loads(read_own(self._path))
            self._memory = {key: dict(stored[key]) for key in self._memory}
            for known in self._memory["editions"].values():
                for key in ("guid", "published"):
                    if not isinstance(known[key], str):
                        raise TypeError(f"'{key}' of an edition is {known[key]!r:.40}")
            for name, guid in self._memory["feeds"].items():
                if not isinstance(guid, str):
                    raise TypeError(f"the identity of the feed '{name:.40}' is {guid!r:.40}")
            for name, since in self._memory["retired"].items():
                self._memory["retired"][name] = moment(str(since)).isoformat()
        except FileNotFoundError:
            pass
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise FeedError(
                f"{self._path}: cannot be read ({error}); put it back from a copy, for without it every "
                "subscriber would get all editions anew"
            ) from error

    def items(self, now: datetime | None = None) -> list[FeedItem]:
        """All whole editions, newest first; new ones are given their guid and date. What is dated after `now` is
        held back until then.
        """
        now = now or datetime.now(UTC)
        found = [self._item(path, manifest, now) for path, manifest in self._editions()]
        return sorted(
            (item for item in found if item.published <= now),
            key=lambda item: (item.published, item.guid),
            reverse=True,
        )

    def feed_guid(self, name: str, first_guess: str) -> str:
        """podcast:guid of the feed called `name`: `first_guess` the first time, the same ever after."""
        guid = self._memory["feeds"].setdefault(name, first_guess)
        return str(guid)

    def publish(self, item: FeedItem) -> None:
        """Put copies of the item's files under their published names, those that are not there yet."""
        self._media.place((f"{item.folder}/{name}", published) for name, published in item.files.items())

    def save(self) -> None:
        """Write what must be remembered, if it changed."""
        text = json.dumps(self._memory, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        if not self._path.is_file() or self._path.read_text(encoding="utf-8") != text:
            write_whole(self._path, text)

    def prune(self, named: set[str], keep_days: int, now: datetime) -> list[str]:
        """Remove published files that no feed has named for `keep_days`; returns their names.

        `named` are paths relative to the folder of editions. A day to come, from a clock that was ahead, counts as now.
        """
        retired: dict[str, str] = self._memory["retired"]
        removed = []
        for name in self._media.names():
            if f"{MEDIA}/{name}" in named:
                retired.pop(name, None)
                continue
            since = datetime.fromisoformat(retired.setdefault(name, now.isoformat()))
            if since > now:
                retired[name] = now.isoformat()
            elif now - since >= timedelta(keep_days):
                self._media.remove(name)
                del retired[name]
                removed.append(name)
        return removed

    def _editions(self) -> Iterator[tuple[Path, Manifest]]:
        for path in sorted(self.folder.iterdir()):
            if path.is_dir() and path.name[0] not in "._" and (manifest := read_manifest(path)):
                yield path, manifest

    def _item(self, path: Path, manifest: Manifest, now: datetime) -> FeedItem:
        known = self._memory["editions"].get(path.name)
        if known is None or not is_out(known["published"], now):
            date = published(manifest.published, manifest.made)
            known = {
                "guid": (known or {}).get("guid") or f"tag:{self._domain},{date.year}:edition:{path.name}",
                "published": date.isoformat(),
            }
            if date <= now:  # until it is out, its date may still change
                self._memory["editions"][path.name] = known
            else:
                self._memory["editions"].pop(path.name, None)
        files = {
            name: f"{MEDIA}/{path.name}-{manifest.files[name].sha256[:12]}{mark}{Path(name).suffix}"
            for name, mark in _PUBLISHED.items()
            # A digest that somebody else wrote must not lead out of the folder.
            if name in manifest.files and manifest.files[name].sha256.isalnum()
        }
        return FeedItem(path.name, manifest, str(known["guid"]), moment(known["published"]), files)


def content_name(data: bytes, stem: str, suffix: str) -> str:
    """Name of a published file that changes when its content does."""
    return f"{MEDIA}/{stem}-{hashlib.sha256(data).hexdigest()[:12]}{suffix}"
