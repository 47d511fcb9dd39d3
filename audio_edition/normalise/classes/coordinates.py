"""Places on the globe: degrees, minutes, seconds and the quarter of the sky; where the wind comes from.

61° 14' N -> sekstiein grader fjorten minutt nord · 6,5° Ø -> seks komma fem grader aust · vind frå SV -> vind frå sørvest
"""

from __future__ import annotations

import re

from audio_edition.normalise.quantity import Quantity
from audio_edition.normalise.sheet import Sheet
from audio_edition.normalise.tables import grouped, mapping

_PLACE = re.compile(
    r"(?<![\w,.])(\d{1,3}(?:[.,]\d+)?) ?°(?: ?(\d{1,2}(?:[.,]\d+)?) ?['′’])?(?: ?(\d{1,2}(?:[.,]\d+)?) ?(?:[\"″]|''))?"
    r"(?: ?([NSØEVWA])(?![\w]))?"
)

_WIND_SPEED = re.compile(
    r"(?<![\w-])(?:[NS][VØA]?|[VØ])(?= \d{1,2}(?: ?[–-] ?\d{1,2})? ?m/s| (?:lett|laber|frisk|liten|stiv|sterk|full|svak)? ?(?:bris|kuling|storm|orkan)\b)"
)
"""Where the wind comes from before its speed: "SV 12–15 m/s"."""
_SIDE = re.compile(
    r"(?<=[a-z] )([NS][VØA]?|[VØ])(?= (?:av|for) [A-ZÆØÅ][a-zæøå])|(?<=hPa )([NS][VØA]?|[VØ])(?= (?:av|for) [A-ZÆØÅ])"
)
"""On which side of a place: "3 km N for Lom"."""
_WIND = re.compile(r"(?<![^\W\d_])([^\W\d_]+) ([NS][VØA]?|[VØA])(?![\w-]|\. ?[A-ZÆØÅ])")


def read(sheet: Sheet) -> None:
    """Claims the whole place; degrees alone stay for the units."""
    if "°" not in sheet.free:
        return
    language = sheet.numerals.language
    names = mapping("quarters", {"nb": 2, "en": 3}.get(language, 1))
    for found in _PLACE.finditer(sheet.free):
        degrees, minutes, seconds, quarter = found.groups()
        if not minutes and not quarter:
            continue
        parts = []
        for amount, name in ((degrees, "°"), (minutes, "'"), (seconds, '"')):
            if amount:
                quantity = Quantity.parse(amount.replace(".", ","))
                word = names[name].split("|")[0 if quantity.is_one else -1]
                parts.append(f"{quantity.words(sheet, 'm' if name == '°' else 'n')} {word}")
        if quarter:
            parts.append(names[quarter])
        sheet.change(found.start(), found.end(), " ".join(parts), "coordinate")


def read_winds(sheet: Sheet) -> None:
    """Claims NV, SØ and the like after a preposition where the sentence is of wind and weather."""
    names = mapping("quarters", {"nb": 2, "en": 3}.get(sheet.numerals.language, 1))
    for speed in _WIND_SPEED.finditer(sheet.plain):
        sheet.change(speed.start(), speed.end(), names[speed.group()], "coordinate")
    for side in _SIDE.finditer(sheet.plain):
        sheet.change(side.start(), side.end(), names[side.group()], "coordinate")
    if (found := _WIND.search(sheet.free)) is None:
        return
    context = grouped("wind_context")
    words = re.findall(r"[^\W\d_]+", sheet.plain.lower())
    if not any(word.startswith(tuple(context["near"])) for word in words):
        return
    while found is not None:
        if found.group(1).lower() in context["before"]:
            sheet.change(found.start(2), found.end(2), names[found.group(2)], "coordinate")
        found = _WIND.search(sheet.free, found.end())
