"""Sections of laws and documents.

§ 3-12 -> paragraf tre tolv · §§ 3 og 4 -> paragrafane tre og fire · kap. 7.2.4.5 -> … sju to fire fem
"""

from __future__ import annotations

import re

from audio_edition.normalise.numerals import Numerals
from audio_edition.normalise.sheet import Sheet
from audio_edition.normalise.tables import grouped

_SIGNS = re.compile(r"(§{1,2}) ?(?:(\d+)((?:[a-z]?[-–.]\d+)*)( ?[a-z](?![^\W_]))?)?")
_MORE = re.compile(r"(?:,| og| eller| til|[-–]) ?(\d+)((?:[-–.]\d+)+)(?![\w])")
_DOTTED = re.compile(r"(?<![\w.,-])\d{1,3}(?:\.\d{1,3}){2,}(?![\w]|[.,]\d)")
_NAMED = re.compile(r"(?<![\w])(\d{1,3})((?:[.-]\d{1,3})+)(?![\w]|[.,]\d)")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+$")
_NAME = {"nn": ("paragraf", "paragrafane"), "nb": ("paragraf", "paragrafene"), "en": ("section", "sections")}


def read(sheet: Sheet) -> None:
    """Claims section signs with their numbers, and numbers with several stops."""
    for found in _SIGNS.finditer(sheet.free):
        sign, first, rest, letter = found.groups()
        name = _NAME[sheet.numerals.language][len(sign) - 1]
        if first is None:
            sheet.change(
                found.start(), found.end(), name + (" " if found.group().endswith(" ") else ""), "section"
            )
            continue
        words = f"{name} {_parts(sheet.numerals, first + rest)}"
        end = found.end(3)
        if letter and sheet.word_after(end) == letter.strip() and not letter.strip() == "i":
            words, end = f"{words} {letter.strip()}", found.end()
        sheet.change(found.start(), end, words, "section")
        while more := _MORE.match(sheet.plain, end):
            sheet.change(
                more.start(1), more.end(), _parts(sheet.numerals, more.group(1) + more.group(2)), "section"
            )
            end = more.end()
    for found in _DOTTED.finditer(sheet.free):
        if _GROUPED.match(found.group()) or re.match(r"\d{1,2}\.\d{1,2}\.(\d{4}|\d\d)$", found.group()):
            continue
        sheet.change(found.start(), found.end(), _parts(sheet.numerals, found.group()), "section")
    for found in _NAMED.finditer(sheet.free):
        before = sheet.word_before(found.start()).lower()
        numbered = (
            found.start() == 0
            and "." in found.group()
            and sheet.plain[found.end() + 1 : found.end() + 2].isupper()
        )
        if numbered or before in grouped("section_words")["word"]:
            sheet.change(found.start(), found.end(), _parts(sheet.numerals, found.group()), "section")


def _parts(numerals: Numerals, written: str) -> str:
    written = re.sub(r"([a-z])", r"-\1-", written)
    return " ".join(
        part
        if part.isalpha()
        else numerals.digits(part)
        if part.startswith("0") or len(part) > 6
        else numerals.cardinal(int(part))
        for part in re.split(r"[-–.]+", written)
    )
