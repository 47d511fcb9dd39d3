"""Number words: cardinals, ordinals, years, decimals, digit by digit, in Nynorsk, Bokmål and English.

Words come from `data/numerals.tsv`; how they are joined stands here. Norwegian below 100 is one word, above
that the words stand apart with `og` before tens and units (Språkrådet, "Tal og talord"); a year is one word.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from audio_edition.normalise.tables import rows

Gender = Literal["m", "f", "n"]

ONE: dict[str, dict[Gender, str]] = {
    "nn": {"m": "ein", "f": "ei", "n": "eitt"},
    "nb": {"m": "en", "f": "ei", "n": "ett"},
    "en": {"m": "one", "f": "one", "n": "one"},
}
"""The numeral one before a noun of each gender."""

SMALL = {
    "nn": {"og": "og", "komma": "komma", "minus": "minus"},
    "nb": {"og": "og", "komma": "komma", "minus": "minus"},
    "en": {"og": "and", "komma": "point", "minus": "minus"},
}

_LARGEST = 10**18
"""From here on a number is read digit by digit."""


class Numerals:
    """Number words of one language (`nn`, `nb` or `en`)."""

    def __init__(self, language: str) -> None:
        self.language = language
        column = {"nn": 1, "nb": 3, "en": 5}[language]
        table = rows("numerals", 7)
        self._words = {int(row[0]): row[column].split("|")[0] for row in table}
        self._plurals = {int(row[0]): row[column].split("|")[-1] for row in table}
        self._ordinals = {int(row[0]): row[column + 1] for row in table}
        self._one = ONE[language]
        self._and = SMALL[language]["og"]
        self._comma = SMALL[language]["komma"]

    def cardinal(self, number: int, gender: Gender = "m") -> str:
        """`2408` -> "to tusen fire hundre og åtte"; a last 1 agrees with `gender` (21, 31 … do not)."""
        if number < 0:
            return f"{SMALL[self.language]['minus']} {self.cardinal(-number, gender)}"
        if number >= _LARGEST:
            return self.digits(str(number))
        parts = []
        rest = number
        for scale in (10**15, 10**12, 10**9, 10**6):
            count, rest = divmod(rest, scale)
            if count:
                word = self._words[scale] if count == 1 else self._plurals[scale]
                parts.append(f"{self._below_thousand(count, 'm', head=True)} {word}")
        thousands, rest = divmod(rest, 1000)
        if thousands:
            if thousands == 1 and self.language != "en":
                parts.append(f"{self._one['n']} {self._words[1000]}" if parts else self._words[1000])
            else:
                parts.append(f"{self._below_thousand(thousands, 'm', head=not parts)} {self._words[1000]}")
        if rest >= 100:
            parts.append(self._below_thousand(rest, gender, head=not parts))
        elif rest:
            parts.append(
                f"{self._and} {self._below_hundred(rest, gender)}"
                if parts
                else self._below_hundred(rest, gender)
            )
        return " ".join(parts) or self._words[0]

    def ordinal(self, number: int) -> str:
        """`21` -> "tjueførste", `105` -> "hundre og femte"."""
        if number in self._ordinals:
            return self._ordinals[number]
        if number < 100:
            tens, units = number - number % 10, number % 10
            return f"{self._words[tens]}{'-' if self.language == 'en' else ''}{self._ordinals[units]}"
        if number >= _LARGEST:
            return self.digits(str(number))
        rest = number % 100
        if rest:
            return f"{self.cardinal(number - rest)} {self._and} {self.ordinal(rest)}"
        scale = next(s for s in (10**15, 10**12, 10**9, 10**6, 1000, 100) if number % s == 0)
        last = self._ordinals[scale] if scale in self._ordinals else f"{self._words[scale]}te"
        if number == scale:
            return last
        words = self.cardinal(number)
        for form in (self._plurals[scale], self._words[scale]):
            if words.endswith(form):
                return words.removesuffix(form) + last
        raise AssertionError(f"{number}: the last word of {words!r} is none of its scale")

    def year(self, number: int, style: Literal["pair", "thousand"] = "pair") -> str:
        """One spoken unit: 1814 "attenfjorten", 1905 "nittenhundreogfem", 2008 "totusenogåtte", 2023 "tjuetjuetre"."""
        if self.language == "en":
            return self._english_year(number)
        century, rest = divmod(number, 100)
        hundred, thousand = self._words[100], self._words[1000]
        if 1000 <= number < 1100:
            return thousand + (f"{self._and}{self._below_hundred(rest, 'm')}" if rest else "")
        if 2000 <= number < 2010 or (style == "thousand" and 2000 <= number < 2100):
            return f"{self._words[2]}{thousand}" + (
                f"{self._and}{self._below_hundred(rest, 'm')}" if rest else ""
            )
        if 1100 <= number < 2200:
            head = self._below_hundred(century, "m")
            if rest == 0:
                return f"{head}{hundred}"
            tail = self._below_hundred(rest, "m")
            return f"{head}{tail}" if rest >= 10 else f"{head}{hundred}{self._and}{tail}"
        return self.cardinal(number)

    def decimals(self, digits: str, gender: Gender = "m") -> str:
        """What follows the comma: "14" -> "fjorten", "05" -> "null fem", "125" -> "ein to fem"."""
        if self.language == "en" or len(digits) > 2 or digits.startswith("0"):
            return self.digits(digits)
        return self._below_hundred(int(digits), gender)

    def decimal(self, whole: str, digits: str) -> str:
        """`("3", "5")` -> "tre komma fem"."""
        return f"{self.cardinal(int(whole))} {self._comma} {self.decimals(digits)}"

    def digits(self, digits: str) -> str:
        """Digit by digit: "113" -> "ein ein tre"."""
        return " ".join(self._words[int(digit)] for digit in digits)

    def pairs(self, digits: str) -> str:
        """Two by two: "57833300" -> "femtisju åttitre trettitre null null"; an odd first digit stands alone."""
        odd = len(digits) % 2
        parts = [digits[:odd]] if odd else []
        parts += [digits[index : index + 2] for index in range(odd, len(digits), 2)]
        return " ".join(
            self.digits(part) if part.startswith("0") else self.cardinal(int(part)) for part in parts
        )

    def _below_hundred(self, number: int, gender: Gender) -> str:
        if number == 1:
            return self._one[gender]
        if number in self._words:
            return self._words[number]
        tens, units = number - number % 10, number % 10
        return f"{self._words[tens]}{'-' if self.language == 'en' else ''}{self._words[units]}"

    def _below_thousand(self, number: int, gender: Gender, head: bool) -> str:
        """`head`: nothing stands before it in the number, so that 100 is "hundre" and not "eitt hundre"."""
        hundreds, rest = divmod(number, 100)
        if not hundreds:
            return self._below_hundred(rest, gender)
        if hundreds == 1 and self.language != "en":
            text = self._words[100] if head else f"{self._one['n']} {self._words[100]}"
        else:
            text = f"{self._words[hundreds]} {self._words[100]}"
        return f"{text} {self._and} {self._below_hundred(rest, gender)}" if rest else text

    def _english_year(self, number: int) -> str:
        century, rest = divmod(number, 100)
        if not 1100 <= number < 2100 or 2000 <= number < 2010:
            return self.cardinal(number)
        head = self._below_hundred(century, "m")
        if rest == 0:
            return f"{head} hundred"
        return f"{head} {'oh ' if rest < 10 else ''}{self._below_hundred(rest, 'm')}"


@cache
def numerals(language: str) -> Numerals:
    """The number words of a language; any other than `nb` and `en` is read as Nynorsk."""
    return Numerals(language if language in ("nb", "en") else "nn")
