"""Loudness of a clip by ITU-R BS.1770-4, in NumPy: K-weighting, 400 ms blocks, two gates.

Whole files are measured with ffmpeg (master.py); this is for sentences in memory, at any sample rate. The
weighting is applied in the frequency domain, which needs no filter package and costs two transforms.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Float32 = npt.NDArray[np.float32]
    Float64 = npt.NDArray[np.float64]

BLOCK_S = 0.4
_ABSOLUTE_GATE_LUFS = -70.0
_RELATIVE_GATE_LU = -10.0
_OFFSET_LUFS = -0.691
_TAIL_S = 0.1  # zeros after the clip: the 38 Hz high-pass rings for about so long


def integrated_lufs(samples: Float32, sample_rate_hz: int) -> float | None:
    """Integrated loudness of mono samples, shape (n,); None when shorter than 0.4 s or below -70 LUFS."""
    return gated_lufs(block_energies(samples, sample_rate_hz))


def short_term_lufs(samples: Float32, sample_rate_hz: int, *, window_s: float = 3.0) -> Float64:
    """Loudness of each window of `window_s`, in steps of 0.1 s, not gated; -inf for silence."""
    return _to_lufs(_window_energies(samples, sample_rate_hz, round(window_s * 10)))


def block_energies(samples: Float32, sample_rate_hz: int) -> Float64:
    """K-weighted mean square of each 400 ms block, 75 % overlap; empty for a clip shorter than a block."""
    return _window_energies(samples, sample_rate_hz, round(BLOCK_S * 10))


def gated_lufs(energies: Float64) -> float | None:
    """The two gates of BS.1770-4 over blocks, which may come from several clips."""
    loud = energies[_to_lufs(energies) > _ABSOLUTE_GATE_LUFS]
    if not len(loud):
        return None
    gate = _OFFSET_LUFS + 10 * np.log10(loud.mean()) + _RELATIVE_GATE_LU
    return float(_OFFSET_LUFS + 10 * np.log10(loud[_to_lufs(loud) > gate].mean()))


def _window_energies(samples: Float32, sample_rate_hz: int, window_steps: int) -> Float64:
    """Mean squares of windows counted in steps of 100 ms."""
    step = sample_rate_hz // 10
    steps = len(samples) // step
    if steps < window_steps:
        return np.zeros(0)
    length = _fft_length(len(samples) + int(_TAIL_S * sample_rate_hz))
    spectrum = np.fft.rfft(samples, length)
    weighted = np.fft.irfft(spectrum * _k_weighting(sample_rate_hz, length), length)
    powers = np.square(weighted[: steps * step], dtype=np.float64).reshape(steps, step).mean(axis=1)
    sums = np.concatenate(([0.0], np.cumsum(powers)))
    energies: Float64 = (sums[window_steps:] - sums[:-window_steps]) / window_steps
    return np.maximum(energies, 0.0)


@lru_cache(maxsize=16)
def _k_weighting(sample_rate_hz: int, length: int) -> npt.NDArray[np.complex64]:
    """Response of the two filters of BS.1770 at the frequencies of an rfft of `length`.

    The standard gives coefficients for 48 kHz; these are the analogue prototypes behind them (a high shelf of
    +4 dB at 1.68 kHz, a high-pass at 38 Hz), mapped by the bilinear transform to any rate.
    """
    z = np.exp(-2j * np.pi * np.arange(length // 2 + 1) / length)
    return (_shelf(sample_rate_hz, z) * _high_pass(sample_rate_hz, z)).astype(np.complex64)


def _shelf(sample_rate_hz: int, z: npt.NDArray[np.complex128]) -> npt.NDArray[np.complex128]:
    k = np.tan(np.pi * 1681.974450955533 / sample_rate_hz)
    q = 0.7071752369554196
    high = 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    top = (high + band * k / q + k * k) + 2 * (k * k - high) * z + (high - band * k / q + k * k) * z**2
    result: npt.NDArray[np.complex128] = top / (
        (1 + k / q + k * k) + 2 * (k * k - 1) * z + (1 - k / q + k * k) * z**2
    )
    return result


def _high_pass(sample_rate_hz: int, z: npt.NDArray[np.complex128]) -> npt.NDArray[np.complex128]:
    k = np.tan(np.pi * 38.13547087602444 / sample_rate_hz)
    q = 0.5003270373238773
    # The standard leaves the numerator at 1 -2 1 and the gain of the denominator's first term divided out.
    scale = 1 + k / q + k * k
    result: npt.NDArray[np.complex128] = (1 - z) ** 2 / (
        1 + 2 * (k * k - 1) / scale * z + (1 - k / q + k * k) / scale * z**2
    )
    return result


def _fft_length(samples: int) -> int:
    """The next length that is a power of two times 1, 1.125, 1.25 or 1.5: fast, and few enough to cache."""
    power = 1 << max(samples - 1, 1).bit_length()
    for eighths in (9, 10, 12):
        if samples <= power // 16 * eighths:
            return power // 16 * eighths
    return power


def _to_lufs(energies: Float64) -> Float64:
    with np.errstate(divide="ignore"):
        result: Float64 = _OFFSET_LUFS + 10 * np.log10(energies)
    return result
