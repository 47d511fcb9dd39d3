"""Each fault is heard, and what has none passes. Real clips and rates: test_gate_voice.py, tools/gate/faults.py."""

from __future__ import annotations

import re

import numpy as np
import pytest

from audio_edition.synthesis.gate import FITTED_VOICE, inspect
from tests.gate.whispered import RATE_HZ, whisper


def faults(samples, phonemes, rate=1.0, voice=FITTED_VOICE) -> str:
    return "; ".join(
        fault.problem for fault in inspect(samples.astype(np.float32), RATE_HZ, phonemes, rate, voice=voice)
    )


@pytest.mark.parametrize("seed", range(5))
def test_the_right_sentence_passes(sentence, seed):
    assert faults(whisper(sentence, seed), sentence) == ""


def test_level_does_not_matter(sentence):
    assert faults(whisper(sentence) * 0.05, sentence) == ""


def test_sample_rate_does_not_matter(sentence):
    import soxr

    clip = soxr.resample(whisper(sentence), RATE_HZ, 44_100)
    assert inspect(clip, 44_100, sentence, voice=FITTED_VOICE) == ()


def test_another_sentence_is_heard(sentence, other_sentence):
    assert "does not sound like its words" in faults(whisper(other_sentence), sentence)
    assert "does not sound like its words" in faults(whisper(sentence), other_sentence)


def test_limits_are_wider_for_a_voice_that_the_model_does_not_know(sentence):
    slow = whisper(sentence, tempo=0.65)
    assert "too long" in faults(slow, sentence)
    assert faults(slow, sentence, voice="another") == ""
    half = whisper(sentence)
    assert faults(half[: len(half) // 2], sentence, voice="another") != ""


def test_speaking_rate_is_taken_into_account(sentence):
    quick = whisper(sentence, tempo=1.8)
    assert "too short" not in faults(quick, sentence, rate=1.8)
    assert "too short" in faults(quick, sentence)


@pytest.mark.parametrize("share", [0.4, 0.6, 0.8])
def test_a_cut_end_is_heard(sentence, share):
    clip = whisper(sentence)
    assert "cut off at the end" in faults(clip[: int(len(clip) * share)], sentence)


def test_a_cut_beginning_is_heard(sentence):
    clip = whisper(sentence)
    assert "cut off at the start" in faults(clip[int(len(clip) * 0.3) :], sentence)


def test_words_that_fade_away_are_heard(sentence):
    assert "too short" in faults(whisper(sentence[:20]), sentence)


def test_a_stammer_is_heard(sentence):
    assert "too much" in faults(whisper(sentence[:20] + sentence[10:]), sentence)


def test_a_sentence_said_twice_is_heard(sentence):
    assert "too long" in faults(whisper(sentence + sentence), sentence)


def test_a_hole_is_heard(sentence):
    clip = whisper(sentence)
    clip[RATE_HZ : int(1.6 * RATE_HZ)] *= 1e-4
    assert "missing" in faults(clip, sentence)


def test_dead_air_is_heard(sentence):
    clip = whisper(sentence)
    at = len(clip) // 2
    clip = np.concatenate([clip[:at], np.zeros(int(1.5 * RATE_HZ), np.float32), clip[at:]])
    assert re.search(r"a silence of 1\.(4[5-9]|50) s inside, longer", faults(clip, sentence))


@pytest.mark.parametrize("level", [0.0, 1e-4, 3e-4])
def test_silence_is_heard(sentence, level):
    noise = level * np.random.default_rng(1).standard_normal(RATE_HZ)
    assert faults(noise, sentence).startswith("silent")


def test_hiss_is_heard(sentence):
    noise = 0.1 * np.random.default_rng(1).standard_normal(len(whisper(sentence)))
    assert "noise instead of speech" in faults(noise, sentence)


def test_a_tone_is_heard(sentence):
    tone = 0.3 * np.sin(2 * np.pi * 440 * np.arange(3 * RATE_HZ) / RATE_HZ)
    assert "does not sound like its words" in faults(tone, sentence)


def test_clipping_is_heard(sentence):
    assert "clipped" in faults(np.clip(whisper(sentence) * 10, -1, 1), sentence)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_is_no_number_is_heard(sentence, value):
    clip = whisper(sentence)
    clip[100] = value
    assert faults(clip, sentence).startswith("no sound")


@pytest.mark.parametrize("samples", [0, 1, 500])
def test_nothing_is_heard(sentence, samples):
    assert faults(np.ones(samples), sentence) == "no sound"


def test_one_phoneme_is_enough():
    assert isinstance(faults(whisper(["ɑː"] * 3), ["ɑː"]), str)


def test_no_phonemes_at_all_do_not_break_it(sentence):
    assert isinstance(faults(whisper(sentence), ()), str)


def test_an_unknown_phoneme_is_a_bug_of_the_caller(sentence):
    with pytest.raises(KeyError):
        faults(whisper(sentence), ("θ",))
