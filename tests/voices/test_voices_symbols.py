"""From words to the voice's symbols: nothing lost, nothing cut, word starts where words start."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.errors import SynthesisError, UnknownPhoneme
from audio_edition.phonemise.inventory import CONSONANTS, PRIMARY, PUNCTUATION, TONES, VOWELS
from audio_edition.types import CastMember, Voice, Word
from audio_edition.voices import check_vocabulary, find_voice, to_pieces
from audio_edition.voices.symbols import check_map, spell

SILENCE = find_voice("silence")
MEMBER = CastMember(SILENCE, SILENCE.speakers["tone"])
CASES = [
    line.split("\t")
    for line in (Path(__file__).parent / "spelling.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def word(ipa: str, after: str = "", grapheme: str = "ord") -> Word:
    return Word(grapheme=grapheme, ipa=ipa, source="rules", after=after)


def member(limit: int) -> CastMember:
    return replace(MEMBER, voice=replace(SILENCE, max_symbols=limit, split_above=limit))


@pytest.mark.parametrize("grapheme, ipa, onset, vowel", CASES, ids=[case[0] for case in CASES])
def test_stress_stands_where_the_voice_expects_it(grapheme: str, ipa: str, onset: str, vowel: str) -> None:
    assert " ".join(spell(word(ipa), SILENCE)) == onset
    assert " ".join(spell(word(ipa), replace(SILENCE, stress_at="vowel"))) == vowel


def test_a_voice_can_spell_a_whole_word_its_own_way() -> None:
    voice = replace(SILENCE, words={"ær": ("E", "r")})
    assert spell(word("ær"), voice) == ("E", "r")
    assert spell(word("¹ˈæːr"), voice) == spell(word("¹ˈæːr"), SILENCE)
    assert spell(word("²ˈærə"), voice) == spell(word("²ˈærə"), SILENCE)
    with pytest.raises(UnknownPhoneme, match="'ær': it is mapped to 'E'"):
        check_vocabulary(voice, set().union(*SILENCE.symbols.values()))


@pytest.mark.parametrize(
    "words, wrong",
    [({"ær": ()}, "'ær' is mapped to nothing"), ({"er": ("e",)}, "'er' is not of our phonemes")],
)
def test_a_whole_word_is_checked(words: dict[str, tuple[str, ...]], wrong: str) -> None:
    with pytest.raises(UnknownPhoneme, match=wrong):
        check_map(replace(SILENCE, words=words))


@pytest.mark.parametrize(
    "ipa, said",
    [
        ("²ˈkɑlɑ", "kɑlːɑ"),  # a short vowel, one consonant, a vowel
        ("¹ˈtɑk", "tɑkː"),  # ... or the end of the word
        ("¹ˈtɑːk", "tɑːk"),  # a long vowel
        ("¹ˈfɛst", "fɛst"),  # more than one consonant
        ("¹ˈhæɪm", "hæɪm"),  # a diphthong is long
        ("ɪ", "ɪ"),  # no stress
        ("mɛ", "mɛ"),
        ("²ˈbɑːɳəˌhɑɡən", "bɑːɳəhɑɡːən"),  # secondary stress is stress
        ("kɔ¹ˈmʉːnən", "kɔmʉːnən"),  # a short vowel before the stress
    ],
)
@pytest.mark.parametrize("stress_at", ["onset", "vowel"])
def test_a_voice_can_say_the_length_of_consonants(
    ipa: str, said: str, stress_at: Literal["onset", "vowel"]
) -> None:
    symbols = {**SILENCE.symbols, "ː": ("ː",)} | dict.fromkeys("ˈˌ¹²", ())
    voice = replace(SILENCE, symbols=symbols, stress_at=stress_at)
    assert "".join(spell(word(ipa), voice)) == said
    assert "ː" not in SILENCE.symbols  # and a voice without the key says what it said


def test_the_longest_run_of_the_map_wins() -> None:
    voice = replace(SILENCE, symbols={**SILENCE.symbols, "r": ("R",), "rj": ("X", "Y")})
    assert spell(word("bærjə"), voice) == ("b", "æ", "X", "Y", "ə")
    assert spell(word("bær"), voice) == ("b", "æ", "R")


def test_a_word_without_sounds_is_an_error_that_names_it() -> None:
    with pytest.raises(SynthesisError, match="'stille' has no sounds"):
        spell(word("ˈ", grapheme="stille"), SILENCE)


def test_sounds_outside_the_inventory_are_an_error_that_names_the_word() -> None:
    with pytest.raises(UnknownPhoneme, match="'thing'.*θ"):
        spell(word("θɪŋ", grapheme="thing"), SILENCE)


def test_a_symbol_the_model_lacks_is_an_error_that_names_the_gap() -> None:
    vocabulary = {symbol for symbols in SILENCE.symbols.values() for symbol in symbols}
    check_vocabulary(SILENCE, vocabulary)
    with pytest.raises(UnknownPhoneme, match="cannot say 'ʂ'"):
        check_vocabulary(SILENCE, vocabulary - {"ʂ"})


@pytest.mark.parametrize("id", ["kokoro", "kokoro-styles"])
def test_kokoros_map_is_within_its_vocabulary(id: str) -> None:
    import json

    from audio_edition.voices import model_file

    voice = find_voice(id)
    own = json.loads(model_file(voice, "vocab.json").read_text(encoding="utf-8"))["vocab"]
    for speaker in voice.speakers.values():
        blends = (speaker.settings or {}).get("blends", {})
        assert all(part in own for blend in blends.values() for part in blend)
        check_vocabulary(voice, {*own, *TONES, *blends})


def test_words_are_joined_by_spaces_and_carry_their_punctuation() -> None:
    (piece,) = to_pieces([word("jɑ", ","), word("hæɪ", "!")], MEMBER, rate=1.2, seed=7)
    assert piece.symbols == ("j", "ɑ", ",", " ", "h", "æɪ", "!")
    assert piece.word_starts == (0, 4)
    assert (piece.rate, piece.seed, piece.speaker) == (1.2, 7, "tone")


def test_a_voice_that_takes_letters_gets_the_words() -> None:
    letters = replace(MEMBER, voice=replace(SILENCE, input="graphemes", symbols={}))
    (piece,) = to_pieces([word("jɑ", ",", "Ja"), word("tɑk", ".", "takk")], letters)
    assert piece.text == "Ja, takk." == "".join(piece.symbols)
    assert piece.word_starts == (0, 4)


def test_a_long_sentence_is_split_at_a_clause_near_the_middle() -> None:
    words = [word("tɑk")] * 7
    words[0] = word("tɑk", ",")
    words[3] = word("tɑk", ",")
    first, second = to_pieces(words, member(22))
    assert len(first.word_starts) == 4 and len(second.word_starts) == 3
    assert first.symbols[-1] == ","


def test_without_punctuation_it_is_split_before_a_conjunction_and_the_voice_hears_that_it_goes_on() -> None:
    words = [word("tɑk")] * 3 + [word("ɔ", grapheme="og")] + [word("tɑk")] * 4
    first, second = to_pieces(words, member(22))
    assert len(first.word_starts) == 3 and first.symbols[-1] == ","
    assert second.symbols[0] == "ɔ"


IPA = st.lists(
    st.tuples(st.sampled_from(("", PRIMARY)), st.sampled_from(CONSONANTS), st.sampled_from(VOWELS)),
    min_size=1,
    max_size=12,
).map(lambda syllables: "".join("".join(syllable) for syllable in syllables))
WORDS = st.lists(st.builds(word, IPA, st.sampled_from(("", "", "", *PUNCTUATION))), min_size=1, max_size=60)


@given(WORDS, st.integers(min_value=12, max_value=120), st.sampled_from(("onset", "vowel")))
def test_no_symbol_is_lost_and_no_piece_is_too_long(words: list[Word], limit: int, stress_at: str) -> None:
    voice: Voice = replace(SILENCE, max_symbols=limit, split_above=limit, stress_at=stress_at)  # type: ignore[arg-type]
    pieces = to_pieces(words, replace(MEMBER, voice=voice))
    assert all(0 < len(piece.symbols) <= limit for piece in pieces)
    wanted = [symbol for one in words for symbol in (*spell(one, voice), *one.after)]
    said = [symbol for piece in pieces for symbol in piece.symbols if symbol != " "]
    marks = set(PUNCTUATION)
    assert [symbol for symbol in said if symbol not in marks] == [
        symbol for symbol in wanted if symbol not in marks
    ]
    assert sum(len(piece.word_starts) for piece in pieces) == len(words)
    for piece in pieces:
        assert list(piece.word_starts) == sorted(set(piece.word_starts))
        assert all(start == 0 or piece.symbols[start - 1] == " " for start in piece.word_starts)
