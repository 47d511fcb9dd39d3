"""Which language a text is in, by its function words. Norwegian news mixes Nynorsk, Bokmål and English."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache

from audio_edition.article.tables import groups

_WORD = re.compile(r"[^\W\d_]+")
MIN_WORDS = 6
"""Shorter blocks are taken to be in the article's language."""


_READABLE = ("LATIN", "GREEK", "FEMININE", "MASCULINE", "MICRO", "KELVIN", "ANGSTROM", "OHM")
"""How the names of letters begin that can be said, alone at least."""
MAX_LETTERS = 200


def is_readable(text: str) -> bool:
    """False for a text with letters, all of another script than ours (or Greek), and without a figure."""
    seen = 0
    for letter in text:
        if letter.isdigit():
            return True
        if letter.isalpha():
            if letter.isascii() or unicodedata.name(letter, "").startswith(_READABLE):
                return True
            seen += 1
            if seen > MAX_LETTERS:
                break
    return not seen


@cache
def _lists() -> dict[str, frozenset[str]]:
    return groups("function_words")


@cache
def _weights() -> dict[str, float]:
    """A word that few languages share tells more than one that many do."""
    shared = Counter(word for words in _lists().values() for word in words)
    return {word: 1.0 / count for word, count in shared.items()}


@cache
def function_words() -> frozenset[str]:
    """Function words of Nynorsk and Bokmål."""
    return _lists()["nn"] | _lists()["nb"]


def scores(text: str) -> dict[str, float]:
    """Weight of the function words of each language in `text`, per word of the text."""
    words = [word.lower() for word in _WORD.findall(text)]
    weights = _weights()
    total = max(len(words), 1)
    return {
        language: sum(weights[word] for word in words if word in known) / total
        for language, known in _lists().items()
    }


def _counts(text: str) -> dict[str, int]:
    """How many words of `text` are function words of each language."""
    words = [word.lower() for word in _WORD.findall(text)]
    return {language: sum(word in known for word in words) for language, known in _lists().items()}


def block_language(text: str, default: str) -> str:
    """`nn`, `nb` or `en` where the words of a long enough block say so clearly, else `default`."""
    words = _WORD.findall(text)
    if len(words) < MIN_WORDS:
        return default
    found = scores(text)
    best = max(("nn", "nb", "en"), key=lambda language: found[language])
    if best == default:
        return default
    lead = (found[best] - found.get(default, 0.0)) * len(words)
    # Two telling words of Bokmål against Nynorsk; English shares few words with either and needs more.
    needed = 2.0 if best == "en" or default == "en" else 0.6
    return best if lead >= needed else default


def article_language(text: str) -> tuple[str, bool]:
    """(`nn` or `nb`, whether the text looks Norwegian at all).

    A text of under twenty words is given the benefit of the doubt.
    """
    found = scores(text)
    norwegian = "nb" if found["nb"] > found["nn"] else "nn"
    if len(_WORD.findall(text)) < 20:
        return norwegian, True
    known = _counts(text)
    best_other = max(count for language, count in known.items() if language not in ("nn", "nb"))
    most = max(known["nn"], known["nb"])
    return norwegian, most >= best_other and most >= 0.08 * len(_WORD.findall(text))
