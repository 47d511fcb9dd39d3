"""Which of the two word tones a word has (docs/pronunciation.md tells the system and its sources).

A word of one syllable, and every word stressed later than on its first syllable but for those in -e, has tone 1.
A compound has the tone of its first part; where that has one syllable, the linking letter and
`data/tone_first_parts.tsv` decide. A simple word's tone is told by its last letters (`data/tone_endings.tsv`).
"""

from __future__ import annotations

import re
from functools import cache

from .inventory import PRIMARY
from .sounds import count_vowels, default_tone, ensure_stress
from .tables import rows, words_of

_PARTICLES = words_of("particle of verbs")
"""Small words of one syllable that verbs are made with."""
_OF_VERBS = re.compile(
    r"(?:ing|inga|ingar|ingane|ingen|inger|ingene|else|elsen|elsar|elsane|elser|elsene)s?$"
)
"""Ends of nouns of action: they have the tone of their verb (utvikling 1), other nouns do not (utgang 2)."""


_NATIVE = re.compile(r"[ghk]j|kv|ei|au|øy|[æøåêôò]")
"""Letters of native words."""


@cache
def _first_parts() -> dict[str, int]:
    return {part: int(tone) for part, tone in rows("tone_first_parts.tsv", 2)}


@cache
def _endings() -> dict[str, int]:
    return {ending: int(tone) for ending, tone in rows("tone_endings.tsv", 2)}


def of_compound(first: str, sounds: str, tone: int, link: str, last: str, last_kinds: str) -> int:
    """Tone of a compound.

    `first`: letters of its first part with the `link` ("s", "e" or nothing); `sounds` and `tone` of that part;
    `last`: letters and kinds of the last part.
    """
    head, mark, _ = sounds.partition(PRIMARY)
    if mark and count_vowels(head):
        return 1 if link else tone or default_tone(sounds)
    known = _first_parts().get(first)
    if known is not None:
        return known
    stem = first[: len(first) - len(link)]
    if count_vowels(sounds) - (link == "e") > 1:
        return tone or of_simple(stem, sounds)
    if link:
        return 1 if link == "s" else 2
    if stem in _PARTICLES:
        is_verb = last_kinds and set(last_kinds) <= set("vf")
        return 1 if is_verb or _OF_VERBS.search(last) else 2
    return 2


def is_of_two(word: str, sounds: str) -> bool:
    """Whether an unknown word has two syllables, tone 2, and letters that no loan has: kausen, hagjen, geirfugl.

    The common nouns of one syllable are listed, so that an unknown one in -en is mostly a definite of one in -e; of other
    such words the last syllable is one with a vowel of its own, and no ending of a loan.
    """
    if (
        _NATIVE.search(word) is None
        or count_vowels(sounds) != 2
        or count_vowels(sounds.partition(PRIMARY)[0])
    ):
        return False
    return word.endswith("en") or not any(
        word[-size:] in _endings() for size in range(min(4, len(word) - 1), 0, -1)
    )


def of_simple(word: str, sounds: str, kinds: str = "") -> int:
    """Tone of a word without a seam; `word` are its letters, `kinds` those of a listed stem."""
    text = ensure_stress(sounds)
    syllables = count_vowels(text)
    if syllables < 2:
        return 1
    if count_vowels(text.partition(PRIMARY)[0]):
        return default_tone(text)
    if word.endswith("en") and set("af") & set(kinds):
        return 2  # open, komen
    if syllables > 2 and word.endswith("ie"):
        return 1  # serie, ferie
    stem = word.removesuffix("s") if len(word) > 4 and word[-2] not in "aeiouyæøås" else word
    for size in range(min(4, len(word) - 1), 0, -1):
        for letters in (word, stem):
            tone = _endings().get(letters[-size:])
            if tone is not None:
                return tone if syllables == 2 or letters[-2:] not in ("el", "en", "er") else 2
    return default_tone(text)
