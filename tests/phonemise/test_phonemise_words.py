"""Words by phenomenon: one test a file of cases/*.tsv."""

from __future__ import annotations

from pathlib import Path

import pytest

from audio_edition.phonemise import Phonemiser
from audio_edition.phonemise.compounds import split
from audio_edition.phonemise.native import parts
from audio_edition.phonemise.numerals import read_numeral

CASES = Path(__file__).parent / "cases"
PHENOMENA = sorted(path for path in CASES.glob("*.tsv") if path.stem not in ("compounds", "running"))
PHONEMISER = Phonemiser()


def rows(path: Path) -> list[tuple[str, ...]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("path", PHENOMENA, ids=lambda path: path.stem)
def test_words(path: Path) -> None:
    said = [(word, [found.ipa for found in PHONEMISER.words(word)], ipa) for word, ipa, *_ in rows(path)]
    assert said and [row for row in said if row[1] != [row[2]]] == []


def test_seams_of_compounds() -> None:
    cases = rows(CASES / "compounds.tsv")
    wrong = [word for word, seams in cases if "·".join(parts(word, PHONEMISER._stems)) != seams]
    assert len(cases) >= 300
    assert len(wrong) <= 0.05 * len(cases), f"seams wrong: {' '.join(wrong)}"


@pytest.mark.parametrize(
    "word", ["finger", "hammar", "sommar", "kaptein", "kandidat", "appelsin", "interesse", "minister"]
)
def test_a_simple_word_has_no_seam(word: str) -> None:
    assert parts(word, PHONEMISER._stems) == (word,)


def test_a_compound_shows_its_seam() -> None:
    (word,) = PHONEMISER.words("straumprisane")
    assert (word.source, word.note) == ("compound", "straum·prisane")


def test_a_long_run_of_letters_is_divided_in_time() -> None:
    assert split("ås" * 200, PHONEMISER._stems) is None


@pytest.mark.parametrize("word", ["tog", "og", "sjuk", "hundretusenvis", ""])
def test_what_is_no_number_is_left_alone(word: str) -> None:
    assert read_numeral(word) is None
