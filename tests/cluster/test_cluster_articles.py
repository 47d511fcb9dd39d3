"""When articles are handed to a cluster: at once while somebody is idle, and never more than two for each thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from audio_edition.cluster.articles import ClusterCrew
from audio_edition.edition.index import ArticleJob
from audio_edition.edition.order import Finished, Order
from audio_edition.edition.talk import Quiet

pytest.importorskip("distributed")


class _Future:
    status = "finished"

    def __init__(self, order: Order) -> None:
        self.order = order

    def add_done_callback(self, called: Callable[[Any], None]) -> None:
        self.done = lambda: called(self)

    def result(self, timeout: float) -> Finished:
        return Finished(self.order.name, self.order.name, self.order.name)

    def cancel(self) -> None: ...
    def release(self) -> None: ...


class _Hired:
    """Stands for `Hired`: a cluster of so many threads. It finishes what it has whenever it is asked for its threads."""

    name = run = "r"
    talk = Quiet()

    def __init__(self, threads: int) -> None:
        self.threads = threads
        self.client = self
        self.sent: list[_Future] = []
        self.finished = 0
        self.most = 0

    def slots(self) -> int:
        self.most = max(self.most, len(self.sent) - self.finished)
        for future in self.sent[self.finished :]:
            future.done()
        self.finished = len(self.sent)
        return self.threads

    def listen(self, listener: object) -> None: ...

    def restriction(self) -> dict[str, Any]:
        return {}

    def map(self, function: object, orders: list[Order], key: list[str], **_: Any) -> list[_Future]:
        assert len(set(key)) == len(orders)
        futures = [_Future(order) for order in orders]
        self.sent += futures
        return futures


def test_the_window_is_filled_one_by_one_while_threads_are_idle_and_never_overfull() -> None:
    hired, asked = _Hired(3), 0

    def orders() -> Iterator[Order]:
        nonlocal asked
        for number in range(40):
            if (
                asked <= 3
            ):  # whoever scans a hundred thousand unchanged articles for the next has handed out the last
                assert len(hired.sent) == asked
            asked += 1
            yield Order(ArticleJob(f"{number}.txt", b"", str(number)), str(number))

    names = []
    for order, result in ClusterCrew(hired).make(orders()):  # type: ignore[arg-type]
        assert isinstance(result, Finished) and result.slug == order.name
        names.append(order.name)
    assert names == [str(number) for number in range(40)]
    assert hired.most == 6 and len(hired.sent) == 40
