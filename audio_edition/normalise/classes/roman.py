"""Roman numerals, only where they are numerals.

Harald V -> Harald den femte · Pave Pius XXII -> … den tjueandre · Kapittel III -> Kapittel tre · Rocky IV -> Rocky fire
"""

from __future__ import annotations

import re

from audio_edition.normalise.sheet import Sheet
from audio_edition.normalise.tables import grouped

_ROMAN = re.compile(
    r"(?<![\w.])(?<![^\w][A-ZÆØÅ] )(?<!^[A-ZÆØÅ] )([IVXL]+)(\.?)(-?)(s?)(?![\w])(?! [A-ZÆØÅ](?![\w]))"
)
_ALONE = re.compile(r"\s*([IVX]+)[.:)]?\s*")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}
_VALID = re.compile(r"(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})$")
_WORD_JOINED = re.compile(r"-[a-zæøå]{3}")
_SIGNS = re.compile("[\u2160-\u2188]+")


def roman_value(numeral: str) -> int | None:
    """Value of a well-formed numeral of I, V, X and L (1 to 89), else None."""
    if not numeral or not _VALID.match(numeral):
        return None
    total = 0
    for char, following in zip(numeral, numeral[1:] + " ", strict=True):
        value = _VALUES[char]
        total += -value if _VALUES.get(following, 0) > value else value
    return total


def read(sheet: Sheet) -> None:
    """Claims numerals after a ruler's name or a counted word, and such as cannot be anything else."""
    alone = _ALONE.fullmatch(sheet.free)
    value = roman_value(alone.group(1)) if alone else None
    if alone and value:  # the heading of a part
        sheet.change(alone.start(1), alone.end(1), sheet.numerals.cardinal(value), "roman")
        return
    words = grouped("regnal")
    for found in _ROMAN.finditer(sheet.free):
        numeral, stop, _hyphen, genitive = found.groups()
        value = roman_value(numeral)
        if value is None:
            continue
        before = sheet.word_before(found.start())
        gap = sheet.plain[found.start() - 1 : found.start()]
        if (
            not before
            or gap not in (" ", "-")
            or sheet.plain[found.start() - 2 : found.start() - 1] in (".", ",")
        ):
            if stop and _counted_behind(sheet, found.end(2)):
                sheet.change(found.start(), found.end(2), sheet.numerals.ordinal(value), "roman")
                continue
            if before.lower() not in words["counted"]:
                continue
        if stop and _counted_behind(sheet, found.end(2)):
            sheet.change(found.start(), found.end(2), sheet.numerals.ordinal(value), "roman")
            continue
        if stop and _is_initial(sheet, found, numeral, before):
            continue  # "Erik V. Lund"
        if before.lower() in words["counted"] or before in words["counted"]:
            spoken = sheet.numerals.cardinal(value)
        elif _is_ruler(sheet, found.start(), before):
            if numeral == "I" and sheet.word_after(found.end())[:1].islower() and before not in words["name"]:
                continue
            spoken = f"den {sheet.numerals.ordinal(value)}"
            if sheet.numerals.language == "en":
                spoken = f"the {sheet.numerals.ordinal(value)}"
        elif numeral == "I" and before[:1].isupper() and _WORD_JOINED.match(sheet.plain, found.end(1)):
            spoken = sheet.numerals.cardinal(value)  # "Bondevik I-regjeringa"
        elif (
            len(numeral) > 1
            and (value in (2, 3, 7, 8, 9, 12, 13, 14) or len(numeral) > 2)
            or (len(numeral) > 1 and before[:1].isupper() and numeral not in ("XL", "LI", "VI", "XI"))
        ):
            spoken = sheet.numerals.cardinal(value)
        else:
            continue
        end = found.end(4) if genitive else found.end(1)
        if stop and sheet.word_after(found.end(2))[:1].islower():
            end = found.end(2)  # "Friedrich II. var konge"
        sheet.change(found.start(), end, spoken + ("s" if genitive else ""), "roman")


def _counted_behind(sheet: Sheet, position: int) -> bool:
    """ "II. verdskrig", "I. etasje"."""
    behind = sheet.word_after(position).lower()
    return behind.startswith("verds") or behind in grouped("ordinal_before_capital")["word"]


def _is_initial(sheet: Sheet, found: re.Match[str], numeral: str, before: str) -> bool:
    """Whether a family name follows the stop, so that the letter is an initial; not after a ruler's title."""
    if len(numeral) > 1 or not sheet.word_after(found.end(2))[:1].isupper():
        return False
    start = sheet.plain.rfind(before, 0, found.start())
    return sheet.word_before(start).lower() not in grouped("regnal")["title"]


def _is_ruler(sheet: Sheet, start: int, before: str) -> bool:
    words = grouped("regnal")
    if before in words["name"] or before.rstrip("s") in words["name"]:
        return True
    if not before[:1].isupper():
        return False
    earlier = sheet.word_before(sheet.plain.rindex(before, 0, start)).lower()
    return earlier in words["title"]
