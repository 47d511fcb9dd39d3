"""Memory that was freed and that the C library keeps: given back to the system before it becomes much.

Tensors of each sentence's own sizes leave holes that glibc keeps: what is reported of coqui-tts as a leak is this
(benchmarks/bench_memory.py shows both). Giving back after each sentence costs a seventh of the speed, because the
next one must ask for every page anew.
"""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

MOST_KEPT_BYTES = 96 << 20
"""By so much the resident size may grow; one or two sentences of an article."""


class FreedMemory:
    """Looks after the freed memory of this process, where the C library is glibc; elsewhere it does nothing."""

    def __init__(self) -> None:
        self._resident_before = 0

    def give_back(self) -> None:
        """Return freed pages to the system if the resident size has grown by much since that was last done."""
        if _resident_bytes() - self._resident_before > MOST_KEPT_BYTES:
            _trim()
            self._resident_before = _resident_bytes()


def _resident_bytes() -> int:
    """0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def _trim() -> None:
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError, TypeError):  # musl, macOS, Windows
        return
