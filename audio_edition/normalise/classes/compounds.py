"""Numbers joined to a word by a hyphen.

20-åringen -> tjueåringen · 30-årsjubileet -> trettiårsjubileet · topp-10-lista -> topp ti-lista
2012-sesongen -> tjuetolv-sesongen · 3–4-åringar -> tre–fireåringar · 1-åring -> eittåring
"""

from __future__ import annotations

import re

from audio_edition.normalise.numerals import SMALL
from audio_edition.normalise.quantity import NOT_INSIDE, WHOLE, Quantity
from audio_edition.normalise.sheet import Sheet
from audio_edition.normalise.tables import grouped

_COMPOUND = re.compile(
    rf"(?<![\w,.])(?:({WHOLE}) ?([–-]|og|eller|til) ?)?({WHOLE})(?:,(\d+))?[-–‑]([a-zæøåA-ZÆØÅ][^\W\d_]*)"
)
_WEIGHT = re.compile(r"(?<= )[–−-](?=\d{2,3}-?(?:kilos)?klass)")
"""What those of a class weigh at most: "i –58-klassen"."""
_MODEL = re.compile(r"(?<=\d)-?mod\.(?![\w])")
_AFTER_WORD = re.compile(r"(?<=[a-zæøå])-(\d{1,4})-(?=[a-zæøå])")
_DEPENDENT = re.compile(rf"{NOT_INSIDE}({WHOLE})[-–](?= (?:og|eller|til) (?:\d|[a-zæøå]))")
_GLUED = re.compile(r"(?<![\w,.])(\d{1,3})(?=(?:åring|års?(?:dag|jub|gamm|alder)|årig|dobl|kant)[a-zæøå]*)")


def read(sheet: Sheet) -> None:
    """Claims the number, the hyphen, and the word where they become one word."""
    for found in _AFTER_WORD.finditer(sheet.free):
        sheet.change(
            found.start(), found.end(1), f" {sheet.numerals.cardinal(int(found.group(1)))}", "compound"
        )
    for found in _MODEL.finditer(sheet.plain):
        end = found.end() - (1 if sheet.ends_sentence(found.end()) else 0)
        sheet.change(found.start(), end, "-modell", "abbreviation")
    if "klass" in sheet.free:
        for found in _WEIGHT.finditer(sheet.free):
            sheet.change(
                found.start(), found.end(), f"{SMALL[sheet.numerals.language]['minus']} ", "compound"
            )
    for found in _COMPOUND.finditer(sheet.free):
        _compound(sheet, found)
    for found in _DEPENDENT.finditer(sheet.free):
        sheet.change(found.start(), found.end(1), _words(sheet, found.group(1)), "compound")
    for found in _GLUED.finditer(sheet.free):
        sheet.change(found.start(), found.end(), _words(sheet, found.group(1)) + "-", "compound")


def _words(sheet: Sheet, written: str, word: str = "") -> str:
    quantity = Quantity.parse(written)
    number = int(quantity.whole)
    if len(written) == 4 and written.isdigit() and 1100 <= number < 2100:
        return sheet.numerals.year(number, sheet.reading.years)
    if number == 1:
        return sheet.numerals.cardinal(1, "n" if word.startswith(("år", "rom", "barn")) or not word else "m")
    return quantity.words(sheet)


def _compound(sheet: Sheet, found: re.Match[str]) -> None:
    first, joint, written, fraction, word = found.groups()
    tail = sheet.plain[found.end() : found.end() + 1]
    last = _words(sheet, written, word)
    if fraction:
        last = Quantity.parse(f"{written},{fraction}").words(sheet)
    joined = (
        word[0].islower()
        and sheet.word_before(found.start()).lower() != "type"
        and not fraction
        and not _is_year(written)
    )
    if " " in last and Quantity.parse(written).whole.endswith("00"):
        last = last.replace(" ", "")  # "500-lapp" is one word
    elif " " in last and not word.startswith("år"):
        joined = False
    end = found.end() if joined else found.start(5) - 1
    last = f"{last}{word}" if joined else last
    if joined and word.isupper() or (len(word) == 1 and not tail.isalpha()):
        end, last = found.start(5) - 1, _words(sheet, written)
    if not first:
        sheet.change(found.start(), end, last, "compound")
    elif joint in ("–", "-"):
        sport = grouped("score_context")
        score = word in sport["word"] or word.endswith(tuple(sport["ending"]))
        low, high = Quantity.parse(first).whole, Quantity.parse(written).whole
        score = score or (joint == "-" and len(low) < 3 and len(high) < 3 and int(high) <= int(low))
        if score:  # "4–0-sigeren"
            end = found.start(5) - 1
            last = f"{Quantity.parse(first).words(sheet)} {Quantity.parse(written).words(sheet)}"
        else:
            last = f"{_words(sheet, first, word)} til {last}"
        sheet.change(found.start(), end, last, "compound")
    else:
        sheet.change(found.start(3), end, last, "compound")


def _is_year(written: str) -> bool:
    return len(written) == 4 and written.isdigit()
