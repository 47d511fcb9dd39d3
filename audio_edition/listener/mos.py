"""Distill-MOS: a guess at what a panel of people would say of a sound, 1 to 5 (Stahl and Gamper 2025; extra [score])."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from audio_edition.errors import EngineUnavailable

RATE_HZ = 16_000
_EDGE_S = 0.3
"""Silence around a take: the judges learnt from recordings that have some."""
_NORMAL_PEAK = 0.7


def prepared(samples: Any, sample_rate_hz: int) -> Any:
    """float32 samples of RATE_HZ with one peak, and silence around them."""
    import numpy as np
    import soxr

    samples = soxr.resample(samples, sample_rate_hz, RATE_HZ).astype(np.float32)
    samples *= np.float32(_NORMAL_PEAK / max(float(np.abs(samples).max()), 1e-6))
    return np.pad(samples, round(_EDGE_S * RATE_HZ))


@lru_cache(maxsize=1)
def distill_mos() -> Callable[[Any], float]:
    """A judge of what `prepared` gives. Raises EngineUnavailable without its package."""
    try:
        import torch
        from distillmos import ConvTransformerSQAModel
    except ImportError as error:
        raise EngineUnavailable(
            f"the judge distillmos cannot be loaded ({error}); do: pip install 'audio-edition[score]'"
        ) from error
    model = ConvTransformerSQAModel()
    model.eval()

    def judge(samples: Any) -> float:
        with torch.no_grad():
            return float(model(torch.from_numpy(samples)[None]))

    return judge
