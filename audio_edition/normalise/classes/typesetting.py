"""What a typesetter did to words: spaced letters, an initial set apart, marks of sources.

S L O T T E T -> Slottet · F o l k e t -> Folket · H a n -> Han · N år snøen -> Når snøen · bygd i 1180.[1][2] -> bygd i 1180.
3 o/oo -> 3 ‰

This runs before all classes, once, on what was written: letters that the normaliser itself spells stay apart.
"""

from __future__ import annotations

import re

from audio_edition.normalise.classes.capitals import is_sayable
from audio_edition.normalise.nouns import is_known_noun
from audio_edition.normalise.tables import grouped

_SOURCE_MARKS = re.compile(
    r"(?<=[^\s\[(])(?:\[(?:\d{1,3}|[a-z])(?: ?[,–-] ?\d{1,3})*\])+|(?<=[^\W_]) \[\d{1,2}\](?=[\s.,;:!?]|$)"
)
_RAISED = re.compile("(?<=[a-zæøå]{3})[.,]?[⁰¹²³⁴-⁹]+(?![^\\W_])")
_SPACED = re.compile(r"(?<![\w.-])(?:[^\W\d_] ){2,}[^\W\d_](?![\w-]|\.[ \xa0]?\w\.|\.\w)")
_TYPED_SIGN = re.compile(r"(?<=\d)([ \xa0]?)(?:([o0])/\2\2|o/o|(?<=[ \xa0])0/0)(?![\w/])")
"""Per cent and per mille as a typewriter without the signs has them."""
_SET_APART = re.compile(r"(?:^|(?<=\n))([«–\" ]*)([A-ZÆØÅ]) ([a-zæøå]+)(?![\w-])")
_VOWELS = frozenset("aeiouyæøåéAEIOUYÆØÅÉ")
_SMALLEST, _SHORT = 4, 3
_LAST_WORD = re.compile(r"[^\W\d_]+$")


def marks(text: str) -> list[tuple[int, int, str]]:
    """(start, end, instead) of all that is read otherwise, in order."""
    found = []
    if "[" in text:
        found += [
            (mark.start(), mark.end(), "")
            for mark in _SOURCE_MARKS.finditer(text)
            if not _is_named(text, mark)
        ]
    if not text.isascii():
        found += [
            (mark.end() - len(mark.group().lstrip(".,")), mark.end(), "") for mark in _RAISED.finditer(text)
        ]
    if "/" in text:
        found += [
            (sign.start(), sign.end(), sign.group(1) + ("‰" if sign.group(2) else "%"))
            for sign in _TYPED_SIGN.finditer(text)
        ]
    for run in _SPACED.finditer(text):
        word = _joined(run.group().replace(" ", ""))
        if word:
            found.append((run.start(), run.end(), word))
    apart = _SET_APART.match(text)
    if apart and is_set_apart(apart.group(2), apart.group(3)):
        found.append((apart.start(2), apart.start(3), apart.group(2)))
    return sorted(found)


def _is_named(text: str, mark: re.Match[str]) -> bool:
    """Whether the sentence speaks of the source itself: "sjå note [12]"."""
    word = _LAST_WORD.search(text, max(0, mark.start() - 30), mark.start())
    return (
        mark.group()[0] == " "
        and word is not None
        and word.group().lower() in grouped("section_words")["source"]
    )


def _joined(letters: str) -> str:
    """The word of spaced letters, or nothing where they are letters: "N R K T V"."""
    if len(letters) == _SHORT:
        return letters if letters[1:].islower() and _is_known(letters.lower()) else ""
    if len(letters) < _SMALLEST or not _VOWELS & set(letters) or not set(letters) - _VOWELS:
        return ""
    if letters.isupper():
        return letters.capitalize() if len(letters) > _SMALLEST and is_sayable(letters) else ""
    return letters if letters[1:].islower() else ""


def _is_known(word: str) -> bool:
    """Whether three letters are a word; others are letters: "punkta a b c"."""
    return is_known_noun(word) or any(
        word in words for table in ("first_words", "function_words") for words in grouped(table).values()
    )


def is_set_apart(letter: str, rest: str) -> bool:
    """ "N år snøen", "D et var": the letter alone is no word, and with what follows it is one."""
    word = (letter + rest).lower()
    if word in grouped("first_words")["first"]:
        return letter not in "IÅ"
    common = rest in grouped("first_words")["common"]
    return (
        letter not in _VOWELS
        and not common
        and (is_known_noun(word) or not is_known_noun(rest))
        and len(rest) > 1
    )
