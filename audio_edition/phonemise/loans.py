"""Inflected loanwords: the ending is taken off and the base read, so that snobbism-en sounds like snobbisme."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from . import letters
from .inflection import Ending, endings, join
from .sounds import Sounds
from .stems import Base
from .tables import words_of

_ENDINGS = tuple(sorted(words_of("ending of a loan"), key=len, reverse=True))
_OF_ADJECTIVES = frozenset(("e", "t"))
_ADJECTIVES = (
    "iv",
    "ell",
    "al",
    "abel",
    "ibel",
    "isk",
    "ær",
    "øs",
    "ant",
    "ent",
    "oid",
    "ansk",
    "ensk",
    "insk",
    "onsk",
    "alsk",
    "olsk",
    "esk",
)


class InflectedLoan(NamedTuple):
    """`base` with `ending`; `size`: how many letters of the word are the loan's own ending and what follows it."""

    base: str
    ending: Ending
    stem: str
    size: int


@lru_cache(maxsize=4096)
def analyse(word: str) -> InflectedLoan | None:
    """The base of an inflected loanword, told by the ending of the base; None for any other word."""
    if not word.endswith(_ENDINGS):
        return None
    for spelling in _ENDINGS:
        if not word.endswith(spelling) or len(word) < len(spelling) + 4:
            continue
        stem = word[: -len(spelling)]
        for base in _bases(stem, spelling):
            size = letters.keeps_stress(base)
            if size:
                ending = endings()[spelling][0]
                return InflectedLoan(base, ending, stem, len(word) - len(base) + size)
    return None


def _bases(stem: str, ending: str) -> tuple[str, ...]:
    if stem[-1] == "é":
        return (stem,)
    if stem[-1] == "i" and ending not in _OF_ADJECTIVES:
        return (stem,)
    if stem[-1] in "aeiouyæøå":
        return ()
    if ending in _OF_ADJECTIVES and stem.endswith(("abl", "ibl")):
        return (stem[:-1] + "el",)
    if ending in _OF_ADJECTIVES:
        return (stem,) if stem.endswith(_ADJECTIVES) else ()
    if stem.endswith("sk"):
        return ()
    return (stem, stem + "e")


def read(loan: InflectedLoan) -> Sounds:
    """Sounds of the whole word."""
    if loan.ending.letters == "t" and letters.loan_ending(loan.stem + "t") > 2:
        return letters.read(loan.stem + "t")
    kinds = "a" if loan.ending.letters in _OF_ADJECTIVES else "n"
    base = Base(letters.read(loan.base), kinds)
    return join(base, loan.base, loan.stem, loan.ending)
