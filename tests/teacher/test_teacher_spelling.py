"""A sentence as items of ours and symbols of the model's, side by side."""

from __future__ import annotations

import tomllib
from pathlib import Path

from audio_edition.phonemise.inventory import MARKS, PHONEMES, PUNCTUATION
from audio_edition.types import Word
from tools.teacher.spelling import spell

TABLE = tomllib.loads((Path(__file__).parents[2] / "tools/teacher/symbols.toml").read_text(encoding="utf-8"))


def test_every_item_has_its_last_symbol_and_a_mark_has_no_time() -> None:
    words = [Word("kalla", "²ˈkɑlɑ", "rules", after=","), Word("ho", "hʊ", "rules", after=".")]
    spelt = spell(words, TABLE["symbols"])
    assert spelt.items == ("²", "ˈ", "k", "ɑ", "l", "ː", "ɑ", ",", " ", "h", "ʊ", ".")
    assert "".join(spelt.symbols) == "k²ˈɑlːɑ, hʊ."
    assert spelt.last == (-1, -1, 0, 3, 4, 5, 6, 7, 8, 9, 10, 11)
    assert spelt.syllables == 3


def test_the_map_covers_the_inventory() -> None:
    assert {*PHONEMES, *MARKS, *PUNCTUATION, " ", "ː"} == set(TABLE["symbols"])
