"""Ordinals: digits and a stop before more of the same sentence.

5. plass -> femte plass · Olav den 5. var -> Olav den femte var · 2. og 3. plass -> andre og tredje plass
i 1970. Han … and other stops that end a sentence are left alone.
"""

from __future__ import annotations

import re

from audio_edition.normalise.sheet import TAKEN, Sheet
from audio_edition.normalise.tables import grouped, mapping

_BEFORE_LOWER = re.compile(r"(?<![\w.,/§-])(\d{1,4})\.(?= ?[-–]?[a-zæøåéò])")
_BEFORE_RANGE = re.compile(r"(?<![\w.,/§-])(\d{1,3})\.(?= ?[–-] ?\d{1,3}\. ?[a-zæøå])")
_BEFORE_COMMA = re.compile(
    r"(?<![\w.,/§-])(\d{1,3})\.(?=,? (?:\d{1,3}\.,? )*(?:\d{1,3}\. )?(?:og|eller) (?:\d{1,3}\.|\ue000{2,4}\+\d\.?) ?[a-zæøå])"
)
_ROW = re.compile(r"(?<![\w.,/§-])(?:\d{1,3}\. ){2,12}(?=(?:og|eller) \d{1,3}\. ?[a-zæøå])")
_IN_ROW = re.compile(r"(\d{1,3})\.")
_BEFORE_CAPITAL = re.compile(r"(?<![\w.,/§-])(\d{1,3})\.(?= ([A-ZÆØÅ][\wæøå-]*))")
_IN_BRACKETS = re.compile(r"(?<=\()(\d{1,3})\.(?=\)|, \d)|(?<=, )(\d{1,3})\.(?=\))|(?<=og )(\d{1,3})\.(?=\))")
_BOTH_DOTTED = re.compile(r"(?<![\w.,/§-])(\d{1,3})\. ?[–-] ?(\d{1,3})\.(?!\d)")
"""Days or places from one to another: "17.–18." """
_SHORT_NOUN = re.compile(
    r"(?<![\w.,/§-])(?:(\d{1,2})\.? ?[–-] ?)?(\d{1,2})\. ?([Kk]l|[a-z]{2,3})(?![^\W_])(?!\.? ?\d)(\.?)"
)
_BEFORE_TIME = re.compile(rf"(?<![\w.,/§-])(\d{{1,2}})\.(?= ?{TAKEN})")
"""A day before a clock time, "laurdag 3. kl. 18"."""
_CHESS = re.compile(r"(?<![\w.,])(\d{1,2})\.(?:\.\.)? ?(?=[KDTLS]?[a-h]?x?[a-h][1-8](?!\w))")
"""The number of a move: "1. e4", "2.Sf3"."""
_CLOCK = re.compile(r" ?(?:kl\b|klokka|klokken)")
"""A clock time behind the day alone: "reis 2. kl. 8.30"."""
_DAYS = 31
_EXTRA_TIME = re.compile(r"(?<![\w.,/§-])\d{2,3}(\.)(?= ?\+ ?\d+(\.)?)")
"""Minutes of a match, "90.+3"."""
_MAY_BE = re.compile(r"\d(?:\.|st|nd|rd|th)")
_LETTERED = re.compile(r"(?<![\w.,])(\d{1,3})[.-]?(?:ste|dre|re|dje|de|te|ande|nde|ende)(?![\w])")
"""Endings in letters: "den 5te gongen"."""
_ENGLISH = re.compile(r"(?<![\w.,])(\d{1,4})(?:st|nd|rd|th)(?![\w])")
_AT_END = re.compile(
    r"\b(?:[Dd]en|[Mm][åa]n?dag|[Tt][iy]rs?dag|[Tt]ysdag|[Oo]nsdag|[Tt]orsdag|[Ff]redag|[Ll](?:au|ø)rdag|[Ss][uø]ndag) (\d{1,2})(?=\.$)"
)
_OF_ANOTHER = re.compile(r"\d\. [^\W\d_]+ (?:og|eller|mens|medan) [A-ZÆØÅ][\w-]*s (\d{1,3})(?=\.$)")
"""The place of another at the end of the sentence: "Kinas 1. medalje og Brasils 4."."""


def read_rows(sheet: Sheet) -> None:
    """Claims rows without commas before anybody sees a date in them: "8. 9. 10. og 11. klasse"."""
    if sheet.numerals.language == "en":
        return
    for row in _ROW.finditer(sheet.free):
        for found in _IN_ROW.finditer(sheet.plain, row.start(), row.end()):
            if int(found.group(1)):
                words = sheet.numerals.ordinal(int(found.group(1)))
                comma = "" if found.end() + 1 == row.end() else ","
                sheet.change(found.start(), found.end(), words + comma, "ordinal")


