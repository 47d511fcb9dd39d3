"""Where the main stress of a foreign word lies: the few rules that the tables name.

`first`, `second`, `last`, `penultimate`, `antepenultimate`: that syllable, or the nearest there is.
`heavy`: the last syllable if the word ends in a consonant, else the last but one.
`latin`: the last but one if its vowel has two consonants after it or there are only two syllables, else the
one before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_FROM_END = {"last": 1, "penultimate": 2, "antepenultimate": 3}


def stressed_vowel(
    word: str, tokens: Sequence[str], vowels: Sequence[int], rules: Sequence[tuple[re.Pattern[str], str]]
) -> int:
    """Index into `tokens` of the vowel with the main stress; `vowels` are the indexes of all of them.

    The first of `rules` whose pattern is found in `word` decides; without one it is the first vowel.
    """
    full = [at for at in vowels if tokens[at] not in ("Ə", "ə")] or list(vowels)
    for pattern, name in rules:
        if pattern.search(word) is None:
            continue
        if name in _FROM_END:
            chosen = vowels[-min(_FROM_END[name], len(vowels))]
            return chosen if chosen in full else min(full, key=lambda at: abs(at - chosen))
        if name == "heavy":
            ends_in_vowel = vowels[-1] == len(tokens) - 1
            return vowels[-2] if ends_in_vowel and len(vowels) > 1 else vowels[-1]
        if name == "latin":
            if len(vowels) < 3 or vowels[-1] - vowels[-2] > 2:
                return vowels[-min(2, len(vowels))]
            return vowels[-3]
        if name == "second":
            return vowels[min(1, len(vowels) - 1)]
        if name == "first":
            break
        raise ValueError(f"unknown rule of stress: {name}")
    return full[0]
