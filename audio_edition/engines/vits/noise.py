"""Where a VITS model's chance comes from, and how long its symbols are in samples.

VITS (Kim et al., 2021) draws two random tensors a sentence: one for the durations, one for the prior of the
sound. Here both are drawn from the piece's seed outside the model, so torch on a CPU, torch on a GPU and the
compiled graph all speak the same sentence in the same way, whatever was said before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

_FRAMES_PER_TOKEN, _EXTRA_FRAMES = 4, 64


def noise_frames(token_count: int) -> int:
    """Frames of prior noise that are drawn for so many tokens; a longer sentence uses them again."""
    return _FRAMES_PER_TOKEN * token_count + _EXTRA_FRAMES


def draw_noise(
    seed: int, token_count: int, channels: int
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Standard normal noise of a sentence: durations (1, 2, tokens) and prior (1, channels, frames)."""
    generator = np.random.Generator(np.random.Philox(seed))
    durations = generator.standard_normal((1, 2, token_count), dtype=np.float32)
    prior = generator.standard_normal((1, channels, noise_frames(token_count)), dtype=np.float32)
    return durations, prior


def symbol_ends(durations: npt.NDArray[Any], ends: Sequence[int], hop_length: int) -> tuple[int, ...]:
    """Sample at which each symbol ends, from the model's frames a token and `Tokens.encode`'s ends."""
    samples = np.cumsum(durations.reshape(-1)).astype(np.int64) * hop_length
    return tuple(int(samples[end - 1]) for end in ends)
