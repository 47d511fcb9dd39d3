"""Whether an edition is all there."""

from __future__ import annotations

from pathlib import Path

from audio_edition.edition.manifest import Manifest


def is_whole(folder: Path, manifest: Manifest) -> bool:
    """Whether every file of the manifest is there with its size."""
    try:
        return all((folder / name).stat().st_size == file.size_bytes for name, file in manifest.files.items())
    except OSError:
        return False
