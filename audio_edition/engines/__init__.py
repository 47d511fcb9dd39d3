"""The one seam for engines: a piece in, a waveform out.

An engine is found by entry point, group `audio_edition.engines`: a callable `load(voice, device="cpu",
threads=None) -> Engine`. Our own engines are declared the same way in pyproject.toml, so a plugin is not a
special case. Heavy imports sit inside `load`. An engine never splits text, pads, trims, resamples, changes
loudness or caches; the same piece gives the same samples, whatever was said before.
"""

from __future__ import annotations

import functools
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Protocol

from audio_edition.errors import EngineUnavailable
from audio_edition.types import Piece, Voice, Waveform
from audio_edition.voices.declared import GROUP, engine_names


class Engine(Protocol):
    """What a plugin implements."""

    version: str
    """Part of the cache key: change it when the same piece would give other samples."""

    def synthesise(self, piece: Piece) -> Waveform:
        """Speak one piece. Raises SynthesisError; never returns less than the whole piece."""
        ...

    def close(self) -> None:
        """Free the model."""
        ...


def load_engine(voice: Voice, *, device: str = "cpu", threads: int | None = None) -> Engine:
    """Load the voice's engine with its model. Raises EngineUnavailable, UnknownPhoneme or VoiceError."""
    engine: Engine = _entry_point(voice.engine).load()(voice, device=device, threads=threads)
    return engine


def engine_version(name: str, device: str = "cpu") -> str:
    """Version of the engine called `name`, found without loading a model: it goes into the key of every clip.

    It is the constant `VERSION` of the module that holds the entry point, else its distribution's version. On
    another device than the CPU the device is part of it, unless the module states `SAME_ON_ALL_DEVICES = True`.
    """
    point = _entry_point(name)
    module = import_module(point.module)
    version = str(getattr(module, "VERSION", None) or (point.dist.version if point.dist else "0"))
    if device == "cpu" or getattr(module, "SAME_ON_ALL_DEVICES", False):
        return version
    return f"{version} on {device}"


@functools.cache  # to look takes 10 ms, and every edition asks
def _entry_point(name: str) -> EntryPoint:
    points = [point for point in entry_points(group=GROUP) if point.name == name]
    if not points:
        raise EngineUnavailable(
            f"no engine is called '{name}'; installed engines: {', '.join(engine_names())}. "
            "An engine is a package that declares the entry point audio_edition.engines"
        )
    return points[0]
