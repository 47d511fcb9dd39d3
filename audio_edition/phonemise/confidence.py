"""How sure a reading is: the share of words of its kind that were right in our own sets (tests/phonemise*/sets).

A word in small letters that is a listed stem, an inflected or a compound word is called sure; names never are.
"""

from __future__ import annotations

SURE = 0.98
"""At least so many of the words that are called sure are right (tested)."""

_WORDS = {
    "inline": 1.0, "user": 1.0, "article": 1.0, "function": 0.99, "stem": 0.99, "inflection": 0.99, "compound": 0.985,
    "lexicon": 0.97, "letters": 0.97, "rules": 0.96, "foreign": 0.88,
}  # fmt: skip
_NAMES = {
    "inline": 1.0,
    "user": 1.0,
    "article": 1.0,
    "foreign": 0.91,
    "lexicon": 0.92,
    "compound": 0.94,
    "rules": 0.85,
}


def confidence(source: str, name: bool) -> float:
    """How likely the reading of a word is right, 0 to 1, by the layer that gave it; `name`: it has a capital."""
    if name:
        return _NAMES.get(source, 0.93)
    return _WORDS.get(source, 0.9)
