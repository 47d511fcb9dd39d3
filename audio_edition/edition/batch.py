"""Many articles in one run: what is unchanged is left alone, and one bad article never stops the rest."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from audio_edition.decisions.beside import read_bytes
from audio_edition.disk import explain
from audio_edition.edition.deadline import within
from audio_edition.edition.fingerprint import basis, fingerprint
from audio_edition.edition.index import Index, Job, part_mark
from audio_edition.edition.publish import locked
from audio_edition.errors import (
    ArticleError,
    AudioEditionError,
    Duplicate,
    HeldBack,
    PublishError,
    SettingsError,
    UsageError,
    Waiting,
)
from audio_edition.settings import Settings
from audio_edition.shown import shown
from audio_edition.source_name import split_part
from audio_edition.types import OTHER_SCRIPT

if TYPE_CHECKING:
    from audio_edition.edition.manifest import Manifest
    from audio_edition.edition.studio import Studio


_MOST_BYTES = 256 << 20
"""More than any article has, a book with its pictures among them; a larger file is not read."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one article."""

    source: str
    status: Literal["made", "unchanged", "failed", "held", "duplicate", "waiting"]
    """`held`: under embargo; `duplicate`: another file holds the same article, and `folder` is its edition;
    `waiting`: made, lies in `folder` and does not go out yet."""
    folder: Path | None = None
    problem: str = ""
    """What went wrong; why it is held, waits or is a duplicate."""
    doubts: tuple[str, ...] = ()
    """What the quality gate still holds against sentences that may well be right: for an editor to check."""
    exit_code: int = 0
    seconds: float = 0.0
    error: AudioEditionError | None = field(default=None, compare=False, repr=False)
    """Why there is no edition."""

    @classmethod
    def failed(cls, source: str, error: AudioEditionError) -> Outcome:
        """An article of which no edition could be made."""
        return cls(source, "failed", problem=str(error), exit_code=error.exit_code, error=error)

    @property
    def manifest(self) -> Manifest | None:
        """The manifest of an edition that was made, read anew: a thousand of them would fill the memory."""
        if self.folder is None or self.status != "made":
            return None
        from audio_edition.edition.manifest import read_manifest

        return read_manifest(self.folder)


def expand(articles: Sequence[str], problems: list[Outcome], given: Mapping[str, bytes]) -> list[str]:
    """Files, folders (every article in them) and lists (`@FILE`: a path a line) as one list without repeats.

    What is `given` is no path. What cannot be used is added to `problems` and the rest goes on.
    """
    from audio_edition.article import find_articles

    found: dict[str, None] = {}
    for name in articles:
        try:
            if name.startswith("@"):
                found |= dict.fromkeys(expand(_lines(name[1:], given), problems, given))
            elif name not in given and Path(name).is_dir():
                found |= dict.fromkeys(str(path) for path in find_articles(Path(name)))
            else:
                found[name] = None
        except AudioEditionError as error:
            problems.append(Outcome.failed(name, error))
        except (OSError, ValueError) as error:
            why = (error.strerror if isinstance(error, OSError) else None) or str(error)
            problems.append(_unusable(name, f"{shown(name)}: cannot be read: {why}"))
    return list(found)


def make_all(
    articles: Sequence[str],
    out: Path,
    settings: Settings,
    *,
    force: bool = False,
    embargo_at: datetime | None = None,
    on_outcome: Callable[[Outcome], None] = lambda outcome: None,
    studio: Studio | None = None,
    given: Mapping[str, bytes] | None = None,
    apart_from: int | None = None,
) -> list[Outcome]:
    """Make or keep the edition of every article; `out` is held for the run. Returns an outcome an article.

    `given`: the bytes of articles that are no files, by the name that stands in `articles`.
    `embargo_at`: the time it is; an article that is dated later is held back. Without it, that is a warning.
    `apart_from`: with so many articles to make or more, they are made in a process of their own, so that a death in
    native code costs one article.
    Whatever an article throws, the others are made; what nobody has foreseen goes into the log. Raises SettingsError
    or VoiceError when no article could be made at all, PublishError when `out` cannot be written.
    """
    from audio_edition.edition.studio import Studio
    from audio_edition.voices import build_cast

    outcomes: list[Outcome] = []

    def tell(outcome: Outcome) -> None:
        outcomes.append(outcome)
        on_outcome(outcome)

    problems: list[Outcome] = []
    given = given or {}
    sources = expand(articles, problems, given)
    for problem in problems:
        tell(problem)
    common = basis(settings, build_cast(settings))
    with locked(out):
        index = Index(out)
        jobs: list[Job] = []
        for source in sources:
            job = _read(source, common, given)
            if isinstance(job, Outcome):
                tell(job)
            elif not force and (kept := index.unchanged(job)):
                tell(Outcome(source, "unchanged", folder=kept))
            else:
                jobs.append(job)
        if jobs:
            used = studio or Studio(settings, fresh=force)
            used.embargo_at = embargo_at
            if apart_from is not None and len(jobs) >= apart_from:
                for outcome in _make_apart(jobs, out, used):
                    tell(outcome)
                index = Index(out)
            else:
                for outcome in _make(jobs, out, index, used, own=studio is None):
                    tell(outcome)
        index.tidy()
    return outcomes


