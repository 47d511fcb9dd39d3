"""The tables: only sounds of the inventory, no entry twice, and nothing that the rules give anyway."""

from __future__ import annotations

import pytest

from audio_edition.phonemise import stems_read
from audio_edition.phonemise.inflection import LONGEST_ENDING, endings
from audio_edition.phonemise.inventory import MARKS, split_ipa
from audio_edition.phonemise.lexicon import Lexicon
from audio_edition.phonemise.sounds import Sounds, count_vowels, default_tone, from_ipa, render
from audio_edition.phonemise.stems import kinds_of_stems
from audio_edition.phonemise.tables import FOLDER, rows
from tools.language.read_stems import readings
from tools.language.redundant_words import redundant

WORD_TABLES = sorted(FOLDER.glob("words_*.tsv"))


@pytest.mark.parametrize("path", WORD_TABLES, ids=lambda path: path.name)
def test_word_tables_have_no_bad_line(path) -> None:
    lexicon = Lexicon.parse(path.read_bytes(), path.name)
    assert lexicon.problems == ()
    assert all(entry.ipa.count("ˈ") == 1 for entry in lexicon)


@pytest.mark.parametrize("path", WORD_TABLES, ids=lambda path: path.name)
def test_few_entries_are_what_the_rules_give(path) -> None:
    """An entry may stay for the sake of another that is read from it; most must earn their place."""
    assert len(redundant(path)) <= 0.15 * len(Lexicon.parse(path.read_bytes(), path.name))


@pytest.mark.parametrize(
    ("table", "columns", "column"),
    [("endings.tsv", 2, 1), ("prefixes.tsv", 2, 1), ("name_heads.tsv", 2, 1), ("letter_names.tsv", 2, 1),
     ("numerals.tsv", 2, 1), ("function_words.tsv", 3, 1), ("function_words.tsv", 3, 2)],
)  # fmt: skip
def test_tables_hold_sounds_of_the_inventory(table: str, columns: int, column: int) -> None:
    for row in rows(table, columns):
        split_ipa(row[column])


def test_loan_endings_hold_sounds_of_the_inventory() -> None:
    for _, sounds in rows("loan_endings.tsv", 2):
        split_ipa(sounds.removeprefix("<"))


def test_letter_rules_are_whole() -> None:
    for letters, _, _, sounds, weight in rows("letter_rules.tsv", 5):
        assert letters == letters.lower()
        consonants = "".join(c for c in sounds if c not in "AEIOUYÆØÅÛ")
        assert not set(split_ipa(consonants)) & set(MARKS)
        assert weight == "" or weight.isdigit()


def test_stems_are_words_of_small_letters() -> None:
    assert len(kinds_of_stems()) > 5000
    assert all(stem.isalpha() and stem.islower() for stem in kinds_of_stems())


def test_kept_stems_are_what_the_rules_give() -> None:
    """Where this fails, run python -m tools.language.read_stems."""
    assert {stem: stems_read.parse(line) for stem, line in stems_read.lines().items()} == readings()


def test_kept_stems_of_other_tables_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stems_read, "digest", lambda: "0" * 16)
    assert stems_read.lines.__wrapped__() == {}


def test_no_ending_is_longer_than_what_is_looked_at() -> None:
    assert max(map(len, endings())) == LONGEST_ENDING


@pytest.mark.parametrize(
    ("sounds", "ipa"),
    [("bˈɑːrnə+hˌɑːɡə", "²ˈbɑːɳəˌhɑːɡə"), ("ˈʉːt+trˌʏk", "²ˈʉːˌtrʏk"), ("fˈœrst", "²ˈfœʂʈ"), ("sˈøːr+lˌɑn", "²ˈsøːˌɭɑn"),
     ("ˈʉːt+ˌoːvər", "²ˈʉːˌtoːvər"), ("prʊsˈɛnt", "prʊ²ˈsɛnt")],
)  # fmt: skip
def test_rendering(sounds: str, ipa: str) -> None:
    assert render(Sounds(sounds, 2)) == ipa


def test_sounds_survive_the_way_back() -> None:
    for path in WORD_TABLES:
        for entry in Lexicon.parse(path.read_bytes(), path.name):
            assert split_ipa(render(from_ipa(entry.ipa))).count("ˈ") == 1


@pytest.mark.parametrize(
    ("text", "tone"),
    [("hˈʉːs", 1), ("kˈɑstə", 2), ("fˈɪŋər", 1), ("pʊlɪtˈiː", 1), ("kɔmˈʉːnə", 2), ("bˈɑːɳə+hˌɑːɡə", 2)],
)
def test_default_tone(text: str, tone: int) -> None:
    assert default_tone(text, "+" in text) == tone
    assert count_vowels(text) > 0
