"""Isotopes, and letters that are units by what is written beside them.

¹⁸O -> oksygen atten · Cs-137 -> cesium hundre og trettisju · ved 280 K -> … kelvin

`data/elements.tsv`. K is kelvin only where a laboratory or a temperature is near (`data/letter_units.tsv`); else it is a
letter ("10 K").
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from audio_edition.normalise.sheet import Sheet
from audio_edition.normalise.tables import pick, rows
from audio_edition.normalise.units import alternatives

_SMALL = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_LETTER_UNIT = re.compile(r"(?<=\d) ?([A-Z])(?=/\d{2,3} ?V(?![^\W_]))|(?<=\d) ?([A-Z])(?![\w-])")
"""A letter behind a number, and before the tension of its current ("16 A/230 V")."""
_NAME_AND_NUMBER = re.compile(
    r"[A-ZÆØÅ][a-zæøå]*(?:gat[ae]|gt|ve[gi]|ve[gi]en|vn|bakke|bakken|plass|plassen|allé|lia|haugen|tunet) \d+$"
)
"""The house of an address: "Storgata 16 A"."""
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
def _letters() -> dict[str, tuple[str, tuple[str, ...]]]:
    """A letter to its unit and the beginnings of words that make it one."""
    return {letter: (unit, tuple(near.split())) for letter, unit, near in rows("letter_units", 3)}


@cache
def _formula() -> re.Pattern[str]:
    element = alternatives(list(_names()))
    return re.compile(rf"(?<![\w.-])(?=\w*[A-Z]\w*[A-Z])(?=\w*[a-z])((?:{element}){{2,6}})(?![\w.]*\w)")


def read_formulas(sheet: Sheet) -> None:
    """Claims formulas without a figure, letter by letter: NaCl -> N A C L."""
    for found in _formula().finditer(sheet.free):
        sheet.change(found.start(), found.end(), " ".join(found.group().upper()), "code")


def read(sheet: Sheet) -> None:
    """Claims element and mass; letters that are units."""
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
    _letter_units(sheet)


def _letter_units(sheet: Sheet) -> None:
    """Claims a letter behind a number where words beside it make it a unit: "280 K" in a laboratory, "16 A/230 V"."""
    letters = _letters()
    near: set[str] | None = None
    for found in _LETTER_UNIT.finditer(sheet.free):
        letter = found.group(1) or found.group(2)
        if letter not in letters or _NAME_AND_NUMBER.search(
            sheet.plain, max(0, found.start() - 40), found.start()
        ):
            continue
        unit, beginnings = letters[letter]
        if near is None:
            near = {word.lower() for word in _WORD.findall(sheet.plain)}
        if (found.group(1) and letter == "A") or any(word.startswith(beginnings) for word in near):
            sheet.change(found.start(), found.end(), f" {unit}", "unit")
