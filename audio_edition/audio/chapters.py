"""Names of chapter files, and the two ways of writing chapters down: Podcasting 2.0 JSON and ffmpeg's metadata."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence

from audio_edition.article.slug import ascii_slug
from audio_edition.types import Chapter

CHAPTERS_VERSION = "1.2.0"
_SLUG_LENGTH = 60
_SHORT_TITLE_BYTES = 255
"""In one of the two lists of chapters of an M4B: ffmpeg counts a title there in one byte and cuts it, also within a
letter, and then readers of tags give up. The other list has the whole title."""


def chapter_file(index: int, title: str) -> str:
    """`chapters/01-ein-tittel.mp3`: ASCII, never empty, whatever the title is written in."""
    slug = ascii_slug(title, _SLUG_LENGTH) or "kapittel"
    return f"chapters/{index + 1:02d}-{slug}.mp3"


def one_line(text: str) -> str:
    """White space and control characters folded to single spaces: players show a title on one line."""
    return " ".join("".join(" " if unicodedata.category(c) == "Cc" else c for c in text).split())


def chapters_json(
    chapters: Sequence[Chapter],
    *,
    title: str,
    publisher: str | None = None,
    author: str | None = None,
    file_name: str = "edition.mp3",
    url: str | None = None,
) -> str:
    """chapters.json of Podcasting 2.0, version 1.2.0; times in seconds."""
    document: dict[str, object] = {"version": CHAPTERS_VERSION, "title": one_line(title)}
    if publisher:
        document["podcastName"] = one_line(publisher)
    if author:
        document["author"] = one_line(author)
    document["fileName"] = file_name
    if url:
        document["url"] = url
    document["chapters"] = [
        {
            "startTime": round(chapter.start_s, 3),
            "endTime": round(chapter.end_s, 3),
            "title": one_line(chapter.title),
        }
        for chapter in chapters
    ]
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _cut_between_letters(text: str) -> str:
    """`text`, so spaced that a cut after `_SHORT_TITLE_BYTES` bytes of UTF-8 is between two letters."""
    data = text.encode("utf-8", "replace")
    at = _SHORT_TITLE_BYTES
    while at < len(data) and data[at] & 0xC0 == 0x80:  # within a letter
        at -= 1
    if at in (len(data), _SHORT_TITLE_BYTES) or len(data) <= _SHORT_TITLE_BYTES:
        return text
    space = data.rfind(b" ", 0, at)
    space = at if space < 0 else space
    return (data[:space] + b" " * (_SHORT_TITLE_BYTES - at) + data[space:]).decode("utf-8")


def ffmetadata(chapters: Sequence[Chapter]) -> str:
    """The chapters as ffmpeg's metadata file takes them."""
    lines = [";FFMETADATA1"]
    for chapter in chapters:
        title = re.sub(r"([=;#\\])", r"\\\1", _cut_between_letters(one_line(chapter.title)))
        if title.endswith("\\"):
            title += " "  # ffmpeg would take the line's end for escaped, and lose the chapter
        lines += [
            "[CHAPTER]",
            "TIMEBASE=1/1000",
            f"START={round(chapter.start_s * 1000)}",
            f"END={round(chapter.end_s * 1000)}",
            f"title={title}",
        ]
    return "\n".join(lines) + "\n"
