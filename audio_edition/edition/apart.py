"""Articles made in a process of their own: what dies in native code (memory, a damaged model, a library) takes that
process and one article, which is tried once more; the rest goes on.

    night ── Apart ──socket──▶ python -m audio_edition.edition.apart_process ── Studio, models, mastering

The process is started when the first article is to be made, keeps its models for the next, tells what it tells
through the socket, and ends when the parent does, however that ends.
"""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audio_edition.edition.order import Finished, Order
from audio_edition.edition.shelf import Bench
from audio_edition.edition.talk import Talk
from audio_edition.errors import AudioEditionError, TookTooLong
from audio_edition.finding import Finding, nothing_found
from audio_edition.settings import Settings
from audio_edition.shown import shown
from audio_edition.synthesis.ending import LOOK_S, closed_if_gone, end_of

if TYPE_CHECKING:
    from audio_edition.edition.steadiness import History

_GRACE_S = 120.0
"""What a process may take past the limit of an article, which it keeps itself as long as it runs Python."""
_TO_END_S = 10.0


@dataclass(frozen=True, slots=True)
class Equipment:
    """What the process is to make editions with."""

    settings: Settings
    out: Path
    fresh: bool
    check: Callable[[Path], Iterable[Finding]] = nothing_found
    """A function that has a name in its module, so that the process finds it."""
    past: History | None = None
    """The editions before this run."""
    bench: Bench | None = None
    """Where editions are put; default: `out`."""
    base: Path | None = None
    """What the names in the journal are relative to; default: `out`."""


class Apart:
    """Makes articles for one run on `equipment.out`, which the caller has told that it is at work."""

    def __init__(self, equipment: Equipment, talk: Talk) -> None:
        self._equipment, self._talk = equipment, talk
        self._process: _Process | None = None

    def make(self, orders: Iterable[Order]) -> Iterator[tuple[Order, Finished | Exception]]:
        """As `Crew` says, one after the other."""
        for order in orders:
            try:
                yield order, self._made(order)
            except AudioEditionError as error:
                yield order, error

    def _made(self, order: Order) -> Finished | Exception:
        """What became of the article. Raises AudioEditionError when the process died of it twice, TookTooLong when
        it had to be killed.
        """
        job = order.job
        ends: list[str] = []
        while len(ends) < 2:
            if self._process is None:
                self._process = _Process(self._equipment)
            try:
                return self._process.make(order, self._talk)
            except EOFError:
                ends.append(self._process.end())
                self._process = None
                if len(ends) == 1:
                    self._talk.warning(
                        f"{shown(job.source)}: the process that made it died ({ends[0]}); it is tried once more"
                    )
            except TookTooLong:
                self.close()
                raise
        raise AudioEditionError(
            f"{shown(job.source)}: the process that made it died twice ({', then '.join(dict.fromkeys(ends))}); "
            "the other articles are made"
        )

    def close(self) -> None:
        """End the process; what it has not finished is cleared by the next run."""
        if self._process is not None:
            self._process.stop()
            self._process = None


class _Process:
    def __init__(self, equipment: Equipment) -> None:
        ours, theirs = socket.socketpair()
        self._limit_s = equipment.settings.deadline_s + _GRACE_S
        reading, self._lifeline = os.pipe()  # closed with this process, whatever ends it
        try:
            with theirs:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "audio_edition.edition.apart_process"]
                    + [str(theirs.fileno()), str(reading)],
                    pass_fds=(theirs.fileno(), reading),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,  # a library that prints must not get into our data
                )
        finally:
            os.close(reading)
        self._connection = Connection(ours.detach())
        self._send(equipment)

    def make(self, order: Order, talk: Talk) -> Finished | Exception:
        """Raises EOFError when the process has died, TookTooLong when it takes more than an article may."""
        job = order.job
        self._send(order)
        latest = time.monotonic() + self._limit_s
        while True:
            try:
                while not (ready := self._connection.poll(LOOK_S)) and time.monotonic() < latest:
                    closed_if_gone(self._process, self._connection)
                if not ready:
                    self._process.kill()
                    raise TookTooLong(
                        f"{shown(job.source)}: its edition took more than {self._limit_s:.0f} s and its process was killed"
                    )
                kind, value = self._connection.recv()
            except OSError:
                raise EOFError from None
            if kind == "outcome":
                outcome: Finished | Exception = value
                return outcome
            _tell(kind, value, talk)

    def end(self) -> str:
        """Wait for the process and say how it ended."""
        self._close()
        return end_of(self._process, _TO_END_S)

    def stop(self) -> None:
        self._process.terminate()
        self.end()

    def _send(self, what: Equipment | Order) -> None:
        try:
            self._connection.send(what)
        except OSError:
            pass  # it is dead; the next recv says so

    def _close(self) -> None:
        self._connection.close()
        if self._lifeline >= 0:
            os.close(self._lifeline)
            self._lifeline = -1


def _tell(kind: str, value: Any, talk: Talk) -> None:
    """Pass on what the process tells: a call of its `Talk`, or a line of its log."""
    if kind == "log":
        name, level, text = value
        logging.getLogger(name).log(level, "%s", text)
    elif kind in ("article", "warning", "speaking", "spoken", "stage"):
        getattr(talk, kind)(*value)
