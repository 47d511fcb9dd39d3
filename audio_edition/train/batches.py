"""What one step learns from: windows of sentences (the direct objective) or whole sentences (the variational one).

The batch of a step depends on the seed, the step and the examples alone, so a run that was stopped goes on with the
batch that would have come. Lengths are rounded up to few values: each new shape costs oneDNN a preparation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from audio_edition.train.features import Example

MARGIN_FRAMES = 16
"""On both sides of a window: computed by the flow, not decoded, so that the window's edges have neighbours."""

_TOKEN_STEP, _FRAME_STEP = 32, 64
_OUTSIDE_FRAMES = 4


@dataclass(frozen=True, slots=True)
class Batch:
    """B sentences; T tokens each, F frames of them."""

    tokens: Any
    """(B, T) int64, padded with 0."""
    lengths: Any
    """(B,) int64."""
    durations: Any
    """(B, T) float32 frames a token; None where they are to be searched."""
    speakers: Any
    """(B,) int64."""
    place: Any
    """(B, F) int64: the token that each frame belongs to; None without durations."""
    mask: Any
    """(B, 1, F) float32: 1 where the frame is inside its sentence."""
    frame_lengths: Any
    """(B,) int64: frames of the whole sentence."""
    wave: Any
    """(B, 1, samples) float32: of the window without margins, or of the whole sentence."""

    def to(self, device: str) -> Batch:
        """The same on a device."""
        if device == "cpu":
            return self
        moved = [
            None if value is None else value.to(device)
            for value in (getattr(self, n) for n in self.__slots__)
        ]
        return Batch(*moved)


class Examples:
    """Sentences to draw from; more may be added between two steps."""

    def __init__(self, speakers: Sequence[str], hop_length: int) -> None:
        self._speakers = {name: number for number, name in enumerate(speakers)}
        self._hop = hop_length
        self._all: list[Example] = []
        self._ends: Any = None

    def __len__(self) -> int:
        return len(self._all)

    @property
    def frames(self) -> int:
        """Frames of all sentences together."""
        return sum(example.total_frames for example in self._all)

    def add(self, examples: Sequence[Example]) -> None:
        """Take in more sentences."""
        self._all += examples
        self._ends = None

    def draw(self, step: int, size: int, seed: int = 0) -> list[Example]:
        """Sentences of a step, each as likely as it is long, all of about the same number of tokens."""
        if self._ends is None:
            self._ends = np.cumsum([example.total_frames for example in self._all])
        generator = np.random.default_rng((seed, step))
        # One sentence decides the width; the others are drawn among those as wide, so that little is padding.
        width = _width(self._all[self._place(generator.random())])
        alike = [example for example in self._all if _width(example) == width]
        ends = np.cumsum([example.total_frames for example in alike])
        chance = generator.random(size) * ends[-1]
        return [alike[place] for place in np.searchsorted(ends, chance, side="right")]

    def _place(self, chance: float) -> int:
        return int(np.searchsorted(self._ends, chance * self._ends[-1], side="right"))

    def windows(self, step: int, size: int, window: int, seed: int = 0) -> Batch:
        """A batch of windows of `window` frames, with MARGIN_FRAMES more on both sides in `place` and `mask`."""
        chosen = self.draw(step, size, seed)
        generator = np.random.default_rng((seed, step, 1))
        starts = []
        for example in chosen:
            last = max(example.total_frames - window, 0) + _OUTSIDE_FRAMES
            starts.append(int(generator.integers(-_OUTSIDE_FRAMES, last + 1)))
        return self._batch(chosen, starts, window, MARGIN_FRAMES)

    def whole(self, chosen: Sequence[Example], exact: bool = False) -> Batch:
        """A batch of whole sentences; `exact` does not round its length up."""
        most = max(example.total_frames for example in chosen)
        frames = most if exact else -(-most // _FRAME_STEP) * _FRAME_STEP
        return self._batch(chosen, [0] * len(chosen), frames, 0)

    def _batch(self, chosen: Sequence[Example], starts: Sequence[int], window: int, margin: int) -> Batch:
        width = max(map(_width, chosen))
        size, hop, frames = len(chosen), self._hop, window + 2 * margin
        timed = all(example.frames is not None for example in chosen)
        tokens = np.zeros((size, width), np.int64)
        durations = np.zeros((size, width), np.float32)
        place = np.zeros((size, frames), np.int64)
        mask = np.zeros((size, 1, frames), np.float32)
        wave = np.zeros((size, 1, window * hop), np.float32)
        for row, (example, start) in enumerate(zip(chosen, starts, strict=True)):
            tokens[row, : len(example.tokens)] = example.tokens
            first = start - margin
            inside = slice(max(0, -first), min(frames, example.total_frames - first))
            mask[row, 0, inside] = 1
            if example.frames is not None:
                durations[row, : len(example.frames)] = example.frames
                owners = np.repeat(np.arange(len(example.frames)), example.frames)
                place[row, inside] = owners[first + inside.start : first + inside.stop]
            begin, end = max(0, start), min(example.total_frames, start + window)
            part = example.wave()[begin * hop : end * hop].astype(np.float32) / 32767
            wave[row, 0, (begin - start) * hop : (begin - start) * hop + len(part)] = part
        return Batch(
            tokens=torch.from_numpy(tokens),
            lengths=torch.tensor([len(example.tokens) for example in chosen]),
            durations=torch.from_numpy(durations) if timed else None,
            speakers=torch.tensor([self._speakers[example.speaker] for example in chosen]),
            place=torch.from_numpy(place) if timed else None,
            mask=torch.from_numpy(mask),
            frame_lengths=torch.tensor([example.total_frames for example in chosen]),
            wave=torch.from_numpy(wave),
        )


def _width(example: Example) -> int:
    return -(-len(example.tokens) // _TOKEN_STEP) * _TOKEN_STEP
