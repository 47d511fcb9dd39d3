"""Whether the sound repeats itself as the recording does: what a distance of mels does not ask of a low voice.

Where harmonics lie nearer than a mel band is wide, any melody has the right spectrum, and a decoder falls back on the
period that costs it nothing: its own frame rate. A distance of spectra would not lead it away either, as harmonics that
lie elsewhere do not overlap. The autocorrelation at the recording's own period does: it grows with all that lies on the
recording's harmonics and shrinks with all that lies between them, whatever the phases (the harmonic comb of pitch
trackers; Boersma, 1993, for the division by the window's own autocorrelation).
"""

from __future__ import annotations

from typing import Any

import torch
from torch.nn import functional

WINDOW, HOP = 2048, 512
_LOWEST_HZ, _HIGHEST_HZ = 60.0, 400.0
_LOWEST_HARMONIC_HZ = 50.0
_HIGHEST_HARMONICS_HZ = (700.0, 2500.0)
"""Up to where harmonics count: the few low ones lead over a semitone's distance, the many are exact."""

_AROUND_BINS = 75
"""Width of a bin's neighbourhood in half bins of the window: 400 Hz at 22,050 Hz."""

_FLOOR = 1e-2
"""Magnitude that is silence: a window's sum of samples, as of noise at -90 dB."""

_VOICED = 0.4
"""Autocorrelation of a recording's window from which it counts as voiced."""

_QUIET = 1e-3
"""Windows with less than this share of the loudest one's energy do not count."""


def pitch_distance(heard: Any, wanted: Any, sample_rate_hz: int) -> Any:
    """By how much less `heard` repeats itself at the period of `wanted`, mean over the voiced windows: 0 to about 1.

    Both (B, 1, samples), at least WINDOW samples. 0, with gradient 0, where nothing is voiced.
    """
    with torch.no_grad():
        curve, energy = _repeats(wanted, sample_rate_hz, _HIGHEST_HARMONICS_HZ[0])
        shortest, longest = int(sample_rate_hz / _HIGHEST_HZ), int(sample_rate_hz / _LOWEST_HZ)
        best, lag = curve[..., shortest:longest].max(dim=-1, keepdim=True)
        counts = (best.squeeze(-1) > _VOICED) & (energy > _QUIET * energy.max())
        lag = lag + shortest
    off = torch.zeros((), device=heard.device)
    for highest_hz in _HIGHEST_HARMONICS_HZ:
        own, aim = (
            _repeats(wave, sample_rate_hz, highest_hz)[0].gather(-1, lag).squeeze(-1)
            for wave in (heard, wanted)
        )
        off = off + ((aim - own).clamp_min(0.0) * counts).sum()
    return off / len(_HIGHEST_HARMONICS_HZ) / counts.sum().clamp_min(1)


def _repeats(wave: Any, sample_rate_hz: int, highest_hz: float) -> tuple[Any, Any]:
    """Autocorrelation (B, windows, lags in samples) of the even spectrum, 1 at lag 0; energy (B, windows)."""
    shape = torch.hann_window(WINDOW, device=wave.device)
    windows = wave.float().squeeze(1).unfold(1, WINDOW, HOP) * shape
    spectrum = torch.fft.rfft(windows, 2 * WINDOW)
    power = spectrum.real.square() + spectrum.imag.square()
    hz = torch.arange(power.shape[-1], device=wave.device) * (sample_rate_hz / 2 / WINDOW)
    size = (power + 1e-8).sqrt()
    # Against its neighbourhood: else the loudest harmonic alone would decide, and making the low ones louder would pay.
    around = functional.avg_pool1d(size, _AROUND_BINS, 1, _AROUND_BINS // 2, count_include_pad=False)
    even = size / (around + _FLOOR) * ((hz > _LOWEST_HARMONIC_HZ) & (hz < highest_hz))
    curve = torch.fft.irfft(even)[..., : WINDOW // 2]
    of_shape = torch.fft.irfft(torch.fft.rfft(shape, 2 * WINDOW).abs().square())[: WINDOW // 2]
    curve = curve / curve[..., :1].clamp_min(1e-6) / (of_shape / of_shape[0])
    return curve, power.sum(dim=-1)
