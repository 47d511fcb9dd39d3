"""Pitch of a voice's takes: its range, where it goes at the end, and whether it tells one tone from the other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from audio_edition.errors import EngineUnavailable
from audio_edition.score.takes import ScoredTake

Float64s = npt.NDArray[np.float64]

_LOWEST_HZ, _HIGHEST_HZ = 55.0, 450.0
_CONFIDENT = 0.8
_END_S = 0.3
"""The last voiced stretch over which a final movement is taken."""
_POINTS = 12
_AFTER_S = 0.12
"""The tones of East Norwegian differ until a little after the word's first syllables."""
_RIDGE = 1.0


def track(take: ScoredTake) -> tuple[Float64s, Float64s]:
    """(times in s, pitch in semitones over 100 Hz) of the voiced steps. Raises EngineUnavailable without swift-f0."""
    found = _detector().detect(take.samples, take.sample_rate_hz, fmin=_LOWEST_HZ, fmax=_HIGHEST_HZ)
    voiced = np.asarray(found.confidence) > _CONFIDENT
    times = np.asarray(found.timestamps, dtype=np.float64)[voiced]
    semitones = 12 * np.log2(np.maximum(np.asarray(found.pitch_hz, dtype=np.float64)[voiced], 1.0) / 100)
    return times, semitones


def pitch_range(takes: Sequence[ScoredTake]) -> tuple[float, float]:
    """(median in Hz, range in semitones between the 5th and the 95th percentile) of all voiced steps."""
    heights = np.concatenate([track(take)[1] for take in takes])
    if not len(heights):
        return 0.0, 0.0
    low, high = np.percentile(heights, [5, 95])
    return float(100 * 2 ** (np.median(heights) / 12)), float(high - low)


def final_movement(takes: Sequence[ScoredTake]) -> float:
    """Mean of how many semitones the end of a take lies above (or below) the take's median."""
    ends = []
    for take in takes:
        times, heights = track(take)
        if len(times) > 4:
            last = heights[times > times[-1] - _END_S]
            ends.append(float(np.mean(last[-5:]) - np.median(heights)))
    return float(np.mean(ends)) if ends else 0.0


def tone_accuracy(takes: Sequence[ScoredTake], word: int) -> float | None:
    """Share of takes whose tone a plain classifier tells from the pitch of word number `word`, each left out in turn.

    The classifier is ridge regression on the pitch at twelve points from the word's start to a little after its end,
    less its mean. None when word times are not known or a tone is missing.
    """
    rows, tones = [], []
    for take in takes:
        tone = next((mark for mark in "¹²" if mark in take.words[word].ipa), None)
        if tone is None or len(take.starts_s) != len(take.words):
            continue
        times, heights = track(take)
        if len(times) < 4:
            continue
        start_s, end_s = take.starts_s[word], take.starts_s[word + 1] + _AFTER_S
        shape = np.interp(np.linspace(start_s, end_s, _POINTS), times, heights)
        rows.append(shape - np.median(heights))
        tones.append(1.0 if tone == "²" else -1.0)
    if len(rows) < 10 or len(set(tones)) < 2:
        return None
    return float(np.mean(_left_out(np.array(rows), np.array(tones)) > 0))


def _left_out(rows: Float64s, tones: Float64s) -> Float64s:
    """Margin of each row's own class when it is predicted from the others (the closed form of ridge regression)."""
    inputs = np.column_stack([rows, np.ones(len(rows))])
    penalty = _RIDGE * np.eye(inputs.shape[1])
    penalty[-1, -1] = 0.0
    hat = inputs @ np.linalg.solve(inputs.T @ inputs + penalty, inputs.T)
    residuals = (tones - hat @ tones) / (1 - np.diag(hat))
    margins: Float64s = (tones - residuals) * tones
    return margins


@lru_cache(maxsize=1)
def _detector() -> Any:
    try:
        from swift_f0 import SwiftF0
    except ImportError as error:
        raise EngineUnavailable(
            "the scoreboard needs the pitch tracker swift-f0; do: pip install 'audio-edition[score]'"
        ) from error
    return SwiftF0()
