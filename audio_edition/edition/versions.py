"""Which programs made an edition."""

from __future__ import annotations

import platform
from importlib import metadata

from audio_edition import __version__
from audio_edition.audio.ffmpeg import ffmpeg_version

_PACKAGES = ("onnxruntime", "onnxruntime-gpu", "numpy", "soxr", "mutagen")
"""Of these those that are installed."""


def generator() -> str:
    """Our name and version, as files and feeds tell it."""
    return f"audio-edition {__version__}"


def versions() -> dict[str, str]:
    """What the sound depends on besides voices and settings; another version of one may give other bytes."""
    return {
        "audio-edition": __version__,
        "python": platform.python_version(),
        "ffmpeg": ffmpeg_version().removeprefix("ffmpeg version ").split(" ")[0],
        **{name: version for name in _PACKAGES if (version := _version(name))},
    }


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
