"""Whether the edition that would be made is the one that is there."""

from __future__ import annotations

from pathlib import Path

from audio_edition.disk import write_whole
from audio_edition.edition.manifest import NAME, Manifest, read_manifest


def is_whole(folder: Path, manifest: Manifest) -> bool:
    """Whether every file of the manifest is there with its size."""
    try:
        return all((folder / name).stat().st_size == file.size_bytes for name, file in manifest.files.items())
    except OSError:
        return False


def is_same(folder: Path, score: str, fingerprint: str) -> bool:
    """Whether the edition in `folder` is whole and of the same score; its manifest then takes the new fingerprint,
    so that the next run need not look again.
    """
    manifest = read_manifest(folder)
    if manifest is None or manifest.score != score or not is_whole(folder, manifest):
        return False
    if manifest.fingerprint != fingerprint:
        write_whole(folder / NAME, manifest.model_copy(update={"fingerprint": fingerprint}).to_json())
    return True
