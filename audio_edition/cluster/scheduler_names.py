"""Names of tasks that Dask's scheduler would keep for ever: the last hundred thousand, about 230 bytes each."""

from __future__ import annotations

from typing import Any

from dask.utils import key_split
from distributed import SchedulerPlugin

KEPT = 1000
"""So many tasks come in before the names are forgotten."""


class ForgetNames(SchedulerPlugin):  # type: ignore[misc]
    """Empties the memory of `dask.utils.key_split` in the scheduler, which finds the group of a task by its name.

    Without it the scheduler of 100,000 articles grows by 20 MB (docs/cluster.md). Groups that are looked up again are
    found again, so nothing else changes.
    """

    def __init__(self, name: str) -> None:
        """`name`: of the run, under which Dask holds the plugin."""
        self.name = name
        self._come = 0

    def update_graph(self, scheduler: Any, *, tasks: list[Any], **_: Any) -> None:
        """Dask calls this with the names of new tasks."""
        self._come += len(tasks)
        if self._come >= KEPT:
            self._come = 0
            key_split.cache_clear()
