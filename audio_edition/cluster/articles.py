"""Whole articles on a cluster: a bounded number in flight, each published as soon as its place in the order is sure."""

from __future__ import annotations

import pickle
import queue
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any

from distributed import KilledWorker

from audio_edition.cluster.hired import Hired
from audio_edition.cluster.worker_studio import make_article
from audio_edition.edition.order import Finished, Order
from audio_edition.errors import AudioEditionError, ClusterError, TookTooLong
from audio_edition.shown import shown

_AHEAD = 2
"""Articles in flight for each thread: one at work, one that the scheduler has ready."""
_LOOK_S = 1.0


@dataclass(slots=True)
class _Flight:
    order: Order
    future: Any
    slug: str | None = None
    """Known as soon as the worker has read the article."""
    text: str = ""
    begun: int = 0
    answer: bytes | None = None
    """What the worker has told, pickled; the same as the future holds."""
    result: Finished | Exception | None = None


class ClusterCrew:
    """Makes articles on the workers of a cluster."""

    def __init__(self, hired: Hired) -> None:
        self._hired = hired
        self._told: queue.SimpleQueue[tuple[str, str, tuple[Any, ...]]] = queue.SimpleQueue()
        self._flights: dict[str, _Flight] = {}

    def make(self, orders: Iterable[Order]) -> Iterator[tuple[Order, Finished | Exception]]:
        """As `Crew` says. An answer is given when no article before it can have the same name or the same text."""
        self._hired.listen(lambda what, key, *more: self._told.put((what, key, more)))
        waiting = iter(orders)
        more = True
        try:
            while True:
                slots = max(1, self._hired.slots())
                while more and (room := slots * _AHEAD - self._in_flight()) > 0:
                    # One at a time while somebody has nothing to do: the next new article may be far behind.
                    count = 1 if room > slots * (_AHEAD - 1) else room
                    found = list(islice(waiting, count))
                    more = len(found) == count
                    self._send([_Flight(order, None) for order in found])
                if not self._flights:
                    return
                self._hear()
                yield from self._ready()
        finally:
            for flight in self._flights.values():
                flight.future.cancel()
            self._flights.clear()

    def _in_flight(self) -> int:
        return sum(flight.result is None for flight in self._flights.values())

    def _send(self, flights: Sequence[_Flight]) -> None:
        """Hand them to the cluster, in one message."""
        if not flights:
            return
        hired = self._hired
        futures = hired.client.map(
            partial(make_article, hired.name),
            [flight.order for flight in flights],
            # Dask groups its tasks by what stands before the digits.
            key=[f"audio-edition-{hired.run}{flight.order.key[:20]}" for flight in flights],
            pure=False,
            **hired.restriction(),
        )
        for flight, future in zip(flights, futures, strict=True):
            flight.future = future
            self._flights[flight.order.key] = flight
            future.add_done_callback(self._done(flight.order.key))

    def _done(self, key: str) -> Callable[[Any], None]:
        return lambda future: self._told.put(("done", key, (future,)))

    def _hear(self) -> None:
        """Take in what has happened, waiting a moment when nothing has."""
        try:
            what, key, more = self._told.get(timeout=_LOOK_S)
        except queue.Empty:
            return
        while True:
            self._take(what, key, more)
            try:
                what, key, more = self._told.get_nowait()
            except queue.Empty:
                return

    def _take(self, what: str, key: str, more: tuple[Any, ...]) -> None:
        if what == "full":
            self._hired.talk.warning(f"a worker leaves the cluster: {more[0]}")
            return
        flight = self._flights.get(key)
        if flight is None or flight.result is not None:
            return
        source = flight.order.job.source
        if what == "begun":
            flight.begun += 1
            if flight.begun > 1:
                self._hired.talk.warning(
                    f"{shown(source)}: its worker was lost; it is tried again ({flight.begun})"
                )
        elif what == "found":
            flight.slug, title, flight.text = more
            if flight.begun <= 1:
                self._hired.talk.article(title, source)
        elif what == "answer":
            flight.answer = more[0]
        elif what == "late":
            limit_s = more[0] if more else self._hired.settings.deadline_s
            flight.result = TookTooLong(
                f"{shown(source)}: its edition took more than {limit_s:.0f} s and its worker was ended"
            )
            flight.future.cancel()
        elif what == "done" and more[0] is flight.future:
            self._landed(flight)

    def _landed(self, flight: _Flight) -> None:
        future, source = flight.future, flight.order.job.source
        if future.status == "finished" and flight.answer is not None:
            flight.result = pickle.loads(flight.answer)  # noqa: S301 - from our own worker, as its result would be
        elif future.status == "finished":
            try:
                flight.result = future.result(timeout=60)
            except (
                Exception
            ):  # the worker that had the answer is gone: Dask has it made again, or the scheduler is lost
                flight.future.add_done_callback(self._done(flight.order.key))
                if future.status in ("cancelled", "lost"):
                    self._begin_anew()
                return
        elif future.status == "error":
            flight.result = self._why(future.exception(), source)
        else:
            self._begin_anew()
            return
        future.release()

    def _why(self, error: BaseException, source: str) -> Exception:
        if isinstance(error, KilledWorker):
            times = error.allowed_failures + 1
            return ClusterError(
                f"{shown(source)}: {times} workers died while they made it, and it is set aside; the other articles are "
                "made (out of memory? a damaged model?)"
            )
        if isinstance(error, AudioEditionError):
            return error
        return ClusterError(
            f"{shown(source)}: the cluster failed on it: {type(error).__name__}: {shown(error)}"
        )

    def _begin_anew(self) -> None:
        """The scheduler is lost: whatever is in flight is sent again when it is back. What was made is found then."""
        self._hired.lost()
        self._send([flight for flight in self._flights.values() if flight.result is None])

    def _ready(self) -> Iterator[tuple[Order, Finished | Exception]]:
        """The answers that may be published, in the order in which they were asked for as far as it matters."""
        slugs: set[str] = set()
        texts: set[str] = set()
        for key, flight in list(self._flights.items()):
            if flight.result is None:
                if flight.slug is None:  # it may turn out to be called anything
                    return
            elif not isinstance(flight.result, Finished) or not (
                flight.result.slug in slugs or flight.result.text in texts
            ):
                del self._flights[key]
                result = flight.result
                if isinstance(result, Finished):
                    result = replace(result, tries=max(1, flight.begun))
                yield flight.order, result
                continue
            else:
                flight.slug, flight.text = flight.result.slug, flight.result.text
            slugs.add(flight.slug)
            texts.add(flight.text)
