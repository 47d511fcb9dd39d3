"""A clip as the machines that listen want it."""

from __future__ import annotations

from typing import Any

import numpy as np
import soxr

RATE_HZ = 16_000
_EDGE_S = 0.3
"""Silence around a clip: these models learnt from recordings that have some."""
_NORMAL_PEAK = 0.7


def prepared(samples: Any, sample_rate_hz: int) -> Any:
    """float32 samples of RATE_HZ with one peak, and silence around them, of a mono clip of any level."""
    samples = soxr.resample(samples, sample_rate_hz, RATE_HZ).astype(np.float32)
    samples *= np.float32(_NORMAL_PEAK / max(float(np.abs(samples).max(initial=0.0)), 1e-6))
    return np.pad(samples, round(_EDGE_S * RATE_HZ))
