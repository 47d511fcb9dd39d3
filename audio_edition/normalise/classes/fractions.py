"""Fractions.

½ time -> ein halv time · 2½ dl -> to og ein halv · ¾ -> trekvart · 1/3 -> ein tredel · 2/5 -> to femdelar
"""

from __future__ import annotations

import re
import unicodedata

from audio_edition.normalise.quantity import gender_after
from audio_edition.normalise.sheet import Sheet

_VULGAR = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒↉"
_WITH_SIGN = re.compile(rf"(?:(?<![\d.,])(\d{{1,4}}) ?)?([{_VULGAR}])")
_WITH_SLASH = re.compile(
    r"(?<![\w/.,])(?:(\d{1,3}) )?(\d{1,2})[/⁄](\d{1,4})(?:-?del(?:ar|er)?(?![^\W_]))?(?![\w/]|[.,]\d)"
)

_LARGEST_OF_ALL_BUT_ONE = 10
"""Nine tenths are a fraction, 17/18 are two numbers side by side."""
_CLAUSE_ENDS = re.compile(r"\s*(?:[.,:;!?)»\"]|$)")
_HALF = {
    "nn": {"m": "ein halv", "f": "ei halv", "n": "eit halvt"},
    "nb": {"m": "en halv", "f": "en halv", "n": "et halvt"},
    "en": {"m": "half a", "f": "half a", "n": "half a"},
}
_ONE = {"nn": {"m": "ein", "f": "ei", "n": "eitt"}, "nb": {"m": "en", "f": "en", "n": "ett"}}


def read(sheet: Sheet) -> None:
    """Claims vulgar fractions, and n/m where it can be one."""
    for found in _WITH_SIGN.finditer(sheet.free):
        numerator, denominator = _parts(found.group(2))
        _claim(sheet, found, numerator, denominator)
    for found in _WITH_SLASH.finditer(sheet.free):
        numerator, denominator = int(found.group(2)), int(found.group(3))
        if denominator in (5, 6, 10) and 1 < numerator <= denominator and not found.group(1):
            if _CLAUSE_ENDS.match(sheet.plain, found.end()):  # what a critic gives
                of = "out of" if sheet.numerals.language == "en" else "av"
                words = f"{sheet.numerals.cardinal(numerator)} {of} {sheet.numerals.cardinal(denominator)}"
                sheet.change(found.start(), found.end(), words, "fraction")
                continue
        if numerator + 1 == denominator and denominator > _LARGEST_OF_ALL_BUT_ONE:
            continue  # "linje 17/18"
        if 0 < numerator < denominator and (denominator <= 20 or denominator in (25, 30, 40, 50, 100, 1000)):
            _claim(sheet, found, numerator, denominator)


def _claim(sheet: Sheet, found: re.Match[str], numerator: int, denominator: int) -> None:
    gender = gender_after(sheet, found.end())
    words = _fraction(sheet, numerator, denominator, gender)
    article = sheet.word_before(found.start()).lower() in ("ein", "ei", "eit", "eitt", "en", "et", "ett")
    if article and not found.group(1) and numerator == 1:
        words = words.split(" ", 1)[-1]  # "ein ½ liter"
    if found.group(1):
        joint = "and" if sheet.numerals.language == "en" else "og"
        words = f"{sheet.numerals.cardinal(int(found.group(1)), gender)} {joint} {words}"
    sheet.change(found.start(), found.end(), words, "fraction")


def _parts(sign: str) -> tuple[int, int]:
    decomposed = unicodedata.normalize("NFKC", sign)
    numerator, _, denominator = decomposed.partition("⁄")
    return int(numerator), int(denominator)


def _fraction(sheet: Sheet, numerator: int, denominator: int, gender: str) -> str:
    language = sheet.numerals.language
    if (numerator, denominator) == (1, 2):
        return _HALF[language][gender]
    if language == "en":
        ordinal = {4: "quarter"}.get(denominator, sheet.numerals.ordinal(denominator))
        return f"{sheet.numerals.cardinal(numerator)} {ordinal}{'s' if numerator != 1 else ''}"
    if (numerator, denominator) == (1, 4):
        return f"{_ONE[language]['m']} kvart"
    if (numerator, denominator) == (3, 4):
        return "trekvart" if language == "nn" else "tre kvart"
    stem = sheet.numerals.cardinal(denominator).replace(" ", "")
    if language == "nb":
        stem = {3: "tredje", 4: "fire", 5: "femte", 6: "sjette", 7: "sju", 8: "åtte", 9: "ni"}.get(
            denominator, stem
        )
    plural = "delar" if language == "nn" else "deler"
    if numerator == 1:
        return f"{_ONE[language]['m']} {stem}del"
    return f"{sheet.numerals.cardinal(numerator)} {stem}{plural}"
