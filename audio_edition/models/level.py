"""How loud a voice's speakers are, so that a change of voice is no jump in loudness."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from audio_edition.audio.loudness import integrated_lufs
from audio_edition.engines import Engine
from audio_edition.types import CastMember, Speaker, Voice, Word
from audio_edition.voices.pieces import to_pieces

REFERENCE_LUFS = -20.2
"""Loudness of these sentences by the default narrator (Kokoro's kumo), whose `level_db` is 0."""

_WORDS = (
    (("dagen", "¹ˈdɑːɡən"), ("byrja", "²ˈbʏrjɑ"), ("med", "ˈmeː"), ("sol", "ˈsuːl"), ("og", "ɔ"), ("vind", "ˈvɪn")),
    (("boka", "¹ˈbuːkɑ"), ("handlar", "²ˈhɑndlɑr"), ("om", "ɔm"), ("folk", "ˈfɔlk"), ("ved", "veː"), ("havet", "¹ˈhɑːvə")),
    (("nokre", "²ˈnoːkrə"), ("seier", "¹ˈsæɪər"), ("at", "ɑt"), ("vegen", "¹ˈveːɡən"), ("er", "ær"), ("lang", "ˈlɑŋ")),
)  # fmt: skip


def measure_levels(voice: Voice, engine: Engine) -> dict[str, float]:
    """Gain in dB that brings each speaker to the level of the default narrator, rounded to 0.1 dB.

    Each speaker says the same three sentences; loudness is integrated as in ITU-R BS.1770-4. A speaker whose
    sound has no loudness (silence) gets 0.
    """
    return {name: _measure(voice, speaker, engine) for name, speaker in voice.speakers.items()}


def _measure(voice: Voice, speaker: Speaker, engine: Engine) -> float:
    sounds = []
    for number, sentence in enumerate(_WORDS):
        words = [Word(grapheme=grapheme, ipa=ipa, source="inline") for grapheme, ipa in sentence]
        words[-1] = replace(words[-1], after=".")
        for piece in to_pieces(words, CastMember(voice, speaker), seed=number):
            sounds.append(engine.synthesise(piece).samples)
    lufs = integrated_lufs(np.concatenate(sounds), voice.sample_rate_hz)
    return round(REFERENCE_LUFS - lufs, 1) if lufs is not None else 0.0
