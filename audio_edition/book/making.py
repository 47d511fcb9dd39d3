"""A book of a finished edition: what its folder holds, and what was known while it was made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from audio_edition.book.content import Book, chapters_of, renumbered
from audio_edition.page.wording import PageLanguage
from audio_edition.types import Article, Cast, Chapter, Cue, Script

_DESCRIPTION_CHARS = 600


def book_of(
    article: Article,
    script: Script,
    cues: Sequence[Cue],
    chapters: Sequence[Chapter],
    cast: Cast,
    folder: Path,
    *,
    publisher: str | None = None,
    pictures: Mapping[str, Path] | None = None,
    made: datetime | None = None,
    page_language: PageLanguage = "nn",
) -> Book:
    """The edition whose sound lies in `folder`. `pictures` are files by image id; `made` is when it was made."""
    lead = next((block.text for block in article.blocks if block.role == "lead"), "")
    voices = {member.voice.id: member.voice for member in cast.values()}.values()
    moment = (made or datetime.now(UTC)).astimezone(UTC)
    cover = folder / "cover-small.jpg"
    return Book(
        title=article.title,
        slug=article.slug,
        language=article.language,
        authors=tuple(name for name in article.byline if name != article.publisher),
        publisher=article.publisher or publisher or "",
        narrators=tuple(dict.fromkeys(voice.name for voice in voices)),
        published=article.published.isoformat(timespec="seconds") if article.published else "",
        modified=moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        source=article.url or "",
        description=lead[:_DESCRIPTION_CHARS],
        chapters=renumbered(chapters_of(article, script, cues, chapters, pictures or {})),
        sound=folder / "edition.mp3",
        cover=cover if cover.is_file() else None,
        attributions=tuple(dict.fromkeys(voice.attribution for voice in voices if voice.attribution)),
        pictures=pictures or {},
        page_language=page_language,
    )
