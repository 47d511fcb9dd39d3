"""Names of articles: a path, `-` for standard input, or a part of a file that holds several (`book.epub#3`)."""

from __future__ import annotations

import re

PART = re.compile(r"(.+)#(\d{1,4})")
"""`book.epub#3`: the third chapter; `feed.xml#1`: the newest article."""


def split_part(name: str) -> tuple[str, int | None]:
    """Path and number of `book.epub#3`; the number is None where there is none."""
    match = PART.fullmatch(name)
    if match is None or not match.group(1).lower().endswith((".epub", ".xml", ".rss", ".atom")):
        return name, None
    return match.group(1), int(match.group(2))
