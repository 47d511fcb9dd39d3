"""How much a voice's pitch moves: autocorrelation, with nothing to install."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import soxr

Float64s = npt.NDArray[np.float64]

_RATE_HZ = 8_000
_FRAME_S, _HOP_S = 0.04, 0.02
_LOWEST_HZ, _HIGHEST_HZ = 60.0, 400.0
_VOICED = 0.6
"""Height of the peak of a voiced frame's autocorrelation, of 1."""
_LOUD_DB = -25.0
"""Against the loudest frame: quieter ones are not asked."""


def semitones(samples: npt.NDArray[np.float32], sample_rate_hz: int) -> Float64s:
    """Pitch in semitones over 100 Hz of every voiced frame of mono `samples`; shape (voiced frames,)."""
    sound = soxr.resample(samples.astype(np.float64), sample_rate_hz, _RATE_HZ)
    size, hop = round(_FRAME_S * _RATE_HZ), round(_HOP_S * _RATE_HZ)
    if len(sound) < size:
        return np.empty(0)
    frames = np.lib.stride_tricks.sliding_window_view(sound, size)[::hop]
    frames = frames - frames.mean(axis=1, keepdims=True)
    power = np.square(frames).mean(axis=1)
    frames = frames[power > power.max() * 10 ** (_LOUD_DB / 10)]
    spectrum = np.square(np.abs(np.fft.rfft(frames * np.hanning(size), 2 * size)))
    window = np.fft.irfft(np.square(np.abs(np.fft.rfft(np.hanning(size), 2 * size))))[:size]
    shape = np.fft.irfft(spectrum)[:, :size]
    shape = shape / np.maximum(shape[:, :1], 1e-12) / np.maximum(window / window[0], 1e-3)
    first, last = int(_RATE_HZ / _HIGHEST_HZ), int(_RATE_HZ / _LOWEST_HZ)
    best = shape[:, first : last + 1]
    # The shortest lag that is nearly as high as the highest: twice a period looks as good as one.
    near = best >= 0.92 * best.max(axis=1, keepdims=True)
    lags = first + near.argmax(axis=1)
    voiced = best.max(axis=1) > _VOICED
    found: Float64s = 12 * np.log2(_RATE_HZ / lags[voiced] / 100)
    return found


def pitch_spread(clips: Sequence[tuple[npt.NDArray[np.float32], int]]) -> float | None:
    """Semitones between the 5th and the 95th percentile of all `clips` (samples, rate); None without voice."""
    heights = [semitones(samples, rate) for samples, rate in clips]
    together = np.concatenate(heights) if heights else np.empty(0)
    if len(together) < 20:
        return None
    low, high = np.percentile(together, [5, 95])
    return float(high - low)
