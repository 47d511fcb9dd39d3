"""Fixed phrases of a page: what the menu, the share buttons and the lists of other articles say."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from audio_edition.article.tables import rows

MAX_LINE_WORDS, MAX_NOTICE_WORDS = 8, 30
"""How long a block may be that is known by some of its words alone."""
_WORD = re.compile(r"[^\W_]+")
_FIRST = re.compile(r"[^\W_]+|\S")
_KEY = 2
_COUNT = re.compile(r"\d{1,5} ")
_SENTENCE_END = (".", "!", ",")


class Phrase(NamedTuple):
    """A hit in the table: how far it reaches (`line`, `top`, `next` or `end`) and what it is."""

    where: str
    phrase: str
    what: str


@lru_cache(maxsize=4096)
def find_phrase(text: str) -> Phrase | None:
    """The fixed phrase that `text` is, or begins with; None for text of an article."""
    if len(text) > 400:
        return None
    lower = text.lower().lstrip("([+ ")
    plain = lower.strip(" :›»>→-–—|.!)]")
    if (hit := _whole().get(plain)) is not None:
        return hit
    if (counted := _COUNT.match(plain)) and (hit := _counted().get(plain[counted.end() :])) is not None:
        return hit
    first = _FIRST.match(lower)
    if first is None:
        return None
    ended = text.rstrip().endswith(_SENTENCE_END) and not text.rstrip().endswith("...")
    for how, hit in _beginnings().get(first.group(), ()):
        if (how == "start" or not ended) and _begins(lower, hit.phrase):
            return hit
    return _by_words(_WORD.findall(lower), ended)


def _by_words(words: list[str], ended: bool) -> Phrase | None:
    """A short line, or a notice of a sentence or two, that holds the beginnings of all the words of a row."""
    if len(words) > MAX_NOTICE_WORDS:
        return None
    begun = dict.fromkeys(word[:_KEY] for word in words)
    for how, wanted, hit in (bag for key in begun for bag in _bags().get(key, ())):
        if how == "words" and (len(words) > MAX_LINE_WORDS or (ended and hit.where == "end")):
            continue
        if all(any(word.startswith(beginning) for word in words) for beginning in wanted):
            return hit
    return None


@cache
def _whole() -> dict[str, Phrase]:
    found: dict[str, Phrase] = {}
    for where, how, phrase, what in rows("phrases"):
        if how in ("whole", "start", "head"):
            bare = phrase.strip(" :–")
            if how == "whole" or bare not in found:
                found[bare] = Phrase(where, phrase, what)
    return found


@cache
def _counted() -> dict[str, Phrase]:
    return {
        phrase: Phrase(where, phrase, what) for where, how, phrase, what in rows("phrases") if how == "count"
    }


@cache
def _beginnings() -> dict[str, list[tuple[str, Phrase]]]:
    """Rows that a block may begin with, by the first word, in the order of the table."""
    found: dict[str, list[tuple[str, Phrase]]] = {}
    for where, how, phrase, what in rows("phrases"):
        if how in ("start", "head") and (first := _FIRST.match(phrase)):
            found.setdefault(first.group(), []).append((how, Phrase(where, phrase, what)))
    return found


@cache
def _bags() -> dict[str, list[tuple[str, tuple[str, ...], Phrase]]]:
    """Rows of words, by the first letters of their last word, which is the rarest."""
    found: dict[str, list[tuple[str, tuple[str, ...], Phrase]]] = {}
    for where, how, phrase, what in rows("phrases"):
        if how in ("words", "notice"):
            wanted = tuple(phrase.split())
            found.setdefault(wanted[-1][:_KEY], []).append((how, wanted, Phrase(where, phrase, what)))
    return found


def is_fact_heading(text: str) -> bool:
    """True for "FAKTA", "Fakta om ferja", "Dette er saka"."""
    if len(text) > 110:
        return False
    lower = text.lower().strip()
    first = _FIRST.match(lower)
    if first is None or len(lower) > 100 or lower.endswith((".", "!")):
        return False
    bare = lower.rstrip(" :")
    return any(
        bare == phrase or (how == "start" and _begins(lower, phrase))
        for how, phrase in _box_headings().get(first.group(), ())
    )


@cache
def _box_headings() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for how, phrase in rows("fact_boxes"):
        if first := _FIRST.match(phrase):
            found.setdefault(first.group(), []).append((how, phrase))
    return found


def _begins(text: str, phrase: str) -> bool:
    """True when `text` starts with `phrase` and the phrase's last word ends there."""
    if not text.startswith(phrase):
        return False
    rest = text[len(phrase) :]
    return (
        not rest
        or not phrase[-1].isalnum()
        or not rest[0].isalnum()
        or (phrase[-1].isalpha() and rest[0].isdigit())
    )
