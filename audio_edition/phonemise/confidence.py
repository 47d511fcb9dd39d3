"""How sure a reading is: the share of words of its kind that were right in our own sets (`data/confidence.tsv`).

A word in small letters that is a listed stem, an inflected or a compound word is called sure; names never are.
"""

from __future__ import annotations

from functools import cache

from ..types import Word
from . import letters
from .inventory import PRIMARY
from .sounds import count_vowels
from .tables import rows

_SCRAP = 3
SURE = 0.98
"""At least so many of the words that are called sure are right (tested)."""


@cache
def _shares() -> dict[str, tuple[float, float]]:
    return {source: (float(words), float(names)) for source, words, names in rows("confidence.tsv", 3)}


def confidence(source: str, name: bool, note: str = "", word: str = "", ipa: str = "") -> float:
    """How likely the reading of a word is right, 0 to 1, by the layer that gave it; `name`: it has a capital.

    A compound's `note` shows its parts: with a scrap among several, or at its end, it is less sure. So is a `word` that
    ends like a loan, or an inflected one that is not stressed on its first syllable: what stands before may be another loan.
    """
    shares = _shares()
    if source in ("compound", "inflection") and not name:
        loan = letters.loan_ending(word) > 1
        late = source == "inflection" and count_vowels(ipa.partition(PRIMARY)[0]) > 0
        if loan or late:
            return shares[f"{source}_loan"][0]
    if source == "compound" and not name:
        parts = note.split("·")
        if len(parts[-1]) <= _SCRAP or (len(parts) > 2 and min(map(len, parts)) <= _SCRAP):
            source = "compound_scraps"
    return shares.get(source, shares["*"])[1 if name else 0]


def weighed(word: Word) -> Word:
    """The word with how sure its reading is."""
    sure = confidence(word.source, word.grapheme[:1].isupper(), word.note, word.grapheme, word.ipa)
    return Word(word.grapheme, word.ipa, word.source, word.after, word.language, word.note, sure)
