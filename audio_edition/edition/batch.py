"""Many articles in one run: what is unchanged is left alone, and one bad article never stops the rest."""

from __future__ import annotations

import contextlib
import io
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain, islice
from pathlib import Path

from audio_edition.article.find import articles_in, no_such_file
from audio_edition.decisions.beside import read_bytes
from audio_edition.disk import read_up_to
from audio_edition.edition.article_names import ArticleNames
from audio_edition.edition.deadline import within
from audio_edition.edition.fingerprint import basis, fingerprint
from audio_edition.edition.index import ArticleJob, part_mark
from audio_edition.edition.order import Crew, Finished, Order
from audio_edition.edition.outcome import Outcome, kept
from audio_edition.edition.outcomes import Outcomes
from audio_edition.edition.shelf import FolderShelf
from audio_edition.edition.shelves import shelf_of
from audio_edition.edition.studio import Studio
from audio_edition.edition.writer import Writer
from audio_edition.errors import ArticleError, AudioEditionError, SettingsError, UsageError
from audio_edition.settings import Settings
from audio_edition.shown import shown
from audio_edition.source_name import split_part
from audio_edition.voices import build_cast

_MOST_AT_ONCE = 16
"""Articles that are read before it is decided who makes them."""
_MOST_BYTES = 256 << 20
"""More than any article has, a book with its pictures among them; a larger file is not read."""
_OF_THE_SYSTEM = ("/proc/", "/sys/")
"""What the kernel shows as files: some never end, some tell what nobody should hear."""


def expand(articles: Iterable[str], problems: list[Outcome], given: Mapping[str, bytes]) -> ArticleNames:
    """Files, folders (every article in them) and lists (`@FILE`: a path a line) as one list without repeats.

    What is `given` is no path. What cannot be used is added to `problems` and the rest goes on.
    """
    found = ArticleNames()
    _expand(articles, problems, given, found)
    return found


def _expand(
    articles: Iterable[str], problems: list[Outcome], given: Mapping[str, bytes], found: ArticleNames
) -> None:
    for name in articles:
        try:
            if name.startswith("@"):
                _expand(_lines(name[1:], given), problems, given, found)
            elif name not in given and Path(name).is_dir():
                for path in articles_in(Path(name)):
                    found.add(path)
            else:
                found.add(name)
        except AudioEditionError as error:
            problems.append(Outcome.failed(name, error))
        except (OSError, ValueError) as error:
            why = (error.strerror if isinstance(error, OSError) else None) or str(error)
            problems.append(_unusable(name, f"{shown(name)}: cannot be read: {why}"))


def make_all(
    articles: Sequence[str],
    out: Path,
    settings: Settings,
    *,
    force: bool = False,
    embargo_at: datetime | None = None,
    on_outcome: Callable[[Outcome], None] = lambda outcome: None,
    studio: Studio | None = None,
    crew: Crew | None = None,
    given: Mapping[str, bytes] | None = None,
    apart_from: int | None = None,
    crew_from: int = 1,
) -> Sequence[Outcome]:
    """Make or keep the edition of every article. Returns an outcome an article.

    Other runs may be at work in `out` at the same time: an article is made by one of them, and the others wait for it.
    `crew`: who makes them where there are `crew_from` or more; else `studio` does, one after the other.
    `given`: the bytes of articles that are no files, by the name that stands in `articles`.
    `embargo_at`: the time it is; an article that is dated later is held back. Without it, that is a warning.
    `apart_from`: with so many articles to make or more, they are made in a process of their own, so that a death in
    native code costs one article.
    Whatever an article throws, the others are made; what nobody has foreseen goes into the log. Raises SettingsError
    or VoiceError when no article could be made at all, PublishError when `out` cannot be written, ClusterError when
    nobody is left to make them.
    """
    outcomes = Outcomes()

    def tell(outcome: Outcome) -> None:
        outcomes.append(outcome)
        on_outcome(outcome)

    problems: list[Outcome] = []
    given = given or {}
    sources: ArticleNames | list[str] = expand(articles, problems, given)
    for problem in problems:
        tell(problem)
    common = basis(settings, build_cast(settings))
    shelf = shelf_of(settings, out)
    alone = studio or Studio(settings, fresh=force)
    with contextlib.ExitStack() as stack:
        if studio is None:
            stack.callback(alone.close)
        index = stack.enter_context(shelf.at_work())
        writer = Writer(shelf, index, alone, force=force, embargo_at=embargo_at, tell=tell)
        maker: Crew | None = None
        started = False
        limit = crew_from if crew is not None else apart_from
        while sources:
            with contextlib.closing(writer.orders(_jobs(sources, common, given, tell))) as orders:
                first = list(islice(orders, min(limit or 1, _MOST_AT_ONCE)))
                if first:
                    if not started and settings.clips is not None:
                        from audio_edition.synthesis.cache import ClipCache

                        ClipCache(shared=settings.clips).check()
                    started = True
                    if alone.past is None:
                        from audio_edition.edition.steadiness import History

                        alone.past = History(shelf.folder)
                    if maker is None and limit is not None and len(first) >= limit:
                        maker = crew or stack.enter_context(_apart(alone, shelf))
                    for order, result in (maker or _Alone(alone, writer)).make(chain(first, orders)):
                        writer.end(order, result)
            sources = writer.postponed()
    return outcomes


