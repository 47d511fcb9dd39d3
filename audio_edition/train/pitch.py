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
    shape = torch.hann_window(WINDOW, device=heard.device)
    own, aim = _even_spectrum(heard, shape), _even_spectrum(wanted, shape)
    of_shape = torch.fft.irfft(torch.fft.rfft(shape, 2 * WINDOW).abs().square())[: WINDOW // 2]
    of_shape = of_shape / of_shape[0]
    hz = torch.arange(own.shape[-1], device=heard.device) * (sample_rate_hz / 2 / WINDOW)
    energy = wanted.float().squeeze(1).unfold(1, WINDOW, HOP).mul(shape).square().sum(dim=-1)
    shortest, longest = int(sample_rate_hz / _HIGHEST_HZ), int(sample_rate_hz / _LOWEST_HZ)
    bands = [(hz > _LOWEST_HARMONIC_HZ) & (hz < highest_hz) for highest_hz in _HIGHEST_HARMONICS_HZ]
    aims = [_repeats(aim * band, of_shape) for band in bands]
    # The low harmonics tell the period, for the higher ones as well.
    best, lag = aims[0][..., shortest:longest].max(dim=-1, keepdim=True)
    lag = lag + shortest
    counts = (best.squeeze(-1) > _VOICED) & (energy > _QUIET * energy.max())
    off = torch.zeros((), device=heard.device)
    for band, aimed in zip(bands, aims, strict=True):
        missing = (aimed - _repeats(own * band, of_shape)).gather(-1, lag).squeeze(-1)
        off = off + (missing.clamp_min(0.0) * counts).sum()
    return off / len(bands) / counts.sum().clamp_min(1)


def _even_spectrum(wave: Any, shape: Any) -> Any:
    """(B, windows, bins): magnitudes against their neighbourhood.

    Else the loudest harmonic alone would decide, and making the low ones louder would pay.
    """
    windows = wave.float().squeeze(1).unfold(1, WINDOW, HOP) * shape
    spectrum = torch.fft.rfft(windows, 2 * WINDOW)
    size = (spectrum.real.square() + spectrum.imag.square() + 1e-8).sqrt()
    around = functional.avg_pool1d(size, _AROUND_BINS, 1, _AROUND_BINS // 2, count_include_pad=False)
    return size / (around + _FLOOR)


def _repeats(even: Any, of_shape: Any) -> Any:
    """Autocorrelation (B, windows, lags in samples), 1 at lag 0, of a spectrum."""
    curve = torch.fft.irfft(even)[..., : WINDOW // 2]
    return curve / curve[..., :1].clamp_min(1e-6) / of_shape
