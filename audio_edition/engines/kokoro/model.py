"""Where Kokoro's model lies on this machine: made and parted once, kept in the cache folder.

A CPU gets the graph rewritten for speed (`kokoro.graph`), a GPU the weights as floats (`kokoro.floats`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from audio_edition.disk import locked
from audio_edition.engines.kokoro import FLOATS_VERSION, GRAPH_VERSION, PARTS_VERSION
from audio_edition.settings import cache_folder
from audio_edition.types import Voice

PART_NAMES = ("reading", "melody", "sound")
"""See `audio_edition.engines.kokoro.parts`."""


@dataclass(frozen=True, slots=True)
class ReadyModel:
    """Where the model's files for one device lie."""

    stem: Path
    """Beginning of their paths."""

    def part(self, name: str) -> Path:
        """The graph of one of `PART_NAMES`."""
        return self.stem.with_name(f"{self.stem.name}-{name}.onnx")

    @property
    def tables(self) -> Path:
        """The embedding tables; written last, so that all is there when they are."""
        return self.stem.with_name(f"{self.stem.name}-tables.npz")

    @property
    def lock(self) -> Path:
        return self.stem.with_name(f"{self.stem.name}.lock")

    @property
    def files(self) -> tuple[Path, ...]:
        return (*map(self.part, PART_NAMES), self.tables)


def ready_model(voice: Voice, device: str = "cpu") -> ReadyModel:
    """The model's parts to run on `device`, made on first use (a few seconds), by one process at a time.

    Raises VoiceError when a part is missing or the joined parts have another digest than voice.toml states.
    """
    place = model_place(voice, device)
    if not place.tables.is_file():
        with locked(place.lock):
            if not place.tables.is_file():
                from audio_edition.engines.kokoro.preparing import prepare

                prepare(voice, place, device)
    return place


def model_place(voice: Voice, device: str = "cpu") -> ReadyModel:
    """Where the model for `device` lies once it is made."""
    kind = f"float-{FLOATS_VERSION}" if device == "cuda" else str(GRAPH_VERSION)
    name = f"kokoro-{str(voice.model['digest'])[:16]}-{kind}-parts-{PARTS_VERSION}"
    return ReadyModel(cache_folder() / "models" / name)
