from __future__ import annotations

import numpy as np
import pytest

from audio_edition.engines import engine_version, load_engine
from audio_edition.errors import EngineUnavailable, SynthesisError
from audio_edition.types import Piece
from audio_edition.voices import find_voice
from audio_edition.voices.declared import OURS, engine_names

VOICE = find_voice("silence")
PIECE = Piece(symbols=("h", "æɪ", ",", " ", "t", "ɑː"), text="hei, ta", speaker="tone")


def test_engines_are_found_by_entry_point() -> None:
    assert set(OURS) <= set(engine_names()), "declared in pyproject.toml, and found without being looked for"
    assert engine_version("silence") == load_engine(VOICE).version
    with pytest.raises(EngineUnavailable, match="no engine is called 'kazoo'; installed engines: .*silence"):
        engine_version("kazoo")


def test_the_length_follows_the_phonemes_and_the_rate() -> None:
    engine = load_engine(VOICE)
    waveform = engine.synthesise(PIECE)
    assert waveform.symbol_ends is not None and len(waveform.symbol_ends) == len(PIECE.symbols)
    assert list(waveform.symbol_ends) == sorted(waveform.symbol_ends) and waveform.symbol_ends[-1] < len(
        waveform.samples
    )
    faster = engine.synthesise(Piece(symbols=PIECE.symbols, text="", speaker="tone", rate=2.0))
    assert faster.duration_s == pytest.approx(waveform.duration_s / 2, abs=0.06)


def test_a_tone_is_heard_and_silence_is_not() -> None:
    engine = load_engine(VOICE)
    assert 0.1 < np.abs(engine.synthesise(PIECE).samples).max() < 0.5
    silent = engine.synthesise(Piece(symbols=PIECE.symbols, text="", speaker="silence"))
    assert not silent.samples.any() and len(silent.samples) == len(engine.synthesise(PIECE).samples)


def test_the_same_piece_gives_the_same_samples() -> None:
    first, second = (load_engine(VOICE).synthesise(PIECE).samples for _ in range(2))
    assert np.array_equal(first, second)


def test_an_unknown_speaker_is_an_error() -> None:
    with pytest.raises(SynthesisError, match="'nobody'"):
        load_engine(VOICE).synthesise(Piece(symbols=("h",), text="h", speaker="nobody"))
