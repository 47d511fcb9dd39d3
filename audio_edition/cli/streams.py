"""Standard input, output and error as the caller left them: closed, full, gone, in a narrow encoding.

What is said on standard error never costs the work, and neither it nor a terminal ever gets a control character
of a file name or an article.
"""

from __future__ import annotations

import errno
import io
import os
import re
import sys

_CONTROL = re.compile(
    rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\x8e\x8f\xaa-\xae]|\xe2\x81[\xa6-\xa9]"
)
_GONE = (errno.EPIPE, errno.ECONNRESET, errno.EBADF)


class _Out(io.RawIOBase):
    """A file descriptor to write to. What cannot be written is dropped: all of it on standard error, on standard
    output when its reader has gone.
    """

    def __init__(
        self, descriptor: int, *, never_fails: bool, tame: bool, stop_when_gone: bool = False
    ) -> None:
        self._descriptor, self._never_fails, self._tame = descriptor, never_fails, tame
        self._stop_when_gone = stop_when_gone
        self._gone = False

    def write(self, data: bytes) -> int:  # type: ignore[override]
        raw = bytes(data)
        if self._gone:
            return len(raw)
        left = memoryview(_CONTROL.sub(_escaped, raw) if self._tame else raw)
        try:
            while left:
                left = left[os.write(self._descriptor, left) :]
        except OSError as error:
            if error.errno == errno.EPIPE and self._stop_when_gone:
                self._gone = True
                raise
            if not self._never_fails and error.errno not in _GONE:
                raise
            self._gone = error.errno in _GONE
        return len(raw)

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def isatty(self) -> bool:
        return os.isatty(self._descriptor)


def guard(*, stop_when_gone: bool = False) -> None:
    """Put tolerant streams in the place of Python's. `stop_when_gone`: end (BrokenPipeError) when nobody reads on.

    A descriptor that is closed is opened on the null device: else the next file that is opened would take its
    number, and what libraries print would land in it.
    """
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115
    if _is_ours(sys.stdout, 1):
        tty = os.isatty(1)
        out = _Out(1, never_fails=False, tame=tty, stop_when_gone=stop_when_gone)
        sys.stdout = _stream(out, sys.stdout, lines=tty)
    if _is_ours(sys.stderr, 2):
        sys.stderr = _stream(_Out(2, never_fails=True, tame=True), sys.stderr, lines=True)


def _is_ours(stream: object, descriptor: int) -> bool:
    """Whether it is what Python started with, not what a test or another program has put there."""
    try:
        return stream is None or (isinstance(stream, io.TextIOWrapper) and stream.fileno() == descriptor)
    except (OSError, ValueError):
        return False


def untamed_stderr() -> io.TextIOWrapper:
    """Standard error for a program that draws on the terminal; names must be `shown` before they get there."""
    return _stream(_Out(2, never_fails=True, tame=False), sys.stderr, lines=True)


def _stream(raw: _Out, old: object, *, lines: bool) -> io.TextIOWrapper:
    encoding = getattr(old, "encoding", None) or "utf-8"
    return io.TextIOWrapper(
        io.BufferedWriter(raw),  # type: ignore[type-var]
        encoding=encoding,
        errors="backslashreplace",  # of an IPA letter in Latin-1, of a file name that is no UTF-8
        newline="\n",
        line_buffering=lines,
    )


def _escaped(match: re.Match[bytes]) -> bytes:
    code = ord(match[0].decode("utf-8"))
    return f"\\x{code:02x}".encode() if code < 0x100 else f"\\u{code:04x}".encode()
