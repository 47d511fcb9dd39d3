"""Sentences that nobody could read in one breath, in parts: so that time and memory grow with length and no faster.

A text without stops (a list of names, a poem, a fault of the source) is cut where a reader would breathe: at a
semicolon, a colon or a dash, else at a comma, else before a conjunction, else at a space that does not stand between
figures, and only a word that is itself too long is cut in two.
"""

from __future__ import annotations

import re

LONGEST = 1_000
"""Characters, some 160 words: longer than any sentence of a newspaper."""

_PLACES = (
    re.compile(r"[;:](?= )|(?<= )[–—](?= )"),
    re.compile(r",(?= )"),
    re.compile(r"(?=(?<= )(?:og|men|eller|for|som|at|fordi|når|medan|and|but|or|fordi) )"),
    re.compile(r"(?<!\d)(?= )|(?= \D)"),
)


def parts(text: str, start: int, end: int, longest: int = LONGEST) -> list[tuple[int, int]]:
    """`text[start:end]` in pieces of at most `longest` characters, (start, end) each, that touch one another."""
    found = []
    while end - start > longest:
        cut = _breath(text, start + longest // 2, start + longest)
        found.append((start, cut))
        start = cut
    if end > start:
        found.append((start, end))
    return found


def _breath(text: str, least: int, most: int) -> int:
    """The last place between two where one may breathe."""
    for place in _PLACES:
        cut = 0
        for match in place.finditer(text, least, most):
            cut = match.end()
        if least < cut < most:
            return cut
    return most
