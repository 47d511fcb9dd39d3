"""Bytes of an article to text: byte order marks, UTF-8, UTF-16, Windows-1252; binary files are refused."""

from __future__ import annotations

import codecs
import re

from audio_edition.errors import ArticleError

MAX_BYTES = 32 * 1024 * 1024
"""A saved web page may carry its pictures and scripts; nothing larger is an article."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    (b"%PDF", "a PDF file"), (b"PK\x03\x04", "a ZIP or office document"), (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"), (b"GIF8", "a GIF picture"), (b"\x1f\x8b", "a gzip file"),
    (b"{\\rtf", "an RTF document"), (b"\xd0\xcf\x11\xe0", "an old office document"), (b"ID3", "an MP3 file"),
    (b"RIFF", "a sound or picture file"), (b"fLaC", "a FLAC file"), (b"\x7fELF", "a program"),
    (b"bplist00", "a binary web archive"), (b"OggS", "an Ogg file"), (b"SQLite format 3", "a database"),
)  # fmt: skip
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_\-]+)""")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_TWICE = re.compile("Ã[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|Â[«»\xa0]|â€[“”™œ\x9d]")


def decode(data: bytes, source: str) -> tuple[str, tuple[str, ...]]:
    """Text of `data` with `\\n` line ends, and warnings. Raises ArticleError for what is not text."""
    if len(data) > MAX_BYTES:
        raise ArticleError(
            f"{source}: {len(data) / 1e6:.1f} MB is more than an article can be "
            f"(limit {MAX_BYTES // 1_000_000} MB); split the file"
        )
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise ArticleError(
                f"{source}: this is {what}, not text; save the article as text, HTML or Markdown"
            )
    text, warnings = _to_text(data, source)
    controls = len(_CONTROL.findall(text))
    if controls > max(4, len(text) // 200):
        raise ArticleError(
            f"{source}: this is a binary file, not text; save the article as text, HTML or Markdown"
        )
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    text = re.sub(r"\n?\x0c", "\n", text)  # a new page is no new paragraph
    text = re.sub(r"[\r\x0b\x85\u2028\u2029]", "\n", text)
    if not text.strip("\x00 \t\n\u00a0\u200b\ufeff"):
        raise ArticleError(f"{source}: the file is empty; there is nothing to read")
    return text, warnings


def _to_text(data: bytes, source: str) -> tuple[str, tuple[str, ...]]:
    for bom, name in _BOMS:
        if data.startswith(bom):
            try:
                return data.decode(name), ()
            except UnicodeDecodeError:
                return data.decode(name, "replace"), (
                    f"some letters of {source} could not be decoded as {name}",
                )
    if (wide := _utf16_without_bom(data)) is not None:
        return data.decode(wide, "replace"), ()
    try:
        return _mend(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    declared = _DECLARED.search(data[:4096])
    if declared and (codec := _codec(declared.group(1).decode("ascii"))) and codec != "utf-8":
        try:
            return data.decode(codec), ()
        except (UnicodeError, LookupError, ValueError):  # a name such as "hex" is a codec, but not of text
            pass
    # A UTF-8 file with a few broken bytes must not be read as Windows-1252 from end to end.
    broken = data.decode("utf-8", "replace")
    letters = sum(1 for letter in broken if ord(letter) > 127 and letter != "\ufffd")
    if letters > 4 * broken.count("\ufffd"):
        return broken, (f"{broken.count(chr(0xFFFD))} letters of {source} could not be decoded as UTF-8",)
    try:
        return data.decode("cp1252"), ()
    except UnicodeDecodeError:
        return data.decode("latin-1"), ()


def _mend(text: str) -> tuple[str, tuple[str, ...]]:
    """Undo UTF-8 that was once read as Windows-1252 and saved again ("mÃ¥l"), when all of it undoes."""
    if len(_TWICE.findall(text)) < 3:
        return text, ()
    try:
        once = text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text, ("letters look garbled (å saved as Ã¥); check the article's encoding",)
    return once, ("letters were garbled (å saved as Ã¥) and have been put right",)


def _utf16_without_bom(data: bytes) -> str | None:
    head = data[:2000]
    if len(head) < 4 or len(data) % 2:
        return None
    pairs = len(head) // 2
    if head[1::2].count(0) > 0.7 * pairs and head[0::2].count(0) < 0.1 * pairs:
        return "utf-16-le"
    if head[0::2].count(0) > 0.7 * pairs and head[1::2].count(0) < 0.1 * pairs:
        return "utf-16-be"
    return None


def _codec(name: str) -> str | None:
    try:
        found = codecs.lookup(name).name
        b"".decode(found)
    except (
        LookupError,
        UnicodeError,
        ValueError,
    ):  # "undefined" is the name of a codec that refuses everything
        return None
    # Web browsers read what is declared as Latin-1 as Windows-1252; so did the writers of such pages.
    return "cp1252" if found in ("iso8859-1", "ascii") else found
