"""The chapters of a book as articles of their own: `book.epub` → `book.epub#1`, `book.epub#2`, …"""

from __future__ import annotations

from pathlib import Path

from audio_edition.article.epub import count_chapters
from audio_edition.disk import read_up_to
from audio_edition.errors import ArticleError


def each_chapter_of(sources: list[str]) -> list[str]:
    """`sources` with every EPUB file in the place of which its chapters stand.

    A book that cannot be opened stays as it is, and is told of when it is read.
    """
    found: list[str] = []
    for source in sources:
        path = Path(source)
        if not source.lower().endswith(".epub") or not path.is_file():
            found.append(source)
            continue
        try:
            found += [
                f"{source}#{number}" for number in range(1, count_chapters(read_up_to(path), source) + 1)
            ]
        except (ArticleError, OSError):
            found.append(source)
    return found
