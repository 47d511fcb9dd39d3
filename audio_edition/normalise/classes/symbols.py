"""Signs that stand for a word, and signs that have none.

    Hansen & Sønner -> Hansen og Sønner · 2 + 2 = 4 -> to pluss to er lik fire · → and emoji are dropped
"""

from __future__ import annotations

import re
import unicodedata

from audio_edition.normalise.sheet import Sheet
from audio_edition.normalise.tables import pick, rows

_NUMERIC_ONLY = frozenset("+<>=÷×−")
_APPROXIMATELY = re.compile(r"~ ?(?=\d)")
_SIGN = re.compile(r"[^\w\s.,:;!?…'’‑–—-]|_")
_JOINING = "\u200c\u200d"


def read(sheet: Sheet) -> None:
    """Claims every sign that is neither a letter nor sentence punctuation."""
    words = {row[0]: pick((row[1], row[2], row[3]), sheet.numerals.language) for row in rows("symbols", 4)}
    for found in _APPROXIMATELY.finditer(sheet.free):
        sheet.change(found.start(), found.end(), "cirka ", "symbol")
    for found in _SIGN.finditer(sheet.free):
        sign = found.group()
        start, end = found.span()
        if sign in words:
            spoken = words[sign]
            before, after = sheet.plain[start - 1 : start], sheet.plain[end : end + 1]
            left = " " if before and not before.isspace() and before not in "([«\"" else ""
            right = " " if after and not after.isspace() and after not in ".,:;!?)]»\"" else ""
            sheet.change(start, end, f"{left}{spoken}{right}", "symbol")
        elif sign == "_" or _is_decoration(sign):
            sheet.change(start, end, "", "symbol")


def _is_decoration(sign: str) -> bool:
    category = unicodedata.category(sign)
    if category in ("So", "Sk", "Sm", "Sc", "Co", "Cn"):
        return True
    if category == "Mn" and 0xFE00 <= ord(sign) <= 0xFE0F:
        return True
    return sign in "*|\\^•·†‡¶¬~©®™`{}" or (category in ("Po", "Pd", "Pc") and sign not in "'\"/%&@#§‰")
