"""Where the carrier of a very short text ends, and what is left of the sound without it; see carrier.py."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Float32 = npt.NDArray[np.float32]

_REACH_S, _STEP_S = 0.25, 0.005
"""The cut falls at the quietest step within reach before the first word."""


def cut_carrier(
    samples: Float32, starts: Sequence[int], count: int, sample_rate_hz: int
) -> tuple[Float32, list[int]]:
    """`samples` from the silence before word number `count` on, and the starts of the words from there."""
    if not count:
        return samples, list(starts)
    step = round(_STEP_S * sample_rate_hz)
    first = max(0, starts[count] - round(_REACH_S * sample_rate_hz))
    before = samples[first : starts[count]]
    steps = before[: len(before) // step * step].reshape(-1, step)
    quietest = int(np.argmin(np.square(steps).mean(axis=1))) if len(steps) else 0
    at = first + quietest * step
    return samples[at:], [start - at for start in starts[count:]]
