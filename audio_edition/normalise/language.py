"""Which language a sentence is in, by its function words: Nynorsk, Bokmål or English."""

from __future__ import annotations

import re

from audio_edition.normalise.tables import grouped

_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH_SHARE = 0.2


def detect(text: str, expected: str = "nn") -> str:
    """`nn`, `nb` or `en`; what is expected stays unless the words speak clearly against it."""
    base = expected.split("-", maxsplit=1)[0].lower()
    if base not in ("nn", "no", ""):
        return base
    words = _WORD.findall(text.lower())
    table = grouped("function_words")
    nynorsk = sum(word in table["nn"] for word in words)
    bokmaal = sum(word in table["nb"] for word in words)
    if bokmaal:  # words that Nynorsk may have as well count beside others
        bokmaal += sum(word in table["nb weak"] for word in words)
    english = sum(word in table["en"] for word in words)
    if english >= 3 and english > nynorsk + bokmaal and english >= _ENGLISH_SHARE * len(words):
        return "en"
    return "nb" if bokmaal > nynorsk else "nn"
