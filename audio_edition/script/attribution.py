"""Which reader a quotation has: a woman's or a man's where the article says whose words they are.

A quotation is a paragraph that begins with a dash. Its own reporting clause decides ("– Vi ventar, seier ho", "…, seier
dagleg leiar Anne Li"), by a pronoun, a word such as *kvinna*, a first name, or the family name of somebody whose full
name stands elsewhere in the article. Without one, it goes on from the quotation right before it, or is announced by the
paragraph that ends in a colon. Nobody is guessed at: a name that is not known, or borne by both, decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from audio_edition.tables import read_groups, read_table
from audio_edition.types import Block, CastRole

_DATA = Path(__file__).parent / "data"
_READERS: dict[str, CastRole] = {"k": "quote_woman", "m": "quote_man"}
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_CLAUSE_BEGINS = tuple(',?!…»”"–—-')
_SENTENCE_ENDS = re.compile(r"[.!?](?=\s|$)")
_MOST_WORDS, _LONGEST_CLAUSE = 16, 300
"""Words and characters of a reporting clause that are looked at."""
_MOST_NAMES = 4
"""Words of a person's name."""


def quote_readers(blocks: Sequence[Block]) -> dict[int, CastRole]:
    """Index of each quotation among `blocks`, in the order in which they stand, to who is to read it."""
    families = _families(block.text for block in blocks)
    found: dict[int, CastRole] = {}
    before: Block | None = None
    for block in blocks:
        if not block.speak:
            continue
        if block.role == "quote":
            reader = _reported(block.text, families)
            if reader is None and before is not None:
                if before.role == "quote" and not block.text.rstrip(' »”"').endswith("?"):
                    reader = found[before.index]
                elif before.text.rstrip().endswith(":"):
                    reader = _last_named(before.text, families)
            found[block.index] = reader or "quote"
        if block.role not in ("caption", "alt"):
            before = block
    return found


def _reported(text: str, families: Mapping[str, CastRole]) -> CastRole | None:
    """Whom the reporting clauses of a quotation name; the first that names anybody decides."""
    verbs = _saying()["verb"]
    for found in _WORD.finditer(text):
        if found.group().casefold() not in verbs:
            continue
        if text[max(0, found.start() - 3) : found.start()].rstrip()[-1:] not in _CLAUSE_BEGINS:
            continue
        clause = text[found.end() : found.end() + _LONGEST_CLAUSE]
        end = _SENTENCE_ENDS.search(clause)
        reader = _named(clause[: end.start()] if end else clause, families)
        if reader is not None:
            return reader
    return None


def _named(clause: str, families: Mapping[str, CastRole]) -> CastRole | None:
    """The first person in the words after a verb of saying."""
    words = _saying()
    names = 0
    for count, found in enumerate(_WORD.finditer(clause)):
        word = found.group()
        if count == _MOST_WORDS or (names and word in words["stop"]):
            return None
        if not word[0].isupper():
            if word in words["woman"]:
                return "quote_woman"
            if word in words["man"]:
                return "quote_man"
            continue
        names += 1
        if reader := _of_first_name(word) or families.get(word):
            return reader
    return None


def _last_named(text: str, families: Mapping[str, CastRole]) -> CastRole | None:
    """The last person in the last sentence of a paragraph that announces a quotation."""
    ends = [found.end() for found in _SENTENCE_ENDS.finditer(text[:-1])]
    last: CastRole | None = None
    for found in _WORD.finditer(text, ends[-1] if ends else 0):
        word = found.group()
        if word[0].isupper():
            last = _of_first_name(word) or families.get(word) or last
    return last


def _families(texts: Iterable[str]) -> dict[str, CastRole]:
    """Family names of those whose full name stands in the article; one that a woman and a man bear is left out."""
    found: dict[str, set[CastRole]] = {}
    for text in texts:
        reader: CastRole | None = None
        end, names = 0, 0
        for match in _WORD.finditer(text):
            word = match.group()
            joined = text[end : match.start()] == " "
            end = match.end()
            if reader and joined and word[0].isupper() and names < _MOST_NAMES:
                names += 1
                if _of_first_name(word) is None:
                    found.setdefault(word, set()).add(reader)
                continue
            reader, names = (_of_first_name(word), 1) if word[0].isupper() else (None, 0)
    return {name: next(iter(readers)) for name, readers in found.items() if len(readers) == 1}


def _of_first_name(word: str) -> CastRole | None:
    """By the name, or by the first part of a double one (Ann-Kristin)."""
    names = _first_names()
    return names.get(word) or names.get(word.partition("-")[0])


@cache
def _first_names() -> dict[str, CastRole]:
    return {name: _READERS[reader] for name, reader in read_table(_DATA / "first_names.tsv", 2, least=2)}


@cache
def _saying() -> dict[str, frozenset[str]]:
    return read_groups(_DATA / "saying.tsv")
