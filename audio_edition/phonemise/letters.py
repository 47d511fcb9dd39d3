"""Letter rules: how one part of a word is read when nothing is known about it.

Letters become consonants and open vowels by `data/letter_rules.tsv`; the stress is placed by the endings of
loanwords in `data/loan_endings.tsv`, else on the first syllable; stress and the number of consonants that
follow decide each vowel's length and colour (reference: Kristoffersen 2000, ch. 2 and 6).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from .inventory import PRIMARY
from .sounds import Sounds, count_vowels, ensure_stress
from .tables import rows

LONG = {
    "A": "ɑː",
    "E": "eː",
    "I": "iː",
    "O": "uː",
    "U": "ʉː",
    "Y": "yː",
    "Æ": "æː",
    "Ø": "øː",
    "Å": "oː",
    "Û": "uː",
}
SHORT = {"A": "ɑ", "E": "ɛ", "I": "ɪ", "O": "ɔ", "U": "ʉ", "Y": "ʏ", "Æ": "æ", "Ø": "œ", "Å": "ɔ", "Û": "ʊ"}
_UNSTRESSED = {**SHORT, "E": "ə", "O": "ʊ"}
_FIXED_VOWELS = frozenset(("æɪ", "œʏ", "æʉ", "ɑɪ", "ɔʏ", "ɪ"))
_VOWEL_LETTERS = frozenset("aeiouyæøåáàâãéèêëíïóòôõúüûýöä")
_DIPHTHONG_LETTERS = frozenset(
    ("ei", "øy", "au", "ai", "oi", "ou", "eu", "oy", "ay", "ey", "oo", "ee", "aa", "ie")
)
_FOREIGN_NAME = re.compile(r"(?:[aiou]|[aiou]s|(?:id|[ck]l)es)$")
_THIRD_LAST = re.compile(r"(?:ia|ius|ium|io|ios|[iu][tcldm]us|ides|[aio][ck]les|ocles)$")
"""Names from Greek and Latin with a short last vowel but one: Tacitus, Euripides."""
_ENDS_OF_NAMES = re.compile(r"[bcdfghjklmnpqrstvwxz]i$")
"""Ends that would have the stress in a common noun (akademi), but hardly in a name (Bukele, Rouhani)."""
_HOME = re.compile(
    r"[æøå]|øy|kj|gj|skj|hj|^(?:hav|nord|sjø|fjell|fjord|vest|aust|stor|vind|fisk|laks|kyst|berg|skog)(?=[bdfghklmnprstv])"
)
_EMPHASIS = re.compile(r"[áàèíìóòúùý]|é(?!$|e|a|s$|ar|ane)")
_PLAIN_LETTER = dict(zip("áàèéíìóòúùý", "aaeeiioouuy", strict=True))
_AFTER_I = re.compile(
    r"[^aeiouyæøå]i(?:ere|erer|ert|erte|ering|erar|erande|ell|ett)$|[eo]ism(?:e|en|ar|ane)$|[eo]istisk$|(?:ate|ote|ego)ist$"
)
"""alliere, kommersiell, ateisme, egoistisk: no diphthong."""
_U_LIKE_O = re.compile(r"^(?:ŋ$|ŋk$|m(?:$|l|p|m)|k2|ks|kt)")


@dataclass(slots=True)
class _Unit:
    """A consonant (or cluster) with its weight, or a vowel (`weight` -1)."""

    sounds: str
    weight: int
    letters: str


@dataclass(frozen=True, slots=True)
class _Rule:
    letters: str
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    unit: _Unit | None
    """What it gives; None for letters that are not heard."""


@cache
def _rules() -> dict[str, list[_Rule]]:
    table: dict[str, list[_Rule]] = {}
    for letters, before, after, sounds, weight in rows("letter_rules.tsv", 5):
        rule = _Rule(
            letters,
            re.compile(f"(?:{before})$") if before else None,
            re.compile(after) if after else None,
            _Unit(sounds, int(weight) if weight else -1, letters) if sounds else None,
        )
        table.setdefault(letters[0], []).append(rule)
    return table


@lru_cache(maxsize=4096)
def _rules_for(pair: str) -> tuple[tuple[_Rule, ...], bool]:
    """The rules that may hold where these two letters stand, in their order, and whether the first one always does."""
    rules = tuple(rule for rule in _rules().get(pair[:1], ()) if pair.startswith(rule.letters[:2]))
    first = rules[0] if rules else None
    return rules, first is not None and first.before is first.after is None and len(first.letters) < 3


@cache
def _loan_endings() -> dict[str, tuple[str, int, bool]]:
    """Sounds of each ending, how many syllables must stand before it, and whether it keeps its own in inflection."""
    return {
        ending: (sounds, int(least or 1), keeps == "x")
        for ending, sounds, least, keeps in rows("loan_endings.tsv", 4)
    }


@cache
def _sizes_of_endings() -> dict[str, tuple[int, ...]]:
    """The lengths of the endings by their last two letters, longest first; of one letter under that letter as well."""
    sizes: dict[str, set[int]] = {}
    alone = {ending for ending in _loan_endings() if len(ending) == 1}
    for ending in _loan_endings():
        sizes.setdefault(ending[-2:], set()).add(len(ending))
    for letters, found in sizes.items():
        if letters[-1] in alone:
            found.add(1)
    return {letters: tuple(sorted(found, reverse=True)) for letters, found in sizes.items()}


def _sizes_at_end(word: str) -> tuple[int, ...]:
    return _sizes_of_endings().get(word[-2:]) or _sizes_of_endings().get(word[-1:], ())


def _has_syllables(letters: str, least: int) -> bool:
    if least == 1:
        return not _VOWEL_LETTERS.isdisjoint(letters)
    return sum(letter in _VOWEL_LETTERS for letter in letters) >= least


@cache
def _foreign_letters() -> dict[str, str]:
    return dict(rows("transliteration.tsv", 2))


def without_emphasis(word: str) -> str:
    """The word without accents that only say which vowel is meant or stressed: éin, forlèt, fòr, vár.

    An é at the end (kafé) and before the endings that it takes (orkidéen) is another letter and stays.
    """
    if word.isascii() or not _EMPHASIS.search(word):
        return word
    return _EMPHASIS.sub(lambda match: _PLAIN_LETTER[match.group()], word)


def latin_letters(word: str) -> str:
    """The word in lower-case letters that the rules know: other scripts transliterated, odd accents dropped."""
    word = word.lower()
    if word.isascii():
        return word
    rules = _rules()
    out = []
    for letter in word:
        if letter in rules or letter in "'-":
            out.append(letter)
            continue
        latin = _foreign_letters().get(letter)
        if latin is None:
            latin = "".join(c for c in unicodedata.normalize("NFKD", letter).lower() if c in rules)
        out.append(latin)
    return "".join(out)


def _units(word: str, end: int) -> list[_Unit]:
    """Units of `word[:end]`; the rules see the whole word."""
    units: list[_Unit] = []
    at = 0
    while at < end:
        rules, plain = _rules_for(word[at : at + 2])
        if plain and at + len(rules[0].letters) <= end:
            if rules[0].unit is not None:
                units.append(rules[0].unit)
            at += len(rules[0].letters)
            continue
        for rule in rules:
            if not word.startswith(rule.letters, at):
                continue
            size = len(rule.letters)
            if at + size > end:
                continue
            if rule.after is not None and rule.after.match(word, at + size) is None:
                continue
            if rule.before is not None and rule.before.search(word, 0, at) is None:
                continue
            if rule.unit is not None:
                units.append(rule.unit)
            at += size
            break
        else:
            at += 1
    return units


def read(word: str, name: bool = False, stressed: int | None = None) -> Sounds:
    """Read one part of a word by letter rules.

    A `name` of three or more syllables that ends in a vowel and has no Norwegian letter is stressed on the
    last but one; in one of two syllables a short ending of loanwords (Haug-an) does not draw the stress. `stressed`
    says which vowel has the stress (-2: the last but one), where that is known. The
    result is empty only where the word holds no letter that can be sounded.
    """
    word = latin_letters(word)
    if stressed is not None:
        units = _units(word, len(word))
        vowels = [i for i, unit in enumerate(units) if unit.weight < 0]
        return Sounds(_colour(units, vowels[stressed]))
    if name and (loan_ending(word) < 3 or _ENDS_OF_NAMES.search(word) is not None):
        units = _units(word, len(word))
        vowels = [i for i, unit in enumerate(units) if unit.weight < 0]
        if len(vowels) == 2:
            return Sounds(ensure_stress(_colour(units, vowels[0])))
        accented = [i for i in vowels if units[i].letters in "áéíóú"]
        if len(accented) == 1 and word[-1] not in "áéíóúý":
            return Sounds(_colour(units, accented[0]))
        if len(vowels) > 2 and _FOREIGN_NAME.search(word) and not _HOME.search(word):
            late = vowels[-3] if _THIRD_LAST.search(word) else vowels[-2]
            return Sounds(_colour(units, late))
    for size in _sizes_at_end(word):
        found = _loan_endings().get(word[-size:])
        if found is None or size >= len(word):
            continue
        sounds, least, _ = found
        stem = word[:-size]
        if not _has_syllables(stem, least) or (
            stem[-1] + word[-size] in _DIPHTHONG_LETTERS and not _AFTER_I.search(word)
        ):
            continue
        if sounds[0] == "<":
            head = _units(word, len(word))
            tail = count_vowels(sounds[1:])
            vowels = [i for i, unit in enumerate(head) if unit.weight < 0]
            if len(vowels) <= tail:
                continue
            return Sounds(_colour(head, vowels[-1 - tail]))
        head = _units(word, len(stem))
        if not any(unit.weight < 0 for unit in head):
            continue
        return Sounds(_colour(head, None, closed_by=sounds) + sounds)
    units = _units(word, len(word))
    vowels = [i for i, unit in enumerate(units) if unit.weight < 0]
    return Sounds(ensure_stress(_colour(units, vowels[0] if vowels else None)))


@lru_cache(maxsize=4096)
def loan_ending(word: str) -> int:
    """Length of the ending of a loanword that places the stress of the word; 0 where there is none."""
    for size in _sizes_at_end(word):
        found = _loan_endings().get(word[-size:])
        if found is not None and size < len(word) and _has_syllables(word[:-size], found[1]):
            return size
    return 0


@lru_cache(maxsize=4096)
def keeps_stress(word: str) -> int:
    """Length of the ending of a loanword whose inflected forms keep stress and vowels; 0 where there is none."""
    for size in _sizes_at_end(word):
        found = _loan_endings().get(word[-size:])
        if found is not None and size < len(word) - 1 and found[2] and _has_syllables(word[:-size], found[1]):
            return size
    return 0


def _colour(units: list[_Unit], stressed: int | None, closed_by: str = "") -> str:
    """Give every vowel its length and colour; `stressed` is the index of the vowel with the main stress.

    `closed_by` is what follows in the word: an ending that begins with consonants may close the last syllable.
    """
    following = len(closed_by) - len(closed_by.lstrip("pbtdkɡfvsʃçhjlrmnŋ"))
    if following == 2 and closed_by[0] in "pbtdkɡf" and closed_by[1] in "rl":
        following = 1  # geo-grafisk, aristo-krat
    out: list[str] = []
    last = len(units)
    for index, unit in enumerate(units):
        if unit.weight >= 0:
            out.append(unit.sounds)
            continue
        weight = 0
        at = index + 1
        while at < last and units[at].weight >= 0:
            weight += units[at].weight
            at += 1
        final = at >= last and not closed_by
        if at >= last:
            weight += following
        main = index == stressed
        if main:
            out.append(PRIMARY)
        if unit.sounds in _FIXED_VOWELS:
            out.append(unit.sounds)
            continue
        nexts = "".join([u.sounds for u in units[index + 1 : at]])
        if main:
            out.append(_stressed_vowel(unit.sounds, weight, nexts, units[index + 1 : at], final))
        else:
            out.append(
                _weak_vowel(
                    unit.sounds, weight, nexts, index == 0, final, stressed is not None and index > stressed
                )
            )
    return "".join(out)


def _stressed_vowel(vowel: str, weight: int, nexts: str, units: list[_Unit], final: bool) -> str:
    long = weight <= 1
    if not long and len(nexts) > 1 and nexts[0] == "r" and nexts[1] in "nl" and vowel != "U":
        long = True  # barn, perle
    if (
        vowel == "E"
        and nexts.startswith("r")
        and (len(nexts) > 1 or final or (units and units[0].weight > 1))
    ):
        return "æː" if long else "æ"
    if long:
        if vowel == "O" and nexts[:1] == "v":
            return "oː"
        return LONG[vowel]
    if vowel == "U" and units:
        marked = nexts + "2" if nexts == "k" and units[0].weight > 1 else nexts
        if _U_LIKE_O.match(marked):
            return "ʊ"
    return SHORT[vowel]


def _weak_vowel(vowel: str, weight: int, nexts: str, first: bool, final: bool, after_stress: bool) -> str:
    if vowel == "E":
        if after_stress:
            return "ə"
        return "ɛ" if first or weight > 1 else "ə"
    if vowel == "O":
        return "ɔ" if weight > 1 or (final and weight and nexts != "r") else "ʊ"
    return _UNSTRESSED[vowel]
