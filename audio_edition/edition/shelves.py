"""Which shelf a run puts its editions on."""

from __future__ import annotations

from pathlib import Path

from audio_edition.edition.shelf import FolderShelf
from audio_edition.edition.store_shelf import StoreShelf
from audio_edition.settings import Settings


def shelf_of(settings: Settings, out: Path) -> FolderShelf:
    """The folder `out`, or the object store that the settings name, with `out` as the desk of its writer."""
    if settings.store is None:
        return FolderShelf(out)
    return StoreShelf(settings.store, out)
