"""The files of Kokoro's model on this machine, made or not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

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


def model_place(voice: Voice, device: str = "cpu") -> ReadyModel:
    """Where the model for `device` lies once it is made."""
    kind = f"float-{FLOATS_VERSION}" if device == "cuda" else str(GRAPH_VERSION)
    name = f"kokoro-{str(voice.model['digest'])[:16]}-{kind}-parts-{PARTS_VERSION}"
    return ReadyModel(cache_folder() / "models" / name)
