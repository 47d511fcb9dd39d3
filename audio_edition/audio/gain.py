"""Gain for a whole file, turned down smoothly around the peaks that would pass a limit.

The gain falls and rises along a slow curve, both halves of the wave alike, so that no peak is cut flat: 16 ms before a
peak it begins to fall, has reached what the peak needs, and takes as long to come back. Peaks between samples are seen
at four times the rate. A block is worked on with what lies around it, so memory stays flat and the result does not
depend on where blocks end.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from audio_edition.errors import ToolError

Float64s = npt.NDArray[np.float64]

HALF_S = 0.008
"""The gain of a peak is held so long on both sides, and the curve is smoothed over as much again."""
_BLOCK_S = 4
_OVERSAMPLING = 4
_HIDDEN = 0.6
"""A sample below this share of the limit has no peak above it beside it (between samples at most 4 dB more)."""
_FULL_SCALE = 32768


def apply_gain(source: Path, target: Path, gain_db: float, limit_dbtp: float) -> None:
    """Write `source` with a gain of `gain_db`, its true peaks held under `limit_dbtp`, to `target`, 16 bit.

    Mono; sample n stays sample n. Raises ToolError for a file that is no sound.
    """
    try:
        with soundfile.SoundFile(os.fsencode(source)) as given:
            rate_hz = given.samplerate
            with soundfile.SoundFile(
                os.fsencode(target), "w", rate_hz, channels=1, subtype="PCM_16", format="WAV"
            ) as made:
                for block in _levelled(given, rate_hz, 10 ** (gain_db / 20), 10 ** (limit_dbtp / 20)):
                    made.write(
                        np.clip(np.rint(block * _FULL_SCALE), -_FULL_SCALE, _FULL_SCALE - 1).astype(np.int16)
                    )
    except soundfile.SoundFileError as error:
        raise ToolError(f"{source} could not be levelled: {error}") from error


def gain_curve(samples: Float64s, rate_hz: int, limit: float) -> Float64s:
    """Gain of at most 1 for each sample, so that no true peak of `samples` times it is above `limit`; shape (n,)."""
    half = round(HALF_S * rate_hz)
    peaks = _true_peaks(samples, rate_hz, limit)
    wanted = np.minimum(1.0, limit / np.maximum(peaks, limit))
    if wanted.min() >= 1.0:
        return wanted
    return _means(_means(_lowest(wanted, half), half // 2), half // 2)


def _levelled(given: soundfile.SoundFile, rate_hz: int, gain: float, limit: float) -> Iterator[Float64s]:
    """Blocks of the file, each worked out with its surroundings."""
    around, size = 4 * round(HALF_S * rate_hz), _BLOCK_S * rate_hz
    for start in range(0, given.frames, size):
        first = max(0, start - around)
        given.seek(first)
        samples = gain * given.read(start + size + around - first, dtype="float64")
        inside = slice(start - first, min(start - first + size, len(samples)))
        yield (samples * gain_curve(samples, rate_hz, limit))[inside]


def _true_peaks(samples: Float64s, rate_hz: int, limit: float) -> Float64s:
    """The largest magnitude at and beside each sample, looked for only where it may pass the limit."""
    peaks: Float64s = np.abs(samples)
    if peaks.max(initial=0.0) <= _HIDDEN * limit:
        return peaks
    finer = np.abs(soxr.resample(samples, rate_hz, rate_hz * _OVERSAMPLING))[: len(samples) * _OVERSAMPLING]
    finer = np.pad(finer, (_OVERSAMPLING // 2, len(samples) * _OVERSAMPLING - len(finer)))
    beside = finer[: len(samples) * _OVERSAMPLING].reshape(len(samples), _OVERSAMPLING).max(axis=1)
    following = np.append(finer[_OVERSAMPLING::_OVERSAMPLING][: len(samples) - 1], 0.0)
    highest: Float64s = np.maximum(peaks, np.maximum(beside, following))
    return highest


def _lowest(values: Float64s, half: int) -> Float64s:
    """The smallest of each value's neighbours, `half` on each side: block minima from both ends (van Herk 1992)."""
    width = 2 * half + 1
    size = len(values)
    padded = np.pad(values, (half, half + width - (size + 2 * half) % width), constant_values=1.0)
    blocks = padded.reshape(-1, width)
    ahead = np.minimum.accumulate(blocks, axis=1).reshape(-1)
    behind = np.minimum.accumulate(blocks[:, ::-1], axis=1)[:, ::-1].reshape(-1)
    lowest: Float64s = np.minimum(behind[:size], ahead[width - 1 : width - 1 + size])
    return lowest


def _means(values: Float64s, half: int) -> Float64s:
    """The mean of each value's neighbours, `half` on each side; beyond the ends the last value goes on."""
    width = 2 * half + 1
    sums = np.cumsum(np.pad(values, (half + 1, half), mode="edge"))
    means: Float64s = (sums[width:] - sums[:-width]) / width
    return means
