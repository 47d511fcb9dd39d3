"""Names from abroad: what language they come from and how they are read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.phonemise import Phonemiser, ipa_line
from audio_edition.phonemise.foreign import guess_language, languages, read_foreign
from audio_edition.phonemise.foreign.table import FOLDER, table
from audio_edition.phonemise.inventory import PRIMARY, SECONDARY, split_ipa
from audio_edition.phonemise.sounds import from_ipa

CASES = Path(__file__).parent / "cases"


def rows(name: str) -> list[list[str]]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


FOREIGN = [
    (path.stem.removeprefix("foreign_"), *(row + [""])[:3])
    for path in sorted(CASES.glob("foreign_*.tsv"))
    for row in rows(path.name)
]
ORDINARY = [word for row in rows("ordinary_words.txt") for word in row[0].split()]


@pytest.mark.parametrize("language", dict.fromkeys(row[0] for row in FOREIGN))
def test_reading_of_foreign_names(language: str) -> None:
    wrong = []
    for of, name, reading, told in FOREIGN:
        if of == language:
            said, guessed = read_foreign(name, language), guess_language(name)
            # Where an onset begins is a matter of `sounds.render`; what is heard is which vowel is stressed.
            if said is None or from_ipa(said) != from_ipa(reading) or (told and guessed != told):
                wrong.append((name, said, reading, guessed, told))
    assert not wrong


def test_every_language_has_thirty_names() -> None:
    for language in languages():
        assert len([row for row in FOREIGN if row[0] == language]) >= 30, language


def test_half_of_the_names_tell_their_language_and_hardly_one_tells_a_wrong_one() -> None:
    told = [(language, guess_language(name)) for language, name, *_ in FOREIGN]
    related = {"ru": "ru uk", "uk": "ru uk"}
    right = sum(found in related.get(language, language).split() for language, found in told if found)
    wrong = sum(found not in related.get(language, language).split() for language, found in told if found)
    assert right / len(told) > 0.5
    assert wrong / len(told) < 0.03


def test_an_ordinary_norwegian_word_is_not_foreign() -> None:
    assert len(ORDINARY) > 500
    words = [word for word in ORDINARY for word in (word, word.capitalize())]
    assert [(word, language) for word in words if (language := guess_language(word)) is not None] == []


@pytest.mark.parametrize(("text", "reading"), rows("reference.tsv"))
def test_names_of_the_news_through_the_whole_chain(text: str, reading: str) -> None:
    assert ipa_line(Phonemiser().words(text)) == reading


@given(st.text(st.characters(codec="utf-8"), max_size=20), st.sampled_from(languages()))
def test_any_reading_holds_only_known_symbols_and_one_main_stress(word: str, language: str) -> None:
    reading = read_foreign(word, language)
    if reading is not None:
        assert split_ipa(reading).count(PRIMARY) == 1
        assert SECONDARY not in reading


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzæøåäöüßéèçñłšžčćğşı'-", min_size=1, max_size=20))
def test_the_guess_is_a_language_that_can_be_read(word: str) -> None:
    guess = guess_language(word)
    assert guess is None or guess in languages()


def test_a_language_without_a_table_reads_nothing() -> None:
    assert read_foreign("Reykjavik", "is") is None
    assert guess_language("") is None


@pytest.mark.parametrize("language", languages())
def test_every_table_knows_the_plain_letters_and_has_a_rule_of_stress(language: str) -> None:
    found = table(language)
    assert found.name and found.stress
    for letter in "abcdefghijklmnopqrstuvwxyz":
        assert found.rules[letter][-1].after is None and found.rules[letter][-1].before is None
    for path in FOLDER.glob("*.tsv"):
        assert not re.search(r"[^\S\t\n ]", path.read_text(encoding="utf-8")), path
