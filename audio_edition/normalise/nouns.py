"""Grammatical gender of Nynorsk (and, near enough, Bokmål) nouns, for agreement with the numeral 1.

Order: the word itself in `data/nouns.tsv`, an inflected form of one, the last part of a compound, and last the
ending (`data/noun_endings.tsv`). Unknown words have no gender.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import cast

from audio_edition.normalise.numerals import Gender
from audio_edition.normalise.tables import grouped, rows

_INFLECTIONS = (
    ("ane", ""), ("ene", ""), ("ane", "e"), ("ene", "e"), ("ar", ""), ("ar", "e"), ("er", ""), ("er", "e"),
    ("or", "e"), ("or", "a"), ("et", ""), ("et", "e"), ("en", ""), ("en", "e"), ("a", ""), ("a", "e"), ("s", ""), ("r", ""),
)  # fmt: skip
_INDEFINITE = tuple(pair for pair in _INFLECTIONS if pair[0] in ("ar", "er", "or", "s", "r"))
_SHORTEST_FIRST_PART = 2
_LONGEST_WORD = 60
"""Letters; what is longer is no noun, and would be looked up in all its parts."""


@cache
def _nouns() -> dict[str, Gender]:
    found: dict[str, Gender] = {}
    for gender, words in grouped("nouns").items():
        for word in words:
            found.setdefault(word, cast(Gender, gender))
    return found


@lru_cache(maxsize=4096)
def gender_of(word: str) -> Gender | None:
    """Gender of a noun in any form, or None: `bil` m, `hytta` f, `sommarhus` n."""
    word = word.rsplit("-", 1)[-1].lower()
    if len(word) > _LONGEST_WORD:
        return None
    return _listed(word) or _by_ending(word)


@lru_cache(maxsize=4096)
def is_known_noun(word: str) -> bool:
    """Whether a word in small letters is in the table of nouns, in any form but not as part of a compound."""
    nouns = _nouns()
    return word in nouns or any(
        word.endswith(ending) and word[: -len(ending)] + instead in nouns for ending, instead in _INFLECTIONS
    )


@lru_cache(maxsize=4096)
def is_noun(word: str) -> bool:
    """Whether a word is known to be a noun in a form that is counted, a compound's last part (4 letters) included.

    Definite forms are not counted, and many of them are verbs as well: "i 1950 skifta dei".
    """
    if not word[:1].islower() or len(word) > _LONGEST_WORD:
        return False
    return _listed(word.rsplit("-", 1)[-1], shortest=4, definite=False) is not None


def _listed(word: str, shortest: int = 3, definite: bool = True) -> Gender | None:
    nouns = _nouns()
    inflections = _INFLECTIONS if definite else _INDEFINITE
    if word in _not_nouns():
        return None
    if word in nouns:
        return nouns[word]
    for ending, instead in inflections:
        if word.endswith(ending):
            base = word[: -len(ending)] + instead
            if len(base) >= 2 and base in nouns:
                return nouns[base]
    for start in range(_SHORTEST_FIRST_PART, len(word) - shortest + 1):
        last = word[start:]
        if last in nouns and last not in _never_last():
            return nouns[last]
        for ending, instead in inflections:
            if last.endswith(ending) and len(last) - len(ending) >= shortest:
                base = last[: -len(ending)] + instead
                if base in nouns and base not in _never_last():
                    return nouns[base]
    return None


def _by_ending(word: str) -> Gender | None:
    for ending, gender in rows("noun_endings", 2):
        if word.endswith(ending) and len(word) >= len(ending) + 2:
            return cast(Gender, gender)
    return None


@cache
def _not_nouns() -> frozenset[str]:
    return grouped("not_nouns").get("word", frozenset())


@cache
def _never_last() -> frozenset[str]:
    return grouped("not_nouns").get("not last", frozenset())
