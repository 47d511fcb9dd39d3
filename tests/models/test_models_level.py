"""Levels of speakers, and the writing of voice.toml."""

from __future__ import annotations

import tomllib
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.models.level import measure_levels
from audio_edition.models.writing import to_toml
from audio_edition.types import Piece, Waveform
from audio_edition.voices import find_voice


class _Tone:
    """Speaks a tone whose amplitude depends on the speaker."""

    version = "tone"

    def __init__(self, amplitudes: dict[str, float]) -> None:
        self._amplitudes = amplitudes

    def synthesise(self, piece: Piece) -> Waveform:
        seconds = np.arange(22050 * 2) / 22050
        return Waveform((self._amplitudes[piece.speaker] * np.sin(6260 * seconds)).astype(np.float32), 22050)

    def close(self) -> None:
        pass


def test_a_speaker_ten_times_quieter_gets_twenty_decibels_more() -> None:
    voice = find_voice("nvcc")
    amplitudes = dict.fromkeys(voice.speakers, 0.5) | {"s1": 0.05, "s2": 0.0}
    levels = measure_levels(voice, _Tone(amplitudes))
    assert levels["s1"] - levels["s0"] == pytest.approx(20, abs=0.11)
    assert levels["s2"] == 0.0


_VALUES = st.recursive(
    st.one_of(
        st.booleans(),
        st.integers(-(2**53), 2**53),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(),
    ),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)
_TABLES: Any = st.recursive(
    st.dictionaries(st.text(), _VALUES, max_size=4),
    lambda inner: st.dictionaries(
        st.text(), st.one_of(_VALUES, inner, st.lists(inner, min_size=1, max_size=3))
    ),
    max_leaves=6,
)


@given(_TABLES)
def test_toml_is_read_back_as_it_was(table: dict[str, Any]) -> None:
    try:
        text = to_toml(table)
        text.encode("utf-8")
    except UnicodeEncodeError:
        return  # lone surrogates are no text
    assert tomllib.loads(text) == table
