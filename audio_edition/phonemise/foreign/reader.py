"""Read a foreign word: letters to sounds by the language's table, then stress, then length and colour.

How Norwegian approximates a foreign vowel (reference: Kristoffersen 2000, ch. 6 on loans): a stressed vowel
is long in an open syllable and short before two consonants; an unstressed one is short, e is ə, and o is ʊ
in an open syllable.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ..inventory import PRIMARY, VOWELS
from ..sounds import Sounds, render
from .stress import stressed_vowel
from .table import Table, languages, table

__all__ = ["languages", "read_foreign"]

_LONG = dict(zip("AEIOUYÆØÅÛ", ("ɑː", "eː", "iː", "oː", "ʉː", "yː", "æː", "øː", "oː", "uː"), strict=True))
_SHORT = dict(zip("AEIOUYÆØÅÛ", ("ɑ", "ɛ", "ɪ", "ɔ", "ʉ", "ʏ", "æ", "œ", "ɔ", "ʊ"), strict=True))
_CLASSES = frozenset(_LONG) | {"Ə"}
_FIXED = frozenset(VOWELS)
_SILENT = "-"
_GLIDE = "J"
"""i before a vowel: heard as a short i, but no syllable where the stress is counted (Antonio)."""
_SEAM = "+"
_HYPHENS = re.compile("[-\u2010\u2011]")
_APOSTROPHES = str.maketrans("", "", "'’ʼ‘`")
_OPENS_WITH = frozenset("rjlv")
"""A stop or f before one of these begins the next syllable with it (Pe-dro)."""
_STOPS = frozenset("pbtdkɡf")
_BEFORE_J_SHORT = frozenset("nlrtd")
"""After a short vowel with j behind them, as in Tanja, España, Katja."""


@lru_cache(maxsize=50_000)
def read_foreign(word: str, language: str) -> str | None:
    """IPA of our inventory for a word of `language` (ISO 639-1), with exactly one main stress and tone 1.

    None if the language has no table, or if the word holds a letter that its table does not know or no vowel.
    """
    try:
        rules = table(language.partition("-")[0].lower())
    except KeyError:
        return None
    parts = [part for part in _HYPHENS.split(_fold(word)) if part]
    if not parts:
        return None
    main = 0 if rules.hyphen == "first" else len(parts) - 1
    said = []
    for number, part in enumerate(parts):
        sounds = _part(part, rules, number == main)
        if sounds is None:
            return None
        said.append(sounds)
    # A part that begins with a vowel takes the consonant before it (al-Assad); others keep to themselves.
    joined = said[0]
    for part in said[1:]:
        joined += ("" if _is_vowel(part.lstrip(PRIMARY)[:1]) else _SEAM) + part
    ipa = render(Sounds(joined, 1))
    return ipa if ipa.count(PRIMARY) == 1 else None


def _fold(word: str) -> str:
    # Turkish İ would become two characters in small letters.
    folded = unicodedata.normalize("NFC", word.strip().replace("İ", "i").lower())
    irish = "o'" if folded[:2] in ("o'", "o’") and len(folded) > 4 else ""
    return irish + folded[len(irish) :].translate(_APOSTROPHES)


def _part(word: str, rules: Table, stressed: bool) -> str | None:
    tokens = _letters_to_sounds(word, rules)
    if tokens is None:
        return None
    vowels = [at for at, token in enumerate(tokens) if _is_vowel(token)]
    if not vowels:
        return None
    if not stressed:
        main = -1
    elif PRIMARY in tokens:
        main = tokens.index(PRIMARY) + 1
    else:
        main = stressed_vowel(word, tokens, vowels, rules.stress)
    out = []
    for at, token in enumerate(tokens):
        if token in (PRIMARY, _SILENT):
            continue
        if token == _GLIDE:
            out.append("ɪ")
            continue
        if at == main:
            out.append(PRIMARY)
        out.append(_coloured(tokens, at, at == main, rules.length) if _is_vowel(token) else token)
    return "".join(out)


def _letters_to_sounds(word: str, rules: Table) -> list[str] | None:
    out: list[str] = []
    at = 0
    while at < len(word):
        for rule in rules.rules.get(word[at], ()):
            if word.startswith(rule.letters, at) and rule.fits(word, at):
                out += rule.sounds
                at += len(rule.letters)
                break
        else:
            if word[at] == "'":  # only in O' before a family name, where a table may have a rule for it
                at += 1
                continue
            plain = unicodedata.normalize("NFD", word[at])[0]
            if plain == word[at]:
                return None
            # A letter with an accent that the table does not know is read as the letter without it.
            word = word[:at] + plain + word[at + 1 :]
    return out


def _is_vowel(token: str) -> bool:
    return token in _CLASSES or token in _FIXED


def _coloured(tokens: list[str], at: int, stressed: bool, length: str) -> str:
    token = tokens[at]
    if token in _FIXED:
        return token
    if token == "Ə":
        return "ɛ" if stressed else "ə"
    following = []
    for later in tokens[at + 1 :]:
        if _is_vowel(later):
            break
        if later not in (PRIMARY, _SEAM):
            following.append(later)
    final = not any(map(_is_vowel, tokens[at + 1 :]))
    weight = len(following)
    if (
        weight == 2
        and not final
        and (
            following[0] in _STOPS
            and following[1] in _OPENS_WITH
            or following[1] == _GLIDE
            or (following[1] == "j" and following[0] not in _BEFORE_J_SHORT)
        )
        and following[0] != following[1]
    ):
        weight = 1
    if stressed:
        long = weight == 0 or (weight == 1 and (length == "single" or (length == "open" and not final)))
        return _LONG[token] if long else _SHORT[token]
    if token == "E":
        return "ə"
    if token == "O" and (weight == 0 or (weight == 1 and not final)):
        return "ʊ"
    return _SHORT[token]
