"""Signs that stand for a word, and signs that have none.

    Vik & Døtrer -> Vik og Døtrer · 3 + 4 = 7 -> tre pluss fire er lik sju · bullets, arrows, emoji -> nothing

A sign has a word when it has a row in `data/symbols.tsv`; all other signs are dropped (as a recorded change).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from audio_edition.normalise.sheet import TAKEN, Sheet
from audio_edition.normalise.tables import pick, rows

_APPROXIMATELY = re.compile(r"~ ?(?=\d)")
_ARROW = re.compile(r"(?<=[\w)°] )[→⟶](?= [\w(])")
"""From one thing to another: "2 H₂ + O₂ → 2 H₂O", "Val → Lyd"; elsewhere an arrow is decoration."""
_EMOTICON = re.compile(
    r"(?<!\S)(?:[:;=][-'’o^]?[)(\]\[DPpOo/\\|*S]+|[(][:;=]|[xX]D+|<3+|\^_?\^)(?![^\s.,!?)])"
)
_MAY_SMILE = re.compile(r"[:;=<^]|[xX]D")
_SIGN = re.compile(r"[^\w\s.,:;!?…'’–—-]|_")
_KEPT = "/()[]{}"
"""Left to the class of punctuation."""
_WITHOUT_WORDS = frozenset(
    {"So", "Me", "Sk", "Sm", "Sc", "Co", "Cn", "Po", "Pd", "Pc", "Ps", "Pe", "Pi", "Pf"}
)
_JOINER = "\u200d"


@cache
def _words(language: str) -> dict[str, str]:
    return {row[0]: pick((row[1], row[2], row[3]), language) for row in rows("symbols", 4)}


def read_emoticons(sheet: Sheet) -> None:
    """Claims smiling and frowning faces with the space before them: they have no words."""
    if not _MAY_SMILE.search(sheet.plain):
        return
    for found in _EMOTICON.finditer(sheet.free):
        start = found.start() - (1 if sheet.free[: found.start()].endswith(" ") else 0)
        end = found.end() + (1 if not start and sheet.free[found.end() :].startswith(" ") else 0)
        sheet.change(start, end, "", "symbol")


def read(sheet: Sheet) -> None:
    """Claims every sign that is neither a letter nor sentence punctuation."""
    words = _words(sheet.numerals.language)
    for found in _APPROXIMATELY.finditer(sheet.plain):
        sheet.change(found.start(), found.end(), "cirka ", "symbol")
    if "→" in sheet.free or "⟶" in sheet.free:
        for found in _ARROW.finditer(sheet.plain):
            sheet.change(
                found.start(), found.end(), "to" if sheet.numerals.language == "en" else "til", "symbol"
            )
    done = 0
    for found in _SIGN.finditer(sheet.free):
        start, end = found.span()
        if start < done:
            continue
        if found.group() in words:
            _say(sheet, start, end, words[found.group()])
        elif _is_dropped(found.group(), words):
            while end < len(sheet.free) and (
                _is_dropped(sheet.free[end], words) or sheet.free[end] == _JOINER
            ):
                end += 1
            done = end
            if (start == 0 or sheet.plain[start - 1].isspace()) and sheet.free[end : end + 1] == " ":
                end += 1  # no double space where a bullet was
            elif end == len(sheet.free):
                start = len(sheet.free[:start].rstrip(" "))
            sheet.change(start, end, "", "symbol")


def _say(sheet: Sheet, start: int, end: int, word: str) -> None:
    before, after = sheet.plain[start - 1 : start], sheet.plain[end : end + 1]
    left = " " if before and not before.isspace() and before not in '([«"' else ""
    right = " " if after and not after.isspace() and after not in '.,:;!?)]»"' else ""
    sheet.change(start, end, f"{left}{word}{right}", "symbol")


def _is_dropped(sign: str, words: dict[str, str]) -> bool:
    if sign == "_":
        return True
    if sign == TAKEN or sign in words or sign in _KEPT or not _SIGN.match(sign):
        return False
    return unicodedata.category(sign) in _WITHOUT_WORDS or "\ufe00" <= sign <= "\ufe0f"
