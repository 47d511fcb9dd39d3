"""Words that are written alike and said apart, in sentences written before the program was run on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from audio_edition.phonemise import Phonemiser

PHONEMISER = Phonemiser(over_words=False)
ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "homographs.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("sentence", "word", "sounds"), ROWS, ids=[row[0] for row in ROWS])
def test_homograph(sentence: str, word: str, sounds: str) -> None:
    said = [found.ipa for found in PHONEMISER.words(sentence) if found.grapheme == word][-1]
    wanted = sounds.split("|")
    assert said in wanted or said.lstrip("¹²") in wanted
