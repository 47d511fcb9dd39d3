"""The net under everything: figures in forms that no other class knows, and breaks inside a line.

① -> ein · Ⅷ -> åtte · 10⁶ -> ti i sjette
"""

from __future__ import annotations

import re
import unicodedata

from audio_edition.normalise.numerals import SMALL
from audio_edition.normalise.sheet import Sheet

_SUPERSCRIPT = re.compile(
    "(?:(?<=[\\d.])|(?<=(?<![^\\W_])[a-zæøåA-ZÆØÅ]))([⁻⁺]?)([⁰¹²³⁴-⁹]+)|(?<=\\d)\\^([–−-]?)(\\d{1,3})(?!\\d)"
)
"""After a number or a single letter: 10⁶, x², 10^-3."""
_IN_A_FORMULA = re.compile("(?<=(?<![^\\W_])[a-zA-Z]{2})()([⁰¹²³⁴-⁹]+)()()")
"""After two letters where there is a sign of equality too: E = mc²."""
_BREAK = re.compile("[\\r\\n\\v\\f\\x1c-\\x1e\\x85\u2028\u2029]")


def read_raised(sheet: Sheet) -> None:
    """Claims exponents."""
    raised = list(_SUPERSCRIPT.finditer(sheet.plain))
    if "=" in sheet.plain:
        raised += _IN_A_FORMULA.finditer(sheet.plain)
    for found in raised:
        sign, small, caret_sign, plain = found.groups()
        digits = unicodedata.normalize("NFKC", small or plain)
        if len(digits) > 3:
            continue
        minus = f"{SMALL[sheet.numerals.language]['minus']} " if sign == "⁻" or caret_sign else ""
        sheet.change(
            found.start(), found.end(), f" i {minus}{sheet.numerals.ordinal(int(digits))}", "cardinal"
        )


def read(sheet: Sheet) -> None:
    """Claims what is left of figures, one character at a time."""
    for position, char in enumerate(sheet.free):
        if char.isascii() or not (char.isnumeric() or char.isdigit()) or unicodedata.category(char) == "Lo":
            continue
        value = unicodedata.numeric(char)
        words = sheet.numerals.cardinal(int(value)) if value == int(value) else _fraction(sheet, value)
        sheet.change(position, position + 1, words, "cardinal")


def breaks(sheet: Sheet) -> None:
    """A line stays one line."""
    for found in _BREAK.finditer(sheet.text):
        sheet.change(found.start(), found.end(), " ", "break")


def _fraction(sheet: Sheet, value: float) -> str:
    whole, _, digits = f"{abs(value):.6f}".rstrip("0").partition(".")
    words = sheet.numerals.decimal(whole, digits or "0")
    return f"minus {words}" if value < 0 else words
