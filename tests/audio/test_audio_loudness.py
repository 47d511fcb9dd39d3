"""BS.1770 in NumPy: the standard's reference tone, other rates, gates, and ffmpeg as the second opinion."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile

from audio_edition.audio.loudness import integrated_lufs, short_term_lufs
from audio_edition.audio.meter import measure
from tests.audio.small_edition import speech_like


def tone(seconds: float, rate_hz: int, level: float = 1.0, pitch_hz: float = 997.0) -> np.ndarray:
    return (level * np.sin(2 * np.pi * pitch_hz * np.arange(int(seconds * rate_hz)) / rate_hz)).astype(
        np.float32
    )


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 24_000, 44_100, 48_000])
def test_reference_tone(rate_hz):
    """BS.1770: a 997 Hz sine at full scale in one channel reads -3.01 LUFS."""
    assert integrated_lufs(tone(5, rate_hz), rate_hz) == pytest.approx(-3.01, abs=0.1)


def test_ten_decibels_less_read_ten_less():
    assert integrated_lufs(tone(5, 24_000, 10 ** (-20 / 20)), 24_000) == pytest.approx(-23.01, abs=0.1)


def test_silence_between_words_does_not_count():
    speech = speech_like(3)
    with_pause = np.concatenate([speech, np.zeros(5 * 24_000, np.float32), speech])
    assert integrated_lufs(with_pause, 24_000) == pytest.approx(integrated_lufs(speech, 24_000), abs=0.3)


@pytest.mark.parametrize("samples", [np.zeros(100_000), np.zeros(0), np.ones(2000) * 0.1])
def test_silence_and_very_short_clips_have_no_loudness(samples):
    assert integrated_lufs(samples.astype(np.float32), 24_000) is None


def test_short_term_follows_the_level():
    loudness = short_term_lufs(np.concatenate([tone(5, 24_000), tone(5, 24_000, 0.1)]), 24_000)
    assert loudness[0] == pytest.approx(-3.01, abs=0.1)
    assert loudness[-1] == pytest.approx(-23.01, abs=0.1)


def test_ffmpeg_agrees(tmp_path):
    speech = speech_like(6, rate_hz=44_100)
    soundfile.write(tmp_path / "a.wav", speech, 44_100, subtype="FLOAT")
    measured = measure(tmp_path / "a.wav")
    assert measured.integrated_lufs == pytest.approx(integrated_lufs(speech, 44_100), abs=0.11)
    assert measured.rms_db == pytest.approx(20 * np.log10(np.sqrt(np.mean(speech**2))), abs=0.05)
    assert measured.samples == len(speech)
