"""Plain numbers, the last resort of all that is written with digits.

15 000 -> femten tusen · 600.000 -> seks hundre tusen · 3,5 -> tre komma fem · −5 -> minus fem
1 bil -> ein bil · 1 krone -> ei krone · 1 år -> eitt år · 02800 -> null to åtte null null
"""

from __future__ import annotations

import re

from audio_edition.normalise.numerals import SMALL
from audio_edition.normalise.quantity import NUMBER, Quantity, followed_by_unit, gender_after
from audio_edition.normalise.sheet import Sheet

_MINUS = re.compile(r"(?<![\w)\]–\ue000-])[–-](?=\d)|− ?(?=\d)")
"""A dash with a space behind opens speech or an item of a list."""
_GRADE = re.compile(r"(?<![\w.,–-])[1-6](-)(?= (?:på|i|for|av)\b)")
"""What a teacher gives: "5- på stilen"."""
_COLON = re.compile(r"(?<=\d):(?=\d)")
_STOPPED = re.compile(r"(?<![\d.,])(\d+)((?:[.:]\d{1,2})+|[.:]\d{4,})(?![\d])")
_NUMBER = re.compile(NUMBER)


def read(sheet: Sheet) -> None:
    """Claims every digit that is still free."""
    for found in _MINUS.finditer(sheet.free):
        sheet.change(found.start(), found.end(), SMALL[sheet.numerals.language]["minus"] + " ", "cardinal")
    for found in _GRADE.finditer(sheet.free):
        sheet.change(found.start(1), found.end(1), f" {SMALL[sheet.numerals.language]['minus']}", "cardinal")
    for found in _COLON.finditer(sheet.plain):
        sheet.change(found.start(), found.end(), " ", "cardinal")
    for found in _STOPPED.finditer(sheet.free):
        parts = re.split("[.:]", found.group())
        if len(parts) == 2 and followed_by_unit(sheet, found.end()):  # an English decimal sign
            words = sheet.numerals.decimal(parts[0], parts[1])
        else:
            words = " ".join(Quantity.parse(part).words(sheet) for part in parts)
        sheet.change(found.start(), found.end(), words, "cardinal")
    for found in _NUMBER.finditer(sheet.free):
        quantity = Quantity.parse(found.group())
        gender = gender_after(sheet, found.end()) if quantity.is_one or quantity.whole.endswith("01") else "m"
        sheet.change(found.start(), found.end(), quantity.words(sheet, gender), "cardinal")
