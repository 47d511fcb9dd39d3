"""What words exist: stems with their kinds, and how each is said before endings and compounds touch it.

`data/stems.tsv` lists stems of nouns, verbs (in the infinitive), adjectives and particles with their kinds; how
an irregular one is said stands in the lexicon, the others follow the letter rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple

from . import stems_read
from .sounds import Sounds, from_ipa
from .tables import rows


class Base(NamedTuple):
    """A known word: its sounds and its kinds (letters of data/stems.tsv; empty where nobody has said)."""

    sounds: Sounds
    kinds: str


@cache
def kinds_of_stems() -> dict[str, str]:
    """Every stem of `data/stems.tsv` with its kinds."""
    return dict(rows("stems.tsv", 2))


@cache
def _tones_of_stems() -> dict[str, int]:
    """Tone of the stems that have one in `data/stems.tsv`."""
    return {stem: int(tone) for stem, _, tone in rows("stems.tsv", 3) if tone}


_OPENINGS = (3, 4, 5, 6)
"""So many first letters are compared before a word is looked for that may begin with them."""


@cache
def _openings_of_stems() -> frozenset[str]:
    return frozenset(word[:size] for word in kinds_of_stems() for size in _OPENINGS)


@cache
def _sounds_of_parts() -> dict[str, str]:
    return dict(rows("part_sounds.tsv", 2))


class Stems:
    """Known words by their letters.

    `lexicon` holds the IPA of lower-case words; `read` reads a listed stem that it does not hold. `kept`: readings
    of stems that were made before from this lexicon by this `read` (`stems_read`).
    """

    def __init__(
        self,
        lexicon: Mapping[str, str],
        read: Callable[[str, str, Stems], Sounds],
        kept: Mapping[str, str] | None = None,
    ) -> None:
        self._lexicon = lexicon
        self._kept = kept or {}
        self._read = read
        self._kinds = kinds_of_stems()
        self._tones = _tones_of_stems()
        self._bases: dict[str, Base] = {}
        self.known = frozenset(self._kinds.keys() | lexicon.keys())
        """All spellings for which `get` has an answer: to be asked first where most are none."""
        self._openings = _openings_of_stems() | {word[:size] for word in lexicon for size in _OPENINGS}

    def kinds_of(self, word: str) -> str:
        """Kinds of a listed stem; empty for any other word."""
        return self._kinds.get(word, "")

    def reach(self, word: str) -> int:
        """How many of its first letters a known word may at most begin with: no base of more can be known."""
        for size in _OPENINGS:
            if word[:size] not in self._openings:
                return size - 1
        return len(word)

    def get(self, word: str) -> Base | None:
        """The known word, or None."""
        base = self._bases.get(word)
        if base is not None:
            return base
        if word not in self.known:
            return None
        kinds = self._kinds.get(word, "")
        kept = self._kept.get(word)
        if kept is not None:
            base = self._bases[word] = Base(stems_read.parse(kept).sounds, kinds)
            return base
        ipa = self._lexicon.get(word)
        sounds = self._read(word, kinds, self) if ipa is None else from_ipa(ipa)
        tone = self._tones.get(word)
        base = Base(sounds if tone is None else Sounds(sounds.text, tone), kinds)
        self._bases[word] = base
        return base

    def part(self, word: str) -> Base | None:
        """The known word as a part of a compound."""
        base = self.get(word)
        ipa = _sounds_of_parts().get(word)
        return base if base is None or ipa is None else Base(from_ipa(ipa), base.kinds)

    def parts(self, word: str) -> tuple[str, ...]:
        """The parts of a listed stem as they were kept; nothing where they were not."""
        kept = self._kept.get(word)
        return stems_read.parse(kept).parts if kept is not None else ()
