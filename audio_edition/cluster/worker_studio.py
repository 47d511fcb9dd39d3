"""What a worker process holds, and what it does: everything here runs on the worker.

A studio is set up once a process by Dask's plugin; voices are loaded when the first sentence asks for them and kept.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from distributed import Reschedule, WorkerPlugin, get_worker

from audio_edition.cluster.facts import Facts, facts
from audio_edition.cluster.watch import processor_watched, watched
from audio_edition.edition import deadline
from audio_edition.edition.order import Finished, Order
from audio_edition.edition.outcome import kept
from audio_edition.edition.shelf import Bench
from audio_edition.edition.steadiness import History
from audio_edition.edition.studio import Studio
from audio_edition.errors import AudioEditionError, DiskFull
from audio_edition.settings import Settings, cache_folder
from audio_edition.synthesis.cache import ClipCache
from audio_edition.synthesis.job import SpeechJob
from audio_edition.synthesis.plan import WorkerPlan
from audio_edition.synthesis.speak import speak
from audio_edition.synthesis.worker import Engines
from audio_edition.synthesis.workers import LocalWorkers
from audio_edition.types import Article
from audio_edition.voices import build_cast

TOPIC = "audio-edition"
"""Of the events by which workers tell the client what they begin, and what happens to them."""
_CLOSING_S = 2.0
_THREADS = 1
"""Of an engine: a worker speaks one sentence at a time, and there are as many workers as cores."""


@dataclass(frozen=True, slots=True)
class Contract:
    """What all the work of a run has in common; sent to each worker once."""

    run: str
    settings: Settings
    fresh: bool
    facts: Facts
    bench: Bench
    """Where editions are put."""
    token: str
    """A file on it that a worker must see: the shelf is shared."""
    past: History
    """The editions before this run."""

    @property
    def name(self) -> str:
        """Of the plugin."""
        return f"audio-edition-{self.run}"


def examine(contract: Contract) -> str:
    """Why this process cannot work by the contract, in words; "" when it can."""
    try:
        there = facts(contract.settings, build_cast(contract.settings))
    except AudioEditionError as error:
        return str(error)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    if told := contract.facts.differing(there):
        return told
    try:
        if not contract.bench.sees(contract.token):
            return f"it does not see {contract.bench.place}; let --out be a place that all machines share"
        ClipCache(shared=contract.settings.clips).check()
    except AudioEditionError as error:
        return str(error)
    return ""


class WorkerStudio(WorkerPlugin):  # type: ignore[misc]
    """The studio and the engines of one worker process."""

    def __init__(self, contract: Contract, refused: frozenset[str]) -> None:
        """`refused`: addresses of workers that are not given any work."""
        self.contract, self._refused = contract, refused
        self.name = contract.name

    def setup(self, worker: Any) -> None:
        """Dask calls this on every worker, also on one that comes later; one that differs may not come."""
        self._worker = worker
        self._lock = threading.Lock()
        self._begun: dict[str, float] = {}
        settings = self.contract.settings
        self.engines = Engines(settings.device, _THREADS)
        self._studio: Studio | None = None
        deadline.in_threads = self._kept_to
        if worker.address in self._refused:
            return
        if why := examine(self.contract):
            raise RuntimeError(f"the worker {worker.address} is refused: {why}")

    def teardown(self, worker: Any) -> None:
        """The run is over: models are freed."""
        with self._lock:
            self.engines.close()
            if self._studio is not None:
                self._studio.close()
                self._studio = None

    def article(self, order: Order) -> Finished:
        """Make a whole article and put it on the shelf."""
        key, began = order.key, time.monotonic()
        self.tell("begun", key)
        told: list[str] = []

        def found(article: Article, text: str) -> None:
            self.tell("found", key, article.slug, article.title, text)
            told.extend(article.warnings)

        with self._at(key):
            if self._studio is None:
                plan = WorkerPlan(1, _THREADS)
                settings = self.contract.settings
                self._studio = Studio(
                    settings,
                    fresh=self.contract.fresh,
                    workers=LocalWorkers(settings, plan),
                    past=self.contract.past,
                )
            with self._border(order.job.source):
                made = self._studio.make(order, self.contract.bench, found)
        return replace(
            made,
            worker=self._worker.address,
            warnings=tuple(told),
            seconds=time.monotonic() - began,
        )

    def sentence(self, job: SpeechJob, place: tuple[object, ...]) -> tuple[bytes, bytes] | None:
        """Speak a sentence; its sound and its note, or nothing where the client has the same cache: `place`."""
        settings = self.contract.settings
        cache = ClipCache(device=settings.device, shared=settings.clips)
        with self._at(job.key), self._border(job.text):
            clip = speak(job, self.engines.of, cache)
        return None if place_of(cache.folder) == place else cache.read(clip)

    def tell(self, what: str, key: str, *further: object) -> None:
        """Tell the client."""
        self._worker.log_event(TOPIC, {"run": self.contract.run, "what": what, "key": key, "more": further})

    @contextlib.contextmanager
    def _at(self, key: str) -> Iterator[None]:
        """One work at a time in a process, and none for ever."""
        with self._lock:
            self._key = key
            with watched(self.contract.settings.deadline_s, lambda: self.tell("late", key)):
                yield

    def _kept_to(self, seconds: float, of_processor: bool) -> AbstractContextManager[None]:
        key = self._key
        guard = processor_watched if of_processor else watched
        return guard(seconds, lambda: self.tell("late", key, seconds))

    @contextlib.contextmanager
    def _border(self, what: str) -> Iterator[None]:
        """What nobody has foreseen becomes an error of ours; a worker without room leaves, and another does it."""
        try:
            yield
        except DiskFull as error:
            if not _own(error):
                raise
            self.tell("full", "", str(error))
            self._worker.loop.add_callback(self._worker.close_gracefully)
            time.sleep(_CLOSING_S)
            raise Reschedule from error
        except AudioEditionError:
            raise
        except Exception as error:
            raise kept(error, what) from None


def _own(error: DiskFull) -> bool:
    """Whether it is this machine's own disk, and not the shelf's, which is full for everybody."""
    return any(str(folder) in str(error) for folder in (cache_folder(), tempfile.gettempdir()))


def place_of(folder: Path) -> tuple[object, ...]:
    """What tells whether two processes see the same folder on the same machine."""
    folder.mkdir(parents=True, exist_ok=True)
    status = os.stat(folder)
    return socket.gethostname(), str(folder), status.st_dev, status.st_ino


def make_article(name: str, order: Order) -> Finished | AudioEditionError:
    """The task of an article, in the studio called `name`; an error is handed over as it is, without its traceback.

    The answer is also told: who asked need not fetch it, which would take a way there and back for each article.
    """
    studio = _studio_of(name)
    answer: Finished | AudioEditionError
    try:
        answer = studio.article(order)
    except AudioEditionError as error:
        answer = _bare(error)
    studio.tell("answer", order.key, pickle.dumps(answer))
    return answer


def speak_sentence(
    name: str, job: SpeechJob, place: tuple[object, ...]
) -> tuple[bytes, bytes] | AudioEditionError | None:
    """The task of a sentence."""
    try:
        return _studio_of(name).sentence(job, place)
    except AudioEditionError as error:
        return _bare(error)


def _bare(error: AudioEditionError) -> AudioEditionError:
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)


def _studio_of(name: str) -> WorkerStudio:
    studio: WorkerStudio = get_worker().plugins[name]
    return studio
