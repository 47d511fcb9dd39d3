"""Distill-MOS: a guess at what a panel of people would say of a sound, 1 to 5 (Stahl and Gamper 2025; extra [score])."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from audio_edition.errors import EngineUnavailable


@lru_cache(maxsize=1)
def distill_mos() -> Callable[[Any], float]:
    """A judge of what `sound.prepared` gives. Raises EngineUnavailable without its package."""
    try:
        import torch
        from distillmos import ConvTransformerSQAModel
    except ImportError as error:
        raise EngineUnavailable(
            f"the judge distillmos cannot be loaded ({error}); do: pip install 'audio-edition[score]'"
        ) from error
    with contextlib.redirect_stdout(
        io.StringIO()
    ):  # it tells where its weights lie, between what commands print
        model = ConvTransformerSQAModel()
    model.eval()

    def judge(samples: Any) -> float:
        with torch.no_grad():
            return float(model(torch.from_numpy(samples)[None]))

    return judge
