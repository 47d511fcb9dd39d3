"""What words exist: stems with their kinds, and how each is said before endings and compounds touch it.

`data/stems.tsv` lists stems of nouns, verbs (in the infinitive), adjectives and particles with their kinds; how
an irregular one is said stands in the lexicon, the others follow the letter rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple

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


class Stems:
    """Known words by their letters.

    `lexicon` holds the IPA of lower-case words; `read` reads a listed stem that it does not hold.
    """

    def __init__(self, lexicon: Mapping[str, str], read: Callable[[str, str, Stems], Sounds]) -> None:
        self._lexicon = lexicon
        self._read = read
        self._kinds = kinds_of_stems()
        self._tones = _tones_of_stems()
        self._bases: dict[str, Base] = {}
        self.known = frozenset(self._kinds.keys() | lexicon.keys())
        """All spellings for which `get` has an answer: to be asked first where most are none."""

    def get(self, word: str) -> Base | None:
        """The known word, or None."""
        if word not in self.known:
            return None
        base = self._bases.get(word)
        if base is not None:
            return base
        kinds = self._kinds.get(word, "")
        ipa = self._lexicon.get(word)
        sounds = self._read(word, kinds, self) if ipa is None else from_ipa(ipa)
        tone = self._tones.get(word)
        base = Base(sounds if tone is None else Sounds(sounds.text, tone), kinds)
        self._bases[word] = base
        return base
