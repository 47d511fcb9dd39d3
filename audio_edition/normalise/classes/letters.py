"""Single letters.

    Eli P. Moe -> Eli pe Moe · J.R.R. Tolkien -> J R R Tolkien · vitamin C -> vitamin se · T-bane -> te-bane

Several letters together are written as spaced capitals, which is the spelling that the phonemiser reads letter
by letter; so a run of spaced capitals that was there before is left alone.
"""

from __future__ import annotations

import re

from audio_edition.normalise.classes.capitals import is_sayable
from audio_edition.normalise.sheet import Sheet
from audio_edition.normalise.tables import mapping

_INITIALS = re.compile(r"(?<![\w.])(?<![B-HJ-ZÆØ] )((?:[A-ZÆØÅ]\.[ -]?)+)(?=[A-ZÆØÅ][\w'’-]*[a-zæøåéöüä])")
"""Not the last of letters that have been spelt already: "T V. Medan" is the end of a sentence."""
_MAY_BE_INITIAL = re.compile(r"[A-ZÆØÅ]\.")
_MAY_STAND_ALONE = re.compile(r"[B-DF-HJ-NP-TV-XZ](?![\w’'])")
"""Cheaper than what they stand for."""
_DOTTED = re.compile(r"(?<![\w.])((?:[A-ZÆØÅ]\.){2,})(s?)(?![\w])")
_SLASHED = re.compile(r"(?<![\w/])([A-ZÆØÅ])/([A-ZÆØÅ])(?![\w/])")
_SPECIES = re.compile(r"(?<![\w.])([A-Z])\. (?=[a-z]{4,}(?![a-zæøå]))")
"""The genus of a species: "E. coli"."""
_AND = re.compile(r"(?<![\w/&])([A-ZÆØÅ]{1,3}) ?& ?([A-ZÆØÅ]{1,3})(?![\w/&])")
_LONE = re.compile(
    r"(?<![\w.])(?<![A-ZÆØÅ] )(?<![A-ZÆØÅ][-/’'])(?<![^\W_]-)([B-DF-HJ-NP-TV-XZ])(?![\w’'])(?! [A-ZÆØÅ](?![\w]))(?!-[A-ZÆØÅ](?![^\W_]))"
)


_COUNTED_BY_LETTER = frozenset("vitamin gruppe klasse type bokstav punkt plan alternativ".split())


def spell(letters: str) -> str:
    """`NRK` -> "N R K"; a single letter by its name, "P" -> "pe"."""
    if len(letters) == 1:
        return mapping("letters").get(letters, letters)
    return " ".join(letters)


def read(sheet: Sheet) -> None:
    """Claims initials with their stops, and single consonants."""
    if _MAY_BE_INITIAL.search(sheet.free):
        for found in _INITIALS.finditer(sheet.free):
            written = found.group(1)
            letters = re.findall(r"[A-ZÆØÅ]", written)
            gap = "-" if written.endswith("-") else " "
            spoken = "i" if letters == ["I"] else spell("".join(letters))  # "Karl I Moe" would be a king
            sheet.change(found.start(), found.end(), spoken + gap, "initials")
        for found in _SPECIES.finditer(sheet.free):
            if sheet.word_before(found.start()).lower() not in _COUNTED_BY_LETTER:
                sheet.change(found.start(), found.end(), f"{spell(found.group(1))} ", "letter")
        for found in _DOTTED.finditer(sheet.free):
            together = found.group(1).replace(".", "")
            spelt = together.capitalize() if len(together) > 4 and is_sayable(together) else spell(together)
            ending = "-s" if found.group(2) else ("." if sheet.ends_sentence(found.end()) else "")
            sheet.change(found.start(), found.end(), spelt + ending, "initials")
    if "&" in sheet.free:
        for found in _AND.finditer(sheet.free):
            joint = "and" if sheet.numerals.language == "en" else "og"
            sheet.change(
                found.start(),
                found.end(),
                f"{spell(found.group(1))} {joint} {spell(found.group(2))}",
                "initials",
            )
    if "/" in sheet.free:
        for found in _SLASHED.finditer(sheet.free):
            sheet.change(found.start(), found.end(), spell(found.group(1) + found.group(2)), "initials")
    if _MAY_STAND_ALONE.search(sheet.free):
        for found in _LONE.finditer(sheet.free):
            sheet.change(found.start(), found.end(), spell(found.group(1)), "letter")
