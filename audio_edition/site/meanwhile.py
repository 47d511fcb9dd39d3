"""Feeds and pages while a run is still at work: what is ready does not wait for an article that takes hours."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType

from audio_edition.edition.outcome import Outcome
from audio_edition.errors import AudioEditionError
from audio_edition.site.config import Site
from audio_edition.site.night import Night

Publish = Callable[[Site, Night], None]


class Meanwhile:
    """Publishes what has been made whenever it has waited for `every_s`, in a thread of its own, for as long as the
    block runs. That it cannot be published is told by the last publishing of the night, which tries it again.
    """

    def __init__(self, site: Site, publish: Publish, every_s: float) -> None:
        self._site, self._publish, self._every_s = site, publish, every_s
        self._news, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="meanwhile", daemon=True)
        self.nights: list[Night] = []
        """What each publishing found."""

    def told(self, outcome: Outcome) -> None:
        """Take note of one outcome."""
        if outcome.status == "made":
            self._news.set()

    def add_to(self, night: Night) -> None:
        """What was checked and changed on the way belongs to the night."""
        checked = {(known.folder, known.stamp): known for one in self.nights for known in one.checked}
        night.checked += [known for known in night.editions if (known.folder, known.stamp) in checked]
        changed = {built.path for one in self.nights for built in one.feeds if built.changed}
        night.feeds = [
            replace(built, changed=built.changed or built.path in changed) for built in night.feeds
        ]

    def __enter__(self) -> Meanwhile:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._news.set()
        if kind is None or issubclass(kind, Exception):  # Ctrl-C waits for nobody
            self._thread.join()

    def _run(self) -> None:
        while True:
            self._news.wait()
            if self._over.wait(self._every_s):
                return
            self._news.clear()
            if self._over.is_set():  # between the two lines above: nobody would set the news again
                return
            night = Night(self._site.folder)
            try:
                self._publish(self._site, night)
            except (AudioEditionError, OSError):
                continue
            self.nights.append(night)
