"""The sounds we produce: the one list that rules, lexicons and voices are checked against.

Broad IPA of an urban-East-coloured reading pronunciation of Nynorsk (Kristoffersen, *The Phonology of
Norwegian*, 2000, ch. 2). A long vowel is one phoneme with its ː; a diphthong is one phoneme.
"""

from __future__ import annotations

import re

LONG_VOWELS = ("iː", "yː", "ʉː", "uː", "eː", "øː", "oː", "æː", "ɑː")
SHORT_VOWELS = ("ɪ", "ʏ", "ʉ", "ʊ", "ɛ", "œ", "ɔ", "æ", "ɑ", "ə")
DIPHTHONGS = ("æɪ", "œʏ", "æʉ", "ɑɪ", "ɔʏ", "oʊ")
CONSONANTS = (
    "p", "b", "t", "d", "k", "ɡ", "f", "v", "s", "ʃ", "ç", "h", "j", "l", "r", "m", "n", "ŋ",
    "ʈ", "ɖ", "ɳ", "ɭ", "ʂ",
)  # fmt: skip
VOWELS = LONG_VOWELS + SHORT_VOWELS + DIPHTHONGS
PHONEMES = VOWELS + CONSONANTS

PRIMARY, SECONDARY = "ˈ", "ˌ"
TONES = ("¹", "²")
MARKS = (PRIMARY, SECONDARY, *TONES)
PUNCTUATION = (",", ".", "?", "!", ":", ";", "–", "…")
"""What may stand in `Word.after`."""

_TOKEN = re.compile("|".join(sorted(map(re.escape, PHONEMES + MARKS), key=len, reverse=True)))


def split_ipa(ipa: str) -> list[str]:
    """Split one word's IPA into phonemes and marks, longest first.

    Raises ValueError that names the first symbol which is not in the inventory.
    """
    tokens = []
    at = 0
    while at < len(ipa):
        match = _TOKEN.match(ipa, at)
        if match is None:
            raise ValueError(f"unknown symbol {ipa[at]!r} at position {at + 1} of {ipa!r}")
        tokens.append(match.group())
        at = match.end()
    return tokens
