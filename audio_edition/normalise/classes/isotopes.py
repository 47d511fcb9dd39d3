"""Isotopes, and kelvin.

¹⁸O -> oksygen atten · Cs-137 -> cesium hundre og trettisju · ved 280 K -> … kelvin

`data/elements.tsv`. K is kelvin only where a laboratory or a temperature is near; else it is a letter ("10 K").
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from audio_edition.normalise.sheet import Sheet
from audio_edition.normalise.tables import grouped, pick, rows
from audio_edition.normalise.units import alternatives

_SMALL = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_KELVIN = re.compile(r"(?<=\d)( ?)K(?![\w-])")
_WORD = re.compile(r"[^\W\d_]+")


@cache
def _names() -> dict[str, tuple[str, str, str]]:
    return {symbol: (nn, nb, en) for symbol, nn, nb, en, _ in rows("elements", 5)}


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    plain = alternatives([row[0] for row in rows("elements", 5) if row[4] == "mass"])
    return (
        re.compile(rf"([{_SMALL}]{{1,3}})({alternatives(list(_names()))})(?![^\W_])"),
        re.compile(rf"(?<![\w-])({plain})-?(\d{{2,3}})(?![\w]|[.,]\d)"),
    )


@cache
def _formula() -> re.Pattern[str]:
    element = alternatives(list(_names()))
    return re.compile(rf"(?<![\w.-])(?=\w*[A-Z]\w*[A-Z])(?=\w*[a-z])((?:{element}){{2,6}})(?![\w.]*\w)")


def read_formulas(sheet: Sheet) -> None:
    """Claims formulas without a figure, letter by letter: NaCl -> N A C L."""
    for found in _formula().finditer(sheet.free):
        sheet.change(found.start(), found.end(), " ".join(found.group().upper()), "code")


def read(sheet: Sheet) -> None:
    """Claims element and mass; the sign of kelvin after its number."""
    numerals = sheet.numerals
    above, behind = _patterns()
    if not sheet.plain.isascii():
        for found in above.finditer(sheet.free):
            mass = int(unicodedata.normalize("NFKC", found.group(1)))
            words = f"{pick(_names()[found.group(2)], numerals.language)} {numerals.cardinal(mass)}"
            sheet.change(found.start(), found.end(), words, "code")
    for found in behind.finditer(sheet.free):
        words = (
            f"{pick(_names()[found.group(1)], numerals.language)} {numerals.cardinal(int(found.group(2)))}"
        )
        sheet.change(found.start(), found.end(), words, "code")
    if "K" in sheet.free:
        for found in _KELVIN.finditer(sheet.free):
            words_near = {word.lower() for word in _WORD.findall(sheet.plain)}
            if any(word.startswith(tuple(grouped("kelvin")["near"])) for word in words_near):
                sheet.change(found.start(), found.end(), " kelvin", "unit")
