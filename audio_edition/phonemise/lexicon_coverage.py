"""Which names and words nobody has written down: what an editor may want to listen to.

A name (a capital inside a sentence), a word read as foreign, and a word in small letters that the letter rules
may well read wrong. A plain Norwegian word that they read as any Norwegian would is none of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from .confidence import confidence
from .lexicon import genitive_stem
from .sounds import count_vowels

if TYPE_CHECKING:
    from audio_edition.types import Word

UNSURE = frozenset(("rules", "foreign"))
"""Sources that are a guess by letters. Lexicons, endings and compounds of known words are not."""

_SENTENCE_ENDS = (".", "?", "!", ":", "–", "…")
_PLAIN_LETTERS = re.compile("[abdefghijklmnoprstuvyæøåòó]+")
_INFLECTED = re.compile("(?:a|ar|ane|ene|ande|are|aste?|ast|ete?|leg[ae]?|else[nr]?|ing(?:a|ar|ane|en)?)$")


class Uncovered(NamedTuple):
    """A word that is read by letter rules, how often it occurs, and how it is read now."""

    times: int
    word: str
    ipa: str
    source: str
    """`rules`, or `foreign` with the language: `foreign:ru`."""
    name: bool
    """Whether it has a capital that no beginning of a sentence explains, or is read as foreign."""

    @property
    def doubt(self) -> float:
        """How often it would be said wrong: the doubt about its kind, times how often it is said."""
        return (1.0 - confidence(self.source.partition(":")[0], self.name)) * self.times


def to_hear(texts: Iterable[Sequence[Word]], names_only: bool = False) -> list[Uncovered]:
    """What an editor may want to hear of the words of many texts: by doubt times frequency, then by alphabet.

    A word counts once for every time it would be said; a genitive counts with its name, a capital at the
    beginning of a sentence with the word in small letters.
    """
    counts: Counter[str] = Counter()
    seen: dict[str, tuple[str, str]] = {}
    names: set[str] = set()
    for words in texts:
        begins = True
        for word in words:
            if word.grapheme[:1].isupper() and (not begins or word.source == "foreign"):
                names.add(word.grapheme)
            begins = word.after in _SENTENCE_ENDS
            if word.source in UNSURE and len(word.grapheme) > 1:
                counts[word.grapheme] += 1
                origin = word.language if word.source == "foreign" else ""
                seen[word.grapheme] = word.ipa, f"{word.source}:{origin}" if origin else word.source
    for form in list(counts):
        base = _base(form, counts)
        if base is not None:
            counts[base] += counts.pop(form)
            names |= {base} if form in names and base[:1].isupper() else set()
    found = [
        Uncovered(times, form, *seen[form], name=form in names)
        for form, times in counts.items()
        if form in names or (not names_only and _is_doubtful(form, *seen[form]))
    ]
    return sorted(found, key=lambda item: (-item.doubt, item.word.casefold(), item.word))


def _is_doubtful(word: str, ipa: str, source: str) -> bool:
    """Whether the rules may well be wrong about a word that is no name: odd letters, or long and stressed first."""
    small = word.lower()
    if source != "rules" or _PLAIN_LETTERS.fullmatch(small) is None:
        return True
    simple = ipa.lstrip("¹²").startswith("ˈ") and "ˌ" not in ipa
    return simple and count_vowels(ipa) > 2 and _INFLECTED.search(small) is None


def _base(word: str, counts: Counter[str]) -> str | None:
    """The word under which another of its forms is counted, None for itself."""
    if not word[:1].isupper():
        return None
    small = word.lower()
    if small in counts:
        return small
    stem = genitive_stem(word)
    return stem if stem is not None and stem in counts else None
