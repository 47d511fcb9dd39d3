"""An editor's entries beside what the program says by itself: which have become unnecessary, which contradict it.

Who corrected a word, when, and what the program said then stands in brackets at the end of an entry's note:
`høyrd på pressemøtet [kari 2026-11-30, was ʃɔʏ¹ˈɡʉː]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from .lexicon_entry import LexiconEntry
from .phonemiser import Phonemiser, ipa_line

ReviewKind = Literal["unnecessary", "contradicts", "changed", "guess"]
_STAMP = re.compile(r"\s*\[(?P<by>[^\[\]]*?)\s*(?P<on>\d{4}-\d\d-\d\d)(?:, was (?P<was>[^\[\]]+))?\]$")
_TABLES = ("lexicon", "function")
"""Sources in which somebody has written the word down."""


@dataclass(frozen=True, slots=True)
class Note:
    """The note of an entry in its parts."""

    why: str
    by: str = ""
    on: str = ""
    """ISO 8601 date."""
    was: str = ""
    """IPA that the program gave by itself on that day."""

    def __str__(self) -> str:
        stamp = f"[{f'{self.by} ' if self.by else ''}{self.on}{f', was {self.was}' if self.was else ''}]"
        return f"{self.why} {stamp}".strip() if self.on else self.why


@dataclass(frozen=True, slots=True)
class Review:
    """An entry that is worth a look."""

    entry: LexiconEntry
    kind: ReviewKind
    """`unnecessary`: the program says the same by itself; `contradicts`: its own lexicon says otherwise; `changed`: it
    reads the word otherwise than on the day of the correction; `guess`: it would guess, and the entry is needed."""
    own: str
    """IPA that the program gives by itself."""
    source: str
    """Where it has that from."""

    @property
    def note(self) -> Note:
        return note_of(self.entry.note)


def note_of(text: str) -> Note:
    """A note's parts; one without a stamp is all why."""
    match = _STAMP.search(text)
    if match is None:
        return Note(text)
    by = match["by"].replace("[", "").strip()
    return Note(text[: match.start()].strip(), by, match["on"], (match["was"] or "").strip())


def stamped(why: str, by: str, word: str, on: date | None = None) -> str:
    """The note of a correction made today, with what the program says by itself."""
    clean = " ".join(re.sub(r"[\[\]]", " ", by).split())
    return str(Note(" ".join(why.split()), clean, (on or date.today()).isoformat(), own_reading(word)[0]))


def own_reading(word: str, bare: Phonemiser | None = None) -> tuple[str, str]:
    """(IPA, source) that the program gives a word alone, without any lexicon of an editor's."""
    said = (bare or Phonemiser()).words(word)
    return ipa_line(said), said[0].source if said else ""


def review(entries: Iterable[LexiconEntry]) -> Iterator[Review]:
    """What is to be said of each entry; those that are `guess` are as they should be."""
    bare = Phonemiser()
    for entry in entries:
        own, source = own_reading(entry.word, bare)
        was = note_of(entry.note).was
        if own == entry.ipa:
            kind: ReviewKind = "unnecessary"
        elif was and was != own:
            kind = "changed"
        elif source in _TABLES:
            kind = "contradicts"
        else:
            kind = "guess"
        yield Review(entry, kind, own, source)
