"""Which names and words of a set of articles nobody has written down: what an editor may want to listen to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from .lexicon import genitive_stem

if TYPE_CHECKING:
    from audio_edition.normalise import Normaliser
    from audio_edition.types import Article

    from .phonemiser import Phonemiser

UNSURE = frozenset(("rules", "foreign"))
"""Sources that are a guess by letters. Lexicons, endings and compounds of known words are not."""

_SENTENCE_ENDS = (".", "?", "!", ":", "–", "…")


class Uncovered(NamedTuple):
    """A word that is read by letter rules, how often it occurs, and how it is read now."""

    times: int
    word: str
    ipa: str
    source: str
    """`rules`, or `foreign` with the language: `foreign:ru`."""
    name: bool
    """Whether it has a capital that no beginning of a sentence explains, or is read as foreign."""


def uncovered(
    articles: Iterable[Article], normaliser: Normaliser, phonemiser: Phonemiser, names_only: bool = False
) -> list[Uncovered]:
    """Uncovered words of the spoken blocks of all `articles`, the most frequent first, then by alphabet.

    A word counts once for every time it would be said; a genitive counts with its name, a capital at the
    beginning of a sentence with the word in small letters.
    """
    counts: Counter[str] = Counter()
    seen: dict[str, tuple[str, str]] = {}
    names: set[str] = set()
    for article in articles:
        for block in article.blocks:
            if not block.speak or not block.text:
                continue
            inline = {block.text[s.start : s.end]: s.value for s in block.spans if s.kind == "respelling"}
            spoken = normaliser.normalise(block.text, block.language)
            begins = True
            for word in phonemiser.words(spoken.text, block.language, inline or None):
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
        if not names_only or form in names
    ]
    return sorted(found, key=lambda item: (-item.times, item.word.casefold(), item.word))


def _base(word: str, counts: Counter[str]) -> str | None:
    """The word under which another of its forms is counted, None for itself."""
    if not word[:1].isupper():
        return None
    small = word.lower()
    if small in counts:
        return small
    stem = genitive_stem(word)
    return stem if stem is not None and stem in counts else None
