"""A sentence's words → the pieces that an engine is given: whole where it fits, else split at clauses.

A sentence is never cut at the model's limit. Of all the places between two words, the one is taken that
balances both halves and stands at the strongest boundary; halves that are still too long are split again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from audio_edition.tables import read_groups
from audio_edition.types import CastMember, Piece, Voice, Word
from audio_edition.voices.symbols import spell, spell_after, spell_space

_BOUNDARY_COST = {";": 0.0, ":": 0.0, "–": 0.0, "…": 0.0, ".": 0.0, "?": 0.0, "!": 0.0, ",": 0.08}
_BEFORE_CONJUNCTION_COST = 0.3
_ANYWHERE_COST = 0.9


@cache
def _conjunctions() -> frozenset[str]:
    return read_groups(Path(__file__).parent / "data" / "cuts.tsv")["conjunctions"]


@dataclass(frozen=True, slots=True)
class _Unit:
    """A word, or part of one that is longer than the voice takes, with its symbols."""

    symbols: tuple[str, ...]
    after: tuple[str, ...]
    word: Word
    begins: bool = True

    @property
    def size(self) -> int:
        return len(self.symbols) + len(self.after) + 1


def to_pieces(
    words: Sequence[Word],
    member: CastMember,
    rate: float = 1.0,
    seed: int = 0,
    split_above: int | None = None,
) -> tuple[Piece, ...]:
    """Pieces that say `words` in order, each at most `split_above` symbols (the voice's own figure if None).

    `word_starts` of all pieces together has one index for each word. `rate` is multiplied with the speaker's.
    Raises SynthesisError for a word without sounds, UnknownPhoneme for one that the voice cannot say.
    """
    voice = member.voice
    limit = min(split_above or voice.split_above or voice.max_symbols, voice.max_symbols)
    units = [unit for word in words for unit in _units(word, voice, limit)]
    parts = _split(units, limit) if units else []
    last = len(parts) - 1
    return tuple(
        _piece(part, member, rate * member.speaker.rate, seed, open_end=number < last)
        for number, part in enumerate(parts)
    )


def _units(word: Word, voice: Voice, limit: int) -> list[_Unit]:
    symbols = spell(word, voice)
    after = spell_after(word, voice)
    room = limit - len(after) - 1
    if len(symbols) <= room:
        return [_Unit(symbols, after, word)]
    # A single "word" beyond the limit is no word of a language, but it must not be lost either.
    chunks = [symbols[at : at + room] for at in range(0, len(symbols), room)]
    return [
        _Unit(chunk, after if number == len(chunks) - 1 else (), word, begins=number == 0)
        for number, chunk in enumerate(chunks)
    ]


def _split(units: list[_Unit], limit: int) -> list[list[_Unit]]:
    total = sum(unit.size for unit in units)
    # The last word needs no space after it; an open end may add one symbol of punctuation.
    if total <= limit or len(units) == 1:
        return [units]
    best, best_cost, left = 1, float("inf"), 0
    for at in range(1, len(units)):
        left += units[at - 1].size
        cost = abs(2 * left - total) / total + _cost(units[at - 1], units[at])
        if cost < best_cost:
            best, best_cost = at, cost
    return _split(units[:best], limit) + _split(units[best:], limit)


def _cost(before: _Unit, after: _Unit) -> float:
    if before.word.after:
        return _BOUNDARY_COST.get(before.word.after[-1], 0.1)
    if after.word.grapheme.lower() in _conjunctions():
        return _BEFORE_CONJUNCTION_COST
    return _ANYWHERE_COST


def _piece(part: Sequence[_Unit], member: CastMember, rate: float, seed: int, *, open_end: bool) -> Piece:
    voice = member.voice
    space = spell_space(voice)
    symbols: list[str] = []
    starts: list[int] = []
    for number, unit in enumerate(part):
        if number and unit.begins:
            symbols += space
        if unit.begins:
            starts.append(len(symbols))
        symbols += unit.symbols
        symbols += unit.after
    if open_end and not part[-1].after:
        # Without it the voice would let its pitch fall as at the end of a sentence.
        comma = spell_after(Word(grapheme="", ipa="", source="rules", after=","), voice)
        symbols += comma[: voice.max_symbols - len(symbols)]
    text = " ".join(unit.word.grapheme + unit.word.after for unit in part if unit.begins)
    return Piece(
        symbols=tuple(symbols),
        text=text or part[0].word.grapheme,
        speaker=member.speaker.name,
        rate=rate,
        seed=seed,
        word_starts=tuple(starts),
    )
