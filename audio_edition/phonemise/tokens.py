"""The tokens of a spoken text: words with the punctuation after them, spelt letters, the small words of names."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from .function_words import name_particles
from .initialisms import known_initialisms, letter_names
from .inventory import PUNCTUATION

_TOKEN = re.compile(r"(?:[^\W\d_]|[\u0300-\u036f])(?:[’'\u2011-]?(?:[^\W\d_]|[\u0300-\u036f]))*|[^\s]")


_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")


_LETTER = re.compile(r"[^\W\d_](?:-[^\W\d_]+)?")


class Token(NamedTuple):
    text: str
    after: str


@cache
def letter_endings() -> frozenset[str]:
    return frozenset(("s", "en", "et", "a", "ar", "ane", "er", "ene", "ens", "ets", "ers"))


def tokens_of(text: str) -> list[Token]:
    """Words with the punctuation that follows them; signs that are no punctuation of ours are dropped."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(_INVISIBLE.sub("", text)):
        piece = match.group()
        if piece[0].isalpha():
            tokens.append(Token(piece, ""))
        elif tokens:
            mark = {"—": "–", "-": "–", "(": ",", ")": ","}.get(piece, piece)
            if mark in PUNCTUATION and _is_stronger(mark, tokens[-1].after):
                tokens[-1] = Token(tokens[-1].text, mark)
    return tokens


def _is_stronger(mark: str, than: str) -> bool:
    """Which of several marks in a row tells how a voice ends: a question stays one ("Kva no …?", "Kjem du (i dag)?")."""
    return not than or mark == "?" or (than in ",–" and mark in ".!…")


_MOST_PARTICLES = 3
"""Small words that may follow each other in a name: van der, de la."""


def name_particle(tokens: list[Token], at: int) -> str:
    """The weak sounds of a small word inside a foreign name (Frenkie de Jong); empty for any other word."""
    token = tokens[at]
    particle = name_particles().get(token.text)
    if particle is None and at and token.text.istitle() and tokens[at - 1].text[:1].isupper():
        particle = name_particles().get(token.text.lower())  # Bruno Le Maire
    if particle is None or token.after or at + 1 >= len(tokens):
        return ""
    last = at + 1
    while last < at + _MOST_PARTICLES and last + 1 < len(tokens) and tokens[last].text in name_particles():
        if tokens[last].after:
            return ""
        last += 1
    if not tokens[last].text[0].isupper():
        return ""
    before = tokens[at - 1] if at else Token("", "")
    inside = not before.after and (before.text[:1].isupper() or before.text in name_particles())
    return particle.sounds if inside or particle.begins else ""


def _is_letter(token: Token) -> bool:
    return (
        token.text[0].isupper()
        and _LETTER.fullmatch(token.text) is not None
        and token.text[0].lower() in letter_names()
    )


def letter_run(tokens: list[Token], at: int, first: bool) -> int:
    """How many tokens from `at` are one spelt initialism; 0 where the token is an ordinary word."""
    end = at
    while end < len(tokens) and _is_letter(tokens[end]):
        end += 1
        if tokens[end - 1].after or "-" in tokens[end - 1].text:
            break
    size = end - at
    if not size:
        return 0
    letter = tokens[at].text
    if size == 1:
        return (
            0
            if letter in ("I", "Å", "Ø")
            or ("-" in letter and len(letter) > 2 and letter[2:] not in letter_endings())
            else 1
        )
    if (
        first
        and letter in ("I", "Å")
        and "".join(t.text[0] for t in tokens[at:end]) not in known_initialisms()
    ):
        return 0
    return size
