"""What a site knows of its editions: read from each manifest once, checked once, remembered between nights."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from audio_edition.crash_log import keep
from audio_edition.disk import read_own
from audio_edition.edition.manifest import Manifest, read_manifest
from audio_edition.edition.times import moment, published
from audio_edition.errors import UsageError
from audio_edition.feed.build import write_if_changed
from audio_edition.feed.rss import lead, one_line
from audio_edition.finding import Finding
from audio_edition.shown import shown
from audio_edition.site.fitness import findings_of

MEMORY = ".site.json"
_SAVE_EVERY = 25
"""Editions checked between two writes of the memory: what a killed run has to check again at most."""


@dataclass(frozen=True, slots=True)
class Faulty:
    """A sentence that the quality gate holds something against."""

    section: int
    sentence: int
    written: str
    problem: str
    hard: bool
    """Certainly wrong, not only unlike what was expected."""


@dataclass(frozen=True, slots=True)
class Known:
    """An edition in a few words, for the site's page and the editor's report."""

    folder: str
    stamp: str
    """Changes when the edition is made anew."""
    title: str
    language: str
    publisher: str | None
    byline: list[str]
    section: str | None
    published: str
    """ISO 8601 with a zone."""
    made: str
    duration_s: float
    lead: str
    narrator: str
    chapters: int
    warnings: list[str]
    unknown_words: list[list[str]]
    """(word, IPA) of each word that was read by rule."""
    faults: list[Faulty]
    findings: list[Finding] = field(default_factory=list)
    """What `verify` found."""
    verified: bool = False

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.published)

    @property
    def hard_faults(self) -> list[Faulty]:
        return [fault for fault in self.faults if fault.hard]

    @property
    def errors(self) -> list[str]:
        return [f"{finding.where}: {finding.problem}" for finding in self.findings if finding.is_error]


@dataclass(frozen=True, slots=True)
class Linted:
    """A feed as it was checked last: the digest of its bytes, and what was found."""

    digest: str
    findings: list[Finding]


@dataclass(frozen=True, slots=True)
class _Remembered:
    """What stands in the file; whatever is of another shape is no memory."""

    editions: dict[str, Known]
    feeds: dict[str, Linted]
    told: list[str]
    pages: dict[str, list[str]] = field(default_factory=dict)


class Memory:
    """SITE/.site.json. It can be lost: then everything is read and checked anew."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / MEMORY
        self._editions: dict[str, Known] = {}
        self.feeds: dict[str, Linted] = {}
        self.told: list[str] = []
        """Problems that the editor has been notified of."""
        self._pages: dict[str, list[str]] = {}
        try:
            stored = json.loads(read_own(self._path))
            remembered = TypeAdapter(_Remembered).validate_python(stored)
            for known in remembered.editions.values():
                moment(known.published)
            self._editions, self.feeds, self.told = remembered.editions, remembered.feeds, remembered.told
            self._pages = remembered.pages
        except (OSError, ValueError, RecursionError):
            self._editions, self.feeds, self.told = {}, {}, []

    def holds(self, path: Path, key: str) -> bool:
        """Whether the page that was written to `path` last had that key, and lies there unchanged."""
        try:
            return self._pages.get(path.name) == [key, _sha256(read_own(path))]
        except OSError:
            return False

    def keep_page(self, path: Path, key: str, data: bytes) -> None:
        """Remember what was written to `path`."""
        self._pages[path.name] = [key, _sha256(data)]

    def look(
        self, editions: Path, folders: Iterable[str], *, verify: bool, mark: str = "edition.mp3"
    ) -> tuple[list[Known], list[Known], list[str]]:
        """(all editions newest first, those that were looked at just now, a sentence for each that cannot be read).

        `folders` are names of folders under `editions`; one that holds no whole edition is left out. What has
        not changed since the last look is taken from memory. `verify`: check what has not been checked. `mark`: file that is written anew whenever an
        edition is.
        """
        fresh: list[Known] = []
        unreadable: list[str] = []
        found: dict[str, Known] = {}
        for name in folders:
            folder = editions / name
            stamp = _stamp(folder / mark)
            known = self._editions.get(name)
            if known is None or known.stamp != stamp or (verify and not known.verified):
                manifest = read_manifest(folder) if stamp else None
                if manifest is None:
                    continue
                try:
                    known = summarise(name, stamp, manifest, _verified(folder) if verify else None)
                except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
                    unreadable.append(
                        f"{name}: its edition.json is of another shape ({type(error).__name__}: {shown(error)}); "
                        "remove the folder, and the next run makes it anew"
                    )
                    continue
                self._editions[name] = known
                fresh.append(known)
                if len(fresh) % _SAVE_EVERY == 0:
                    self.save()
            found[name] = known
        self._editions = found
        ordered = sorted(found.values(), key=lambda known: (known.moment, known.folder), reverse=True)
        return ordered, fresh, unreadable

    def save(self) -> None:
        """Write the memory, if it changed."""
        editions = {name: asdict(known) for name, known in sorted(self._editions.items())}
        feeds = {name: asdict(linted) for name, linted in sorted(self.feeds.items())}
        document = {"editions": editions, "feeds": feeds, "told": self.told, "pages": self._pages}
        text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        write_if_changed(self._path, text.encode())


def summarise(folder: str, stamp: str, manifest: Manifest, findings: list[Finding] | None) -> Known:
    """The few words. `findings` is None for an edition that is not checked."""
    narrator = manifest.voice["narrator"]
    return Known(
        folder=folder,
        stamp=stamp,
        title=one_line(manifest.title),
        language=manifest.language,
        publisher=manifest.publisher,
        byline=list(manifest.byline),
        section=manifest.section,
        published=published(manifest.published, manifest.made).isoformat(),
        made=manifest.made.isoformat(),
        duration_s=manifest.duration_s,
        lead=one_line(lead(manifest)),
        narrator=narrator.member,
        chapters=len(manifest.chapters),
        warnings=list(manifest.warnings),
        unknown_words=[[word.word, word.ipa] for word in manifest.unknown_words],
        faults=[
            Faulty(
                section.index,
                sentence.index,
                sentence.written,
                ", ".join(fault.problem for fault in sentence.faults),
                any(fault.hard for fault in sentence.faults),
            )
            for section, sentence in manifest.sentences
            if sentence.faults
        ],
        findings=findings or [],
        verified=findings is not None,
    )


def _verified(folder: Path) -> list[Finding]:
    try:
        return findings_of(folder)
    except UsageError as error:
        return [Finding("manifest", "error", folder.name, str(error))]
    except Exception as error:
        return [
            Finding("manifest", "error", folder.name, f"could not be checked: {keep(error, str(folder))}")
        ]


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _stamp(mark: Path) -> str:
    """Size and time of a file that is written anew whenever an edition is; "" when there is none."""
    try:
        status = mark.stat()
    except OSError:
        return ""
    return f"{status.st_mtime_ns:x}-{status.st_size:x}"
