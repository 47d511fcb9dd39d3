"""Maps from our phonemes to the symbols of voices that were trained on espeak-ng's phonemes."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from audio_edition.tables import read_table

_TABLE = Path(__file__).parent / "data" / "espeak.tsv"
_COLUMNS = {"nb": 1, "en": 2}
_SCANDINAVIAN = ("nb", "no", "nn", "da", "sv")
_LANGUAGE_TAGS = {"no": "nb"}


def symbol_map(espeak_voice: str, vocabulary: Collection[str]) -> tuple[dict[str, str], list[str]]:
    """Our phonemes → the symbols of a voice trained with `espeak_voice` (`nb`, `en-us`, …).

    A symbol that the voice lacks is taken from the other language's column. Returns the map and those of our
    phonemes that the voice has no symbols for at all, which are left out of the map.
    """
    first = "nb" if espeak_voice.split("-", maxsplit=1)[0] in _SCANDINAVIAN else "en"
    second = "en" if first == "nb" else "nb"
    mapped, missing = {}, []
    for row in _rows():
        for language in (first, second):
            symbols = row[_COLUMNS[language]]
            if all(symbol in vocabulary for symbol in symbols):
                mapped[row[0]] = symbols
                break
        else:
            missing.append(row[0])
    return mapped, missing


def language_tag(espeak_voice: str) -> str:
    """BCP 47 tag of espeak-ng's name for a language; `und` when the voice does not tell."""
    name = espeak_voice.split("-", maxsplit=1)[0]
    return _LANGUAGE_TAGS.get(name, name) or "und"


@lru_cache(maxsize=1)
def _rows() -> tuple[tuple[str, str, str], ...]:
    return tuple((row[0], row[1], row[2]) for row in read_table(_TABLE, 4, least=3))
