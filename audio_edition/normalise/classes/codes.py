"""Letters and figures in one: roads, flights, channels, formulas, vitamins.

E39 -> E trettini · Rv. 13 -> riksveg tretten · F-35 -> eff trettifem · TV 2 -> T V to · CO2 -> C O to
G20-toppmøtet -> ge tjue-toppmøtet · covid-19 -> covid nitten · 5G -> fem ge · SK4123 -> S K førtien tjuetre
"""

from __future__ import annotations

import re
from functools import cache

from audio_edition.normalise.classes.letters import spell
from audio_edition.normalise.sheet import Sheet
from audio_edition.normalise.tables import grouped, mapping
from audio_edition.normalise.units import alternatives

_ROAD = re.compile(r"(?<![\w])(?:([RrFfKk])(?:[Vv])\.? ?|([RF]V) ?)(?=\d{1,4}(?!\d))")
_ORDINAL_BEHIND = re.compile(r"\d{1,2}\. ?[a-zæøå]")
_CODE = re.compile(r"(?<![\w])([A-ZÆØÅ]{1,4})([ -]?)(\d{1,4})([A-Za-z]?)(?![\w]|[.,:]\d|[–-]\d)")
_TYPE = re.compile(r"(?<![\w-])([A-ZÆØÅ]{1,3})(\d{1,4})-(\d{1,4})([a-z]{3})?(?![\w]|[.,]\d|[–-]\d)")
"""A type and its variant, or a row of rooms: "A320-200", "A321-100neo", "B12-14"."""
_NUMBERED = re.compile(r"(?<![\w-])([A-ZÆØÅa-zæøå][a-zæøå]{2,})-(\d{1,3})(?![\w]|[.,:–-]?\d)")
_WITH_LETTER = re.compile(r"(?<![\w,.])(\d{1,2}) ?([A-ZÆØÅ])(?![\w.])")
_ENTRANCES = re.compile(r"(?<![\w,.])(\d{1,3}) ?([A-H]) ?[–-] ?([A-H])(?![\w-])")
"""Entrances of a house: "Nygata 4 A–C"."""
_CLASS = re.compile(r"(?<![\w,.])(\d{1,3})( ?)([bcd])(?![\w.'’)])")
_HAS_CLASSES = re.compile(r"(?:klasse|trinn|gata|gate|gt|vegen|veg|veien|vei|vn|nr|nummer|oppgang|inngang)$")
_GENITIVE = re.compile(r"(?<![\w])([A-ZÆØÅ][^\W\d_]*)([ -]?)(\d{1,4})s(?![\w])")
"""The genitive of a name with a number: "TV 2s", "NRK1s", "Apollo 11s"."""
_CASE = re.compile(r"(?<![\w-])([A-ZÆØÅ]{1,6})-((?:19|20)\d\d)-(\d{1,6})(?:-([A-Z]))?(?![\w-])")
"""A case before a court: "HR-2016-2554-P"."""
_AIRCRAFT = re.compile(r"(?<![\w.,–-])(7[0-8]7)(?:-(\d{1,3}))?(?![\w]|[.,]\d|-\d)")
"""Boeing's: "737-800"."""


def read(sheet: Sheet) -> None:
    """Claims whole codes."""
    for found in _CASE.finditer(sheet.free):
        letters, year, number, last = found.groups()
        parts = [spell(letters), sheet.numerals.year(int(year), sheet.reading.years), _figures(sheet, number)]
        if last:
            parts.append(spell(last))
        sheet.change(found.start(), found.end(), " ".join(parts), "code")
    for found in _AIRCRAFT.finditer(sheet.free):
        model, variant = found.groups()
        if not variant and sheet.word_before(found.start()) not in ("Boeing", "Boeings"):
            continue
        words = sheet.numerals.digits(model)
        sheet.change(
            found.start(), found.end(), f"{words} {_figures(sheet, variant)}" if variant else words, "code"
        )
    for found in _ROAD.finditer(sheet.free):
        kind = (found.group(1) or found.group(2))[0].lower()
        if kind == "k" and _ORDINAL_BEHIND.match(sheet.plain, found.end()):
            continue  # "kv. 2. dag"
        word = mapping("roads", {"nb": 2, "en": 3}.get(sheet.numerals.language, 1))[kind]
        if found.start() == 0:
            word = word.capitalize()
        sheet.change(found.start(), found.end(), word + " ", "code")
    for found in _TYPE.finditer(sheet.free):
        letters, number, variant, last = found.groups()
        row = len(number) == len(variant) and 0 < int(variant) - int(number) <= 20 and not last
        joint = {"en": "to"}.get(sheet.numerals.language, "til") if row else ""
        said = [spell(letters), _figures(sheet, number), joint, _figures(sheet, variant), last or ""]
        sheet.change(found.start(), found.end(), " ".join(filter(None, said)), "code")
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
    for found in _ENTRANCES.finditer(sheet.free):
        number, first, last = found.groups()
        if first < last:
            joint = "to" if sheet.numerals.language == "en" else "til"
            words = f"{sheet.numerals.cardinal(int(number))} {spell(first)} {joint} {spell(last)}"
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
def _before_seconds() -> frozenset[str]:
    """Words that begin a sentence before an amount, where s may be seconds."""
    context = grouped("year_context")
    return context["preposition"] | context["amount"] | context["about"] | {"på", "om", "under"}


def read_genitives(sheet: Sheet) -> None:
    """Claims number and s, before the s is taken for seconds."""
    for found in _GENITIVE.finditer(sheet.free):
        name, gap, digits = found.groups()
        first_word = not sheet.plain[: found.start()].strip(' «»"–-(')
        if gap == " " and first_word and name.lower() in _before_seconds():
            continue  # "Etter 10s"
        sheet.change(
            found.start(3), found.end(), f" {_figures(sheet, digits)}s".lstrip(" " if gap else ""), "code"
        )


@cache
def _known() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w])(?:{alternatives(list(mapping('codes')))})(?:(?<=[–-])|(?![^\W_]))")


def _spaced(sheet: Sheet, found: re.Match[str], letters: str, digits: str) -> bool:
    """With a space between, only roads and channels are codes: "E 39", "TV 2", "P 4"."""
    return letters in grouped("web")["channel"] and len(digits) < 4 and not digits.startswith("0")


def _figures(sheet: Sheet, digits: str) -> str:
    if len(digits) == 4 and digits.endswith("000"):
        return sheet.numerals.cardinal(int(digits))  # "T-3000"
    if len(digits) == 4 and digits.endswith("00") and digits[0] != "0":
        return f"{sheet.numerals.cardinal(int(digits[:2]))} {sheet.numerals.cardinal(100)}"
    if digits.startswith("0") or len(digits) > 3:
        return sheet.numerals.pairs(digits)
    return sheet.numerals.cardinal(int(digits))
