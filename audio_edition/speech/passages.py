"""The stretches of a sentence that are each read in one language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from audio_edition.types import Change, Sentence, Spoken

_CLOSING = re.compile(r"[.,;:?!…»”\"')\]]*(?!\w)")
"""Marks that go with the passage before them: the voice is to hear them, and they are no words of their own."""


@dataclass(frozen=True, slots=True)
class Passage:
    """`start` is its place in the sentence; `text` has what abbreviations stand for in their place."""

    start: int
    language: str
    text: Spoken
    """What is to be normalised, with the abbreviations that were written out as its changes."""


def passages(sentence: Sentence) -> Iterator[Passage]:
    """The passages of a sentence in order; together they hold all of it but white space."""
    edges = sorted(
        (span for span in sentence.spans if span.kind in ("language", "abbreviation")),
        key=lambda span: span.start,
    )
    begun, at = 0, 0
    changes: list[Change] = []
    for span in edges:
        if span.start < at:
            continue
        if span.kind == "abbreviation":
            written = sentence.text[span.start : span.end]
            changes.append(Change(span.start - begun, span.end - begun, written, span.value, "abbreviation"))
        else:
            yield from _passage(sentence, begun, span.start, sentence.language, changes)
            closing = _CLOSING.match(sentence.text, span.end)
            end = closing.end() if closing else span.end
            yield from _passage(sentence, span.start, end, span.value, [])
            begun, changes = end, []
            at = end
            continue
        at = span.end
    yield from _passage(sentence, begun, len(sentence.text), sentence.language, changes)


def _passage(
    sentence: Sentence, start: int, end: int, language: str, changes: list[Change]
) -> Iterator[Passage]:
    written = sentence.text[start:end]
    parts, at = [], 0
    for change in changes:
        parts += [written[at : change.start], change.spoken]
        at = change.end
    text = "".join(parts) + written[at:]
    if text.strip():
        yield Passage(start, language, Spoken(written, text, tuple(changes)))
