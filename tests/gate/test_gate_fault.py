"""Kinds of fault, and the words in which older editions and clips hold them."""

from __future__ import annotations

import pytest

from audio_edition.fault import KINDS, from_words

OLD = {
    "no sound for «中文»": "mute_word",
    "no sound": "no_sound",
    "no sound: the samples are not numbers": "no_sound",
    "silent (peak -71 dBFS)": "silent",
    "clipped (1.2 % of the samples)": "clipped",
    "cut off at the start (-8 dB in the first 10 ms)": "cut_off_start",
    "cut off at the end (-8 dB in the last 10 ms)": "cut_off_end",
    "noise instead of speech (flatness 0.51)": "noise",
    "a silence of 1.5 s inside": "inner_silence",
    "too short (1.0 s of sound, expected 2.0 s)": "too_short",
    "too long (4.0 s of sound, expected 2.0 s)": "too_long",
    "0.4 s of sound are missing somewhere": "missing",
    "0.9 s of sound are too much somewhere": "extra",
    "does not sound like its words (loss 4.0, worst 9.9)": "unlike",
    "does not sound like its words at 2.0 s (loss 9.0)": "unlike",
}


@pytest.mark.parametrize("problem, kind", OLD.items())
def test_a_fault_in_words_alone_gets_its_kind(problem: str, kind: str) -> None:
    fault = from_words(problem)
    assert (fault.kind, fault.problem, fault.hard) == (kind, problem, KINDS[kind])


def test_every_kind_stood_in_words() -> None:
    assert set(OLD.values()) == set(KINDS) - {"misheard", "unspoken"}  # these are younger
