"""Articles that come in another file than text: Word, EPUB, PDF, e-mail, a feed. Each becomes blocks as a page does.

`open_document` tells by content what a file is. What it gives is read and accounted for like every other article: the
texts of the document, as its own library finds them, are laid against the blocks by the ledger.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from audio_edition.article.draft import Reading
from audio_edition.article.metadata import Metadata
from audio_edition.errors import ArticleError

Kind = Literal["docx", "epub", "pdf", "mail", "feed"]
MAX_DOCUMENT = 64 * 1024 * 1024
"""Bytes of a document; pictures count."""
PART = re.compile(r"(.+)#(\d{1,4})")
"""`book.epub#3`: the third chapter; `feed.xml#1`: the newest article."""
_MAIL = re.compile(rb"(?:[A-Z][A-Za-z-]{1,40}: [^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2}")
_MAIL_HEADER = re.compile(rb"^(?:Return-Path|Received|MIME-Version|Message-ID|Delivered-To):", re.M | re.I)
_FEED = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,300}>\s*)?(?:<!--(?:[^-]|-(?!->)){0,2000}-->\s*)?<(?:rss\b|rdf:RDF\b|feed\b[^>]{0,600}Atom)"
)


@dataclass(slots=True)
class Document:
    """A document opened: its blocks without their last labels, what it tells of itself, and its texts in order."""

    kind: Kind
    reading: Reading
    metadata: Metadata = field(default_factory=Metadata)
    texts: list[str] = field(default_factory=list)
    """Every text of the source, as the blocks must hold it."""


def open_document(data: bytes, name: str) -> Document | None:
    """The document that `data` is, or None for text, a web page or Markdown. Raises ArticleError."""
    path, part = split_part(name)
    where = "standard input" if name == "-" else name
    opener = _opener(data, path)
    if opener is None:
        return None
    if len(data) > MAX_DOCUMENT:
        raise ArticleError(
            f"{where}: {len(data) / 1e6:.0f} MB is more than an article can be (limit {MAX_DOCUMENT // 1_000_000} MB); "
            "save it without its pictures, or split it"
        )
    return opener(data, where, part)


def split_part(name: str) -> tuple[str, int | None]:
    """Path and number of `book.epub#3`; the number is None where there is none."""
    match = PART.fullmatch(name)
    if match is None or not match.group(1).lower().endswith((".epub", ".xml", ".rss", ".atom")):
        return name, None
    return match.group(1), int(match.group(2))


def _opener(data: bytes, path: str) -> Callable[[bytes, str, int | None], Document] | None:
    if b"%PDF-" in data[:1024] and not data[:64].lstrip().startswith(b"<"):
        from audio_edition.article.pdf import open_pdf

        return lambda data, where, part: open_pdf(data, where)
    if data.startswith(b"PK\x03\x04"):
        from audio_edition.article.archive import open_archive

        return open_archive
    lower = path.lower()
    if lower.endswith(".eml") or _MAIL.match(data) and _MAIL_HEADER.search(data[:4000]):
        from audio_edition.article.mail import open_mail

        return lambda data, where, part: open_mail(data, where)
    if _FEED.match(data[:4000]) is not None:
        from audio_edition.article.feed_item import open_feed

        return open_feed
    return None
