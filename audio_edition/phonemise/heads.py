"""Words by their known last part, whatever comes before it: Nessodd-tangen, Gjerds-vik."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from . import compounds, letters
from .inflection import LONGEST_ENDING, analyse
from .inventory import SECONDARY
from .lexicon import builtin
from .reading import WordReading, finish
from .sounds import SEAM, Sounds, demote, ensure_stress, from_ipa
from .stems import Base, Stems
from .tables import rows, words_of

_COMMON_ENDINGS = words_of("head and ending")
"""Heads of place names that ordinary words end in as well (huset)."""
_PLAIN = 2.7
"""What a last part of two parts may cost (rådgivings-til-bod)."""
_ENDINGS_TOO = re.compile(r"^(?:[tr]ing|rast|[bdfgklmnprstv]ar(?:ar|ane|en)?)$")
"""Nouns that are far more often the end of a longer word: dik-ting, egyp-tarane."""
_OF_NOUNS = words_of("ending of a head")
"""Endings of a noun, and of nouns made of verbs, that a known last part may have."""
_NOUN_ENDS = tuple(_OF_NOUNS)
_NOUN_SIZES = sorted({len(ending) for ending in _OF_NOUNS}, reverse=True)
_ENDS_WORD = re.compile(
    r"(?:[aeiouyæøå](?:[bdfgjklmnprstv]|([bdfgklmnprst])\1|ng|nk|l[dgkmpstv]|n[dst]|m[ps]|r[dfgklmnpstv]|s[kpt]|f[ts]|k[st]|p[st]"
    r"|g[dnl]|v[nld])|[^aeouyæøå]e)$"
)
"""Ends that a Norwegian first part may have."""
_LOANS_OF_ONE_PART = re.compile(
    r"(?:sjon|isme|ist|ere|ert|ering|itet|logi|grafi|isk|ikar|ant|ent|al|ell|iv|asje|anse)(?:en|a|ar|ane|er|ene)?$"
)
"""Last parts that are far more often the end of one loanword: konkur-ransen, dekla-rasjon."""
_BEGIN_LOANS = words_of("begins loans")
"""First letters of loans of one part: trans-formasjon."""
_AFTER_SHORT_FIRST = words_of("head after two")
"""Short heads that may stand after two letters (Ål-vik); longer ones always may (Ta-fjord)."""


@cache
def _name_heads() -> dict[str, str]:
    return dict(rows("name_heads.tsv", 2))


def as_place_name(word: str, reading: WordReading, stems: Stems) -> WordReading:
    """A capitalised word that has been divided otherwise, when it ends like a place name: Gjerds-vik."""
    for size in range(min(9, len(word) - 3), 2, -1):
        head = word[-size:]
        if head in _name_heads() and head not in _COMMON_ENDINGS:
            plain = reading.note.endswith("·" + head) and reading.note.count("·") == 1
            if plain and head != "lid" and (head != "stad" or stems.get(word) is not None):
                return reading
            return with_head(word, stems, True) or reading
    return reading


def with_head(
    word: str, stems: Stems, name: bool, read: Callable[[str], Sounds] = letters.read
) -> WordReading | None:
    """An unknown first part, read by `read`, before a known last one: Nessodd-tangen, Stjørn-fjord."""
    loan = not name and letters.loan_ending(word) > 2
    ending = 0 if name else next((size for size in _NOUN_SIZES if word[-size:] in _OF_NOUNS), 0)
    for size in range(min(14, len(word) - 2), 1, -1):
        head = word[-size:]
        if not (
            name
            or head in stems.known
            or (ending and stems.reach(head) >= size - ending - 1)
            or (not loan and head.startswith(_particles()))
        ):
            continue
        first = word[:-size]
        if len(first) < 3 and not (name and (size > 3 or head in _AFTER_SHORT_FIRST)):
            continue
        if head == "lia" and first[-1] in "aeiouí":
            continue  # Brasilia is no hillside
        linked = first.endswith("s") and letters.loan_ending(first[:-1]) > 2
        sounds = _name_heads().get(head) if name else None
        if sounds is None and not name:
            sounds = _known_last(head, first, stems, loan, linked, word[-LONGEST_ENDING:])
        if sounds is None or not any(letter in "aeiouyæøå" for letter in first):
            continue
        part = stems.get(first)
        named = _named(first, stems) if name else None
        if named is not None:
            text = named
        elif part is not None:
            text = ensure_stress(part.sounds.text)
        else:
            text = read(first[:-1]).text + "s" if linked else read(first).text
        source = "compound" if name else "rules"
        return WordReading(finish(Sounds(text + SEAM + sounds), compound=True), source, f"{first}·{head}")
    return None


@cache
def _particles() -> tuple[str, ...]:
    return tuple(row[0] for row in rows("particles.tsv", 1))


def _known_last(head: str, first: str, stems: Stems, loan: bool, linked: bool, tail: str) -> str | None:
    """Sounds of a known noun at the end of a word whose first part nobody knows: kasus-bøyinga, odels-guten."""
    known = head in stems.known
    opened = not known and not loan and head.startswith(_particles())
    if not (known or opened or head.endswith(_NOUN_ENDS)):
        return None
    joint = first[-1] == "s" and len(first) > 4 and _ENDS_WORD.search(first[:-1]) is not None
    whole = loan and known and _is_whole_loan(head, first, stems)
    known_first = stems.get(first) is not None or (
        first[-1] in "aio" and len(head) > 4 and (whole or not loan)
    )
    if not (linked or joint or known_first or whole or _ENDS_WORD.search(first)):
        return None
    if loan and not (linked or whole):
        if len(head) < 5 or len(first) < 4 or _LOANS_OF_ONE_PART.search(head):
            return None
    sure = linked or joint or stems.get(first) is not None
    if not sure and (len(first) < 4 or _ENDINGS_TOO.search(head) or (len(head) < 4 and first[-1] != "e")):
        return None
    inflected = None
    if not known and head.endswith(_NOUN_ENDS):
        inflected = analyse(head, stems, depth=0, tail=tail)
        if inflected is None and not opened:
            return None
    base = stems.get(head)
    shortest = 3 if linked else 4
    if base is not None and not base.kinds and head.endswith(_NOUN_ENDS):
        # A form that is listed for its sounds alone (systemet) is a noun where its base is one.
        inflected = analyse(head, stems, depth=0, tail=tail)
        if inflected is not None and "n" in inflected.kinds and inflected.ending in _OF_NOUNS:
            base = Base(base.sounds, inflected.kinds)
    if base is not None:
        fits = (
            len(head) > 4
            or (
                len(head) >= shortest
                and (linked or joint or len(first) > 4 or (first[-1] == "e" and not loan))
            )
            or "h" in base.kinds
        )
        fits = fits and "n" in base.kinds
    else:
        division = (
            compounds.split(head, stems)
            if opened and inflected is None and min(len(head) - 2, len(first)) > 3
            else None
        )
        if (
            division is not None
            and len(division.parts) == 2
            and "p" in division.parts[0].kinds
            and division.cost < _PLAIN
        ):
            return demote(compounds.join(division.parts)).text
        if inflected is None or inflected.ending not in _OF_NOUNS:
            return None
        base = Base(inflected.sounds, inflected.kinds)
        long = len(inflected.base) > (4 if len(head) < 6 else 3)
        long = long or (len(inflected.base) > 2 and (linked or joint))
        fits = long and ("n" in inflected.kinds or inflected.ending.startswith("ing"))
    return demote(Sounds(ensure_stress(base.sounds.text))).text if fits else None


def _is_whole_loan(head: str, first: str, stems: Stems) -> bool:
    """Whether a known last part that ends like a loan is more than a loan's end: medie-produksjon, disko-musikk."""
    shortest = 9 if _LOANS_OF_ONE_PART.search(head) else 6
    return (
        len(head) >= shortest and len(first) > 3 and first not in _BEGIN_LOANS and bool(stems.kinds_of(head))
    )


def _named(first: str, stems: Stems) -> str | None:
    """Sounds of a first part that is a place name, of our lexicon or by its head: Romsdals-, Kjøsnes-fjorden."""
    for letters_of_name, link in ((first, ""), (first.removesuffix("s"), "s")):
        entry = builtin().get(letters_of_name.capitalize()) if len(letters_of_name) > 3 else None
        if entry is not None and " " not in entry.ipa and (link or letters_of_name == first):
            return from_ipa(entry.ipa).text.replace(SECONDARY, "") + link
    for link in ("s", ""):
        for size in range(min(9, len(first) - 3), 2, -1):
            head = _name_heads().get(first.removesuffix(link)[-size:])
            before = first.removesuffix(link)[:-size]
            if head is None or not first.endswith(link) or not any(vowel in before for vowel in "aeiouyæøå"):
                continue
            part = stems.get(before)
            text = ensure_stress(part.sounds.text) if part is not None else letters.read(before).text
            return text.replace(SECONDARY, "") + SEAM + head.replace(SECONDARY, "") + link
    return None
