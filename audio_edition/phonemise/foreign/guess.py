"""Tell the language of origin of a word by its letters, from the signs in `data/signs.tsv`.

A sign is a regular expression and what it counts for one language; a language is named when its signs add
up to `_ENOUGH` and to more than any other's. Signs of "no" speak for Norwegian and take away from all the
others, so that an ordinary Norwegian word is not taken for a foreign one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from .table import FOLDER

_ENOUGH = 3.0
_ENOUGH_SMALL_LETTERS = 4.0
"""A word in small letters is seldom a name, so more must speak for it."""


@cache
def _signs() -> tuple[tuple[str, re.Pattern[str], float], ...]:
    signs = []
    for line in (FOLDER / "signs.tsv").read_text(encoding="utf-8").splitlines():
        if line and line[0] != "#":
            language, pattern, weight = line.split("\t")[:3]
            signs.append((language, re.compile(pattern), float(weight)))
    return tuple(signs)


@cache
def _any_sign() -> re.Pattern[str]:
    """One look that most Norwegian words do not pass."""
    return re.compile("|".join(pattern.pattern for language, pattern, _ in _signs() if language != "no"))


@lru_cache(maxsize=50_000)
def guess_language(word: str) -> str | None:
    """ISO 639-1 code of the language that the letters of `word` point to; None if none does clearly."""
    folded = unicodedata.normalize("NFC", word).lower().replace("’", "'")
    if len(folded) < 2 or _any_sign().search(folded) is None:
        return None
    scores: dict[str, float] = {}
    for language, pattern, weight in _signs():
        if pattern.search(folded):
            scores[language] = scores.get(language, 0.0) + weight
    against = scores.pop("no", 0.0)
    if not scores:
        return None
    best = max(scores, key=lambda language: scores[language])
    enough = _ENOUGH_SMALL_LETTERS if word.islower() else _ENOUGH
    return best if scores[best] - against >= enough else None
