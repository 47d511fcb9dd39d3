"""Kokoro-82M in ONNX Runtime: the embedded default. Phonemes in, 24 kHz out, no torch, no download.

engine   tokens and style in, sound and each token's length out
model    where the model lies on this machine
preparing  four package parts joined once, rewritten once, proven
graph    the same arithmetic, faster, for a CPU
floats   the same weights as floats, for a GPU
"""

from __future__ import annotations

from audio_edition.engines import Engine
from audio_edition.errors import EngineUnavailable
from audio_edition.types import Voice

VERSION = "1"
"""Part of the key of every clip."""
GRAPH_VERSION, FLOATS_VERSION = 1, 1
"""Change them when `graph` or `floats` would make another model of the same file."""


def load(voice: Voice, *, device: str = "cpu", threads: int | None = None) -> Engine:
    """Load the model; its first use on a machine joins and rewrites it (a few seconds).

    Raises VoiceError for missing or wrong files or an unknown style, UnknownPhoneme for a gap in the map,
    EngineUnavailable when ONNX Runtime is missing.
    """
    try:
        from audio_edition.engines.kokoro import engine
    except ImportError as error:
        raise EngineUnavailable(
            f"the Kokoro engine needs the Python module {error.name}; do: pip install {error.name}"
        ) from error
    return engine.load(voice, device=device, threads=threads)
