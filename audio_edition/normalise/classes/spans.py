"""Short names of days and months, from one to another.

man.–fre. -> måndag til fredag · jan.–mars -> januar til mars. Two names in full ("mars–april") stay as they are.
"""

from __future__ import annotations

import re
from functools import cache

from audio_edition.normalise.sheet import Sheet
from audio_edition.normalise.tables import pick, rows
from audio_edition.normalise.units import alternatives

_MAY_BE = re.compile(
    r"[–-] ?(?:[Jj]an|[Ff]eb|[Mm]ar|[Aa]pr|[Mm]ai|[Jj]u[nl]|[Aa]ug|[Ss]ep|[Oo]kt|[Nn]ov|[Dd]es|"
    r"[Mm][åa]n|[Tt](?:ys|ir|or)|[Oo]ns|[Ff]re|[Ll](?:au|ør)|[Ss][uø]n)"
)
"""Cheaper than the names, and false for almost every sentence."""
_DAY_IN_BRACKETS = re.compile(
    r"(?<=[\d\ue000] \()(m[åa]n|tys|tir|ons|tor|tors|fre|lau|laur|lør|s[uø]n)\.?(?=\))"
)
"""The day of a time: "09.00 (lau)"."""
_Names = dict[str, tuple[str, str, str]]
"""Every form, long or short, to its names in Nynorsk, Bokmål and English."""


@cache
def _days() -> _Names:
    names: _Names = {}
    for nn, nb, en, short in rows("weekdays", 4):
        names |= {nn: (nn, nn, en), nb: (nb, nb, en)}
        names |= dict.fromkeys(short.split(), (nn, nb, en))
    return names


@cache
def _months() -> _Names:
    return {form: (name,) * 3 for _, name, short in rows("months", 3) for form in (name, *short.split())}


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], _Names], ...]:
    found = []
    for names in (_days(), _months()):
        forms = alternatives([*names, *(name.capitalize() for name in names)])
        pattern = rf"(?<![\w-])({forms})(\.?)( ?[–-] ?)({forms})(\.?)(?![\w-])"
        found.append((re.compile(pattern), names))
    return tuple(found)


def read(sheet: Sheet) -> None:
    """Claims both names and the dash."""
    language = sheet.numerals.language
    if "(" in sheet.plain:
        for found in _DAY_IN_BRACKETS.finditer(sheet.free):
            name = pick(_days()[found.group(1)], language)
            sheet.change(found.start(), found.end(), name, "date")
    if not _MAY_BE.search(sheet.free):
        return
    to = "to" if language == "en" else "til"
    for pattern, names in _patterns():
        for found in pattern.finditer(sheet.free):
            first, _, _, last, stop = found.groups()
            begin, finish = (pick(names[form.lower()], language) for form in (first, last))
            if begin == first.lower() and finish == last.lower():
                continue
            begin = begin.capitalize() if first[0].isupper() else begin
            end = found.end() - (1 if stop and sheet.ends_sentence(found.end()) else 0)
            sheet.change(found.start(), end, f"{begin} {to} {finish}", "date")
