"""Sections of laws and documents.

§ 3-12 -> paragraf tre tolv · §§ 3 og 4 -> paragrafane tre og fire · kap. 7.2.4.5 -> … sju to fire fem
"""

from __future__ import annotations

import re

from audio_edition.normalise.numerals import Numerals
from audio_edition.normalise.sheet import Sheet
from audio_edition.normalise.tables import grouped, mapping

_SIGNS = re.compile(r"(§{1,2}) ?(?:(\d+)((?:[a-z]?[-–.]\d+)*)( ?[a-z](?![^\W_]))?)?")
_MORE = re.compile(r"(?:,| og| eller| til| ?[-–]) ?(\d+)((?:[-–.]\d+)+)(?![\w])")
_DOTTED = re.compile(r"(?<![\w.,-])\d{1,3}(?:\.\d{1,3}){2,}(?![\w]|[.,]\d)")
_NAMED = re.compile(r"(?<![\w])(\d{1,3})((?:[.-]\d{1,3})+)(?![\w]|[.,]\d)")
_AND_ON = re.compile(
    r"(?:\b[Ss]s?\.|\b[Ss]ide(?:ne)?|§|\b[Kk]ap(?:\.|ittel)) ?\d[\d.–-]*(?: [a-z](?= ))?( ?(?:ff?|flg)\.)(?![^\W_])"
)
"""Pages and sections from one on: "s. 45 f.", "§ 4 flg."."""
_LETTERED = re.compile(
    r"(?:\b[Bb]okstav(?:en|ane|ar|er|ene)?|\b[Bb]okst\.|\b[Ll]itra|§§? ?\d+(?:[-–]\d+)?|\b\d{1,3}(?= [a-h][–-][a-h]\b)) ([a-z](?:(?:, | og | eller | til |[-–])[a-z](?![^\W_]))*)(?![^\W_]| *')"
)
_HAS_LETTERS = re.compile(r"okstav|okst\.|itra|§| [a-h][–-][a-h]\b")
_LETTER = re.compile(r"(?<![^\W_])[b-df-hj-np-tv-z](?![^\W_])")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+$")
_ONE_DASH = re.compile(r"[-–]\d+")
_TO = {"nn": " til ", "nb": " til ", "en": " to "}
_NAME = {"nn": ("paragraf", "paragrafane"), "nb": ("paragraf", "paragrafene"), "en": ("section", "sections")}


def read(sheet: Sheet) -> None:
    """Claims section signs with their numbers, and numbers with several stops."""
    if "f." in sheet.plain or "flg." in sheet.plain:
        for found in _AND_ON.finditer(sheet.plain):
            end = found.end() - (1 if sheet.ends_sentence(found.end()) else 0)
            words = {"nn": " og følgjande", "nb": " og følgende", "en": " and on"}[sheet.numerals.language]
            sheet.change(found.start(1), end, words, "section")
    for found in _SIGNS.finditer(sheet.free):
        sign, first, rest, letter = found.groups()
        name = _NAME[sheet.numerals.language][len(sign) - 1]
        if first is None:
            sheet.change(
                found.start(), found.end(), name + (" " if found.group().endswith(" ") else ""), "section"
            )
            continue
        joint = " "
        if len(sign) == 2 and _ONE_DASH.fullmatch(rest) and not _MORE.match(sheet.plain, found.end(3)):
            joint = _TO[sheet.numerals.language]  # "§§ 4–7"
        words = f"{name} {_parts(sheet.numerals, first + rest, joint)}"
        end = found.end(3)
        if letter and sheet.word_after(end) == letter.strip() and letter.strip() != "i":
            words, end = f"{words} {_name_of(letter.strip())}", found.end()
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
        low, _, high = found.group().partition("-")
        if before in ("kap", "kapittel", "kapitla") and high.isdigit() and int(low) < int(high):
            continue  # chapters from one to another
        numbered = (
            found.start() == 0
            and "." in found.group()
            and sheet.plain[found.end() + 1 : found.end() + 2].isupper()
        )
        if numbered or before in grouped("section_words")["word"]:
            sheet.change(found.start(), found.end(), _parts(sheet.numerals, found.group()), "section")


def read_letters(sheet: Sheet) -> None:
    """Claims letters that count: "bokstav b"."""
    if not _HAS_LETTERS.search(sheet.plain):
        return
    for found in _LETTERED.finditer(sheet.plain):
        for letter in _LETTER.finditer(sheet.plain, found.start(1), found.end(1)):
            sheet.change(letter.start(), letter.end(), _name_of(letter.group()), "section")
        for dash in re.compile("[-–]").finditer(sheet.plain, found.start(1), found.end(1)):
            sheet.change(dash.start(), dash.end(), _TO[sheet.numerals.language], "section")


def _name_of(letter: str) -> str:
    return mapping("letters").get(letter.upper(), letter)


def _parts(numerals: Numerals, written: str, joint: str = " ") -> str:
    written = re.sub(r"([a-z])", r"-\1-", written)
    return joint.join(
        part
        if part.isalpha()
        else numerals.digits(part)
        if part.startswith("0") or len(part) > 6
        else numerals.cardinal(int(part))
        for part in re.split(r"[-–.]+", written)
    )
