"""Tell when a site's articles or settings change, by looking: works on every disk, network ones too."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from audio_edition.settings import CONFIG_NAME
from audio_edition.site.config import SITE_NAME, Site

_LOOK_S = 2.0


def changes(folder: Path, *, look_s: float = _LOOK_S) -> Iterator[None]:
    """Yield once at the start, and then each time after a change has come to rest.

    A file that is still being written is waited for: two looks in a row must see the same.
    """
    site = Site(folder)
    handled: object = None
    before = look(site)
    while True:
        now = look(site)
        if now == before and now != handled:
            handled = now
            yield
        before = now
        time.sleep(look_s)


def look(site: Site) -> tuple[tuple[str, int, int], ...]:
    """(path, time, size) of every file that decides what the site's editions are."""
    seen = []
    settings = (site.folder / SITE_NAME, site.folder / CONFIG_NAME, site.lexicon, site.feed, site.sources)
    for path in (*settings, *_files(site.inbox)):
        try:
            status = os.stat(path)
        except OSError:
            continue
        seen.append((str(path), status.st_mtime_ns, status.st_size))
    return tuple(sorted(seen))


def _files(inbox: Path) -> Iterator[Path]:
    for folder, subfolders, files in os.walk(inbox):
        subfolders[:] = [name for name in subfolders if not name.startswith(".")]
        for name in files:
            if not name.startswith("."):
                yield Path(folder) / name
