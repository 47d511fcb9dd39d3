"""Articles that come in another file than text: Word, EPUB, PDF, e-mail, a feed. Each becomes blocks as a page does.

`open_document` tells by content what a file is. What it gives is read and accounted for like every other article: the
texts of the document, as its own library finds them, are laid against the blocks by the ledger.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from audio_edition.article.archive import Archive
from audio_edition.article.document import OpenedDocument
from audio_edition.article.epub import open_epub
from audio_edition.article.feed_item import open_feed
from audio_edition.article.mail import open_mail
from audio_edition.errors import ArticleError
from audio_edition.source_name import split_part

MAX_DOCUMENT = 64 * 1024 * 1024
"""Bytes of a document; pictures count."""
_MAIL = re.compile(rb"(?:[A-Z][A-Za-z-]{1,40}: [^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2}")
_MAIL_HEADER = re.compile(rb"^(?:Return-Path|Received|MIME-Version|Message-ID|Delivered-To):", re.M | re.I)
_FEED = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,300}>\s*)?(?:<!--(?:[^-]|-(?!->)){0,2000}-->\s*)?<(?:rss\b|rdf:RDF\b|feed\b[^>]{0,600}Atom)"
)


def open_document(data: bytes, name: str) -> OpenedDocument | None:
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


def _opener(data: bytes, path: str) -> Callable[[bytes, str, int | None], OpenedDocument] | None:
    if b"%PDF-" in data[:1024] and not data[:64].lstrip().startswith(b"<"):
        from audio_edition.article.pdf import open_pdf

        return lambda data, where, part: open_pdf(data, where)
    if data.startswith(b"PK\x03\x04"):
        return _open_archive
    lower = path.lower()
    if lower.endswith(".eml") or _MAIL.match(data) and _MAIL_HEADER.search(data[:4000]):
        return lambda data, where, part: open_mail(data, where)
    if _FEED.match(data[:4000]) is not None:
        return open_feed
    return None


def _open_archive(data: bytes, where: str, part: int | None) -> OpenedDocument:
    """The Word document or EPUB in a ZIP file. Raises ArticleError for anything else."""
    archive = Archive(data, where)
    if "word/document.xml" in archive.names:
        from audio_edition.article.docx import open_docx

        return open_docx(archive, data)
    if "META-INF/container.xml" in archive.names:
        return open_epub(archive, part)
    if "content.xml" in archive.names:
        what = "an OpenDocument file; save it as DOCX"
    elif "xl/workbook.xml" in archive.names or "ppt/presentation.xml" in archive.names:
        what = "a spreadsheet or slides, not an office document with text; save the article as DOCX, text, HTML or Markdown"
    else:
        what = "a ZIP or office document of another kind, not a Word document or an EPUB; unpack it and name the article in it"
    raise ArticleError(f"{where}: this is {what}")
