"""Symbols, times and corpora: what needs no model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.errors import VoiceError
from audio_edition.phonemise.inventory import PHONEMES, PUNCTUATION
from audio_edition.train.corpus import Corpus
from audio_edition.train.features import whole_frames
from audio_edition.types import Voice, Word
from audio_edition.voices.composed import SPOKEN_SYMBOLS, SYMBOLS, compose, parts_of, symbol_map
from audio_edition.voices.symbols import check_map, check_vocabulary, spell


def test_marks_give_their_time_to_the_vowel_that_carries_them() -> None:
    timed = compose(["k", "²", "ˈ", "ɑ", "l", "ː", "ɑ"], [10, 10, 15, 40, 50, 55, 70])
    assert timed.symbols == ("k", "²ˈɑ", "l", "ː", "ɑ")
    assert timed.ends == (10, 40, 50, 55, 70)


def test_marks_before_the_onset_move_to_the_vowel_and_no_further_than_the_word() -> None:
    assert compose(["¹", "ˈ", "s", "t", "uː", "r"]).symbols == ("s", "t", "¹ˈuː", "r")
    assert compose(["ˈ", "s", " ", "ɑ"]).symbols == ("s", " ", "ɑ")


@pytest.mark.parametrize("item", ["q", "aː", "", "ˈɑx"])
def test_an_item_that_is_not_ours_is_an_error_that_names_it(item: str) -> None:
    with pytest.raises(VoiceError, match=repr(item)):
        compose(["s", item])


def test_ends_must_be_as_many_as_items() -> None:
    with pytest.raises(VoiceError, match="2 items but 1 ends"):
        compose(["s", "ɑ"], [3])


def test_every_phoneme_in_every_state_has_a_place_of_its_own() -> None:
    assert len(set(SYMBOLS)) == len(SYMBOLS)
    assert {parts_of(symbol)[1] for symbol in SPOKEN_SYMBOLS} >= {*PHONEMES, *PUNCTUATION, " ", "ː"}


def test_the_map_covers_what_we_produce_and_spells_a_word_as_training_did() -> None:
    symbols = {ours: tuple(theirs) for ours, theirs in symbol_map().items()}
    voice = Voice(
        "v", "v", "coqui", "nn", 16000, "phonemes", "", "", Path(), symbols, 600, {}, {}, {}, "vowel"
    )
    check_map(voice)
    check_vocabulary(voice, set(SYMBOLS))
    spelt = spell(Word("storkalla", "²ˈstuːrˌkɑlɑ", "rules"), voice)
    items = ["²", "ˈ", "s", "t", "uː", "r", "ˌ", "k", "ɑ", "l", "ː", "ɑ"]
    assert spelt == compose(items).symbols == ("s", "t", "²ˈuː", "r", "k", "ˌɑ", "l", "ː", "ɑ")


@given(st.lists(st.floats(0, 30), min_size=1, max_size=60), st.integers(0, 40))
def test_frames_are_whole_at_least_one_and_as_many_as_there_are(steps: list[float], more: int) -> None:
    bounds = [sum(steps[: place + 1]) for place in range(len(steps))]
    total = max(len(steps), round(bounds[-1])) + more
    bounds[-1] = float(total)
    frames = whole_frames(bounds, total)
    assert sum(frames) == total and min(frames) >= 1 and len(frames) == len(steps)


def test_a_corpus_gives_each_line_once_and_waits_for_one_that_is_being_written(
    write_corpus: Callable[..., Path],
) -> None:
    folder = write_corpus(range(1))
    corpus = Corpus(folder)
    assert [line.id for line in corpus.new_lines()] == ["00000"]
    write_corpus(range(1, 3))
    with (folder / "sara.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id": "0000')
    assert sorted(line.id for line in corpus.new_lines()) == ["00001", "00002"]
    assert list(corpus.new_lines()) == []


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"id": "1"}', "'text'|'phonemes'"),
        ("[1]", "byte 0"),
        ('{"id": "9", "text": "a", "phonemes": ["ɑ"]}', "no sound file"),
    ],
)
def test_a_faulty_line_is_named(tmp_path: Path, line: str, problem: str) -> None:
    (tmp_path / "a.jsonl").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(VoiceError, match=problem):
        list(Corpus(tmp_path).new_lines())
