"""The one writer of a run: what is to be made at all, under which name it is published, and what became of it."""

from __future__ import annotations

import hashlib
import logging
import time
import uuid
from collections.abc import Callable, Generator, Iterable
from datetime import datetime

from audio_edition.disk import explain
from audio_edition.edition.index import ArticleJob, Index
from audio_edition.edition.order import Finished, Order
from audio_edition.edition.outcome import Outcome, kept
from audio_edition.edition.shelf import FolderShelf
from audio_edition.edition.studio import Studio
from audio_edition.edition.waiting import waiting_folder
from audio_edition.errors import AudioEditionError, Duplicate, HeldBack, PublishError, Waiting
from audio_edition.finding import Finding
from audio_edition.shown import shown
from audio_edition.types import Article

_MOMENT_S = 0.5
"""Between two looks at an article that another run has."""


class Writer:
    """Orders what is new, publishes what was made and remembers it, while other runs do the same beside it."""

    def __init__(
        self,
        shelf: FolderShelf,
        index: Index,
        studio: Studio,
        *,
        force: bool,
        embargo_at: datetime | None,
        tell: Callable[[Outcome], None],
    ) -> None:
        self.shelf = shelf
        self._postponed: list[str] = []
        self._elsewhere = self._told = False
        self._ordered = 0
        self._index, self._studio, self._tell = index, studio, tell
        self._again = uuid.uuid4().hex if force else ""
        self._embargo_at = embargo_at
        self._at_work: set[str] = set()
        """Digests of the bytes of what is being made."""

    def postponed(self) -> list[str]:
        """The articles for which `orders` is to be asked once more, after a moment where another run has them all."""
        again, self._postponed = self._postponed, []
        if again and self._elsewhere and not self._ordered:
            if not self._told:
                self._told = True
                logging.getLogger(__name__).warning(
                    "%s: another run is at work with %s; waiting for it", self.shelf.folder, shown(again[0])
                )
            time.sleep(_MOMENT_S)
        return again

    def orders(self, jobs: Iterable[ArticleJob]) -> Generator[Order, None, None]:
        """An order for each job that is new; what is unchanged is told.

        An article that another run is at work with, or that is the same as one that is being made, is postponed:
        nobody waits here, for two runs could wait for each other.
        """
        self._elsewhere, self._ordered = False, 0
        for job in jobs:
            name = self._index.name(job)
            lease = lease_of(name)
            if job.content in self._at_work:
                self._postponed.append(job.source)
                continue
            if not self.shelf.take(lease):
                self._elsewhere = True
                self._postponed.append(job.source)
                continue
            try:
                with self.shelf.writing():
                    kept_in = None if self._again else self._index.unchanged(job)
                    twin = self._index.twin(job, job.content)
                    known = self._index.known(job)
                    policy = self._studio.settings.publish
                    waits = None if self._again or kept_in else self._index.still_waits(job, policy)
            except BaseException:
                self.shelf.release(lease)
                raise
            if kept_in is not None or twin is not None:
                self.shelf.release(lease)
                self._tell(
                    Outcome(job.source, "unchanged", folder=kept_in, address=self.shelf.address_of(kept_in))
                    if kept_in is not None
                    else self._twin(job, job.content)
                )
                continue
            if waits is not None:
                self.shelf.release(lease)
                told = f"{shown(job.source)}: waits in {shown(waits[0])}: {waits[1]}"
                self._tell(Outcome(job.source, "waiting", waits[0], told))
                continue
            self._at_work.add(job.content)
            self._ordered += 1
            yield Order(job, name, known.folder if known else None, self._again, self._embargo_at)

    def once(self, order: Order) -> Callable[[Article, str], None]:
        """Raises Duplicate for an article whose text another file has that has an edition."""

        def found(article: Article, text: str) -> None:
            with self.shelf.writing():
                only_once(self._index, order.job, text)

        return found

    def end(self, order: Order, result: Finished | Exception) -> None:
        """Publish what was made, and tell what became of it."""
        source = order.job.source
        try:
            if isinstance(result, Exception):
                raise result
            self._tell(self._published(order, result))
        except HeldBack as error:
            self._tell(Outcome(source, "held", problem=str(error)))
        except Waiting as error:
            self._tell(Outcome(source, "waiting", error.folder, str(error)))
        except Duplicate as error:
            self._tell(self._twin(order.job, error.digest))
        except AudioEditionError as error:
            self._tell(Outcome.failed(source, error))
        except OSError as error:
            self._tell(Outcome.failed(source, PublishError(explain(error, self.shelf.folder))))
        except Exception as error:
            self._tell(Outcome.failed(source, kept(error, source)))
        finally:
            self._at_work.discard(order.job.content)
            self.shelf.release(lease_of(order.name))

    def _published(self, order: Order, made: Finished) -> Outcome:
        from audio_edition.edition.going_out import put_out

        job, shelf, studio = order.job, self.shelf, self._studio
        policy = studio.settings.publish
        try:
            known = order.known if made.same is not None else None
            if made.same is not None and known is not None:
                source = shelf.place_of(known, made.same)
            else:
                source = shelf.fetched(order.key)
            findings: Iterable[Finding] = ()
            if policy == "faultless" and made.same != "out":
                # Before the lock is taken: looking at an edition takes a while.
                with shelf.opened(source) as folder:
                    findings = tuple(studio.check(folder))
            with shelf.writing():
                only_once(self._index, job, made.text)
                target = shelf.folder / (known or self._index.folder_for(made.slug, job))
                if made.same is not None:
                    shelf.restamp(source, job.fingerprint)
                reasons = put_out(job, shelf, source, target, policy, findings, studio.talk)
                if reasons:
                    waiting = waiting_folder(shelf.folder) / target.name
                    why = "; ".join(reasons)
                    self._index.add(
                        job,
                        waiting.name,
                        made.text,
                        shelf.sizes(waiting),
                        waits=why,
                        policy=policy,
                        beside=made.beside,
                    )
                    where = shown(shelf.address_of(waiting) or waiting)
                    raise Waiting(f"{shown(job.source)}: waits in {where}: {why}", waiting)
                self._index.add(job, target.name, made.text, shelf.sizes(target), beside=made.beside)
        except Waiting:
            raise
        except BaseException:
            if made.same is None:
                shelf.discard(order.key)
            raise
        return Outcome(
            job.source,
            "unchanged" if made.same == "out" else "made",
            target,
            problem=made.problem,
            doubts=made.doubts,
            exit_code=1 if made.problem else 0,
            seconds=made.seconds,
            duration_s=made.duration_s,
            worker=made.worker,
            tries=made.tries,
            address=shelf.address_of(target),
        )

    def _twin(self, job: ArticleJob, digest: str) -> Outcome:
        """What is told of an article whose edition another file has."""
        with self.shelf.writing():
            twin = self._index.twin(job, digest)
            try:
                only_once(self._index, job, digest)
                problem = (
                    f"{shown(job.source)}: held the same article as another file, which is gone; run again"
                )
            except Duplicate as error:
                problem = str(error)
        return Outcome(job.source, "duplicate", self.shelf.folder / twin.folder if twin else None, problem)


def only_once(index: Index, job: ArticleJob, digest: str) -> None:
    """Raise Duplicate when another file with this digest, of its bytes or of its text, has an edition."""
    if twin := index.twin(job, digest):
        raise Duplicate(
            f"{shown(job.source)}: holds the same article as {shown(index.source_path(twin))}, whose edition is "
            f"{twin.folder}; it is made once; take one of the two away",
            digest,
        )


def lease_of(name: str) -> str:
    """The name of an article's lease."""
    return hashlib.blake2b(name.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
