"""Units after a number: their words, number and gender. Knowledge: `data/units.tsv`, `currencies.tsv`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import cast

from audio_edition.normalise.numerals import Gender
from audio_edition.normalise.sheet import LETTER
from audio_edition.normalise.tables import rows

_MINUTES_AFTER = re.compile(r"\.? ?(?:og )?\d{1,2} ?min")
_WORD = re.compile(rf" ?({LETTER}+)")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit, a currency or a magnitude that is written after a number."""

    symbol: str
    singular: tuple[str, str, str]
    """In Nynorsk, Bokmål, English; empty means "as in Nynorsk"."""
    plural: tuple[str, str, str]
    gender: Gender
    dotted: bool
    """May be written with a stop that belongs to it."""
    alone: bool
    """Read also where no number stands before."""
    kind: str

    def words(self, language: str, one: bool) -> str:
        index = {"nb": 1, "en": 2}.get(language, 0)
        forms = self.singular if one else self.plural
        return forms[index] or forms[0]


@cache
def units() -> dict[str, Unit]:
    """Every unit by its symbol, without a last stop."""
    found = {}
    for symbol, one, many, gender, flags, nb_one, nb_many, en_many in rows("units", 8):
        found[symbol] = Unit(
            symbol,
            (one, nb_one, en_many),
            (many, nb_many or nb_one, en_many),
            cast(Gender, gender),
            "." in flags.split(),
            "alone" in flags.split(),
            "percent" if symbol[0] in "%‰p" and one.startswith("pro") else "unit",
        )
    for symbol, one, many, gender, _, _, nb_one, nb_many, en_many in rows("currencies", 9):
        name = symbol.rstrip(".")
        dotted = symbol.endswith(".") or (name in found and found[name].dotted)
        found[name] = Unit(
            name,
            (one, nb_one, en_many),
            (many, nb_many, en_many),
            cast(Gender, gender),
            dotted,
            name == "kr",
            "money",
        )
    for symbol, one, many, nb_many, en in rows("magnitudes", 5):
        name = symbol.rstrip(".")
        dotted = symbol.endswith(".") or (name in found and found[name].dotted)
        found[name] = Unit(name, (one, "", en), (many, nb_many, en), "m", dotted, False, "magnitude")
    return found


def alternatives(symbols: list[str]) -> str:
    """A regular expression for one of `symbols`, the longest first."""
    ordered = sorted(symbols, key=lambda symbol: (-len(symbol), symbol))
    return by_first_letter([(symbol[0], re.escape(symbol)) for symbol in ordered])


def by_first_letter(forms: list[tuple[str, str]]) -> str:
    """An expression for one of many, each given with the letter that it begins with: the order within a letter stays.

    The regular expressions of Python try one branch after the other; so they try a letter's branches only.
    """
    letters: dict[str, list[str]] = {}
    for letter, form in forms:
        letters.setdefault(letter, []).append(form.removeprefix(re.escape(letter)))
    return "|".join(f"{re.escape(letter)}(?:{'|'.join(rest)})" for letter, rest in letters.items())


_WORK = re.compile(
    r"\.? (?:samf|sol|symj|idrett|gym|matte|norsk|engelsk|leksehj|øving|leik|køyr|gang|tren|spel|lyd|opphald|reise|dag|effektiv|pause|arbeid|overtid|undervis|kurs|praksis|søvn|venting|ventetid|(?:i|på) (?:o[mv]n|kjøl|rom|komfyr|svak|middels|romtemp)|forsein|forsink|(?:i|per|pr\.?) (?:vek|uk|dag|døgn|månad|mnd))"
)
"""What is done for so many hours: "20 t overtid", "30 t per veke"."""
_IN_TIME = re.compile(
    r"\b(?:på|i|etter|om|innan|innen|varte|varer|tok|tek|tar|brukte|brukar|bruker|venta|sov|jobba|forseinka|forsinka|forsinket) (?:ca\. |cirka |om lag |under |over )?"
    r"(?:\d{1,2}(?:,\d|½)?|(?:ein|to|tre|fire|fem|seks|sju|åtte) og ein halv) ?t\.?$"
)
"""So long and not so heavy: "på 3 t", "varte i 2,5 t"."""


@cache
def _following() -> re.Pattern[str]:
    return re.compile(rf" ?({alternatives(list(units()))})(?![^\W_])")


@cache
def _first_letters() -> frozenset[str]:
    return frozenset(symbol[0] for symbol in units())


@cache
def unit_words() -> dict[str, Gender]:
    """Every unit that is one word, in its forms, to its gender."""
    genders: dict[str, Gender] = {}
    for unit in units().values():
        for forms in (unit.singular, unit.plural):
            for form in forms[:2]:
                if form and " " not in form:
                    genders.setdefault(form, unit.gender)
    return genders


def resolve(symbol: str, plain: str, end: int) -> Unit:
    """The unit of a symbol that ends at `end`: `t` is tonnes, but hours before minutes ("2 t 30 min")."""
    if symbol == "t" and (
        _MINUTES_AFTER.match(plain, end)
        or _WORK.match(plain, end)
        or _IN_TIME.search(plain, max(0, end - 40), end)
    ):
        symbol = "h"
    return units()[symbol]


def unit_gender(plain: str, position: int) -> Gender | None:
    """Gender of the unit, symbol or word, that follows at `position`."""
    at = position + plain.startswith(" ", position)
    found = None
    if plain[at : at + 1] in _first_letters():  # the expression tries sixty letters, one after the other
        found = _following().match(plain, position)
    if found:
        return resolve(found.group(1), plain, found.end()).gender
    word = _WORD.match(plain, position)
    return unit_words().get(word.group(1)) if word else None
