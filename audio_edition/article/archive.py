"""ZIP files: a Word document, an EPUB, or something that is no article. Members are read with a limit."""

from __future__ import annotations

import io
import zipfile
import zlib

from audio_edition.article.document import Document
from audio_edition.errors import ArticleError

MAX_MEMBER, MAX_ALL = 16 * 1024 * 1024, 64 * 1024 * 1024
"""Bytes of one file within, and of all that are read; a small archive may unpack to gigabytes."""
MAX_MEMBERS = 20_000


class Archive:
    """A ZIP file that is read with limits."""

    def __init__(self, data: bytes, where: str) -> None:
        self.where = where
        self.left = MAX_ALL
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
            self.names = {info.filename: info for info in self.zip.infolist()[:MAX_MEMBERS]}
        except (
            zipfile.BadZipFile,
            ValueError,
            OSError,
            EOFError,
            UnicodeError,
            NotImplementedError,
        ) as error:
            raise ArticleError(
                f"{where}: this ZIP or office document is damaged ({error}); save it anew"
            ) from error

    def read(self, name: str) -> bytes:
        """A member's bytes; ArticleError where it is missing, encrypted, damaged or too large."""
        info = self.names.get(name)
        if info is None:
            raise ArticleError(f"{self.where}: the file lacks its part “{name[:80]}”; save it anew")
        if info.flag_bits & 1:
            raise ArticleError(f"{self.where}: the file is protected by a password; save it without one")
        limit = min(MAX_MEMBER, self.left)
        try:
            with self.zip.open(info) as member:
                data = member.read(limit + 1)
        except (
            zipfile.BadZipFile,
            OSError,
            EOFError,
            RuntimeError,
            NotImplementedError,
            zlib.error,
            ValueError,
        ) as error:
            raise ArticleError(
                f"{self.where}: its part “{name[:80]}” is damaged ({error}); save it anew"
            ) from error
        if len(data) > limit:
            raise ArticleError(
                f"{self.where}: it unpacks to more than {limit // 1_000_000} MB of text; no article is that long"
            )
        self.left -= len(data)
        return data


def open_archive(data: bytes, where: str, part: int | None) -> Document:
    """The Word document or EPUB in a ZIP file. Raises ArticleError for anything else."""
    archive = Archive(data, where)
    if "word/document.xml" in archive.names:
        from audio_edition.article.docx import open_docx

        return open_docx(archive, data)
    if "META-INF/container.xml" in archive.names:
        from audio_edition.article.epub import open_epub

        return open_epub(archive, part)
    if "content.xml" in archive.names:
        what = "an OpenDocument file; save it as DOCX"
    elif "xl/workbook.xml" in archive.names or "ppt/presentation.xml" in archive.names:
        what = "a spreadsheet or slides, not an office document with text; save the article as DOCX, text, HTML or Markdown"
    else:
        what = "a ZIP or office document of another kind, not a Word document or an EPUB; unpack it and name the article in it"
    raise ArticleError(f"{where}: this is {what}")
