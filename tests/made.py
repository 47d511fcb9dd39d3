"""What was made, read again: a test wants it to be there."""

from __future__ import annotations

from pathlib import Path

from audio_edition.edition.manifest import Manifest, read_manifest


def manifest_of(folder: Path | None) -> Manifest:
    """The manifest of an edition's folder."""
    assert folder is not None, "no edition was made"
    manifest = read_manifest(folder)
    assert manifest is not None, f"{folder} holds no edition"
    return manifest


def found(value: object) -> str:
    """An attribute or a text that XML may lack."""
    assert isinstance(value, str)
    return value
