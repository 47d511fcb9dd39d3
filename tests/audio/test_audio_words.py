"""Times of written words from times of spoken ones."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.audio.words import word_times, written_words

CASES = [
    line.split("\t")
    for line in (Path(__file__).parent / "words.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize("written, spoken, starts, note", CASES)
def test_each_written_word_starts_with_its_spoken_word(written, spoken, starts, note):
    words = spoken.split("|")
    times = word_times(written, words, [float(n) for n in range(len(words))], float(len(words)))
    assert [word for _, _, word in times] == written_words(written)
    for (start, _, word), expected in zip(times, starts.split(), strict=True):
        if expected != "-":
            assert start == float(expected), word


@given(
    st.lists(st.sampled_from(["ein", "to", "2014", "–", "%", "«ja»", "N", "f.eks."]), max_size=12),
    st.lists(st.sampled_from(["ein", "to", "tjuefjorten", "prosent", "ja", "n"]), max_size=12),
)
def test_times_are_ordered_and_every_word_is_there(written, spoken):
    text = " ".join(written)
    times = word_times(text, spoken, [float(n) for n in range(len(spoken))], float(len(spoken)))
    if spoken and written_words(text):
        assert [word for _, _, word in times] == written_words(text)
        assert times[0][0] == 0 and times[-1][1] == len(spoken)
    for start, end, _ in times:
        assert start <= end
    assert all(a[1] == b[0] for a, b in itertools.pairwise(times))


def test_no_times_where_spoken_words_and_starts_differ_in_number():
    assert word_times("Ein to", ["ein", "to"], [0.0], 1.0) == ()
