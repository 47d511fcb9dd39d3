"""The text of a sentence in the pieces that markup is put around: languages, abbreviations, timed words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from audio_edition.page.markup import is_language
from audio_edition.transcript.timing import TimedWord
from audio_edition.types import Span


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text: a timed word (or a part of one), or what stands between two."""

    text: str
    word: int | None = None
    """Number of the timed word within its sentence."""
    begins: bool = True
    """False for the second part of a word that a passage cuts in two."""


@dataclass(frozen=True, slots=True)
class Group:
    """Runs that share a language or stand for an abbreviation."""

    runs: tuple[Run, ...]
    language: str | None = None
    """BCP 47, where it is not that of the text around it."""
    expansion: str | None = None
    """What an abbreviation is read as."""


def groups(text: str, spans: Iterable[Span], words: Sequence[TimedWord], language: str) -> tuple[Group, ...]:
    """`text` whole and in order; `language` is its own. A passage inside another is not marked again."""
    shown = sorted(
        (s for s in spans if s.kind in ("language", "abbreviation")), key=lambda s: (s.start, -s.end)
    )
    found: list[Group] = []
    at = 0
    for span in shown:
        end = min(span.end, len(text))
        if span.start < at or span.start >= end:
            continue
        found.append(Group(_runs(text, at, span.start, words)))
        inner = _runs(text, span.start, end, words)
        if span.kind == "abbreviation":
            found.append(Group(inner, expansion=span.value))
        else:
            other = span.value if span.value != language and is_language(span.value) else None
            found.append(Group(inner, language=other))
        at = end
    found.append(Group(_runs(text, at, len(text), words)))
    return tuple(group for group in found if group.runs)


def _runs(text: str, start: int, end: int, words: Sequence[TimedWord]) -> tuple[Run, ...]:
    found: list[Run] = []
    at = start
    for index, word in enumerate(words):
        left, right = max(word.start, at), min(word.end, end)
        if left >= right:
            continue
        if left > at:
            found.append(Run(text[at:left]))
        found.append(Run(text[left:right], index, left == word.start))
        at = right
    if end > at:
        found.append(Run(text[at:end]))
    return tuple(found)
