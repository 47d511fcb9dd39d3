"""Letters and figures in one: roads, flights, channels, formulas, vitamins.

E39 -> E trettini · Rv. 13 -> riksveg tretten · F-35 -> eff trettifem · TV 2 -> T V to · CO2 -> C O to
G20-toppmøtet -> ge tjue-toppmøtet · covid-19 -> covid nitten · 5G -> fem ge · SK4123 -> S K førtien tjuetre
"""

from __future__ import annotations

import re
from functools import cache

from audio_edition.normalise.classes.letters import spell
from audio_edition.normalise.sheet import Sheet
from audio_edition.normalise.tables import mapping
from audio_edition.normalise.units import alternatives

_ROAD = re.compile(r"(?<![\w])(?:([RrFfKk])(?:[Vv])\.? ?|([RF]V) ?)(?=\d{1,4}(?!\d))")
_CODE = re.compile(r"(?<![\w])([A-ZÆØÅ]{1,4})([ -]?)(\d{1,4})([A-Za-z]?)(?![\w]|[.,:]\d|[–-]\d)")
_NUMBERED = re.compile(r"(?<![\w-])([A-ZÆØÅa-zæøå][a-zæøå]{2,})-(\d{1,3})(?![\w]|[.,:–-]?\d)")
_WITH_LETTER = re.compile(r"(?<![\w,.])(\d{1,2}) ?([A-ZÆØÅ])(?![\w.])")
_CLASS = re.compile(r"(?<![\w,.])(\d{1,3})( ?)([bcd])(?![\w.'’)])")
_HAS_CLASSES = re.compile(r"(?:klasse|trinn|gata|gate|gt|vegen|veg|veien|vei|vn|nr|nummer|oppgang|inngang)$")
_ROADS = {
    "nn": {"r": "riksveg", "f": "fylkesveg", "k": "kommuneveg"},
    "nb": {"r": "riksvei", "f": "fylkesvei", "k": "kommunevei"},
    "en": {"r": "riksveg", "f": "fylkesveg", "k": "kommuneveg"},
}


def read(sheet: Sheet) -> None:
    """Claims whole codes."""
    for found in _ROAD.finditer(sheet.free):
        kind = (found.group(1) or found.group(2))[0].lower()
        word = _ROADS[sheet.numerals.language][kind]
        if found.start() == 0:
            word = word.capitalize()
        sheet.change(found.start(), found.end(), word + " ", "code")
    for found in _CODE.finditer(sheet.free):
        letters, gap, digits, last = found.groups()
        if gap == " " and not _spaced(sheet, found, letters, digits):
            continue
        if gap == "-" and len(letters) > 2 and len(digits) < 2:
            continue
        if letters in ("I", "Å") and gap == " ":
            continue
        words = f"{spell(letters)} {_figures(sheet, digits)}"
        sheet.change(found.start(), found.end(), f"{words} {spell(last.upper())}" if last else words, "code")
    for found in _NUMBERED.finditer(sheet.free):
        sheet.change(found.start(2) - 1, found.end(), " " + _figures(sheet, found.group(2)), "code")
    for found in _CLASS.finditer(sheet.free):
        if not found.group(2) or _HAS_CLASSES.search(sheet.word_before(found.start()).lower()):
            words = f"{sheet.numerals.cardinal(int(found.group(1)))} {spell(found.group(3).upper())}"
            sheet.change(found.start(), found.end(), words, "code")
    for found in _WITH_LETTER.finditer(sheet.free):
        if found.group(2) in ("G", "K", "D", "A", "B", "C", "E", "F"):
            words = f"{sheet.numerals.cardinal(int(found.group(1)))} {spell(found.group(2))}"
            sheet.change(found.start(), found.end(), words, "code")


def read_known(sheet: Sheet) -> None:
    """Claims the codes of `data/codes.tsv`."""
    for found in _known().finditer(sheet.free):
        sheet.change(found.start(), found.end(), mapping("codes")[found.group()], "code")


@cache
def _known() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w])(?:{alternatives(list(mapping('codes')))})(?:(?<=[–-])|(?![^\W_]))")


def _spaced(sheet: Sheet, found: re.Match[str], letters: str, digits: str) -> bool:
    """With a space between, only roads and channels are codes: "E 39", "TV 2", "P 4"."""
    return letters in ("E", "TV", "P", "NRK", "VG", "K") and len(digits) < 4 and not digits.startswith("0")


def _figures(sheet: Sheet, digits: str) -> str:
    if digits.startswith("0") or len(digits) > 3:
        return sheet.numerals.pairs(digits)
    return sheet.numerals.cardinal(int(digits))
