"""Silences inside a sentence: which are wanted, and what is told of the others."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.synthesis.silences import LONGEST_UNWRITTEN_S, LONGEST_WRITTEN_S, find_silences

HOP_S = 0.0125
WORDS = [("Sergej", ""), ("Sjojgu", ","), ("kjem", "")]
STARTS_S = [0.0, 1.0, 2.0]


def sounding(*silences: tuple[float, float], length_s: float = 3.0) -> np.ndarray:
    """Sound of `length_s` that is silent from each start for each length, in seconds."""
    steps = np.ones(round(length_s / HOP_S), dtype=bool)
    for start_s, silent_s in silences:
        steps[round(start_s / HOP_S) : round((start_s + silent_s) / HOP_S)] = False
    return steps


@pytest.mark.parametrize(
    "start_s, silent_s, problem",
    [
        (0.7, 0.3, "a silence of 0.30 s before «Sjojgu», where nothing is written"),
        (0.4, 0.3, "a silence of 0.30 s before «Sjojgu», where nothing is written"),
        (0.8, 0.2, None),
        (1.7, 0.3, None),
        (1.5, 0.5, "a silence of 0.50 s inside before «kjem», longer than between two sentences"),
        (2.4, 0.3, "a silence of 0.30 s before «kjem», where nothing is written"),
    ],
)
def test_a_silence_is_judged_by_what_is_written_there(
    start_s: float, silent_s: float, problem: str | None
) -> None:
    (silence,) = find_silences(sounding((start_s, silent_s)), HOP_S, WORDS, STARTS_S)
    assert silence.problem == problem
    assert silence.length_s == pytest.approx(silent_s) and silence.start_s == pytest.approx(start_s)


def test_silence_at_the_edges_is_none_of_the_sentences() -> None:
    assert find_silences(sounding((0, 0.5), (2.5, 0.5)), HOP_S, WORDS, STARTS_S) == []
    assert find_silences(np.zeros(50, dtype=bool), HOP_S, WORDS, STARTS_S) == []


def test_where_words_are_not_timed_only_the_longest_are_told() -> None:
    short, long = find_silences(sounding((0.5, 0.4), (1.5, 0.6)), HOP_S, WORDS, [])
    assert short.problem is None and short.is_written
    assert long.problem == "a silence of 0.60 s inside, longer than between two sentences"


@given(st.lists(st.booleans(), min_size=2, max_size=400))
def test_every_inner_silence_is_found_once(steps: list[bool]) -> None:
    flags = np.array([True, *steps, True])
    found = find_silences(flags, HOP_S, [], [])
    assert sum(round(one.length_s / HOP_S) for one in found) == (~flags).sum()
    assert 0 < LONGEST_UNWRITTEN_S < LONGEST_WRITTEN_S
