"""Numbers written in one word: tjuefem, nittennittiåtte, totusenogseks. The last part has the main stress."""

from __future__ import annotations

import re
from functools import cache

from .inventory import PRIMARY, SECONDARY
from .sounds import SEAM, Sounds, count_vowels, render
from .tables import rows, words_of

_HEADS = {
    "åra": "ˌoːrɑ",
    "åras": "ˌoːrɑs",
    "åri": "ˌoːrɪ",
    "årene": "ˌoːrənə",
    "åring": "ˌoːrɪŋ",
    "talet": "tˌɑːlə",
    "talets": "tˌɑːləts",
}
"""What may follow a number in one word: sekstiåra, attenhundretalet."""
_ENDS = tuple(_HEADS)
_DECADES = words_of("stressed in numbers")


@cache
def _parts() -> dict[str, str]:
    return dict(rows("numerals.tsv", 2))


@cache
def _number() -> re.Pattern[str]:
    """A whole number; its parts are found by `_part`, longest first."""
    return re.compile(f"(?:{_part().pattern}){{1,}}")


@cache
def _part() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_parts(), key=len, reverse=True)))


def read_numeral(word: str) -> str | None:
    """IPA of a number written in one word, of a decade (nittenåttiåra) or a century; None for any other word."""
    head = next((head for head in _HEADS if word.endswith(head)), "") if word.endswith(_ENDS) else ""
    number = word[: len(word) - len(head)]
    if not _number().fullmatch(number):
        return None
    parts = _divide(number)
    if not parts or "og" in (parts[0], parts[-1]) or (head and parts[-1] not in _DECADES):
        return None
    sounds = [_parts()[part] for part in parts]
    weak = [sound.replace(PRIMARY, "") for sound in sounds]
    weak[0] = sounds[0].replace(PRIMARY, SECONDARY)
    weak[-1] = sounds[-1]
    simple = len(parts) == 1 and count_vowels(weak[0] + _HEADS.get(head, "")) > 1
    tone = 2 if simple and (head or not number.endswith(("ti", "tusen"))) else 1
    return render(Sounds(SEAM.join([*weak, _HEADS[head]] if head else weak), tone))


def _divide(word: str) -> list[str]:
    """The parts; the longest first part that leaves a number behind it."""
    for size in range(min(len(word), 11), 1, -1):
        if word[:size] in _parts():
            if size == len(word):
                return [word]
            rest = _divide(word[size:])
            if rest:
                return [word[:size], *rest]
    return []
