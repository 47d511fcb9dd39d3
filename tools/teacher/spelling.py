"""A spoken sentence as items of ours (phonemes, marks, spaces, punctuation) and as the model's symbols, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audio_edition.phonemise.inventory import MARKS, VOWELS, split_ipa
from audio_edition.types import Word
from audio_edition.voices.symbols import SPACE, with_long_consonants


@dataclass(frozen=True, slots=True)
class Spelt:
    """One sentence."""

    items: tuple[str, ...]
    """Ours, in the order in which they are written."""
    symbols: tuple[str, ...]
    """The model's; a stress mark stands before its vowel."""
    last: tuple[int, ...]
    """For each item the index of its last symbol; a mark has the index of the item before it, -1 at the start."""

    @property
    def syllables(self) -> int:
        return sum(item in VOWELS for item in self.items)


def spell(words: Sequence[Word], table: Mapping[str, str]) -> Spelt:
    """Items and symbols of `words`. Raises KeyError for an item that the table lacks."""
    items: list[str] = []
    symbols: list[str] = []
    last: list[int] = []

    def add(item: str, waiting: Sequence[str] = ()) -> None:
        symbols.extend(symbol for mark in waiting for symbol in table[mark])
        symbols.extend(table[item])
        items.append(item)
        last.append(len(symbols) - 1)

    for number, word in enumerate(words):
        if number:
            add(SPACE)
        waiting: list[str] = []
        for token in with_long_consonants(split_ipa(word.ipa)):
            if token in MARKS:
                items.append(token)
                last.append(len(symbols) - 1)
                waiting.append(token)
            elif token in VOWELS:
                add(token, waiting)
                waiting = []
            else:
                add(token)
        for mark in word.after:
            add(mark)
    return Spelt(tuple(items), tuple(symbols), tuple(last))
