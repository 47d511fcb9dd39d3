"""What an edition that lies there is: all of it, and of which fingerprint."""

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


def whole_manifest(folder: Path) -> Manifest | None:
    """The manifest of the edition in `folder`; None where there is none, or where a file of it is missing."""
    manifest = read_manifest(folder)
    return manifest if manifest and is_whole(folder, manifest) else None


def restamp(folder: Path, fingerprint: str) -> None:
    """Write into the manifest in `folder` that it is also what `fingerprint` would give."""
    manifest = read_manifest(folder)
    if manifest is not None and manifest.fingerprint != fingerprint:
        write_whole(folder / NAME, manifest.model_copy(update={"fingerprint": fingerprint}).to_json())
