"""Whether a sound can be these phonemes: a small acoustic model of our own, in NumPy.

Each phoneme is one Gaussian over 20 numbers a frame (nine cepstral coefficients, energy, and their slopes);
the table is data/acoustics.tsv, fitted on clean clips by tools/gate/faults.py --fit. A clip's phonemes are
laid along its sounding frames (Viterbi), and every frame is compared with the best phoneme it could have been:
the mean loss in log-likelihood is small for the right sentence and large for another one. Silent frames are
left out, so pauses inside a sentence cost nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from audio_edition.tables import read_table

if TYPE_CHECKING:
    import numpy.typing as npt

    Float32 = npt.NDArray[np.float32]
    Bools = npt.NDArray[np.bool_]

HOP_S = 0.0125
WINDOW_S = 0.025
SILENCE_DB = -42.0
"""A frame this far below the clip's loud frames does not sound."""
_CEPSTRA = 9
_BANDS = 20
_LOWEST_HZ, _HIGHEST_HZ = 80.0, 7600.0
_FLOOR_DB = 70.0
_MEAN_PRIOR_FRAMES = 60.0
TABLE = Path(__file__).parent / "data" / "acoustics.tsv"
_COLUMNS = 42
"""A phoneme, its length, mean and deviation of each of its figures."""


@dataclass(frozen=True, slots=True)
class ClipFrames:
    """A clip as the model sees it; T frames of HOP_S."""

    features: Float32
    """(T, 20)"""
    level_db: Float32
    """(T,), relative to the loud frames of the clip (95th percentile)."""
    sounding: Bools
    """(T,)"""
    flatness: Float32
    """(T,), of the spectrum: 0 for a tone, 0.56 for white noise."""


@dataclass(frozen=True, slots=True)
class Model:
    """The table: P phonemes."""

    index: dict[str, int]
    means: Float32
    """(P, 20)"""
    inverse_variances: Float32
    """(P, 20)"""
    log_norms: Float32
    """(P,): the constant of each Gaussian."""
    seconds: Float32
    """(P,): mean sounding time at rate 1."""
    cepstral_mean: Float32
    """(9,): of all speech, which short clips lean on."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Phonemes laid along the sounding frames; S of them."""

    phoneme: npt.NDArray[np.intp]
    """(S,): which phoneme of the sentence each frame is."""
    loss: Float32
    """(S,): log-likelihood lost against the best phoneme of all; 0 is a perfect fit."""