def read(sheet: Sheet) -> None:
    """Claims number and stop."""
    if sheet.numerals.language != "en":
        for found in _LETTERED.finditer(sheet.free):
            if int(found.group(1)):
                sheet.change(
                    found.start(), found.end(), sheet.numerals.ordinal(int(found.group(1))), "ordinal"
                )
    if not _MAY_BE.search(sheet.plain):
        return
    for found in _CHESS.finditer(sheet.free):
        sheet.change(
            found.start(), found.end(), f"{sheet.numerals.cardinal(int(found.group(1)))} ", "cardinal"
        )
    nouns = mapping("ordinal_nouns", 2 if sheet.numerals.language == "nb" else 1)
    for found in _SHORT_NOUN.finditer(sheet.free):  # "7. kl.", "2. div."
        from_which, number, short, stop = found.groups()
        if short.lower() in nouns and int(number):
            end = found.end() - (1 if stop and sheet.ends_sentence(found.end()) else 0)
            noun = nouns[short.lower()] or mapping("ordinal_nouns")[short.lower()]
            words = f"{sheet.numerals.ordinal(int(number))} {noun}"
            if from_which and int(from_which):
                words = f"{sheet.numerals.ordinal(int(from_which))} til {words}"
            sheet.change(found.start(), end, words, "ordinal")
    for found in _EXTRA_TIME.finditer(sheet.free):
        if found.group(2):
            sheet.change(
                found.start(), found.end(1), sheet.numerals.ordinal(int(found.group()[:-1])), "ordinal"
            )
        else:
            sheet.change(found.start(1), found.end(1), "", "ordinal")
    for found in _BOTH_DOTTED.finditer(sheet.free):
        first, last = int(found.group(1)), int(found.group(2))
        if 0 < first < last:
            to = "to" if sheet.numerals.language == "en" else "til"
            words = f"{sheet.numerals.ordinal(first)} {to} {sheet.numerals.ordinal(last)}"
            compound = re.compile(r"[-–]([^\W\d_]+)").match(sheet.plain, found.end())
            end = compound.end() if compound else found.end() - (1 if sheet.ends_sentence(found.end()) else 0)
            sheet.change(found.start(), end, words + (compound.group(1) if compound else ""), "ordinal")
    for pattern in (_BEFORE_COMMA, _BEFORE_RANGE, _BEFORE_LOWER):
        for found in pattern.finditer(sheet.free):
            number = int(found.group(1))
            if (
                number == 0
                or 1100 <= number < 2100
                or sheet.word_before(found.start()).lower() in grouped("ordinal_context")["numbered"]
            ):
                continue
            _claim(sheet, found)
    if "(" in sheet.free:
        for found in _IN_BRACKETS.finditer(sheet.free):
            minute = int(found.group()[:-1])
            if minute:
                sheet.change(found.start(), found.end(), sheet.numerals.ordinal(minute), "ordinal")
    for found in _BEFORE_TIME.finditer(sheet.free):
        before = sheet.word_before(found.start()).lower()
        at_clock = int(found.group(1)) <= _DAYS and _CLOCK.match(sheet.plain, found.end()) is not None
        if before == "den" or before.endswith("dag") or (at_clock and before not in _numbered()):
            _claim(sheet, found)
    for found in _ENGLISH.finditer(sheet.free):
        sheet.change(found.start(), found.end(), sheet.numerals.ordinal(int(found.group(1))), "ordinal")
    for found in (*_AT_END.finditer(sheet.free), *_OF_ANOTHER.finditer(sheet.plain)):
        sheet.change(found.start(1), found.end(1), sheet.numerals.ordinal(int(found.group(1))), "ordinal")
    followers = grouped("ordinal_before_capital")["word"]
    for found in _BEFORE_CAPITAL.finditer(sheet.free):
        before = sheet.word_before(found.start()).lower()
        if (
            before in grouped("ordinal_context")["article"]
            or found.group(2).lower() in followers
            or found.group(2).lower().startswith("mose")
        ):
            if before not in grouped("ordinal_context")["numbered"] and int(found.group(1)):
                _claim(sheet, found)


def _numbered() -> frozenset[str]:
    """Words that a plain number follows: "side 2. kl. 9"."""
    return grouped("ordinal_context")["numbered"]


def _claim(sheet: Sheet, found: re.Match[str]) -> None:
    end = found.end(1) + 1
    joint = re.compile(r" ?[–-] ?(?=\d)").match(sheet.plain, end)
    if joint:
        to = "to" if sheet.numerals.language == "en" else "til"
        sheet.change(joint.start(), joint.end(), f" {to} ", "ordinal")
    words = sheet.numerals.ordinal(int(found.group(1)))
    if sheet.numerals.language != "en" and sheet.word_before(found.start()) in grouped("regnal")["name"]:
        words = f"den {words}"  # "Margrethe 2. abdiserte"
    glued = sheet.plain[end : end + 1].isalpha()
    compound = re.compile(r"[-–]([^\W\d_]+)").match(sheet.plain, end)
    if compound:
        sheet.change(found.start(), compound.end(), words + compound.group(1), "ordinal")  # "2.-klassing"
        return
    sheet.change(found.start(), end, words + (" " if glued else ""), "ordinal")
