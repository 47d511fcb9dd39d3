"""Addresses of the web and of mail, hashtags and @names.

    vg.no -> V G punktum no · post@nrk.no -> post krøllalfa N R K punktum no · www.firda.no -> ve ve ve punktum firda …
    #metoo -> emneknagg metoo · @kongehuset -> krøllalfa kongehuset

The scheme (`https://`) is not said; every other sign of an address is.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from audio_edition.normalise.classes.letters import spell
from audio_edition.normalise.sheet import Sheet
from audio_edition.normalise.tables import grouped, mapping, rows

_HANDLE = re.compile(r"(?<![\w&])([@#])([^\W_]\w*)")
_SCHEME = re.compile(r"^(?:https?|ftp)://")
_TRAILING = ".,;:!?)]…'’*"
_SIGN = {
    ".": "punktum",
    "/": "skråstrek",
    "-": "bindestrek",
    "_": "understrek",
    "@": "krøllalfa",
    ":": "kolon",
}
_SIGN_EN = {".": "dot", "/": "slash", "-": "dash", "_": "underscore", "@": "at", ":": "colon"}
_PART = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")
_VOWELS = frozenset("aeiouyæøåäöüé")


@cache
def _address() -> re.Pattern[str]:
    top, capital = ("|".join(sorted(grouped("web")[label])) for label in ("top", "capital"))
    return re.compile(
        rf"(?:https?://|ftp://)[^\s<>«»\"”]+|(?<![\w.@-])www\.[^\s<>«»\"”]+|"
        rf"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+|"
        rf"(?<![\w.@-])(?:[a-zæøå0-9][\wæøå-]*\.)+(?:{top})(?![\w-]|\.[a-zæøå0-9])(?:/[^\s<>«»\"”]*)?|"
        rf"(?<![\w.@-])[A-ZÆØÅ][\wæøå-]+\.(?:{capital})(?![\w-]|\.\w)(?:/[^\s<>«»\"”]*)?"
    )


def read(sheet: Sheet) -> None:
    """Claims whole addresses."""
    for found in _address().finditer(sheet.free):
        written = found.group().rstrip(_TRAILING)
        if not re.search(r"[^\W\d_]", written):
            continue
        sheet.change(found.start(), found.start() + len(written), _say(sheet, written), "address")
    for found in _HANDLE.finditer(sheet.free):
        sign, name = found.groups()
        if sign == "#" and name.isdecimal():
            sheet.change(found.start(), found.start(2), "nummer ", "address")
            continue
        word = mapping("symbols", 3 if sheet.numerals.language == "en" else 1)[sign]
        sheet.change(found.start(), found.end(), f"{word} {_say(sheet, name, tag=True)}", "address")


def _say(sheet: Sheet, written: str, tag: bool = False) -> str:
    signs = _SIGN_EN if sheet.numerals.language == "en" else _SIGN
    written = _SCHEME.sub("", written).rstrip("/")
    parts = []
    for part in _PART.findall(written):
        if part.isdecimal():
            parts.append(sheet.numerals.pairs(part) if len(part) != 4 else sheet.numerals.year(int(part)))
        elif not part.isalpha() and any(char.isdigit() for char in part):  # "@²"
            parts.append(
                sheet.numerals.digits("".join(str(unicodedata.digit(c)) for c in part if c.isdigit()))
            )
        elif part.isalpha():
            parts.append(_label(part))
        elif not (tag and part == "_"):
            parts.append(signs.get(part) or mapping("symbols").get(part, ""))
    return " ".join(part for part in parts if part)


def _label(part: str) -> str:
    if part.lower() == "www":
        return "ve ve ve"
    letters = {row[0].lower() for row in rows("initialisms", 2) if row[1] == "letters" and len(row[0]) > 1}
    short = len(part) <= 5 and not _VOWELS & set(part.lower()) and len(part) > 1
    if short or (part.lower() in letters - {"is", "it", "as", "sa", "da", "no"}):
        return spell(part.upper())
    return part
