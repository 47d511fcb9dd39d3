"""The alignment, and that the table covers the inventory."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_edition.phonemise.inventory import PHONEMES
from audio_edition.synthesis import acoustics
from tests.gate.whispered import RATE_HZ, whisper


def test_every_phoneme_of_the_inventory_has_its_row():
    model = acoustics.load_model()
    assert set(model.index) == set(PHONEMES)
    assert np.isfinite(model.means).all() and (model.seconds > 0.01).all() and (model.seconds < 0.5).all()


@settings(deadline=None)
@given(st.integers(1, 8), st.integers(0, 30), st.integers(0, 2**31))
def test_viterbi_visits_every_phoneme_in_order_and_is_the_best(width, surplus, seed):
    columns = np.random.default_rng(seed).standard_normal((width + surplus, width)).astype(np.float32)
    path = acoustics.viterbi(columns)
    assert path[0] == 0 and path[-1] == width - 1
    assert set(np.diff(path)) <= {0, 1}
    # The best total by the plain recursion.
    best = np.full((len(columns), width), -np.inf)
    best[0, 0] = columns[0, 0]
    for at in range(1, len(columns)):
        for state in range(width):
            before = max(best[at - 1, state], best[at - 1, state - 1] if state else -np.inf)
            best[at, state] = columns[at, state] + before
    assert columns[np.arange(len(path)), path].sum() == pytest.approx(best[-1, -1], abs=1e-3)


def test_less_sound_than_phonemes_has_no_alignment():
    features = np.zeros((3, 20), np.float32)
    assert acoustics.align(features, ["ɑ"] * 4, acoustics.load_model()) is None


def test_phonemes_are_found_where_they_were_put():
    """A hiss between two vowels: the middle third of the sound must be the s."""
    phonemes = ["ɑː", "s", "ɑː"]
    model = acoustics.load_model()
    frames = acoustics.analyse(whisper(phonemes), RATE_HZ)
    found = acoustics.align(acoustics.speech_features(frames, model.cepstral_mean), phonemes, model)
    assert found is not None
    counts = np.bincount(found.phoneme)
    expected = [model.seconds[model.index[phoneme]] / acoustics.HOP_S for phoneme in phonemes]
    assert counts == pytest.approx(expected, abs=4)
