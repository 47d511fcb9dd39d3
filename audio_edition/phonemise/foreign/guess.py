"""Tell the language of origin of a word by its letters, from the signs in `data/signs.tsv`.

A sign is a regular expression and what it counts for one language; a language is named when its signs add
up to `_ENOUGH` and to more than any other's. Signs of "no" speak for Norwegian and take away from all the
others, so that an ordinary Norwegian word is not taken for a foreign one.

There are hundreds of signs and a word must be judged in a tenth of a millisecond. Most signs are plain
beginnings and ends, which are looked up in a dictionary; only the others are searched for.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache, lru_cache

from audio_edition.tables import read_table

from .table import FOLDER

_ENOUGH = 3.0
_LONGEST = 60
_ENOUGH_SMALL_LETTERS = 4.0
"""A word in small letters is seldom a name, so more must speak for it."""

_PLAIN = re.compile(
    r"(?P<begin>\^)?(?P<before>\\w(?:\{(?P<least>\d)\})?)?"
    r"(?:\((?P<several>[\w'|-]+)\)|(?P<one>[\w'-]+))(?P<plural>s\?)?(?P<end>\$)?"
)
"""A sign that is nothing but letters, alternatives of letters, or such an end after a few letters."""


@dataclass(slots=True)
class _Signs:
    """All signs, by how they are looked for. A sign is the index of its language and weight in `worth`."""

    worth: list[tuple[str, float]] = field(default_factory=list)
    ends: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    """End of a word → (sign, how many letters must stand before it)."""
    beginnings: dict[str, list[int]] = field(default_factory=dict)
    parts: list[tuple[str, int]] = field(default_factory=list)
    patterns: list[tuple[re.Pattern[str], int]] = field(default_factory=list)
    longest: int = 0

    def add(self, language: str, pattern: str, weight: float) -> None:
        sign = len(self.worth)
        self.worth.append((language, weight))
        plain = _PLAIN.fullmatch(pattern)
        if plain is None or (plain["begin"] and (plain["end"] or plain["before"] or plain["plural"])):
            self.patterns.append((re.compile(pattern), sign))
            return
        if not plain["end"] and (plain["before"] or plain["plural"]):
            self.patterns.append((re.compile(pattern), sign))
            return
        least = int(plain["least"] or 1) if plain["before"] else 0
        for letters in (plain["several"] or plain["one"]).split("|"):
            for form in (letters, letters + "s") if plain["plural"] else (letters,):
                self.longest = max(self.longest, len(form))
                if plain["end"]:
                    self.ends.setdefault(form, []).append((sign, least))
                elif plain["begin"]:
                    self.beginnings.setdefault(form, []).append(sign)
                else:
                    self.parts.append((form, sign))

    def found(self, word: str) -> set[int]:
        """The signs that `word` bears."""
        signs: set[int] = set()
        size = len(word)
        for length in range(1, min(self.longest, size) + 1):
            for sign, least in self.ends.get(word[size - length :], ()):
                if size - length >= least:
                    signs.add(sign)
            signs.update(self.beginnings.get(word[:length], ()))
        signs.update([sign for part, sign in self.parts if part in word])
        signs.update([sign for pattern, sign in self.patterns if pattern.search(word)])
        return signs


@cache
def _signs() -> _Signs:
    signs = _Signs()
    for language, pattern, weight, _ in read_table(FOLDER / "signs.tsv", 4, least=3):
        signs.add(language, pattern, float(weight))
    return signs


def signs_of(word: str) -> dict[str, float]:
    """What the letters of a word count for each language that they speak for; `no` is Norwegian."""
    folded = unicodedata.normalize("NFC", word).lower().replace("’", "'")
    scores: dict[str, float] = {}
    if not 2 <= len(folded) <= _LONGEST:
        return scores
    signs = _signs()
    for sign in signs.found(folded):
        language, weight = signs.worth[sign]
        scores[language] = scores.get(language, 0.0) + weight
    return scores


@lru_cache(maxsize=50_000)
def guess_language(word: str) -> str | None:
    """ISO 639-1 code of the language that the letters of `word` point to; None if none does clearly."""
    scores = signs_of(word)
    against = scores.pop("no", 0.0)
    if not scores:
        return None
    best = max(sorted(scores), key=lambda language: scores[language])
    enough = _ENOUGH_SMALL_LETTERS if word.islower() else _ENOUGH
    return best if scores[best] - against >= enough - 1e-9 else None
