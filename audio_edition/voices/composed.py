"""The symbols of a voice that we train: our phonemes, with stress and tone inside the vowel that carries them.

A mark has no sound of its own, and VITS gives each symbol a frame at least, so `¹ˈɑː` is one symbol, not three. Such a
symbol is rarer than its parts; `train.embedding` lets the parts be learnt together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from audio_edition.errors import VoiceError
from audio_edition.phonemise.inventory import (
    CONSONANTS,
    MARKS,
    PRIMARY,
    PUNCTUATION,
    SECONDARY,
    TONES,
    VOWELS,
)
from audio_edition.voices.symbols import LONG, SPACE

PAD, BEGIN, END = "_", "^", "$"
STATES = ("", SECONDARY, PRIMARY, TONES[0] + PRIMARY, TONES[1] + PRIMARY)
"""What a vowel may carry."""

SYMBOLS: tuple[str, ...] = (
    PAD,
    BEGIN,
    END,
    SPACE,
    LONG,
    *PUNCTUATION,
    *CONSONANTS,
    *(state + vowel for state in STATES for vowel in VOWELS),
)
"""Each symbol's place is its number in the model. Add new ones at the end: trained voices go by these places."""

SPOKEN_SYMBOLS = SYMBOLS[3:]
"""Those that stand for something in a sentence."""

_VOWELS = frozenset(VOWELS)
_MARKS = frozenset(MARKS)
_KNOWN = frozenset(SYMBOLS)


@dataclass(frozen=True, slots=True)
class Timed:
    """Symbols of a sentence and the sample at which each ends; no ends where nobody knows them."""

    symbols: tuple[str, ...]
    ends: tuple[int, ...] | None


def parts_of(symbol: str) -> tuple[str, str]:
    """(state, sound): `¹ˈɑː` is (`¹ˈ`, `ɑː`), `s` is (``, `s`)."""
    sound = symbol.lstrip("".join(MARKS))
    return symbol[: len(symbol) - len(sound)], sound


def compose(items: Sequence[str], ends: Sequence[int] | None = None) -> Timed:
    """Phonemes, marks, spaces and punctuation as separate items → symbols of the model.

    A mark's time becomes its vowel's. Marks before the syllable's consonants move on to the vowel; a tone without
    stress is left out. Raises VoiceError for an item that is none of ours, or for ends that do not fit the items.
    """
    if ends is not None and len(ends) != len(items):
        raise VoiceError(f"{len(items)} items but {len(ends)} ends")
    symbols: list[str] = []
    stops: list[int] = []
    marks = ""
    for number, item in enumerate(items):
        if item in _MARKS:
            marks += item
            continue
        symbol = item
        if item in _VOWELS:
            symbol = _state(marks) + item
            marks = ""
        elif item == SPACE:
            marks = ""
        if symbol not in _KNOWN:
            raise VoiceError(f"{item!r} is not one of our phonemes, marks or punctuation")
        symbols.append(symbol)
        if ends is not None:
            stops.append(int(ends[number]))
    return Timed(tuple(symbols), None if ends is None else tuple(stops))


def symbol_map() -> dict[str, list[str] | str]:
    """[symbols] of the voice.toml of a voice with these symbols; it has `stress_at = "vowel"`."""
    mapped: dict[str, list[str] | str] = dict.fromkeys(MARKS, "")
    for symbol in SPOKEN_SYMBOLS:
        mapped[symbol] = [symbol]
    return mapped


def _state(marks: str) -> str:
    if PRIMARY in marks:
        return next((tone for tone in TONES if tone in marks), "") + PRIMARY
    return SECONDARY if SECONDARY in marks else ""
