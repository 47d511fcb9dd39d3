"""Whispered speech made from the gate's own table: noise with the spectrum of each phoneme in turn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from audio_edition.synthesis import acoustics

RATE_HZ = 24_000


def whisper(phonemes: Sequence[str], seed: int = 1, tempo: float = 1.0) -> np.ndarray:
    """float32, RATE_HZ: each phoneme for its mean time, 20 ms of quiet at both ends."""
    model = acoustics.load_model()
    hop, size = round(acoustics.HOP_S * RATE_HZ), 1024
    cosines, bands = acoustics._cosines(), acoustics._filters(RATE_HZ, 600)[1]
    shapes = []
    for phoneme in phonemes:
        mean = model.means[model.index[phoneme]]
        energies = 10 ** (((mean[:9] + model.cepstral_mean) @ cosines.T) / 2)
        spectrum = bands @ energies / np.maximum(bands.sum(axis=1), 1e-6)
        spectrum /= np.sqrt((spectrum**2).sum()) + 1e-9
        frames = max(2, round(model.seconds[model.index[phoneme]] / acoustics.HOP_S / tempo))
        shapes += [spectrum * 10 ** (mean[9] / 2)] * frames
    smooth = np.apply_along_axis(lambda v: np.convolve(v, [0.25, 0.5, 0.25], "same"), 0, np.array(shapes))
    rng = np.random.default_rng(seed)
    out = np.zeros(len(smooth) * hop + size)
    window = np.hanning(2 * hop)
    for number, shape in enumerate(smooth):
        phase = np.exp(2j * np.pi * rng.random(len(shape)))
        grain = np.fft.irfft(shape * phase, size)[: 2 * hop] * window
        out[number * hop : number * hop + 2 * hop] += grain
    out = out[: (len(smooth) + 1) * hop]
    quiet = np.zeros(RATE_HZ // 50)
    return np.concatenate([quiet, out / np.abs(out).max() * 0.5, quiet]).astype(np.float32)
