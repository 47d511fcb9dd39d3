"""Greek letters that stand for something: Δx -> delta eks · α-partiklar -> alfapartiklar · β -> beta.

Words in Greek are left alone. `data/greek.tsv`.
"""

from __future__ import annotations

import re

from audio_edition.normalise.classes.letters import spell
from audio_edition.normalise.sheet import Sheet
from audio_edition.normalise.tables import mapping

_LETTER = re.compile(r"(?<![Ͱ-Ͽἀ-῿])([Α-Ωα-ωϑϕϵµ])(?![Ͱ-Ͽἀ-῿])(-[a-zæøå]{2,}|[a-zA-Z](?![^\W_]))?")


def read(sheet: Sheet) -> None:
    """Claims the letter, and one Latin letter or a hyphen behind it."""
    if sheet.plain.isascii():
        return
    names = mapping("greek")
    for found in _LETTER.finditer(sheet.free):
        letter, tail = found.groups()
        if letter not in names:
            continue
        latin = ""
        if tail:
            latin = tail[1:] if tail[0] == "-" else f" {spell(tail.upper())}"
        sheet.change(found.start(), found.end(), names[letter] + latin, "letter")
