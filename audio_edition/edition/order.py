"""What is asked of a maker of editions, and what he gives back: both small, both can be sent to another machine."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from audio_edition.edition.index import ArticleJob
from audio_edition.finding import Finding
from audio_edition.types import Article

Same = Literal["out", "waiting"]
SAME: tuple[Same, ...] = ("out", "waiting")
Found = Callable[[Article, str], None]
"""Told of an article, and of the digest of its text, as soon as it is read; may raise."""


@dataclass(frozen=True, slots=True)
class Order:
    """An article of which an edition is to be made."""

    job: ArticleJob
    name: str
    """What it is called in the journal."""
    known: str | None = None
    """Folder of the edition that it had so far."""
    again: str = ""
    """Not empty: from fresh speech, for the run of this name."""
    embargo_at: datetime | None = None
    """The time it is, when an article that is dated later is to be held back."""

    @property
    def key(self) -> str:
        """64 hex digits over all that decides what is made; the same order twice is the same edition."""
        whole = f"{self.job.fingerprint}\x00{self.name}\x00{self.again}".encode("utf-8", "surrogateescape")
        return hashlib.blake2b(whole, digest_size=32).hexdigest()


@dataclass(frozen=True, slots=True)
class Finished:
    """An edition that lies on the shelf under its order's key."""

    slug: str
    title: str
    text: str
    """Digest of what the article says."""
    same: Same | None = None
    """It is what is there already, published or waiting; nothing was made."""
    duration_s: float = 0.0
    problem: str = ""
    """Faults of its sound that are certain, in a sentence."""
    doubts: tuple[Finding, ...] = ()
    warnings: tuple[str, ...] = ()
    """What is to be told and was not: the maker was on another machine."""
    synthesised_s: float = 0.0
    """Seconds of speech that had to be spoken."""
    seconds: float = 0.0
    """What it took, from its beginning to its end."""
    worker: str = ""
    """Address of the worker, when it was made on a cluster."""
    tries: int = 1
    """How often it was begun: more than once when workers died."""
    beside: Mapping[str, str] = field(default_factory=dict)
    """Digests of the pictures that lie beside the article."""


class Crew(Protocol):
    """Who makes editions: this process, or a cluster."""

    def make(self, orders: Iterable[Order]) -> Iterator[tuple[Order, Finished | Exception]]:
        """The editions of all orders, each put on the shelf; or why there is none. An order is asked for when there
        is somebody to work on it, and an answer is given when the one who asks may publish it.
        """
        ...
