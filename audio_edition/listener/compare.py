"""How far what was heard is from what was meant, when the listener writes Bokmål.

Both texts are folded to one spelling (data/folding.tsv), then compared letter by letter without spaces, so that a
compound written apart is no error. A word is wrong when two in five of its letters are; a word of one or two
letters that is right by chance does not end a run of wrong ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from audio_edition.tables import read_table

TABLE = Path(__file__).parent / "data" / "folding.tsv"
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Counts of one comparison."""

    letters: int
    """Of the folded text that was meant."""
    errors: int
    """Letters to insert, delete or replace."""
    longest_run: int
    """Words in a row that are wrong; letters heard too many count as a word for each five."""
    run_text: str
    """Those words as they were meant."""

    @property
    def error_rate(self) -> float:
        return self.errors / max(1, self.letters)


def compare(meant: str, heard: str) -> Comparison:
    """Compare two texts in words; digits are to be written out before."""
    words = _WORD.findall(meant)
    folded = [fold(word) for word in words]
    wrong, extra, errors = _align("".join(folded), "".join(fold(word) for word in _WORD.findall(heard)))
    best, best_text, run, run_words, at = 0.0, "", 0.0, list[str](), 0
    for word, letters in zip(words, folded, strict=True):
        span = range(at, at + len(letters))
        at += len(letters)
        inserted = sum(extra[place] for place in span) / 5
        if sum(wrong[place] for place in span) * 5 >= len(letters) * 2 > 0:
            run, run_words = run + 1 + inserted, [*run_words, word]
        elif run >= 1 and len(letters) <= 2:
            run, run_words = run + inserted, [*run_words, word]
        else:
            run, run_words = inserted, ([word] if inserted >= 1 else [])
        if run > best:
            best, best_text = run, " ".join(run_words)
    tail = extra[at] / 5
    if run + tail > best:
        best, best_text = run + tail, " ".join(run_words)
    return Comparison(at, errors, int(best), best_text)


def fold(word: str) -> str:
    """One spelling for a word and its Bokmål twin: `ikkje` and `ikke`, `båtane` and `båtene`."""
    tables = _tables()
    letters = word.casefold()
    if letters in tables["word"]:
        letters = tables["word"][letters]
    elif letters not in tables["word"].values():
        for start, folded in tables["start"].items():
            if letters.startswith(start) and len(letters) > len(start) + 1:
                letters = folded + letters[len(start) :]
                break
        for end, folded in tables["end"].items():
            if letters.endswith(end) and len(letters) > len(end) + 1:
                letters = letters[: -len(end)] + folded
                break
    for inside, folded in tables["inside"].items():
        letters = letters.replace(inside, folded)
    return letters


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, str]]:
    tables: dict[str, dict[str, str]] = {"word": {}, "start": {}, "end": {}, "inside": {}}
    for kind, meant, folded in read_table(TABLE, 3, least=2):
        tables[kind][meant] = folded
    for kind in ("start", "end"):  # the longest ending wins
        tables[kind] = dict(sorted(tables[kind].items(), key=lambda item: -len(item[0])))
    return tables


def _align(meant: str, heard: str) -> tuple[list[bool], list[int], int]:
    """(letter of `meant` is wrong, letters heard too many before it, number of errors); the extra list is one longer."""
    width = len(heard)
    codes = np.array([ord(char) for char in heard], dtype=np.int64)
    places = np.arange(width + 1)
    rows = np.empty((len(meant) + 1, width + 1), dtype=np.int32)
    rows[0] = places
    for number, char in enumerate(meant, start=1):
        above = rows[number - 1]
        row = above + 1
        row[1:] = np.minimum(row[1:], above[:-1] + (codes != ord(char)))
        rows[number] = np.minimum.accumulate(row - places) + places
    wrong, extra = [True] * len(meant), [0] * (len(meant) + 1)
    i, j = len(meant), width
    while i or j:
        here = rows[i, j]
        if i and j and here == rows[i - 1, j - 1] + (meant[i - 1] != heard[j - 1]):
            wrong[i - 1] = meant[i - 1] != heard[j - 1]
            i, j = i - 1, j - 1
        elif i and here == rows[i - 1, j] + 1:
            i -= 1
        else:
            extra[i] += 1
            j -= 1
    return wrong, extra, int(rows[-1, -1])
