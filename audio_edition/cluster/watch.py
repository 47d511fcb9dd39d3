"""Work that takes too long on a worker: told to the client, then its process is ended; Dask's nanny starts another.

Work runs in a thread there, and no thread can be ended from outside.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_LOOK_S = 0.25
_TO_TELL_S = 3.0
"""For the word to reach the client before the process ends."""


@contextmanager
def watched(limit_s: float, late: Callable[[], None]) -> Iterator[None]:
    """Call `late` and end this process when the block takes more than `limit_s` by the clock."""
    done = threading.Event()

    def look() -> None:
        if not done.wait(limit_s):
            late()
            if not done.wait(_TO_TELL_S):
                os._exit(1)

    threading.Thread(target=look, daemon=True, name="deadline").start()
    try:
        yield
    finally:
        done.set()


@contextmanager
def processor_watched(limit_s: float, late: Callable[[], None]) -> Iterator[None]:
    """As `watched`, counted in seconds of the processor that this thread takes."""
    clock = time.pthread_getcpuclockid(threading.get_ident())
    begun, done = time.clock_gettime(clock), threading.Event()

    def look() -> None:
        while not done.wait(_LOOK_S):
            if time.clock_gettime(clock) - begun > limit_s:
                late()
                if not done.wait(_TO_TELL_S):
                    os._exit(1)
                return

    threading.Thread(target=look, daemon=True, name="deadline").start()
    try:
        yield
    finally:
        done.set()
