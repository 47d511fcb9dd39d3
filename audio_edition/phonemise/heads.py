"""Words by their known last part, whatever comes before it: Nessodd-tangen, Gjerds-vik."""

from __future__ import annotations

from functools import cache

from . import letters
from .inflection import analyse
from .inventory import SECONDARY
from .lexicon import builtin
from .reading import Reading, finish
from .sounds import SEAM, Sounds, demote, ensure_stress, from_ipa
from .stems import Base, Stems
from .tables import rows

_COMMON_ENDINGS = frozenset(("set", "sta", "sen", "son", "hus", "hol", "eng"))
"""Heads of place names that ordinary words end in as well (huset)."""
_AFTER_SHORT_FIRST = frozenset(("vik", "dal", "nes", "eid", "øya", "øyri"))
"""Short heads that may stand after two letters (Ål-vik); longer ones always may (Ta-fjord)."""


@cache
def _name_heads() -> dict[str, str]:
    return dict(rows("name_heads.tsv", 2))


def as_place_name(word: str, reading: Reading, stems: Stems) -> Reading:
    """A capitalised word that has been divided otherwise, when it ends like a place name: Gjerds-vik."""
    for size in range(min(9, len(word) - 3), 2, -1):
        head = word[-size:]
        if head in _name_heads() and head not in _COMMON_ENDINGS:
            plain = reading.note.endswith("·" + head) and reading.note.count("·") == 1
            if plain and head != "lid" and (head != "stad" or stems.get(word) is not None):
                return reading
            return with_head(word, stems, True) or reading
    return reading


def with_head(word: str, stems: Stems, name: bool) -> Reading | None:
    """An unknown first part before a known last one: Nessodd-tangen, Stjørn-fjord."""
    loan = not name and letters.loan_ending(word) > 2
    for size in range(min(14, len(word) - 2), 1, -1):
        head = word[-size:]
        first = word[:-size]
        if len(first) < 3 and not (name and (size > 3 or head in _AFTER_SHORT_FIRST)):
            continue
        if head == "lia" and first[-1] in "aeiouí":
            continue  # Brasilia is no hillside
        linked = first.endswith("s") and letters.loan_ending(first[:-1]) > 2
        sounds = _name_heads().get(head) if name else None
        if sounds is None and size >= (3 if linked else 5) and not name and (linked or not loan):
            base = stems.get(head)
            if (
                base is None
                and (inflected := analyse(head, stems, depth=0)) is not None
                and len(inflected.base) > 4
            ):
                base = Base(inflected.sounds, inflected.kinds)
            if base is not None and "n" in base.kinds:
                sounds = demote(Sounds(ensure_stress(base.sounds.text))).text
        if sounds is None or not any(letter in "aeiouyæøå" for letter in first):
            continue
        part = stems.get(first)
        named = _named(first, stems) if name else None
        if named is not None:
            text = named
        elif part is not None:
            text = ensure_stress(part.sounds.text)
        else:
            text = letters.read(first[:-1]).text + "s" if linked else letters.read(first).text
        return Reading(finish(Sounds(text + SEAM + sounds), compound=True), "compound", f"{first}·{head}")
    return None


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
