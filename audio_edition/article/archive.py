"""ZIP files, as Word documents and EPUB are; members are read with a limit."""

from __future__ import annotations

import io
import zipfile
import zlib

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
