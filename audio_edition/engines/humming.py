"""What the engine for dry runs says: a hum, or digital silence, as long as the symbols would take."""

from __future__ import annotations

import numpy as np

from audio_edition.errors import SynthesisError
from audio_edition.phonemise.inventory import LONG_VOWELS, MARKS, PUNCTUATION, VOWELS
from audio_edition.types import Piece, Voice, Waveform
from audio_edition.voices.symbols import SPACE, check_vocabulary

# Plausible lengths, so that a dry run's duration tells something about the edition's.
_CONSONANT_MS, _VOWEL_MS, _LONG_VOWEL_MS, _SPACE_MS, _PUNCTUATION_MS = 65, 75, 130, 0, 180
_EDGE_MS = 50
_PEAK = 0.2


class SilenceEngine:
    """Says nothing, for as long as it would take to say it."""

    def __init__(self, voice: Voice, version: str) -> None:
        """`version`: of the engine, part of the key of every clip."""
        self.version = version
        check_vocabulary(voice, set().union(*voice.symbols.values()) if voice.symbols else set())
        self._voice = voice

    def synthesise(self, piece: Piece) -> Waveform:
        """A hum or silence as long as the piece's symbols, with exact `symbol_ends`."""
        speaker = self._voice.speakers.get(piece.speaker)
        if speaker is None or not piece.symbols:
            raise SynthesisError(f"voice '{self._voice.id}' cannot say '{piece.text}' as '{piece.speaker}'")
        rate_hz = self._voice.sample_rate_hz
        lengths = np.array([_length_ms(symbol) for symbol in piece.symbols])
        ends = np.round((_EDGE_MS + np.cumsum(lengths)) / 1000 / piece.rate * rate_hz).astype(int)
        total = int(ends[-1] + _EDGE_MS / 1000 * rate_hz)
        samples = np.zeros(total, dtype=np.float32)
        settings = speaker.settings or {}
        if settings.get("kind") == "tone":
            pitch_hz = float(settings.get("pitch_hz", 220.0))
            start = int(_EDGE_MS / 1000 / piece.rate * rate_hz)
            for symbol, end in zip(piece.symbols, ends, strict=True):
                if end > start and symbol not in PUNCTUATION:
                    swell = 0.4 + 0.6 * np.sin(np.pi * np.arange(end - start) / (end - start))
                    tone = np.sin(2 * np.pi * pitch_hz * np.arange(start, end) / rate_hz)
                    samples[start:end] = _PEAK * swell * tone
                start = end
        return Waveform(samples=samples, sample_rate_hz=rate_hz, symbol_ends=tuple(int(end) for end in ends))

    def close(self) -> None:
        """Nothing to free."""


def _length_ms(symbol: str) -> int:
    if symbol in MARKS:
        return 0
    if symbol == SPACE:
        return _SPACE_MS
    if symbol in PUNCTUATION:
        return _PUNCTUATION_MS
    if symbol in LONG_VOWELS:
        return _LONG_VOWEL_MS
    return _VOWEL_MS if symbol in VOWELS else _CONSONANT_MS
