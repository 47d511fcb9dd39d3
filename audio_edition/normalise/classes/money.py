"""Money, where a sign or a code stands before the amount, or the amount has hundredths.

kr 8 400 -> åtte tusen fire hundre kroner · kr 2,50 -> to kroner og femti øre · $80 -> åtti dollar
kr 5 mill. -> fem millionar kroner · 100,- -> hundre kroner · 50 kr/kg -> femti kroner per kilo (measures)
"""

from __future__ import annotations

import re
from functools import cache

from audio_edition.normalise.numerals import SMALL
from audio_edition.normalise.quantity import NUMBER, Quantity
from audio_edition.normalise.sheet import Sheet
from audio_edition.normalise.tables import rows
from audio_edition.normalise.units import alternatives, units

_ENGLISH_DECIMAL = re.compile(r"\d+\.\d\d?")
_ENGLISH_SHORT = re.compile(r"(?<![\w])([$£€])(\d+(?:[.,]\d+)?) ?(m|mn|M|bn|B|k|K)(?![^\W_])")
"""Amounts as English writes them short: "£3.5m", "$2bn"."""
_SHORT_FORMS = {"m": "mill", "b": "mrd"}
_PER_WORD = re.compile(r"/([a-zæøå]{3,})(?![\w/])")
"""What the amount buys one of: "81,20 USD/fat"."""
_THOUSAND = re.compile(
    r"(?<=\d)['’](?= ?(?:kr\b|kroner\b)|(?: ?[–-] ?| og | til | eller )\d+['’] ?kr)|(?<=\d\d\d)['’](?=[ .,;!?]|$)"
)
"""Thousands in small talk about money: "450' kroner"."""
_TAIL = r"(?:[.,]?[-–]+(?!\d)(?= ?(?:[^\w–-]|$))|,-)?"


@cache
def _hundredths() -> dict[str, str]:
    return {row[0].rstrip("."): row[5] for row in rows("currencies", 6)}


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    signs = alternatives([row[0] for row in rows("currencies", 1) if row[0] != "kroner"])
    magnitudes = alternatives([row[0] for row in rows("magnitudes", 1)])
    words = "|".join(
        sorted(
            {cell for row in rows("magnitudes", 4) for cell in row[1:] if cell} | {"tusen"},
            key=len,
            reverse=True,
        )
    )
    before = re.compile(
        rf"(?<![\w])({signs}) ?(\d+\.\d\d?(?!\d)|{NUMBER})(?: ?[–-] ?({NUMBER}))?(?:{_TAIL})(?: ?({magnitudes}|{words})(?![^\W_]))?(?![^\W_]| ?kr)"
    )
    after = re.compile(rf"(?<![\w,.])([1-9]\d*(?:[ .]\d{{3}})*|0),(\d\d) ?({signs}|kroner)(?![^\W_])")
    dash = re.compile(rf"(?<![\w,.])({NUMBER})(?:[.,][-–]+(?=kr)|(?:[.,][-–]+|(?<=,00))(?![\w]))")
    return before, after, dash


@cache
def _pair() -> re.Pattern[str]:
    codes = "|".join(
        sorted(name for name in (row[0] for row in rows("currencies", 1)) if re.fullmatch("[A-Z]{3}", name))
    )
    return re.compile(rf"(?<![\w/])({codes})[/ -]?({codes})(?![\w/])")


def read_pairs(sheet: Sheet) -> None:
    """Claims two currencies that are weighed against each other: "USDNOK", "EUR/NOK"."""
    for found in _pair().finditer(sheet.free):
        first, second = (
            ("norske " if code == "NOK" and sheet.numerals.language != "en" else "")
            + units()[code].words(sheet.numerals.language, one=False)
            for code in found.groups()
        )
        joint = "against" if sheet.numerals.language == "en" else "mot"
        sheet.change(found.start(), found.end(), f"{first} {joint} {second}", "money")


def read(sheet: Sheet) -> None:
    """Claims amount and sign."""
    before, after, dash = _patterns()
    for found in _ENGLISH_SHORT.finditer(sheet.free):
        _english_short(sheet, found)
    for found in _THOUSAND.finditer(sheet.plain):
        sheet.change(found.start(), found.end(), " tusen", "money")
    for found in before.finditer(sheet.free):
        _before(sheet, found)
    for found in after.finditer(sheet.free):
        end = found.end()
        whole, hundredths, sign = found.groups()
        if sign.endswith(".") and sheet.ends_sentence(end):
            end -= 1
        words = _amount(sheet, Quantity.parse(f"{whole},{hundredths}"), sign)
        per = _PER_WORD.match(sheet.plain, end)
        if per and sheet.free[end : per.end()] == per.group():
            end, words = per.end(), f"{words} per {per.group(1)}"
        sheet.change(found.start(), end, words, "money")
    for found in dash.finditer(sheet.free):
        end = found.end()
        follows = re.compile(r" ?(?:kroner|kr\.?)(?![^\W_])").match(sheet.plain, end)
        words = _amount(sheet, Quantity.parse(found.group(1)), "kr")
        if follows:
            end = follows.end()
            end -= follows.group().endswith(".") and sheet.ends_sentence(end)
        sheet.change(found.start(), end, words, "money")


def _english_short(sheet: Sheet, found: re.Match[str]) -> None:
    sign, number, short = found.groups()
    language = sheet.numerals.language
    quantity = Quantity.parse(number.replace(".", ","))
    many = _SHORT_FORMS.get(short[0].lower())
    scale = (
        units()[many].words(language, quantity.is_one)
        if many
        else ("thousand" if language == "en" else "tusen")
    )
    unit = units()[sign].words(language, one=False)
    sheet.change(found.start(), found.end(), f"{quantity.words(sheet)} {scale} {unit}", "money")


def _before(sheet: Sheet, found: re.Match[str]) -> None:
    sign, first, second, magnitude = found.groups()
    unit = units()[sign.rstrip(".")]
    if _ENGLISH_DECIMAL.fullmatch(first) and not sign[0].isalpha():
        first = first.replace(".", ",")  # "$3.50" is quoted from English
    quantity = Quantity.parse(first)
    end = found.end()
    if magnitude and magnitude.endswith(".") and sheet.ends_sentence(end):
        end -= 1
    if not second and not magnitude:
        sheet.change(found.start(), end, _amount(sheet, quantity, sign), "money")
        return
    words = quantity.words(sheet)
    if second:
        words += (" to " if sheet.language == "en" else " til ") + Quantity.parse(second).words(sheet)
    if magnitude:
        scale = units().get(magnitude.rstrip("."))
        words += " " + (
            scale.words(sheet.numerals.language, quantity.is_one and not second) if scale else magnitude
        )
    sheet.change(found.start(), end, f"{words} {unit.words(sheet.numerals.language, one=False)}", "money")


def _amount(sheet: Sheet, quantity: Quantity, sign: str) -> str:
    language = sheet.numerals.language
    unit = units()[sign.rstrip(".")]
    hundredth = _hundredths().get(sign.rstrip("."), "")
    if len(quantity.fraction) == 2 and hundredth:
        whole = Quantity(quantity.whole, "")
        words = f"{whole.words(sheet, unit.gender)} {unit.words(language, whole.is_one)}"
        if quantity.fraction == "00":
            return words
        if quantity.whole == "0":
            return f"{sheet.numerals.cardinal(int(quantity.fraction), 'n')} {hundredth}"
        return f"{words} {SMALL[language]['og']} {sheet.numerals.cardinal(int(quantity.fraction), 'n')} {hundredth}"
    return f"{quantity.words(sheet, unit.gender)} {unit.words(language, quantity.is_one)}"
