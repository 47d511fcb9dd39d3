"""Many articles in one run: what is unchanged is left alone, and one bad article never stops the rest."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from audio_edition.disk import explain
from audio_edition.edition.fingerprint import basis, fingerprint
from audio_edition.edition.index import Index, Job, part_mark
from audio_edition.edition.publish import locked
from audio_edition.errors import ArticleError, AudioEditionError, UsageError
from audio_edition.settings import Settings
from audio_edition.types import OTHER_SCRIPT

if TYPE_CHECKING:
    from audio_edition.edition.manifest import Manifest
    from audio_edition.edition.studio import Studio


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one article."""

    source: str
    status: Literal["made", "unchanged", "failed"]
    folder: Path | None = None
    problem: str = ""
    doubts: tuple[str, ...] = ()
    """What the quality gate still holds against sentences that may well be right: for an editor to check."""
    exit_code: int = 0
    seconds: float = 0.0

    @property
    def manifest(self) -> Manifest | None:
        """The manifest of an edition that was made, read anew: a thousand of them would fill the memory."""
        if self.folder is None or self.status != "made":
            return None
        from audio_edition.edition.manifest import read_manifest

        return read_manifest(self.folder)


def expand(articles: Sequence[str], problems: list[Outcome]) -> list[str]:
    """Files, folders (every article in them) and lists (`@FILE`: a path a line) as one list without repeats.

    What cannot be used is added to `problems` and the rest goes on.
    """
    from audio_edition.article import find_articles

    found: dict[str, None] = {}
    for name in articles:
        try:
            if name.startswith("@"):
                found |= dict.fromkeys(expand(_lines(Path(name[1:])), problems))
            elif name != "-" and Path(name).is_dir():
                found |= dict.fromkeys(str(path) for path in find_articles(Path(name)))
            else:
                found[name] = None
        except AudioEditionError as error:
            problems.append(Outcome(name, "failed", problem=str(error), exit_code=error.exit_code))
    return list(found)


def make_all(
    articles: Sequence[str],
    out: Path,
    settings: Settings,
    *,
    force: bool = False,
    on_outcome: Callable[[Outcome], None] = lambda outcome: None,
    studio: Studio | None = None,
) -> list[Outcome]:
    """Make or keep the edition of every article; `out` is held for the run. Returns an outcome an article.

    Raises SettingsError or VoiceError when no article could be made at all, PublishError when `out` cannot be
    written.
    """
    from audio_edition.edition.studio import Studio
    from audio_edition.voices import build_cast

    outcomes: list[Outcome] = []

    def tell(outcome: Outcome) -> None:
        outcomes.append(outcome)
        on_outcome(outcome)

    problems: list[Outcome] = []
    sources = expand(articles, problems)
    for problem in problems:
        tell(problem)
    common = basis(settings, build_cast(settings))
    with locked(out):
        index = Index(out)
        jobs: list[Job] = []
        for source in sources:
            job = _read(source, common)
            if isinstance(job, Outcome):
                tell(job)
            elif not force and (kept := index.unchanged(job)):
                tell(Outcome(source, "unchanged", folder=kept))
            else:
                jobs.append(job)
        if jobs:
            for outcome in _make(
                jobs, out, index, studio or Studio(settings, fresh=force), own=studio is None
            ):
                tell(outcome)
        index.tidy()
    return outcomes


def _make(jobs: Sequence[Job], out: Path, index: Index, studio: Studio, *, own: bool) -> Iterator[Outcome]:
    """Make what is to be made, the voices loaded once; `own`: nobody else closes the studio."""
    try:
        for job in jobs:
            begun = time.monotonic()
            try:
                name = partial(index.folder_for, job=job)
                folder, made = studio.make(job, out, name, index.origin(job))
                index.add(job, folder)
                yield _outcome(job, folder, made, time.monotonic() - begun)
            except AudioEditionError as error:
                yield Outcome(job.source, "failed", problem=str(error), exit_code=error.exit_code)
            except OSError as error:
                yield Outcome(job.source, "failed", problem=explain(error, out), exit_code=1)
    finally:
        if own:
            studio.close()


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


def _lines(path: Path) -> list[str]:
    """The paths in a list file (`-`: standard input), relative to where the command runs; `#` begins a comment."""
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        lines = data.decode("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(f"{path}: the list of articles cannot be read: {why}") from error
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _read(source: str, common: str) -> Job | Outcome:
    try:
        data = sys.stdin.buffer.read() if source == "-" else _bytes(source)
    except FileNotFoundError:
        from audio_edition.article.read import no_such_file

        problem = no_such_file(source)
    except OSError as error:
        problem = f"{source}: cannot be read: {error.strerror or error}"
    else:
        return Job(source, data, fingerprint(data + part_mark(source), common))
    return Outcome(source, "failed", problem=problem, exit_code=ArticleError.exit_code)


def _bytes(source: str) -> bytes:
    """The file's bytes; of the whole book for `book.epub#3`."""
    try:
        return Path(source).read_bytes()
    except FileNotFoundError:
        if "#" not in source:
            raise
        from audio_edition.article.read import read_source

        return read_source(source)
