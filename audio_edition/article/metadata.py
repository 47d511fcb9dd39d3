"""What an article says about itself: front matter, JSON-LD, meta tags."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True)
class Metadata:
    """All that may be known besides the text; None or empty where the source does not say."""

    title: str | None = None
    byline: tuple[str, ...] = ()
    published: datetime | None = None
    modified: datetime | None = None
    publisher: str | None = None
    section: str | None = None
    url: str | None = None
    language: str | None = None
    lead: str | None = None
    lexicon: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
