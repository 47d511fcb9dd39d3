"""What keeps a spoken sentence out of the corpus."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from audio_edition.phonemise.inventory import PUNCTUATION, VOWELS

PACE, SHORT_PACE, SHORT = (3.4, 6.6), (2.2, 7.5), 10
"""Syllables a second of sound; a sentence of fewer than SHORT syllables may be slower and faster."""
_VOWEL_BELOW_DB, _SILENT_BELOW_DB, _LONGEST_SILENCE_S = 34.0, 42.0, 0.2
_HOP_S = 0.01


def reason_against(
    samples: Any, items: Sequence[str], ends: Sequence[int], sample_rate_hz: int
) -> str | None:
    """Why the sentence cannot be learnt from, or None. `samples` (n,) float32; `ends` of the items, in samples."""
    import numpy as np

    if not len(samples) or not np.isfinite(samples).all():
        return "no sound"
    if float(np.abs(samples).max()) < 0.05:
        return "silent"
    if float((np.abs(samples) > 0.999).mean()) > 0.001:
        return "clipped"
    hop = round(_HOP_S * sample_rate_hz)
    level_db = 10 * np.log10(
        (samples[: len(samples) // hop * hop].reshape(-1, hop) ** 2).mean(axis=1) + 1e-12
    )
    top = float(np.percentile(level_db, 95))
    start = 0
    for item, end in zip(items, ends, strict=True):
        inside = level_db[start // hop : max(start // hop + 1, end // hop)]
        if item in VOWELS and (not len(inside) or inside.max() < top - _VOWEL_BELOW_DB):
            return f"the vowel {item} at {start / sample_rate_hz:.2f} s is not heard"
        start = end
    silent = level_db < top - _SILENT_BELOW_DB
    paused = _near_marks(items, ends, hop, len(level_db))
    longest = _longest(silent & ~paused)
    if longest * _HOP_S > _LONGEST_SILENCE_S:
        return f"{longest * _HOP_S:.2f} s of silence where nothing is written"
    sounding_s = float((~silent).sum()) * _HOP_S
    syllables = sum(item in VOWELS for item in items)
    pace = syllables / max(sounding_s, 1e-6)
    slowest, fastest = PACE if syllables >= SHORT else SHORT_PACE
    if not slowest <= pace <= fastest:
        return f"{pace:.1f} syllables a second"
    return None


def _near_marks(items: Sequence[str], ends: Sequence[int], hop: int, size: int) -> Any:
    """The items at and beside a mark of punctuation, and the edges: there silence may stand."""
    import numpy as np

    near = np.zeros(size, dtype=bool)
    starts = [0, *ends[:-1]]
    for at, item in enumerate(items):
        if item in PUNCTUATION:
            first, last = starts[max(0, at - 2)], ends[min(len(ends) - 1, at + 2)]
            near[first // hop : last // hop + 1] = True
    near[:8] = near[-20:] = True
    return near


def _longest(flags: Any) -> int:
    best = run = 0
    for flag in flags:
        run = run + 1 if flag else 0
        best = max(best, run)
    return best
