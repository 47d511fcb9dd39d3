"""A limit in time for the work on one article: the last line when nothing else has stopped it.

Reading is counted in seconds of the processor, so that a busy machine is no fault of the article; the whole
article is counted by the clock.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from audio_edition.errors import TookTooLong

READING_S, READING_S_A_BYTE = 15.0, 1.5e-4
"""What reading, writing out and pronouncing may take: many times what they take."""
_AGAIN_S = 10.0
"""The alarm comes again, should a library have swallowed the first one."""


WithinTime = Callable[[float, bool], AbstractContextManager[None]]


def _no_limit(seconds: float, of_processor: bool) -> AbstractContextManager[None]:
    return nullcontext()


in_threads: WithinTime = _no_limit
"""What keeps a limit outside the main thread: given the seconds, and whether they are the processor's."""


class _Alarm(BaseException):
    """Not an Exception: nothing that catches errors on the way may take it for one."""


def reading_limit_s(size_bytes: int) -> float:
    """Seconds of the processor for an article of so many bytes, up to its pronunciation."""
    return READING_S + READING_S_A_BYTE * size_bytes


@contextmanager
def within(seconds: float, doing: str, *, of_processor: bool = False) -> Iterator[None]:
    """Raise TookTooLong when the block has taken more than `seconds`.

    Works in the main thread alone, where signals arrive; in another it is `in_threads` that keeps the limit, if
    anything does. Code that is not Python's and never returns is not ended.
    """
    if threading.current_thread() is not threading.main_thread():
        with in_threads(seconds, of_processor):
            yield
        return
    timer = signal.ITIMER_PROF if of_processor else signal.ITIMER_REAL
    number = signal.SIGPROF if of_processor else signal.SIGALRM
    if signal.getitimer(timer)[0]:
        yield
        return

    def ring(signum: int, frame: object) -> None:
        raise _Alarm

    before = signal.signal(number, ring)
    signal.setitimer(timer, seconds, _AGAIN_S)
    try:
        yield
    except _Alarm:
        of = " of the processor" if of_processor else ""
        raise TookTooLong(f"{doing} took more than {seconds:.0f} s{of} and was ended") from None
    finally:
        signal.setitimer(timer, 0)
        signal.signal(number, before)