def analyse(samples: Float32, sample_rate_hz: int) -> ClipFrames:
    """Features of every frame of a clip of at least WINDOW_S."""
    hop, window = round(HOP_S * sample_rate_hz), round(WINDOW_S * sample_rate_hz)
    padded = np.pad(samples, (window // 2, window // 2 + hop))
    count = len(samples) // hop + 1
    starts = np.lib.stride_tricks.sliding_window_view(padded, window)[::hop][:count]
    hann, bands = _filters(sample_rate_hz, window)
    spectrum = np.abs(np.fft.rfft(starts * hann, _fft_size(window))) ** 2
    energies = np.log10(spectrum @ bands + 1e-12)
    power_db = 10 * np.log10(spectrum.sum(axis=1) + 1e-12)
    loud_db = np.percentile(power_db, 95)
    level_db = np.maximum(power_db - loud_db, -_FLOOR_DB)
    energies = np.maximum(energies, energies.max() - _FLOOR_DB / 10)
    cepstra = energies @ _cosines()
    sounding = level_db > SILENCE_DB
    static = np.concatenate([cepstra, level_db[:, None] / 10], axis=1).astype(np.float32)
    edges = np.pad(static, ((2, 2), (0, 0)), mode="edge")
    slopes = (2 * (edges[4:] - edges[:-4]) + edges[3:-1] - edges[1:-3]) / 10
    heard = spectrum[:, bands.any(axis=1)] + 1e-12
    flatness = np.exp(np.log(heard).mean(axis=1)) / heard.mean(axis=1)
    return ClipFrames(
        np.concatenate([static, slopes], axis=1),
        level_db.astype(np.float32),
        sounding,
        flatness.astype(np.float32),
    )


def speech_features(frames: ClipFrames, cepstral_mean: Float32 | None) -> Float32:
    """Features of the sounding frames with the voice's colour taken out: their mean, leaning on the model's."""
    features = frames.features[frames.sounding]
    mean = features[:, :_CEPSTRA].mean(axis=0)
    if cepstral_mean is not None:
        weight = len(features) / (len(features) + _MEAN_PRIOR_FRAMES)
        mean = weight * mean + (1 - weight) * cepstral_mean
    features = features.copy()
    features[:, :_CEPSTRA] -= mean
    return features


def align(features: Float32, phonemes: Sequence[str], model: Model) -> Alignment | None:
    """Best placement of `phonemes` on `features`; None when there are fewer frames than phonemes."""
    if len(features) < len(phonemes) or not phonemes:
        return None
    scores = log_likelihoods(features, model)
    columns = scores[:, [model.index[phoneme] for phoneme in phonemes]]
    path = viterbi(columns)
    return Alignment(path, scores.max(axis=1) - columns[np.arange(len(path)), path])


def log_likelihoods(features: Float32, model: Model) -> Float32:
    """(S, P) log-likelihood of each frame under each phoneme."""
    squares = features**2 @ model.inverse_variances.T
    cross = features @ (2 * model.means * model.inverse_variances).T
    constant = (model.means**2 * model.inverse_variances).sum(axis=1)
    result: Float32 = model.log_norms - 0.5 * (squares - cross + constant)
    return result


def viterbi(columns: Float32) -> npt.NDArray[np.intp]:
    """Best monotone path through (S, N) scores: every one of N is visited, none is skipped."""
    count, width = columns.shape
    stepped = np.zeros((count, width), dtype=bool)
    total = np.full(width, -np.inf, dtype=np.float32)
    total[0] = columns[0, 0]
    before = np.empty_like(total)
    for at in range(1, count):
        before[0] = -np.inf
        before[1:] = total[:-1]
        np.greater(before, total, out=stepped[at])
        np.maximum(before, total, out=total)
        total += columns[at]
    path = np.empty(count, dtype=np.intp)
    here = width - 1
    for at in range(count - 1, -1, -1):
        path[at] = here
        here -= int(stepped[at, here])
    return path


@lru_cache(maxsize=1)
def load_model() -> Model:
    """The table of the package."""
    rows: dict[str, list[float]] = {}
    cepstral_mean: list[float] = []
    for name, *values in read_table(TABLE, _COLUMNS):
        numbers = [float(value) for value in values if value]
        if name == "mean":
            cepstral_mean = numbers
        else:
            rows[name] = numbers
    table = np.array(list(rows.values()), dtype=np.float32)
    width = (table.shape[1] - 1) // 2
    deviations = table[:, 1 + width :]
    return Model(
        index={phoneme: place for place, phoneme in enumerate(rows)},
        means=table[:, 1 : 1 + width],
        inverse_variances=(1 / deviations**2).astype(np.float32),
        log_norms=-np.log(deviations).sum(axis=1) - 0.5 * width * np.float32(np.log(2 * np.pi)),
        seconds=table[:, 0],
        cepstral_mean=np.array(cepstral_mean, dtype=np.float32),
    )


def _fft_size(window: int) -> int:
    return 1 << (window - 1).bit_length()


@lru_cache(maxsize=8)
def _filters(sample_rate_hz: int, window: int) -> tuple[Float32, Float32]:
    """A Hann window and triangular filters, evenly spaced in mel, as (bins, bands)."""

    def mel(hertz: float) -> float:
        return float(2595 * np.log10(1 + hertz / 700))

    edges = 700 * (10 ** (np.linspace(mel(_LOWEST_HZ), mel(_HIGHEST_HZ), _BANDS + 2) / 2595) - 1)
    size = _fft_size(window)
    bins = np.arange(size // 2 + 1) * sample_rate_hz / size
    rising = (bins[:, None] - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins[:, None]) / (edges[2:] - edges[1:-1])
    bands = np.maximum(0, np.minimum(rising, falling))
    return np.hanning(window).astype(np.float32), bands.astype(np.float32)


@lru_cache(maxsize=1)
def _cosines() -> Float32:
    """(bands, 9): the transform from band energies to cepstral coefficients 1 to 9."""
    bands = np.arange(_BANDS) + 0.5
    orders = np.arange(1, _CEPSTRA + 1)
    cosines: Float32 = (np.cos(np.pi * np.outer(bands, orders) / _BANDS) * np.sqrt(2 / _BANDS)).astype(
        np.float32
    )
    return cosines
