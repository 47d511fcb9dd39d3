"""Years, as one spoken unit, and how they are told from plain numbers.

    i 1814 -> attenfjorten · 2008 -> totusenogåtte · 1900-talet -> nittenhundretalet · 90-åra -> nittiåra
    '68 -> sekstiåtte · 1914–18 -> nittenfjorten til atten · (f. 1981) · 1500 rein -> femten hundre rein

A number from 1000 to 2199 without grouping is a year, unless something that is counted follows it or a word
of amount stands before it (`data/year_context.tsv`).
"""

from __future__ import annotations

import re

from audio_edition.normalise.quantity import NOT_INSIDE, counts_something, followed_by_unit
from audio_edition.normalise.sheet import Sheet
from audio_edition.normalise.tables import grouped

_YEAR = r"(?:1\d{3}|2[01]\d{2})"
_DECADE = re.compile(rf"{NOT_INSIDE}['’]?({_YEAR}|\d0)(?: ?[-–]? ?)((?:tal|åra|årene)[\w-]*)")
_TWO_DECADES = re.compile(
    rf"{NOT_INSIDE}({_YEAR}|\d0)[-–](?= (?:og|eller|til|/) ?(?:{_YEAR}|\d0) ?-?(?:tal|år))"
)
_APOSTROPHE = re.compile(r"(?<![\w])['’‘]\s?(\d\d)(?![\w])")
_DASHED = re.compile(r"(?<= )-(\d\d)(?![\w]|[.,]\d)")
_RANGE = re.compile(rf"{NOT_INSIDE}({_YEAR})( ?[–/-] ?)({_YEAR}|\d\d)(?![\w–]|[.,]\d)")
_SINGLE = re.compile(rf"{NOT_INSIDE}({_YEAR})(?![\w]|[.,]\d)")

_BORN = re.compile(r"(?<=\b[fd]\.)(1\d{3}|20\d{2})(?!\d)")
"""Without a space, "f.1968"."""
_LISTED = re.compile(r",? (?:og |eller )?|, ")
"""Between a year and another: "i 1814, 1905 og 1945"."""
_AND_AMOUNT = re.compile(r" (?:til|og|eller) (?:\d{4}|\d{1,3}(?:[ .]\d{3})+)(?!\d)")
_TURNED = re.compile(
    r" [a-zæøå]+(?:ar|er|te|de|a|yr|eg|ek|aut|æ) (?:eg|du|han|ho|det|den|vi|me|dei|ein|ei|eit|[A-ZÆØÅ«])"
)
"""A verb before its subject: "i 1900 kjøper han"."""
_IT_WAS = re.compile(r"\b(?:[Dd]et|[Åå]ret) (?:var|er|vart|blei|blir|vert) $")
_AS_YEAR = re.compile(r" (?:som|til) [a-zæøå]*år")
_CLAUSE_ENDS = re.compile(r"[.,:;!?»”\"]|$| og ")


def read(sheet: Sheet) -> None:
    """Claims years and decades."""
    _decades(sheet)
    for found in _APOSTROPHE.finditer(sheet.free):
        sheet.change(found.start(), found.end(), sheet.numerals.pairs(found.group(1)), "year")
    dashed_ended = -1
    for found in _DASHED.finditer(sheet.free):
        before = sheet.word_before(found.start()).lower()
        context = grouped("year_context")
        season = before in context["year"] or before in ("i", "frå", "fra")
        season = season or (
            before in ("til", "og", "eller") and dashed_ended >= found.start() - len(before) - 2
        )
        if season and not followed_by_unit(sheet, found.end()):
            sheet.change(found.start(), found.end(), sheet.numerals.pairs(found.group(1)), "year")
            dashed_ended = found.end()
    for found in _RANGE.finditer(sheet.free):
        _range(sheet, found)
    for found in _BORN.finditer(sheet.free):
        _claim(sheet, found.start(), found.end(), int(found.group(1)))
    year_ended = -1
    for found in _SINGLE.finditer(sheet.free):
        listed = year_ended >= 0 and _LISTED.fullmatch(sheet.plain, year_ended, found.start())
        counted = int(found.group(1)) % 50 == 0 or followed_by_unit(sheet, found.end())
        if (listed and not counted) or is_year(sheet, found.start(), found.end()):
            _claim(sheet, found.start(), found.end(), int(found.group(1)))
            year_ended = found.end()


