"""Whether an abbreviation belongs to the figure behind it, or its stop ends the sentence.

    opus no. 5 · tom. 31. mai · kr. 500        belong together
    Slik er det no. | 17 personar … · Flaska er tom. | 3 liter … · 3 000 kr. | 2 000 kr …

The splitter and the normaliser both ask here, so that no number is ever joined to another over a sentence's end.
Knowledge: `data/before_figures.tsv`.
"""

from __future__ import annotations

import re
from functools import cache

from audio_edition.normalise.tables import rows
from audio_edition.normalise.units import units

_LOOK_BACK = 60
_LAST_WORD = re.compile(r"([^\W_]+)[.»”\"')]*\s*$")
_AMOUNT = re.compile(
    r"(?:[\d½¼¾⅓⅔]|,[-–]|\b(?:hundre|tusen|milliona?r?|milliardar?|millioner|milliarder|mill\.|mill|mrd\.|mrd|ei?n|to|tre|fire|fem|seks|sju|åtte|ni|ti))"
    r"(?:\s(?:norske|svenske|danske|mill\.?|mrd\.?|tusen|\d))*\s*$"
)
"""An amount ends just before."""
_NUMBERED_PART = re.compile(r"\d\.\s*$|\d\.\d+\.\d+\s*$|\b(?:[Kk]ap|[Pp]kt|[Aa]rt)\. ?[\d.]+\s*$")
_YEAR = re.compile(r"(?<!\d)[12]\d{3}\s*$")
_WITH_STOP = re.compile(r"\d{1,2}\.(?!\d{3})|\d{1,2}:\d\d|\d{1,2}(?:[.:]\d\d)? ?[–-] ?\d")
"""A date or hours: "fre. 14.", "fre. 9–11"."""
_UNIT_BEHIND = re.compile(r"\d[\d ,.]* ?([^\W\d_]+)")


@cache
def _conditions() -> dict[str, tuple[tuple[str, frozenset[str]], ...]]:
    found: dict[str, dict[str, frozenset[str]]] = {}
    for name, condition, words in rows("before_figures", 3):
        of_name = found.setdefault(name, {})  # a condition's words may stand on several lines
        of_name[condition] = of_name.get(condition, frozenset()) | frozenset(words.split())
    return {name: tuple(conditions.items()) for name, conditions in found.items()}


def belongs(name: str, before: str, behind: str) -> bool:
    """Whether abbreviation `name` (small letters, no stop) goes with the figure that begins `behind`.

    `before` is the text before the abbreviation, back to the sentence's start or some sixty characters.
    """
    before = before[-_LOOK_BACK:].rstrip(' «("“„')
    last = _LAST_WORD.search(before)
    word = last.group(1).lower() if last else ""
    for condition, words in _conditions().get(name, ()):
        if condition == "after" and not _among(word, words):
            return False
        if condition == "not after" and _among(word, words):
            return False
        if condition == "figure behind" and not _WITH_STOP.match(behind):
            return False
    return True


def ends_amount(name: str, before: str, behind: str) -> bool | None:
    """Whether a unit or a currency with its stop ends the sentence before a figure; None if `name` is neither.

    "90 kg. | 2 år seinare", "per stk. | 50 personar"; but "kr. 500" and "2 t. 30 min." go on.
    """
    unit = units().get(name)
    if unit is None:
        return None
    before = before[-_LOOK_BACK:].rstrip()
    if before.endswith((",", ";", ":", "(")):
        return None  # "kap. 4, pkt. 4.2"
    if name in ("s", "d", "g", "f") and _NUMBERED_PART.search(before):
        return None  # "kap. 4.2.1 s. 88", "VG 4.10. s. 12"
    if _AMOUNT.search(before):
        if name in ("s", "d", "g", "f") and _YEAR.search(before):
            return None  # "Rt. 1998 s. 1164"
        return not _goes_on(name, behind)
    if name == "ml":
        return None  # "inntekter ml. 300' og 600'"
    last = _LAST_WORD.search(before)
    word = last.group(1).lower() if last else ""
    if unit.kind in ("money", "magnitude"):
        return any(
            condition == "after ends" and word in words for condition, words in _conditions()["amount"]
        )
    if name in ("s", "d", "g", "f") and not word.isdigit():
        return None  # "dom s. 2", "på s. 112"
    return None if not re.search(r"\d", before) else True


def _goes_on(name: str, behind: str) -> bool:
    following = _UNIT_BEHIND.match(behind)
    return following is not None and any(
        condition == "goes on" and following.group(1) in words
        for condition, words in _conditions().get(name, ())
    )


def _among(word: str, words: frozenset[str]) -> bool:
    if word.isdigit():
        return "0" in words
    return word in words or any(ending[0] == "-" and word.endswith(ending[1:]) for ending in words)
