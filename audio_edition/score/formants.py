"""Formants of a vowel by linear prediction, and how far apart two vowels are for an ear."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import soxr

from audio_edition.score.takes import ScoredTake

Float64s = npt.NDArray[np.float64]

_STEPS = 7
_WINDOW_S = 0.025
_EMPHASIS = 0.63
_LOWEST_HZ, _WIDEST_HZ = 150.0, 500.0
_JUST_NOTICEABLE = 0.04
"""Of a formant's frequency: 3 to 5 % (Flanagan, J. Acoust. Soc. Am. 27, 1955; Kewley-Port and Watson, 95, 1994)."""


def formants_hz(take: ScoredTake, highest_hz: float) -> tuple[float, float] | None:
    """F1 and F2 of the take's vowel, the median over its middle; None where none was found.

    `highest_hz`: the band in which five formants lie, 5,000 for a man's voice and 5,500 for a woman's.
    """
    if take.vowel_s is None:
        return None
    start_s, end_s = take.vowel_s
    rate_hz = 2 * highest_hz
    samples = soxr.resample(take.samples.astype(np.float64), take.sample_rate_hz, rate_hz)
    samples = np.append(samples[:1], samples[1:] - _EMPHASIS * samples[:-1])
    half = int(_WINDOW_S * rate_hz / 2)
    found = []
    for at_s in np.linspace(start_s + 0.3 * (end_s - start_s), start_s + 0.7 * (end_s - start_s), _STEPS):
        middle = int(at_s * rate_hz)
        window = samples[max(0, middle - half) : middle + half]
        if len(window) == 2 * half and np.abs(window).max() > 1e-6:
            peaks = _resonances_hz(window * np.hamming(len(window)), rate_hz)
            if len(peaks) > 1:
                found.append(peaks[:2])
    if not found:
        return None
    first, second = np.median(np.array(found), axis=0)
    return float(first), float(second)


def distances(
    vowels: Mapping[str, tuple[float, float]], pairs: tuple[tuple[str, str], ...]
) -> dict[str, float]:
    """Just-noticeable differences between the vowels of each pair, by both formants together."""
    apart = {}
    for one, other in pairs:
        if one in vowels and other in vowels:
            steps = [
                np.log(a / b) / np.log(1 + _JUST_NOTICEABLE)
                for a, b in zip(vowels[one], vowels[other], strict=True)
            ]
            apart[f"{one} {other}"] = float(np.hypot(*steps))
    return apart


def _resonances_hz(window: Float64s, rate_hz: float) -> Float64s:
    """Frequencies of the narrow poles, rising."""
    order = 11
    roots = np.roots(_prediction(window, order))
    roots = roots[roots.imag > 0.01]
    frequencies = np.angle(roots) * rate_hz / (2 * np.pi)
    widths = -np.log(np.maximum(np.abs(roots), 1e-9)) * rate_hz / np.pi
    kept: Float64s = np.sort(frequencies[(frequencies > _LOWEST_HZ) & (widths < _WIDEST_HZ)])
    return kept


def _prediction(window: Float64s, order: int) -> Float64s:
    """Coefficients of linear prediction by the autocorrelation method (Levinson and Durbin)."""
    size = len(window)
    correlation = np.correlate(window, window, "full")[size - 1 : size + order]
    coefficients = np.zeros(order + 1)
    coefficients[0], error = 1.0, correlation[0] * (1 + 1e-6) + 1e-12
    for step in range(1, order + 1):
        reflection = -(correlation[step] + coefficients[1:step] @ correlation[step - 1 : 0 : -1]) / error
        coefficients[1 : step + 1] += reflection * np.append(coefficients[step - 1 : 0 : -1], 1.0)
        error *= 1 - reflection * reflection
    return coefficients