def _make(jobs: Sequence[Job], out: Path, index: Index, studio: Studio, *, own: bool) -> Iterator[Outcome]:
    """Make what is to be made, the voices loaded once; `own`: nobody else closes the studio."""
    try:
        for job in jobs:
            yield make_one(job, out, index, studio)
    finally:
        if own:
            studio.close()


def _make_apart(jobs: Sequence[Job], out: Path, studio: Studio) -> Iterator[Outcome]:
    """Make what is to be made in another process, with a studio there as this one is."""
    from audio_edition.edition.apart import Apart, Order

    apart = Apart(Order(studio.settings, out, studio.fresh, studio.embargo_at, studio.check), studio.talk)
    try:
        for job in jobs:
            try:
                yield apart.make(job)
            except AudioEditionError as error:
                yield Outcome.failed(job.source, error)
    finally:
        apart.close()


def make_one(job: Job, out: Path, index: Index, studio: Studio) -> Outcome:
    """Make the edition of an article, or say why there is none: the border that no error of an article passes."""
    begun = time.monotonic()
    try:
        with within(studio.settings.deadline_s, f"{shown(job.source)}: its edition"):
            folder, made = studio.make(job, out, index)
        return _outcome(job, folder, made, time.monotonic() - begun)
    except HeldBack as error:
        return Outcome(job.source, "held", problem=str(error))
    except Waiting as error:
        return Outcome(job.source, "waiting", error.folder, str(error))
    except Duplicate as error:
        twin = index.twin(job, error.digest)
        return Outcome(job.source, "duplicate", out / twin.folder if twin else None, str(error))
    except AudioEditionError as error:
        return Outcome.failed(job.source, error)
    except OSError as error:
        return Outcome.failed(job.source, PublishError(explain(error, out)))
    except Exception as error:
        return Outcome.failed(job.source, _kept(error, job.source))


def _kept(error: Exception, source: str) -> AudioEditionError:
    """The error that tells of one that nobody has foreseen, its cause; the traceback is in the log."""
    from audio_edition.crash_log import keep

    told = AudioEditionError(f"{shown(source)}: {keep(error, source)}")
    told.__cause__ = error
    return told


def _outcome(job: Job, folder: Path, made: bool, seconds: float) -> Outcome:
    from audio_edition.edition.manifest import read_manifest

    manifest = read_manifest(folder) if made else None
    faults = [
        (f"section {section.index}: {fault.problem}", fault.hard)
        for section in (manifest.sections if manifest is not None else ())
        for fault in section.faults
    ]
    told = [text for text, hard in faults if hard]
    told += [
        f"block {block.index} ({block.role}) {block.reason}: {block.text[:60]}"
        for block in (manifest.ledger if manifest is not None else ())
        if block.reason == OTHER_SCRIPT
    ]
    return Outcome(
        job.source,
        "made" if made else "unchanged",
        folder,
        problem=f"published with faults in its sound: {'; '.join(told)}" if told else "",
        doubts=tuple(text for text, hard in faults if not hard),
        exit_code=1 if told else 0,
        seconds=seconds,
    )


def _lines(name: str, given: Mapping[str, bytes]) -> list[str]:
    """The paths in a list file, relative to where the command runs; `#` begins a comment."""
    try:
        data = given[name] if name in given else Path(name).read_bytes()
        lines = data.decode("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(f"{name}: the list of articles cannot be read: {why}") from error
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _read(source: str, common: str, given: Mapping[str, bytes]) -> Job | Outcome:
    try:
        data = given[source] if source in given else _bytes(source)
        decided = b"" if source in given else read_bytes(source)
        return Job(source, data, fingerprint(data + part_mark(source) + decided, common), decided)
    except (ArticleError, SettingsError) as error:
        problem = str(error)
    except FileNotFoundError:
        from audio_edition.article.read import no_such_file

        problem = shown(no_such_file(source))
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else None
        problem = f"{shown(source)}: cannot be read: {why or error}"
    except Exception as error:
        problem = str(_kept(error, source))
    return _unusable(source, problem)


def _bytes(source: str) -> bytes:
    """The file's bytes, of the whole book for `book.epub#3`. Raises ArticleError for what is larger than any article,
    which is left unread, and for what is no file: a named pipe would be waited for.
    """
    # What the shell has opened for us (`make <(curl …)`) is no file either, and is meant.
    opened = source.startswith(("/dev/fd/", "/dev/stdin", "/proc/"))
    path = source if os.path.lexists(source) else split_part(source)[0]
    handle = os.open(path, os.O_RDONLY | (0 if opened else os.O_NONBLOCK))
    with open(handle, "rb") as file:
        status = os.fstat(handle)
        mode = status.st_mode
        if not stat.S_ISREG(mode) and not (opened and stat.S_ISFIFO(mode)):
            what = "a folder" if stat.S_ISDIR(mode) else "a named pipe or a device"
            raise ArticleError(f"{shown(source)}: is {what}, not a file; save the article as a file")
        if status.st_size > _MOST_BYTES:
            raise ArticleError(
                f"{shown(source)}: {status.st_size / 1e6:.0f} MB is more than an article can be "
                f"(limit {_MOST_BYTES / 1e6:.0f} MB); split the file"
            )
        return file.read(_MOST_BYTES)


def _unusable(source: str, problem: str) -> Outcome:
    return Outcome.failed(source, ArticleError(problem))
