"""Initialisms by letters or as words, and capitals that are only shouting.

    NRK -> N R K · EU-landa -> E U-landa · USAs -> U S A-s · BMWar -> B M W-ar · NATO -> Nato · KrF -> K R F
    INGEBJØRG HAUGE -> Ingebjørg Hauge · AKTUELT NÅ -> Aktuelt nå

`data/initialisms.tsv` goes first. Of other words in capitals, those without a vowel are spelt, and so are two or
three letters that stand among small ones; five letters and more, or a run of words in capitals, are words.
"""

from __future__ import annotations

import itertools
import re
from functools import cache

from audio_edition.normalise.classes.capitals import VOWELS, WORD_FROM, is_sayable, is_word, table
from audio_edition.normalise.classes.letters import spell
from audio_edition.normalise.sheet import Sheet
from audio_edition.normalise.tables import grouped

_CAPITALS = re.compile(r"(?<![\w’'])([A-ZÆØÅÄÖÜÉ]{2,})((?:s|en|et|ar|er|ane|ene|an)?)(?![^\W\d_]|[’']\w)")
_APOSTROPHE = re.compile(r"(?<![\w’'])([A-ZÆØÅ]{2,})['’](s|en|et|a|er|ar|ane|ene)(?![\w])")
"""An ending after an apostrophe: "EU's"."""
_MIXED_FORM = re.compile(r"(?<![\w’'.@/])([A-ZÆØÅ]{1,2}[aeiosfntr][A-ZÆØÅ]{1,3})(s?)(?![^\W_])")
"""`HiSF`, `NiN`: one small letter among capitals."""
_DATELINE = re.compile(
    r"[^\w]*((?:[A-ZÆØÅÄÖÜÉ][A-ZÆØÅÄÖÜÉ.-]+)(?:[ /,](?:[IÅ]|[A-ZÆØÅÄÖÜÉ][A-ZÆØÅÄÖÜÉ.-]+))*)(?: ?\([^()]*\) ?[:.–-]?| ?[:–](?= ))"
)
"""The place where an article was written, in capitals before everything else: "GOL I HALLINGDAL (NRK): …"."""
_PREPOSITION = re.compile(r"(?<= )(?:I|PÅ|OG|VED|FOR|TIL|AV)(?= )")
_SMALL_WORD = re.compile(r"[a-zæøå]")
_ONE_LETTER_WORD = re.compile(r"(?<![\w.-])[IÅ](?![\w.-])")
_TEXT_BETWEEN = re.compile(r"[\s,.:;!?–/«»\"()-]*$")


@cache
def _mixed() -> re.Pattern[str]:
    names = [name for name in table() if not name.isupper()]
    body = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![\w’'.@/])({body})((?:s|en|ar|ane|er)?)(?![^\W_])")


def read(sheet: Sheet) -> None:
    """Claims the capitals and a short ending; what follows a hyphen stays as it is."""
    for found in _mixed().finditer(sheet.free):
        _claim(sheet, found, *table()[found.group(1)])
    for found in _MIXED_FORM.finditer(sheet.free):
        if not is_sayable(found.group(1).upper()):
            _claim(sheet, found, "letters", "")
    if "'" in sheet.free or "’" in sheet.free:
        for found in _APOSTROPHE.finditer(sheet.free):
            _claim(sheet, found, *table().get(found.group(1), ("letters", "")))
    matches = list(_CAPITALS.finditer(sheet.free))
    shouted = _shouted(sheet, matches)
    for found in _ONE_LETTER_WORD.finditer(sheet.free):
        beside = [m for m in matches if found.start() - m.end() == 1 or m.start() - found.end() == 1]
        if len(beside) == 2 and any(m.start() in shouted for m in beside):
            sheet.change(found.start(), found.end(), found.group().lower(), "capitals")
    for found in matches:
        word, ending = found.groups()
        known = table().get(word)
        if found.start() in shouted:
            sheet.change(found.start(), found.end(), _readable(sheet, found), "capitals")
        elif known:
            _claim(sheet, found, *known)
        elif is_word(word):
            sheet.change(found.start(), found.end(), word.capitalize() + ending, "initialism")
        else:
            _claim(sheet, found, "letters", "")


def _claim(sheet: Sheet, found: re.Match[str], reading: str, name: str) -> None:
    word, ending = found.groups()
    by_name = name and sheet.reading.initialisms == "names" and sheet.numerals.language == "nn"
    if by_name and not sheet.plain.startswith("-", found.end()):
        spoken, joint = name, ""
    elif reading == "letters":
        spoken, joint = spell(word.upper()), "-"
    elif reading == "word":
        spoken, joint = word.capitalize(), ""
    else:
        spoken, joint = reading, ""
    sheet.change(found.start(), found.end(), spoken + (joint + ending if ending else ""), "initialism")


def _shouted(sheet: Sheet, matches: list[re.Match[str]]) -> set[int]:
    """Starts of the words that are in capitals for emphasis."""
    everyday = grouped("shouted")["word"]
    listed = table()

    def sure(found: re.Match[str]) -> bool:
        word = found.group(1)
        return word.lower() in everyday or (len(word) >= WORD_FROM and is_word(word) and word not in listed)

    starts = {found.start() for found in matches if sure(found) and found.group(1) not in listed}
    if len(matches) > 1 and not _SMALL_WORD.search(sheet.plain):  # a line in capitals
        for found in matches:
            word = found.group(1)
            if word.lower() in everyday or (word not in listed and VOWELS & set(word)):
                starts.add(found.start())
    dateline = _DATELINE.match(sheet.plain)
    placed = dateline.end(1) if dateline and (" (" in dateline.group() or " I " in dateline.group(1)) else 0
    by_end = {found.end(): found for found in matches}
    by_start = {found.start(): found for found in matches}
    for found in matches:
        if found.end() <= placed and found.group(1) not in listed and VOWELS & set(found.group(1)):
            starts.add(found.start())
    for joint in _PREPOSITION.finditer(sheet.plain):  # "GOL I HALLINGDAL": never a letter
        for beside in (by_end.get(joint.start() - 1), by_start.get(joint.end() + 1)):
            if beside and beside.group(1) not in listed and VOWELS & set(beside.group(1)):
                starts.add(beside.start())
    grown = True
    while grown:
        grown = False
        for left, right in itertools.pairwise(matches):
            if not _TEXT_BETWEEN.fullmatch(sheet.plain, left.end(), right.start()):
                continue
            for one, other in ((left, right), (right, left)):
                word = other.group(1)
                plain = word.lower() in everyday or word not in listed and bool(VOWELS & set(word))
                if one.start() in starts and other.start() not in starts and plain:
                    starts.add(other.start())
                    grown = True
    for left, right in itertools.pairwise(matches):
        adjacent = sheet.plain[left.end() : right.start()] == " "
        plain = all(
            m.group(1) not in listed and VOWELS & set(m.group(1)) and len(m.group(1)) > 2
            for m in (left, right)
        )
        if adjacent and plain:
            starts.update((left.start(), right.start()))
    if _SMALL_WORD.search(sheet.plain):  # a record, "(ER)", is not shouted
        starts -= {
            found.start()
            for found in matches
            if len(found.group(1)) == 2
            and sheet.plain[found.start() - 1 : found.end() + 1] == f"({found.group()})"
        }
    return starts


def _readable(sheet: Sheet, found: re.Match[str]) -> str:
    word, ending = found.groups()
    if word.lower() in grouped("shouted")["word"] and sheet.plain[: found.start()].strip(' «"–-'):
        return word.lower() + ending
    return word.capitalize() + ending
