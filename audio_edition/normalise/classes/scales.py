"""Scales and proportions.

1:100 -> ein til hundre · målestokk 1:50 000 -> … ein til femti tusen · forholdet 2:1 -> … to til ein
"""

from __future__ import annotations

import re

from audio_edition.normalise.quantity import WHOLE, Quantity
from audio_edition.normalise.sheet import Sheet

_SCALE = re.compile(rf"(?<![\w.,:])({WHOLE}) ?: ?({WHOLE})(?![\w]|[.,:]\d)")
_NAMED = re.compile(r"(?:skala(?:en)?|m[åa]lestokk(?:en)?|forhold(?:et)?|oppløysing|odds(?:en)?)$")
_NEAR = re.compile(
    r"(?:forhold|bland|fordel|tilhøve|skala|målestokk|maalestokk|odds|konsentrasjon)\w*(?: \w+){0,4} ?$",
    re.IGNORECASE,
)
"""A word of proportion a few words before."""
_BEHIND = re.compile(r" (?:sjanse|odds|sannsyn|sannsynlig|modell|kopi|blanding|forhold|oppløysing|fordeling)")
_LEAST = 100
"""From here on `1:n` is a scale without a word that says so."""


def read(sheet: Sheet) -> None:
    """Claims both numbers."""
    if ":" not in sheet.free:
        return
    named = False
    for found in _SCALE.finditer(sheet.free):
        first, second = Quantity.parse(found.group(1)), Quantity.parse(found.group(2))
        large = first.is_one and int(second.whole) >= _LEAST
        if (
            large
            or " : " in found.group()
            or _NAMED.search(sheet.word_before(found.start()).lower())
            or _BEHIND.match(sheet.plain, found.end())
            or _NEAR.search(sheet.plain[max(0, found.start() - 60) : found.start()])
            or (named and len(second.whole) == 1)
        ):
            named = True  # "forholdet er 1:4, ikkje 4:1"
            to = "to" if sheet.numerals.language == "en" else "til"
            sheet.change(
                found.start(), found.end(), f"{first.words(sheet)} {to} {second.words(sheet)}", "scale"
            )
