"""What commands read: text from files or from standard input, as lines or whole."""

from __future__ import annotations

import atexit
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from audio_edition.disk import MOST_BYTES, read_up_to
from audio_edition.errors import UsageError

STDIN = "-"
SKIPPED = "lead|byline|quote|list_item|fact_box|caption|alt"
"""Roles that `--skip` can leave out, as help shows them; `Settings.skip` holds them."""


def read_bytes(name: str, most: int = -1) -> bytes:
    """The bytes of a file, `-` for standard input, of that `most` bytes. Raises UsageError when it cannot be read."""
    try:
        return sys.stdin.buffer.read(most) if name == STDIN else read_up_to(Path(name))
    except OSError as error:
        raise UsageError(f"{_where(name)}: cannot be read: {error.strerror or error}") from None


def piped_article(name: str) -> bytes | None:
    """What `read_article` is handed besides the name: standard input for `-`, else nothing."""
    return read_bytes(name, MOST_BYTES) if name == STDIN else None


def piped_files(paths: Sequence[Path] | None) -> list[Path] | None:
    """Lexicons and tables that options name; `-` and pipes as temporary files with what came by them.

    A lexicon is read more than once, and what comes by a pipe comes once: `--lexicon <(sort names.tsv)`.
    """
    if paths is None:
        return None
    return [_kept(path) if path == Path(STDIN) or _is_pipe(path) else path for path in paths]


def _is_pipe(path: Path) -> bool:
    try:
        return path.is_fifo()
    except (OSError, ValueError):
        return False  # whoever opens it tells what is wrong


def _kept(path: Path) -> Path:
    handle, name = tempfile.mkstemp(prefix="audio-edition-", suffix=".tsv")
    atexit.register(Path(name).unlink, missing_ok=True)
    with os.fdopen(handle, "wb") as file:
        file.write(read_bytes(str(path)))
    return Path(name)


def read_text(name: str) -> str:
    """The text of a file, `-` for standard input. Raises UsageError when it cannot be read or is not UTF-8."""
    try:
        return read_bytes(name).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{_where(name)}: not UTF-8 (byte {error.start + 1}); do: iconv -f latin1 -t utf-8"
        ) from None


def _where(name: str) -> str:
    return "standard input" if name == STDIN else name


def split_lines(text: str) -> list[str]:
    """Lines of a text. Only a newline ends a line: what else breaks lines stays inside and becomes a space."""
    lines = text.split("\n")
    return [line.removesuffix("\r") for line in (lines[:-1] if lines[-1] == "" else lines)]


def read_lines(names: Sequence[str]) -> Iterator[str]:
    """The lines of all files in order; of standard input where there are none."""
    for name in names or (STDIN,):
        yield from split_lines(read_text(name))
