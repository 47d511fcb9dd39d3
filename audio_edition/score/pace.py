"""Pace, silences and loudness of a voice's takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from audio_edition.audio.loudness import integrated_lufs
from audio_edition.score.takes import ScoredTake
from audio_edition.synthesis.acoustics import HOP_S, analyse
from audio_edition.synthesis.silences import Silence, find_silences

_PAUSE_S = 0.1
"""A shorter silence is a stop's closure and belongs to the speech."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Of all takes together."""

    syllables_a_second: float
    """Within sentences, pauses left out."""
    words_a_minute: float
    """Pauses inside sentences included."""
    unwritten: int
    """Silences above 0.15 s where nothing is written."""
    written: int
    """Silences above 0.1 s where a mark of punctuation stands."""
    longest_unwritten_s: float
    silent_share: float
    loudness_spread_lu: float | None
    """Standard deviation from sentence to sentence."""


def measure_pace(takes: Sequence[ScoredTake]) -> Pace:
    """Measure `takes`; where a voice does not tell its word times every silence counts as written."""
    silences = [(take, silence) for take in takes for silence in silences_of(take)]
    pauses_s = sum(silence.length_s for _, silence in silences if silence.length_s > _PAUSE_S)
    spoken_s = sum(take.duration_s for take in takes)
    torn = [silence.length_s for _, silence in silences if not silence.is_written]
    levels = [integrated_lufs(take.samples, take.sample_rate_hz) for take in takes]
    known = [level for level in levels if level is not None]
    return Pace(
        syllables_a_second=sum(take.syllables for take in takes) / (spoken_s - pauses_s),
        words_a_minute=60 * sum(len(take.words) for take in takes) / spoken_s,
        unwritten=sum(length > 0.15 for length in torn),
        written=sum(silence.is_written and silence.length_s > _PAUSE_S for _, silence in silences),
        longest_unwritten_s=max(torn, default=0.0),
        silent_share=pauses_s / spoken_s,
        loudness_spread_lu=float(np.std(known)) if len(known) > 1 else None,
    )


def silences_of(take: ScoredTake) -> list[Silence]:
    """The silences inside one take."""
    sounding = analyse(take.samples, take.sample_rate_hz).sounding
    return find_silences(sounding, HOP_S, [(word.grapheme, word.after) for word in take.words], take.starts_s)
