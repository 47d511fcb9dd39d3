"""The script of an edition: opening, chapters, asides with their lead-ins, closing."""

from __future__ import annotations

import dataclasses

from audio_edition.errors import ArticleError
from audio_edition.script.asides import order_blocks
from audio_edition.script.attribution import quote_readers
from audio_edition.script.frame import closing_text, opening_text
from audio_edition.script.limits import begins_chapter
from audio_edition.script.sentences import sentence_spans
from audio_edition.settings import Settings
from audio_edition.types import Article, Block, CastRole, Script, Section, SectionRole, Sentence, Span

_CAST: dict[str, CastRole] = {"caption": "aside", "alt": "aside"}


def write_script(article: Article, settings: Settings) -> Script:
    """Put the spoken blocks of `article` in the order in which they are said.

    A chapter begins at the title and at each heading that has a word ("* * *" has none). Raises ArticleError when
    nothing is to be spoken.
    """
    blocks = order_blocks(article.blocks)
    if not blocks:
        raise ArticleError(f"{article.source}: no paragraph to read aloud was found in the article")
    titles = [article.title]
    readers = quote_readers(article.blocks) if settings.quote_readers else {}
    sections: list[Section] = []

    def add(
        role: SectionRole, sentences: tuple[Sentence, ...], block: Block | None, lead_in: str | None
    ) -> None:
        cast = _CAST.get(role, "narrator")
        if block is not None and role == "quote":
            cast = readers.get(block.index, "quote")
        sections.append(
            Section(
                index=len(sections),
                role=role,
                cast=cast,
                chapter=len(titles) - 1,
                sentences=sentences,
                block=None if block is None else block.index,
                lead_in=lead_in,
            )
        )

    if opening := opening_text(article, settings):
        add("opening", _sentences(opening, "nn", ()), None, None)
    previous: Block | None = None
    for block in blocks:
        if begins_chapter(block):
            titles.append(block.text)
        add(
            block.role,
            _sentences(block.text, block.language, block.spans),
            block,
            _lead_in(block, previous, settings),
        )
        previous = block
    if closing := closing_text(article, settings):
        add("closing", _sentences(closing, "nn", ()), None, None)
    return Script(sections=tuple(sections), chapter_titles=tuple(titles))


def _sentences(text: str, language: str, spans: tuple[Span, ...]) -> tuple[Sentence, ...]:
    """Split a block's text; every letter of it is in exactly one sentence."""
    found = []
    for start, end in sentence_spans(text, language):
        inside = tuple(
            dataclasses.replace(span, start=max(span.start, start) - start, end=min(span.end, end) - start)
            for span in spans
            if span.start < end and span.end > start
        )
        whole = next(
            (s.value for s in inside if s.kind == "language" and (s.start, s.end) == (0, end - start)), None
        )
        found.append(Sentence(text=text[start:end], language=whole or language, spans=inside))
    return tuple(found)


def _lead_in(block: Block, previous: Block | None, settings: Settings) -> str | None:
    """What announces a block that is not part of the running text; None for all others.

    A fact box is announced once, and nothing is announced twice: a caption that itself begins with
    "Bilettekst" needs no lead-in.
    """
    if block.role == "caption":
        lead_in = settings.lead_in_caption
    elif block.role == "alt":
        lead_in = settings.lead_in_alt
    elif block.role == "fact_box" and (previous is None or previous.role != "fact_box"):
        lead_in = settings.lead_in_fact_box
    else:
        return None
    if not lead_in or block.text.casefold().startswith(lead_in.casefold()):
        return None
    return lead_in