def is_year(sheet: Sheet, start: int, end: int) -> bool:
    """Whether the four digits at `start` are a year where they stand."""
    context = grouped("year_context")
    before = sheet.word_before(start).lower()
    number = int(sheet.plain[start:end])
    if before in context["about"]:
        before = _before_about(sheet, start, before)
    if number % 50 and _AS_YEAR.match(sheet.plain, end) and before in context["verb"]:
        return True  # "Han har 1977 som favorittår"
    if before in ("heile", "hele") and 1900 <= number < 2100 and number % 50:
        return not counts_something(sheet, end)
    strong = before in context["year"] or before.endswith(tuple(context["year_ending"]))
    if number >= 2100 and not strong and before not in context["time preposition"]:
        return False
    if number < 1100 and not (before in context["year"] or before in context["preposition"]):
        return False
    if before in context["amount"]:
        return False
    prepared = strong or before in context["preposition"]
    timed = strong or before in context["time preposition"]
    if timed and number % 50 and not followed_by_unit(sheet, end):
        return True
    if not prepared and sheet.word_after(end) == "av":
        return False  # "1300 av medlemene"
    if timed and not followed_by_unit(sheet, end) and _TURNED.match(sheet.plain, end):
        return True
    pair = None if strong else _AND_AMOUNT.match(sheet.plain, end)
    if pair and counts_something(sheet, pair.end()):
        return False
    if counts_something(sheet, end):
        return strong and sheet.word_after(end) in context["after_year"]
    if prepared:
        return not (before == "i" and number % 100 == 0 and _plural(sheet.word_after(end)))
    if _plural(sheet.word_after(end)) and sheet.word_after(end) not in grouped("not_nouns")["word"]:
        return False
    if before in context["verb"]:
        said = number % 50 and _IT_WAS.search(sheet.plain, 0, start)
        return bool(said and _CLAUSE_ENDS.match(sheet.plain, end))
    return True


def _before_about(sheet: Sheet, start: int, about: str) -> str:
    """The time preposition in front of "om lag", "rundt", "minst"; or the word of amount itself."""
    context = grouped("year_context")
    position = start
    word = about
    for _ in range(3):
        position = sheet.plain.rfind(word, 0, position) if word in sheet.plain else 0
        position = max(position, 0)
        word = sheet.word_before(position)
        if not word:
            break
        if word.lower() in context["time preposition"] or word.lower() in ("til", "sidan", "siden"):
            return word.lower()
        if word.lower() not in context["about"]:
            break
    return about


def _plural(word: str) -> bool:
    return (
        word[:1].islower()
        and word.endswith(("ar", "er", "or", "ane"))
        and len(word) > 3
        and word not in (grouped("not_nouns")["word"])
    )


def _decades(sheet: Sheet) -> None:
    for found in _DECADE.finditer(sheet.free):
        number = int(found.group(1))
        apart = sheet.plain[found.end(1) : found.start(2)] == " "
        if (
            number < 100
            and apart
            and sheet.word_before(found.start()).lower() not in ("i", "på", "frå", "fra")
        ):
            continue  # "dei neste 20 åra"
        if number == 2000 and found.group(2).startswith("tal"):
            words = "totusen"
        else:
            words = sheet.numerals.year(number, "pair") if number > 99 else sheet.numerals.cardinal(number)
        sheet.change(found.start(), found.end(2), words.replace(" ", "") + found.group(2), "year")
    for found in _TWO_DECADES.finditer(sheet.plain):
        number = int(found.group(1))
        words = sheet.numerals.year(number, "pair") if number > 99 else sheet.numerals.cardinal(number)
        sheet.change(found.start(), found.end(1), words, "year")


def _range(sheet: Sheet, found: re.Match[str]) -> None:
    first, joint, second = found.groups()
    begin, end = int(first), int(second)
    short = end < 100
    if short and begin % 100 >= end and "/" not in joint:
        return
    if not short and (end < begin or begin < 1000):
        return
    if counts_something(sheet, found.end()) and sheet.word_before(found.start()).lower() not in (
        "i",
        "perioden",
        "åra",
    ):
        return
    if "/" in joint and not (end - begin == 1 or (end - begin % 100) in (1, -99)):
        return
    if short and end < 10:
        last = sheet.numerals.year(begin - begin % 100 + end, sheet.reading.years)
    elif short:
        last = sheet.numerals.pairs(second)
    else:
        last = sheet.numerals.year(end, sheet.reading.years)
    between = " " if "/" in joint else (" til " if sheet.numerals.language != "en" else " to ")
    sheet.change(
        found.start(), found.end(), sheet.numerals.year(begin, sheet.reading.years) + between + last, "year"
    )


def _claim(sheet: Sheet, start: int, end: int, number: int) -> None:
    sheet.change(start, end, sheet.numerals.year(number, sheet.reading.years), "year")