def _jobs(
    sources: Iterable[str], common: str, given: Mapping[str, bytes], tell: Callable[[Outcome], None]
) -> Iterator[ArticleJob]:
    """The articles that can be read, one at a time: a hundred thousand of them would fill the memory."""
    for source in sources:
        job = _read(source, common, given)
        if isinstance(job, Outcome):
            tell(job)
        else:
            yield job


@contextlib.contextmanager
def _apart(studio: Studio, shelf: FolderShelf) -> Iterator[Crew]:
    """A process that makes what is to be made, with a studio there as this one is."""
    from audio_edition.edition.apart import Apart, Equipment

    past = studio.past.looked_up(build_cast(studio.settings)) if studio.past is not None else None
    equipment = Equipment(
        studio.settings, shelf.folder, studio.fresh, studio.check, past, shelf.bench, shelf.base
    )
    with contextlib.closing(Apart(equipment, studio.talk)) as apart:
        yield apart


class _Alone:
    """A crew of one: this process, an article at a time, the voices loaded once."""

    def __init__(self, studio: Studio, writer: Writer) -> None:
        self._studio, self._writer = studio, writer

    def make(self, orders: Iterable[Order]) -> Iterator[tuple[Order, Finished | Exception]]:
        """As `Crew` says."""
        limit_s = self._studio.settings.deadline_s
        for order in orders:
            result: Finished | Exception
            try:
                with within(limit_s, f"{shown(order.job.source)}: its edition"):
                    result = self._studio.make(order, self._writer.shelf, self._writer.once(order))
            except Exception as error:
                result = error
            yield order, result


def _lines(name: str, given: Mapping[str, bytes]) -> Iterator[str]:
    """The paths in a list file, relative to where the command runs; `#` begins a comment."""
    try:
        data = given[name] if name in given else read_up_to(Path(name))
        text = data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(f"{name}: the list of articles cannot be read: {why}") from error
    for line in io.StringIO(text, newline=None):
        if line.strip() and not line.startswith("#"):
            yield line.strip()


def _read(source: str, common: str, given: Mapping[str, bytes]) -> ArticleJob | Outcome:
    try:
        data = given[source] if source in given else _bytes(source)
        decided = b"" if source in given else read_bytes(source)
        return ArticleJob(source, data, fingerprint(data + part_mark(source) + decided, common), decided)
    except (ArticleError, SettingsError) as error:
        problem = str(error)
    except FileNotFoundError:
        problem = shown(no_such_file(source))
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else None
        problem = f"{shown(source)}: cannot be read: {why or error}"
    except Exception as error:
        problem = str(kept(error, source))
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
        if not opened and os.path.realpath(path).startswith(_OF_THE_SYSTEM):
            raise ArticleError(
                f"{shown(source)}: leads to the system's own files, not to an article; remove it"
            )
        if status.st_size > _MOST_BYTES:
            raise ArticleError(
                f"{shown(source)}: {status.st_size / 1e6:.0f} MB is more than an article can be "
                f"(limit {_MOST_BYTES / 1e6:.0f} MB); split the file"
            )
        return file.read(_MOST_BYTES)


def _unusable(source: str, problem: str) -> Outcome:
    return Outcome.failed(source, ArticleError(problem))
