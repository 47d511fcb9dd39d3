"""Many articles in one run: what is unchanged is left alone, and one bad article never stops the rest."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from audio_edition.edition.fingerprint import basis, fingerprint
from audio_edition.edition.manifest import Manifest, read_manifest
from audio_edition.edition.publish import explain, locked, write_whole
from audio_edition.errors import ArticleError, AudioEditionError, UsageError
from audio_edition.settings import Settings

if TYPE_CHECKING:
    from audio_edition.edition.studio import Studio

INDEX_NAME = ".audio-edition.json"
"""In the folder of editions: which source made which edition, so that a run without news reads no manifests."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one article."""

    source: str
    status: Literal["made", "unchanged", "failed"]
    folder: Path | None = None
    problem: str = ""
    manifest: Manifest | None = None
    exit_code: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class _Job:
    source: str
    data: bytes
    fingerprint: str


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
        index = _Index(out)
        jobs: list[_Job] = []
        for source in sources:
            job = _read(source, common)
            if isinstance(job, Outcome):
                tell(job)
            elif not force and (kept := index.unchanged(job)):
                tell(Outcome(source, "unchanged", folder=kept))
            else:
                jobs.append(job)
        if jobs:
            for outcome in _make(jobs, out, settings, index, studio):
                tell(outcome)
        index.save()
    return outcomes


def _make(
    jobs: Sequence[_Job], out: Path, settings: Settings, index: _Index, studio: Studio | None
) -> Iterator[Outcome]:
    """Make what is to be made, the voices loaded once."""
    from audio_edition.edition.studio import Studio

    own = studio is None
    studio = studio or Studio(settings)
    try:
        for job in jobs:
            begun = time.monotonic()
            try:
                folder = studio.make(job.data, job.source, out, job.fingerprint, index.folder_for)
                index.add(job, folder)
                index.save()
                manifest = read_manifest(folder)
                failed = [s for s in (manifest or {}).get("sections", []) if s["faults"]]
                yield Outcome(
                    job.source,
                    "made",
                    folder,
                    problem=_faulty(failed),
                    manifest=manifest,
                    exit_code=1 if failed else 0,
                    seconds=time.monotonic() - begun,
                )
            except AudioEditionError as error:
                yield Outcome(job.source, "failed", problem=str(error), exit_code=error.exit_code)
            except OSError as error:
                yield Outcome(job.source, "failed", problem=explain(error, out), exit_code=1)
    finally:
        if own:
            studio.close()


def _faulty(sections: Iterable[Manifest]) -> str:
    """One sentence on the sections whose sound did not pass the quality gate."""
    told = [f"section {section['index']} ({', '.join(section['faults'])})" for section in sections]
    return f"published, but the quality gate still holds this against it: {'; '.join(told)}" if told else ""


def _lines(path: Path) -> list[str]:
    """The paths in a list file, relative to where the command runs; `#` begins a comment line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: the list of articles cannot be read: {error}") from error
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _read(source: str, common: str) -> _Job | Outcome:
    try:
        data = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except FileNotFoundError:
        problem = f"{source}: there is no such file or folder"
    except OSError as error:
        problem = f"{source}: cannot be read: {error.strerror or error}"
    else:
        return _Job(source, data, fingerprint(data, common))
    return Outcome(source, "failed", problem=problem, exit_code=ArticleError.exit_code)


class _Index:
    """Which source made which edition; a hint only: an entry counts when the folder bears it out."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._path = out / INDEX_NAME
        self._entries: dict[str, dict[str, Any]] = {}
        self._written = ""
        try:
            self._written = self._path.read_text(encoding="utf-8")
            stored = json.loads(self._written)
            self._entries = {str(key): dict(value) for key, value in stored["editions"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            pass  # a missing or damaged index is made again from what is there

    def unchanged(self, job: _Job) -> Path | None:
        """Folder of the edition that `job` would make again, when it is there and whole."""
        entry = self._entries.get(_identity(job.source, job.fingerprint))
        if entry is None or entry.get("fingerprint") != job.fingerprint:
            return None
        folder = self._out / str(entry["folder"])
        sizes: dict[str, int] = entry.get("files", {})
        try:
            whole = bool(sizes) and all(
                (folder / name).stat().st_size == size for name, size in sizes.items()
            )
        except OSError:
            return None
        return folder if whole else None

    def folder_for(self, slug: str, source: str) -> str:
        """Name of the folder for an edition: the one it had, also under a new title; else its slug, with a number
        if another article has taken it. What comes by standard input replaces what came so under the same slug.
        """
        known = self._entries.get(_identity(source))
        if known is not None:
            return str(known["folder"])
        piped = source == "-"
        taken = {str(e["folder"]) for key, e in self._entries.items() if not (piped and key.startswith("-"))}
        name, number = slug, 2
        while name in taken:
            name, number = f"{slug}-{number}", number + 1
        return name

    def add(self, job: _Job, folder: Path) -> None:
        files = {
            str(p.relative_to(folder)): p.stat().st_size for p in sorted(folder.rglob("*")) if p.is_file()
        }
        self._entries[_identity(job.source, job.fingerprint)] = {
            "folder": folder.name,
            "fingerprint": job.fingerprint,
            "files": files,
        }

    def save(self) -> None:
        text = (
            json.dumps({"editions": dict(sorted(self._entries.items()))}, ensure_ascii=False, indent=1) + "\n"
        )
        if text != self._written:
            write_whole(self._path, text)
            self._written = text


def _identity(source: str, fingerprint: str = "") -> str:
    """What makes two runs speak of the same article: its file; for standard input what came."""
    return f"-{fingerprint}" if source == "-" else str(Path(source).resolve())
