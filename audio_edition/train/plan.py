"""What a training run does; written beside its state, so that going on needs no options."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from audio_edition.errors import VoiceError

FILE_NAME = "plan.json"


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """Everything that decides what is computed."""

    corpus: str
    """Folder, see `train.corpus`."""
    base: str
    """The Piper voice (`NAME.onnx`) that the model begins as."""
    speakers: tuple[str, ...]
    objective: str = "direct"
    """`direct` or `variational`, see `train.losses`."""
    batch: int = 8
    window_frames: int = 192
    """Direct: frames of each sentence that a step looks at …"""
    piece_frames: int = 32
    """… and those in their middle that are decoded."""
    decode_every: int = 1
    """Direct: decode in every so-manieth step."""
    longest_s: float = 12.0
    """Longer sentences are left out."""
    peak_rate: float = 5e-4
    decoder_rate: float = 2e-4
    warm_up_steps: int = 50
    halving_steps: int = 10_000
    """The learning rates halve in so many steps."""
    average: float = 0.998
    """Share of the running mean of the weights, with which the voice is scored and written, that stays each step."""
    adversary_from: int = 0
    """Step from which a discriminator listens too; 0 for never."""
    adversary_turns: int = 1
    """Its six networks listen in so many turns: with 2 a step takes half the time, with as much said on the whole."""
    kl_steps: int = 2000
    """Variational: steps over which the divergence gets its full weight."""
    blanks: bool = False
    device: str = "cpu"
    seed: int = 0

    def write(self, folder: Path) -> None:
        """Write `folder`/plan.json."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / FILE_NAME).write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> TrainingPlan:
        """Read what `write` wrote. Raises VoiceError for anything else."""
        path = folder / FILE_NAME
        try:
            table = json.loads(path.read_text(encoding="utf-8"))
            known = {field.name for field in fields(cls)}
            if unknown := sorted(set(table) - known):
                raise VoiceError(f"{path}: unknown key '{unknown[0]}'")
            return cls(**table | {"speakers": tuple(table["speakers"])})
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise VoiceError(f"{path}: not the plan of a training run: {error!r}") from error
