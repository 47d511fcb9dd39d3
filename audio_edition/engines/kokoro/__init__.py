"""Kokoro-82M in ONNX Runtime: the embedded default. Phonemes in, 24 kHz out, no torch, no download.

engine   pieces in, sound and the end of each symbol out
mouth    symbols and a reader's settings → sound, by way of the graph's three parts
parts    the graph parted at the predicted lengths, and at pitch and energy
timing   lengths and silences: what the model predicts, without the silences that nobody wrote
melody   the tune of a sentence: accents, phrases, ends
blends   sounds between two of the model's
model    the model on this machine, made when it is first wanted
place    where its files lie
preparing  four package parts joined once, rewritten once, proven, parted
graph    the same arithmetic, faster, for a CPU
floats   the same weights as floats, for a GPU
"""

from __future__ import annotations

from audio_edition.engines import Engine
from audio_edition.errors import EngineUnavailable
from audio_edition.types import Voice

VERSION = "6"
"""Part of the key of every clip."""
GRAPH_VERSION, FLOATS_VERSION, PARTS_VERSION = 1, 1, 1
"""Change them when `graph`, `floats` or `parts` would make another model of the same file."""


def load(voice: Voice, *, device: str = "cpu", threads: int | None = None) -> Engine:
    """Load the model; its first use on a machine joins, rewrites and parts it (a few seconds).

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
