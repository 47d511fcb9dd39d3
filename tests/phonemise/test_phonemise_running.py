"""Running text: weak forms, spelt letters, the order of the layers, and what must hold for any text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_edition.errors import LexiconError
from audio_edition.phonemise import Phonemiser, ipa_line, phonemise, split_ipa
from audio_edition.phonemise.function_words import function_words
from audio_edition.phonemise.inventory import PRIMARY, VOWELS

PHONEMISER = Phonemiser()
RUNNING = [
    line.split("\t")
    for line in (Path(__file__).parent / "cases" / "running.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("text", "ipa"), RUNNING, ids=[row[0] for row in RUNNING])
def test_running_text(text: str, ipa: str) -> None:
    assert ipa_line(PHONEMISER.words(text), tone=False) == ipa


def test_punctuation_follows_its_word() -> None:
    words = PHONEMISER.words("«Ja,» sa ho – og gjekk …")
    assert [(word.grapheme, word.after) for word in words] == [
        ("Ja", ","), ("sa", ""), ("ho", "–"), ("og", ""), ("gjekk", "…"),
    ]  # fmt: skip


def test_the_layers_are_asked_in_order(tmp_path: Path) -> None:
    path = tmp_path / "mine.tsv"
    path.write_text("Voss\tvåss\nBø\tbø\n", encoding="utf-8")
    phonemiser = Phonemiser([path], article_lexicon=[("Voss", "foss"), ("Evje", "ævje")])
    assert phonemiser.words("Voss")[0].source == "user"
    assert phonemiser.words("Evje")[0].source == "article"
    assert phonemiser.words("Voss", respellings={"Voss": "våst"})[0].source == "inline"
    assert phonemiser.words("Voss")[0].source == "user"


@pytest.mark.parametrize(
    ("word", "source"),
    [("og", "function"), ("skulebuss", "compound"), ("bilane", "inflection"), ("straumnett", "compound"),
     ("blorkane", "rules"), ("N R K", "letters"), ("Vostochny", "foreign")],
)  # fmt: skip
def test_every_word_says_where_it_is_known_from(word: str, source: str) -> None:
    assert PHONEMISER.words(word)[0].source == source


def test_every_word_says_how_sure_it_is(tmp_path: Path) -> None:
    path = tmp_path / "mine.tsv"
    path.write_text("Blorkevik\tblorkevik\n", encoding="utf-8")
    words = Phonemiser([path]).words("Blorkevik: Vostochny og skulebussane.")
    assert [word.confidence for word in words] == [1.0, 0.91, 0.99, 0.983]


def test_a_bad_line_of_a_lexicon_is_named_and_the_rest_works(tmp_path: Path) -> None:
    path = tmp_path / "mine.tsv"
    path.write_text("Voss\t/vɔ@s/\nBø\tbø\n", encoding="utf-8")
    phonemiser = Phonemiser([path])
    assert len(phonemiser.problems) == 1
    assert "mine.tsv:1" in phonemiser.problems[0]
    assert phonemiser.words("Bø")[0].source == "user"


def test_a_bad_inline_respelling_is_an_error() -> None:
    with pytest.raises(LexiconError):
        PHONEMISER.words("Voss", respellings={"Voss": "1234"})


def test_an_article_s_lexicon_is_asked_after_the_user_s_and_stays_with_its_article(tmp_path: Path) -> None:
    path = tmp_path / "mine.tsv"
    path.write_text("Voss\tvåss\n", encoding="utf-8")
    phonemiser = Phonemiser([path])
    own = phonemiser.for_article([("Voss", "foss"), ("Evje", "ævje"), ("Bø", "b3")])
    assert [word.source for word in own.words("Voss Evje")] == ["user", "article"]
    assert len(own.problems) == 1 and not phonemiser.problems
    assert phonemiser.words("Evje")[0].source != "article"


@pytest.mark.parametrize(
    "word", ["Łódź", "naïve", "Müller", "Москва", "Αθήνα", "çedilla", "Škoda", "Ísafjörður", "tsst", "brr"]
)
def test_letters_from_elsewhere_are_sounded(word: str) -> None:
    (said,) = PHONEMISER.words(word)
    assert any(symbol in VOWELS for symbol in split_ipa(said.ipa))


def test_what_cannot_be_sounded_is_kept_and_told() -> None:
    (word,) = PHONEMISER.words("漢字")
    assert (word.grapheme, word.ipa) == ("漢字", "")
    assert word.note


LETTERS = "abcdefghijklmnopqrstuvwxyzæøåéèêóòôüöä"


@given(st.text(LETTERS + LETTERS.upper(), min_size=1, max_size=30))
@settings(max_examples=300, deadline=None)
def test_any_word_gets_sounds_of_the_inventory_and_one_main_stress(word: str) -> None:
    said = PHONEMISER.words(word)
    assert [w.grapheme for w in said] == [word]
    symbols = split_ipa(said[0].ipa)
    assert any(symbol in VOWELS for symbol in symbols)
    assert symbols.count(PRIMARY) == 1


@given(st.lists(st.text(LETTERS, min_size=2, max_size=12), min_size=1, max_size=8))
@settings(max_examples=100, deadline=None)
def test_no_word_is_lost(texts: list[str]) -> None:
    said = PHONEMISER.words(" ".join(texts))
    assert [word.grapheme for word in said] == texts
    for word in said:
        assert word.ipa.count(PRIMARY) == 1 or word.grapheme in function_words()


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_is_taken(text: str) -> None:
    for word in PHONEMISER.words(text):
        assert word.ipa or word.note
        for part in word.ipa.split():
            split_ipa(part)


def test_the_convenience_function() -> None:
    assert phonemise("Det er huset.", tone=False) == "də ær ˈhʉːsə"


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("Kva no …?", "?"),
        ("Kven er det!?", "?"),
        ("Er det sant?…", "?"),
        ("Kjem du (i dag)?", "?"),
        ("Ho kjem (i dag).", "."),
        ("Han ropte «nei!».", "!"),
        ("Ho venta …", "…"),
    ],
)
def test_a_question_stays_one_whatever_stands_beside_its_mark(text: str, mark: str) -> None:
    assert PHONEMISER.words(text)[-1].after == mark
