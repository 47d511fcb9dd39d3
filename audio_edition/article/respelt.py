"""A sentence that a person types, with `{word|respelling}` in it."""

from __future__ import annotations

from audio_edition.article.draft import RESPELLING, visible
from audio_edition.types import Sentence, Span


def respelt(text: str, language: str = "nn") -> Sentence:
    """`text` as one sentence: the words stay, their pronunciations become spans."""
    parts: list[str] = []
    spans: list[Span] = []
    length = at = 0
    text = " ".join(visible(text).split())
    for match in RESPELLING.finditer(text):
        word = match.group(1).strip()
        parts += [text[at : match.start()], word]
        length += match.start() - at
        spans.append(Span(length, length + len(word), "respelling", match.group(2).strip()))
        length += len(word)
        at = match.end()
    return Sentence("".join([*parts, text[at:]]), language, tuple(spans))
