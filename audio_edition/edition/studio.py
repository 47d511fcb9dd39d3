"""Where editions are made: what a run has chosen. Who works there is loaded when the first article is to be made."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from audio_edition.edition.order import Finished, Found, Order
from audio_edition.edition.talk import Quiet, Talk
from audio_edition.finding import Finding, nothing_found
from audio_edition.settings import Settings

if TYPE_CHECKING:
    from audio_edition.edition.maker import Maker
    from audio_edition.edition.shelf import Bench
    from audio_edition.edition.steadiness import History
    from audio_edition.synthesis.workers import Workers


class Studio:
    """Makes editions with one cast. It costs nothing until there is something to make: see `maker`."""

    def __init__(
        self,
        settings: Settings,
        talk: Talk | None = None,
        *,
        fresh: bool = False,
        check: Callable[[Path], Iterable[Finding]] = nothing_found,
        workers: Workers | None = None,
        past: History | None = None,
    ) -> None:
        """`fresh`: speak every sentence anew, also those in the cache. `check`: what is wrong with the edition in a
        folder, asked before a `faultless` one goes out. `workers`: who speaks; default this machine. `past`: the
        editions that were there before the run.
        """
        self.past = past
        self.settings = settings
        self.check = check
        self.talk: Talk = talk or Quiet()
        self.fresh = fresh
        self._workers = workers

    def make(self, order: Order, bench: Bench, found: Found = lambda article, text: None) -> Finished:
        """Make the edition of an article and put it on the shelf that `bench` is.

        It is not made when what would be heard and seen is what is there: a corrected word in a lexicon leaves
        alone every article that does not hold it. `found` is told of the article and the digest of its text as soon
        as it is read, and may raise. Raises an AudioEditionError when it could not be made (HeldBack and Duplicate
        when it should not); nothing is on the shelf then, and sentences that were spoken stay in the cache.
        """
        return self.maker.make(order, bench, found, self.past)

    @cached_property
    def maker(self) -> Maker:
        """Who knows how: readers, voices, sound and pages are imported here, and not by a run without news."""
        from audio_edition.edition.maker import Maker

        return Maker(self.settings, self.talk, fresh=self.fresh, workers=self._workers)

    def close(self) -> None:
        """End the workers."""
        if "maker" in self.__dict__:
            self.maker.close()
