"""Ranges and scores.

10–12 -> ti til tolv · 2-2,5 kg -> to til to komma fem · 2–1 -> to ein · 3x10 -> tre gonger ti
4-4-2 -> fire fire to · topp-10-lista -> topp ti-lista
"""

from __future__ import annotations

import re

from audio_edition.normalise.quantity import (
    NOT_INSIDE,
    NUMBER,
    Quantity,
    counts_something,
    counts_soon,
    followed_by_unit,
    gender_after,
)
from audio_edition.normalise.sheet import TAKEN, Sheet
from audio_edition.normalise.tables import grouped

_SEVERAL = re.compile(rf"{NOT_INSIDE}(?<!-)\d{{1,6}}(?:[–-]\d{{1,6}}){{2,}}(?![\w]|[.,]\d)")
_PAIR = re.compile(rf"(?<![\w,.])({NUMBER}) ?(?:[–—-]|\.\.\.|…) ?({NUMBER})(?![^\W_])(?![.,]\d)")
_CODE_PAIR = re.compile(rf"{NOT_INSIDE}(\d{{2,4}})-(\d{{6,8}})(?![\w]|[.,]\d)")
_BESIDE_TAKEN = re.compile(r"(?<=[\d½¼¾⅓⅔]) ?[–-] ?(?=[\d½¼¾⅓⅔])")
_BESIDE_ERA = re.compile(r"(?<=\b[ef]\.[Kk]r\.) ?[–-] ?(?=\d)|(?<=\b[ef]\.[Kk]r) ?[–-] ?(?=\d)")
_TIMES = re.compile(r"(?:(?<=\d)|(?<=\d [cdm]m)|(?<=\dcm)|(?<=\d m)) ?[x×X*∙·⋅] ?(?=\d)")
_FORMULA_TIMES = re.compile(r"(?<=[^\s]) [·∙⋅*] (?=[^\s])")
_TO = {"nn": " til ", "nb": " til ", "en": " to "}
_TEAMS = re.compile(
    r"[A-ZÆØÅ][\w/]+(?: (?:BK|FK|IL|TIL|2))? ?[–-] ?[A-ZÆØÅ][\w/]+(?: (?:BK|FK|IL|TIL|2))?:? $"
)
"""Two names with a dash: "Rosenborg – Brann 1–2"."""
_CONTEXT = 60


def read_several(sheet: Sheet) -> None:
    """Claims three numbers and more with dashes between: formations, and codes such as ISBN."""
    for found in _CODE_PAIR.finditer(sheet.free):  # "4640-2021001"
        words = f"{sheet.numerals.pairs(found.group(1))}, {sheet.numerals.digits(found.group(2))}"
        sheet.change(found.start(), found.end(), words, "code")
    for found in _SEVERAL.finditer(sheet.free):
        numbers = re.split("[–-]", found.group())
        if any(len(number) > 3 or number.startswith("0") for number in numbers):  # a code: ISBN, account
            words = ", ".join(sheet.numerals.digits(number) for number in numbers)
        else:
            words = " ".join(Quantity.parse(number).words(sheet) for number in numbers)
        sheet.change(found.start(), found.end(), words, "score")


def read(sheet: Sheet) -> None:
    """Claims two numbers with a dash between, and the sign of multiplication."""
    if "=" in sheet.plain:
        for found in _FORMULA_TIMES.finditer(sheet.free):  # "K = P · 1,05"
            word = {"nn": " gonger ", "nb": " ganger ", "en": " times "}[sheet.numerals.language]
            sheet.change(found.start(), found.end(), word, "range")
    for found in _TIMES.finditer(sheet.plain):
        word = {"nn": " gonger ", "nb": " ganger ", "en": " by "}[sheet.numerals.language]
        sheet.change(found.start(), found.end(), word, "range")
    pairs = list(_PAIR.finditer(sheet.free))
    sport = len(pairs) > 1 and any(_falls(sheet, found) for found in pairs)  # "6–4, 3–6, 7–5"
    for found in pairs:
        first, second = Quantity.parse(found.group(1)), Quantity.parse(found.group(2))
        score = _is_score(sheet, found, first, second) or (
            sport and not counts_something(sheet, found.end()) and not _is_numbered(sheet, found)
        )
        gender = "m" if score else gender_after(sheet, found.end())
        # A unit or a noun after the second number is counted by both.
        words = first.words(sheet, gender), second.words(sheet, gender)
        joint = " " if score else _TO[sheet.numerals.language]
        sheet.change(found.start(), found.end(), joint.join(words), "score" if score else "range")
    if ".Kr" in sheet.free or ".kr" in sheet.free:
        for found in _BESIDE_ERA.finditer(sheet.free):
            sheet.change(found.start(), found.end(), _TO[sheet.numerals.language], "range")
    for found in _BESIDE_TAKEN.finditer(sheet.plain):
        if TAKEN in sheet.free[found.start() - 1] + sheet.free[found.end()]:  # "½–1 time"
            sheet.change(found.start(), found.end(), _TO[sheet.numerals.language], "range")


def _is_numbered(sheet: Sheet, found: re.Match[str]) -> bool:
    """Whether pages or chapters are meant."""
    return sheet.word_before(found.start()).lower() in grouped("score_context")["counted_before"]


def _falls(sheet: Sheet, found: re.Match[str]) -> bool:
    """Whether the second number is not larger and nothing is counted: no range looks so."""
    first, second = found.groups()
    if _is_numbered(sheet, found):
        return False
    if not (first.isdigit() and second.isdigit()) or max(len(first), len(second)) > 2:
        return False
    return int(second) <= int(first) and not followed_by_unit(sheet, found.end())


def _is_score(sheet: Sheet, found: re.Match[str], first: Quantity, second: Quantity) -> bool:
    if first.fraction or second.fraction or len(first.whole) > 3 or len(second.whole) > 3:
        return False
    if _is_numbered(sheet, found):
        return False
    sport = grouped("score_context")
    around = sheet.plain[max(0, found.start() - _CONTEXT) : found.end() + _CONTEXT].lower()
    words = re.findall(r"[^\W\d_]+", around)
    if int(second.whole) <= int(first.whole):
        return not followed_by_unit(sheet, found.end())
    after = sheet.word_after(found.end())
    if after in sport["counted"] or counts_soon(sheet, found.end()):
        return False
    if _TEAMS.search(sheet.plain, 0, found.start()):
        return True
    return any(word in sport["word"] for word in words) or any(
        word.endswith(tuple(sport["ending"])) for word in words
    )
