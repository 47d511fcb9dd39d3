"""Machines that listen to a voice: one writes down what it hears, two guess what a panel of people would say."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from audio_edition.errors import EngineUnavailable
from audio_edition.listener import mos
from audio_edition.listener.sound import RATE_HZ, prepared
from audio_edition.listener.whisper import load_listener
from audio_edition.score.takes import ScoredTake


def character_errors(takes: Sequence[ScoredTake], listener: Path | None = None) -> float:
    """Share of letters that the listener writes otherwise, after its Bokmål is folded. Raises EngineUnavailable."""
    whisper = load_listener(listener)
    letters = errors = 0
    for take in takes:
        meant = " ".join(word.grapheme for word in take.words)
        result = whisper.check(take.samples, take.sample_rate_hz, meant)
        letters, errors = letters + result.letters, errors + min(result.letters, result.errors)
    return errors / max(1, letters)


def distill_mos(takes: Sequence[ScoredTake]) -> float:
    """Mean of Distill-MOS (Stahl and Gamper 2025), 1 to 5. Raises EngineUnavailable without its package."""
    return float(np.mean([mos.distill_mos()(_prepared(take)) for take in takes]))


def dnsmos(takes: Sequence[ScoredTake]) -> float:
    """Mean of DNSMOS P.835's overall quality (Reddy and others 2022), 1 to 5. Raises EngineUnavailable."""
    try:
        from speechmos import dnsmos as judge
    except ImportError as error:
        raise EngineUnavailable(_missing("speechmos", error)) from error
    scores = [judge.run(_prepared(take), sr=RATE_HZ, return_df=False)["ovrl_mos"] for take in takes]
    return float(np.mean(scores))


def _missing(package: str, error: ImportError) -> str:
    return (
        f"the scoreboard's judge {package} cannot be loaded ({error}); do: pip install 'audio-edition[score]'"
    )


def _prepared(take: ScoredTake) -> Any:
    return prepared(take.samples, take.sample_rate_hz)
