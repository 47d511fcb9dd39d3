"""The shape and the loudness of a finished sound, as lists short enough to draw."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from audio_edition.audio.ffmpeg import a_file, stream_ffmpeg

_RATE_HZ = 22050
_BIN_S = 0.05
_STEP = re.compile(r"\bt:\s*([\d.]+).*?\bM:\s*(-?[\d.]+|-?inf|nan).*?\bS:\s*(-?[\d.]+|-?inf|nan)")
_SILENCE_LUFS = -70.0
"""ebur128 gives -120.7 for digital silence; below this a value says nothing."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A sound as drawn: `low[i]` to `high[i]` in column i of equally long columns, full scale being 1."""

    duration_s: float
    low: tuple[float, ...]
    high: tuple[float, ...]
    momentary_lufs: tuple[tuple[float, float], ...] = ()
    """(seconds, loudness of the 0.4 s that end there), every 0.1 s; below -70 LUFS left out."""
    short_term_lufs: tuple[tuple[float, float], ...] = ()
    """(seconds, loudness of the 3 s that end there), every 0.1 s; below -70 LUFS left out."""

    def loudness_lufs(self, start_s: float, end_s: float) -> float | None:
        """Mean loudness between two times, from the momentary values that lie wholly inside; None if there is none."""
        inside = [10 ** (lufs / 10) for at_s, lufs in self.momentary_lufs if start_s + 0.4 <= at_s <= end_s]
        return 10 * math.log10(sum(inside) / len(inside)) if inside else None


def waveform_envelope(path: Path, *, columns: int = 1200) -> Envelope:
    """Read a sound once, in blocks, and give its lowest and highest sample and its loudness over time.

    Loudness is EBU R 128 as ffmpeg measures it. Memory does not grow with the sound but for one pair of numbers
    each 50 ms. Raises ToolError when ffmpeg cannot decode the file.
    """
    log: list[str] = []
    arguments = ["-i", a_file(path), "-map", "0:a:0", "-af", "ebur128", "-ac", "1", "-ar", str(_RATE_HZ)]
    stream = stream_ffmpeg(
        [*arguments, "-f", "s16le", "pipe:1"], doing=f"measuring {path.name}", log_lines=log
    )
    size = int(_BIN_S * _RATE_HZ)
    lows, highs, rest, samples = [], [], b"", 0
    for block in stream:
        rest += block
        whole = len(rest) // (2 * size) * size
        if whole:
            table = np.frombuffer(rest[: 2 * whole], "<i2").reshape(-1, size)
            lows.append(table.min(axis=1))
            highs.append(table.max(axis=1))
            rest, samples = rest[2 * whole :], samples + whole
    if len(rest) >= 2:
        last = np.frombuffer(rest[: len(rest) // 2 * 2], "<i2")
        lows.append(last.min(keepdims=True))
        highs.append(last.max(keepdims=True))
        samples += len(last)
    low = np.concatenate(lows) / 32768 if lows else np.zeros(0)
    high = np.concatenate(highs) / 32768 if highs else np.zeros(0)
    edges = np.linspace(0, len(low), min(columns, len(low)) + 1).astype(int)[:-1]
    momentary, short_term = _loudness(log)
    return Envelope(
        duration_s=samples / _RATE_HZ,
        low=tuple(np.minimum.reduceat(low, edges).tolist()) if len(low) else (),
        high=tuple(np.maximum.reduceat(high, edges).tolist()) if len(high) else (),
        momentary_lufs=momentary,
        short_term_lufs=short_term,
    )


def _loudness(
    log: Sequence[str],
) -> tuple[tuple[tuple[float, float], ...], tuple[tuple[float, float], ...]]:
    momentary, short_term = [], []
    for line in log:
        if found := _STEP.search(line):
            at_s, m, s = (float(value) for value in found.groups())
            if m > _SILENCE_LUFS:
                momentary.append((at_s, m))
            if s > _SILENCE_LUFS:
                short_term.append((at_s, s))
    return tuple(momentary), tuple(short_term)
