"""Places in the Bible.

Luk 2,1–20 -> Lukas to, ein til tjue · 1. Mos 1,27 -> første Mosebok ein, tjuesju · Joh 3:16 -> Johannes tre, seksten
"""

from __future__ import annotations

import re
from functools import cache

from audio_edition.normalise.sheet import Sheet
from audio_edition.normalise.tables import pick, rows
from audio_edition.normalise.units import alternatives

_PLACE = re.compile(r"\d[,:] ?\d|[1-5]\. ?[A-Z]")


@cache
def books() -> dict[str, tuple[str, str, str]]:
    """Short form of a book, without its stop, to its name in Nynorsk, Bokmål and English."""
    return {form: (nn, nb, en) for forms, nn, nb, en, _ in rows("scripture", 5) for form in forms.split()}


@cache
def _pattern() -> re.Pattern[str]:
    table = rows("scripture", 5)
    plain = alternatives([form for row in table if not row[4] for form in row[0].split()])
    numbered = alternatives([cell for row in table if row[4] for cell in row[:3] if cell])
    return re.compile(
        rf"(?<![\w.])(?:([1-5])\. ?({numbered})\.?(?= \d{{1,3}}(?!\d))|(?:([1-3])\. ?)?({plain})\.?(?= \d{{1,3}}[,:] ?\d)) (\d{{1,3}})"
        r"(?:[,:] ?(\d{1,3})(?: ?[–-] ?(\d{1,3}))?)?(?![\w]|[.,:]\d)"
    )


def read(sheet: Sheet) -> None:
    """Claims book, chapter and verses."""
    if not _PLACE.search(sheet.free):
        return
    numerals = sheet.numerals
    for found in _pattern().finditer(sheet.free):
        number, numbered, letter, book, chapter, verse, last = found.groups()
        number = number or letter
        book = book or numbered
        words = [numerals.ordinal(int(number))] if number else []
        words.append(pick(books()[book], numerals.language) if book in books() else book)
        words.append(numerals.cardinal(int(chapter)) + ("," if verse else ""))
        if verse:
            words.append(numerals.cardinal(int(verse)))
        if last:
            words += ["to" if numerals.language == "en" else "til", numerals.cardinal(int(last))]
        sheet.change(found.start(), found.end(), " ".join(words), "scripture")
