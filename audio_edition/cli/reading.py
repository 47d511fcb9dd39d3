"""What commands read: text from files or from standard input, as lines or whole."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from audio_edition.errors import UsageError

STDIN = "-"


def read_text(name: str) -> str:
    """The text of a file, `-` for standard input. Raises UsageError when it cannot be read or is not UTF-8."""
    where = "standard input" if name == STDIN else name
    try:
        data = sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()
    except OSError as error:
        raise UsageError(f"{where}: cannot be read: {error.strerror or error}") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{where}: not UTF-8 (byte {error.start + 1}); do: iconv -f latin1 -t utf-8"
        ) from None


def split_lines(text: str) -> list[str]:
    """Lines of a text. Only a newline ends a line: what else breaks lines stays inside and becomes a space."""
    lines = text.split("\n")
    return [line.removesuffix("\r") for line in (lines[:-1] if lines[-1] == "" else lines)]


def read_lines(names: Sequence[str]) -> Iterator[str]:
    """The lines of all files in order; of standard input where there are none."""
    for name in names or (STDIN,):
        yield from split_lines(read_text(name))
