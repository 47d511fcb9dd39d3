"""Which words in capitals are words, and which are letters."""

from __future__ import annotations

import re
from functools import cache

from audio_edition.normalise.tables import rows

VOWELS = frozenset("AEIOUYÆØÅÄÖÜÉ")
_MANY_CONSONANTS = re.compile(
    r"[^AEIOUYÆØÅÄÖÜÉ]{4}|^[^AEIOUYÆØÅÄÖÜÉLRJVN]{3}|^[^AEIOUYÆØÅÄÖÜÉS][^AEIOUYÆØÅÄÖÜÉLRJVN]|[^AEIOUYÆØÅÄÖÜÉ]{3}$"
)
WORD_FROM = 5
_LONG = 6
"""From here on a word in capitals is one, whatever its consonants (SUNNFJORD), if a fifth of it are vowels."""
_VOWEL_SHARE = 0.2
_SAYABLE = re.compile(
    "(?:[BCDFGHJKLMNPRSTV]|[BDFGKPST][RL]|S[KLMNPT])?[AEIOUYÆØÅ]{1,2}"
    "(?:[BDFGHJKLMNPRSTV](?:[AEIOUYÆØÅ]{1,2}[BDFGKLMNPRSTV]?)?|(?:ST|ND|RT|RK|RD|RM|NG|NK|NT|LT|LD|LK|SK|FT|MP|NS|RS|LL|SS|TT|NN|MM|PP|KK))"
)
"""Four letters that can be said as one word."""
_DOUBLE = re.compile("[BDFGHJKLMNPRSTV]?[AEIOUYÆØÅ]([BDFGKLMNPRST])\\1[AEIOUYÆØÅ]")
"""So can these: ABBA, OLLE."""


@cache
def table() -> dict[str, tuple[str, str]]:
    """An initialism to how it is read (letters, word, or as written there) and its full name."""
    return {row[0]: (row[1], row[2]) for row in rows("initialisms", 3)}


def is_sayable(word: str) -> bool:
    """Whether a word in capitals is no initialism: it is in no table of them and can be said as a word."""
    return word not in table() and is_word(word)


def is_word(word: str) -> bool:
    """Whether capitals that are in no table look like a word: VOSS, SUNNFJORD."""
    if len(word) >= _LONG and sum(char in VOWELS for char in word) / len(word) >= _VOWEL_SHARE:
        return True
    if not VOWELS & set(word) or len(word) < 4 or _MANY_CONSONANTS.search(word):
        return False
    return len(word) >= WORD_FROM or bool(_SAYABLE.fullmatch(word) or _DOUBLE.fullmatch(word))
