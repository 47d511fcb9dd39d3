"""The gain that is turned down around peaks: never above the limit, never flat, the same on both halves of the wave."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.audio.gain import apply_gain, gain_curve
from audio_edition.errors import ToolError

RATE_HZ = 44_100


def lopsided(seconds: float, pitch_hz: float = 110.0) -> np.ndarray:
    """A voice-like wave whose negative peaks are far larger than its positive ones, louder and softer in turn."""
    times = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    harmonics = range(1, 16)
    wave = sum(np.cos(2 * np.pi * pitch_hz * number * times + np.pi) / number for number in harmonics)
    return 0.25 * wave * (0.6 + 0.4 * np.sin(2 * np.pi * 1.5 * times))


def true_peak(samples: np.ndarray) -> float:
    return float(np.abs(soxr.resample(samples.astype(np.float64), RATE_HZ, RATE_HZ * 8)).max())


@given(st.integers(0, 1000), st.floats(0.05, 0.9))
def test_no_peak_passes_the_limit_and_no_gain_is_above_one(seed: int, limit: float) -> None:
    random = np.random.default_rng(seed)
    samples = random.standard_normal(4000) * random.choice([0.02, 0.3], 4000, p=[0.99, 0.01])
    curve = gain_curve(samples, RATE_HZ, limit)
    assert curve.max() <= 1.0 + 1e-12 and curve.min() > 0
    assert (np.abs(samples) * curve <= limit + 1e-9).all()


def test_true_peaks_are_held_and_none_is_flat(tmp_path: Path) -> None:
    source, target = tmp_path / "in.wav", tmp_path / "out.wav"
    samples = lopsided(9)
    soundfile.write(source, samples.astype(np.float32), RATE_HZ, subtype="FLOAT")
    apply_gain(source, target, 3.0, -1.5)
    made, _ = soundfile.read(target)
    assert len(made) == len(samples)
    assert 20 * np.log10(true_peak(made)) < -1.45
    top = np.abs(made) > 0.985 * np.abs(made).max()
    runs = np.diff(np.flatnonzero(np.diff(np.concatenate(([0], top.astype(int), [0])))))[::2]
    given_top = np.abs(samples) > 0.985 * np.abs(samples).max()
    given_runs = np.diff(np.flatnonzero(np.diff(np.concatenate(([0], given_top.astype(int), [0])))))[::2]
    assert runs.max() <= given_runs.max() + 1  # a cut peak stays long at the top
    # Both halves of the wave are turned down alike: the shape of a period is the same.
    at = int(np.argmin(samples))
    period = slice(at - 200, at + 200)
    assert np.corrcoef(made[period], samples[period])[0, 1] > 0.9999


def test_what_is_under_the_limit_is_only_levelled(tmp_path: Path) -> None:
    source, target = tmp_path / "in.wav", tmp_path / "out.wav"
    samples = 0.2 * lopsided(5)
    soundfile.write(source, samples.astype(np.float32), RATE_HZ, subtype="FLOAT")
    apply_gain(source, target, 6.0, -1.5)
    made, _ = soundfile.read(target, dtype="int16")
    assert np.abs(made - np.rint(samples * 10 ** (6 / 20) * 32768)).max() <= 1


def test_blocks_leave_no_seam(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "in.wav"
    soundfile.write(source, lopsided(6).astype(np.float32), RATE_HZ, subtype="FLOAT")
    sounds = []
    for block_s in (1, 100):
        monkeypatch.setattr("audio_edition.audio.gain._BLOCK_S", block_s)
        apply_gain(source, tmp_path / "out.wav", 3.0, -1.5)
        sounds.append(soundfile.read(tmp_path / "out.wav", dtype="int16")[0].astype(int))
    assert np.abs(sounds[0] - sounds[1]).max() <= 1


def test_what_is_no_sound_is_told(tmp_path: Path) -> None:
    (tmp_path / "in.wav").write_bytes(b"nothing")
    with pytest.raises(ToolError, match=r"in\.wav could not be levelled"):
        apply_gain(tmp_path / "in.wav", tmp_path / "out.wav", 0.0, -1.0)
