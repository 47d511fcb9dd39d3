"""What counts as a written number, and the words of one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from audio_edition.normalise.nouns import gender_of, is_noun
from audio_edition.normalise.numerals import Gender
from audio_edition.normalise.sheet import Sheet
from audio_edition.normalise.tables import grouped
from audio_edition.normalise.units import unit_gender

WHOLE = r"(?:[1-9]\d{0,2}(?:,000)+(?![\d,])|[1-9]\d{0,2}(?:,\d{3}){2,}(?![\d,])|[1-9]\d{0,2}(?: \d{3})+(?!\d)|[1-9]\d{0,2}(?:\.\d{3})+(?![\d.]\d)(?!\d)|\d+)"
"""An integer, with groups of three after a space or a stop, or without groups; English groups where they can be nothing else."""

NUMBER = rf"{WHOLE}(?:,\d+)?"
"""An integer or a decimal number; the comma is the decimal sign, a stop never is."""

NOT_INSIDE = r"(?<![\w,.])"
"""A number does not begin inside a word or another number."""

_ENGLISH_GROUPS = re.compile(r"[1-9]\d{0,2}(?:(?:,000)+|(?:,\d{3}){2,})")
_ADJECTIVE_PLURAL = re.compile(r"[a-zæøå]+e$")
_ADJECTIVE_NEUTER = re.compile(r"(?!\w*[ae]nt$)[a-zæøå]{3,}t$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A written number taken apart: `1 234,50` is whole "1234", fraction "50"."""

    whole: str
    fraction: str

    @classmethod
    def parse(cls, written: str) -> Quantity:
        if _ENGLISH_GROUPS.fullmatch(written):
            return cls(written.replace(",", ""), "")
        whole, _, fraction = written.partition(",")
        return cls(re.sub(r"[ .]", "", whole), fraction)

    @property
    def is_one(self) -> bool:
        return self.whole == "1" and not self.fraction

    def words(self, sheet: Sheet, gender: Gender = "m") -> str:
        """The number in words; a last 1 of an integer agrees with `gender`."""
        if self.fraction:
            return sheet.numerals.decimal(self.whole, self.fraction)
        if len(self.whole) > 1 and self.whole.startswith("0"):
            return sheet.numerals.digits(self.whole)
        return (
            sheet.numerals.cardinal(int(self.whole), gender)
            if len(self.whole) < 20
            else sheet.numerals.digits(self.whole)
        )


def gender_after(sheet: Sheet, position: int) -> Gender:
    """Gender of what is counted at `position`: a unit, a noun, or a noun behind one or two adjectives.

    The default, where no noun is known, is masculine: the form that is also used for counting.
    """
    unit = unit_gender(sheet.plain, position)
    if unit:
        return unit
    neuter = False
    for place in range(3):
        word = sheet.word_after(position)
        if not word or word in grouped("not_nouns")["word"]:
            break
        found = gender_of(word)
        if found:
            return found
        if word in ("lita", "eiga"):
            return "f"
        neuter = neuter or place == 0 and (bool(_ADJECTIVE_NEUTER.match(word)) or word == "lite")
        position = sheet.plain.index(word, position) + len(word)
    return "n" if neuter else "m"


def followed_by_unit(sheet: Sheet, position: int) -> bool:
    """Whether a unit, as a symbol or a word, follows at `position`."""
    return unit_gender(sheet.plain, position) is not None


def counts_something(sheet: Sheet, position: int) -> bool:
    """Whether a noun or a unit follows at `position`, so that the number before it is an amount."""
    if followed_by_unit(sheet, position):
        return True
    word = sheet.word_after(position)
    return bool(word) and is_noun(word)


def counts_soon(sheet: Sheet, position: int) -> bool:
    """The same where one or two adjectives may stand before the noun: "2–3 nye bustader"."""
    for _ in range(3):
        if counts_something(sheet, position):
            return True
        word = sheet.word_after(position)
        if not _ADJECTIVE_PLURAL.match(word) or word in grouped("not_nouns")["word"]:
            return False
        position = sheet.plain.index(word, position) + len(word)
    return False
