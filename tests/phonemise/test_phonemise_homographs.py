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


@pytest.mark.parametrize("word", dict.fromkeys(row[1] for row in ROWS))
def test_homograph(word: str) -> None:
    wrong = []
    for sentence, _, sounds in (row for row in ROWS if row[1] == word):
        said = [found.ipa for found in PHONEMISER.words(sentence) if found.grapheme == word][-1]
        if not {said, said.lstrip("¹²")} & set(sounds.split("|")):
            wrong.append((sentence, said, sounds))
    assert not wrong
