"""Which source made which edition, kept beside the editions so that a night without news reads no manifests.

A journal of JSON lines: what was made is appended at once, so a killed run loses nothing and a long run writes
each line once. The journal is a help, not a truth: an entry counts when its folder bears it out, and a journal
that is missing is made again from the manifests.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from audio_edition.disk import write_whole
from audio_edition.edition.publish import MARK
from audio_edition.source_name import split_part

if TYPE_CHECKING:
    from audio_edition.edition.manifest import Manifest, Origin

JOURNAL = ".audio-edition.jsonl"


@dataclass(frozen=True, slots=True)
class Job:
    """An article that was read from its source, and what its edition is to be made from."""

    source: str
    data: bytes
    fingerprint: str

    @property
    def content(self) -> str:
        """Digest of the article alone; of a book's chapter, of the book and the chapter's number."""
        return hashlib.blake2b(self.data + part_mark(self.source), digest_size=16).hexdigest()


def part_mark(source: str) -> bytes:
    """What tells the chapters of a book apart, which are of one file: `#3` of `book.epub#3`; else nothing."""
    number = split_part(source)[1]
    return b"" if number is None else b"#%d" % number


@dataclass(frozen=True, slots=True)
class Entry:
    """An edition in the journal."""

    source: str
    """Relative to the folder of editions; `-` and the content for standard input."""
    folder: str
    fingerprint: str
    content: str
    files: dict[str, int]
    """Size in bytes of each file."""


class Index:
    """The journal of the folder of editions `out`, which the caller holds locked."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._path = out / JOURNAL
        self._entries: dict[str, Entry] = {}
        self._lines = 0
        try:
            text = self._path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            self._rebuild()
            return
        for line in text.splitlines():
            self._lines += 1
            try:
                entry = Entry(**json.loads(line))
            except (ValueError, TypeError):
                continue  # the line that a killed run was writing
            self._entries[entry.source] = entry

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(self._entries.values())

    def unchanged(self, job: Job) -> Path | None:
        """Folder of the edition that `job` would make again, when it is there and whole."""
        entry = self._entries.get(self._name(job.source, job.content))
        if entry is None or entry.fingerprint != job.fingerprint or not self._is_whole(entry):
            return None
        return self._out / entry.folder

    def folder_for(self, slug: str, job: Job) -> str:
        """Name of the folder for an edition: the one it had, also under a new title or a new file name; else its
        slug, with a number if another article has taken it. What comes by standard input replaces what came so
        under the same slug.
        """
        name = self._name(job.source, job.content)
        if known := self._entries.get(name):
            return known.folder
        if moved := self._moved(job):
            return moved.folder
        piped = name.startswith("-")
        taken = {
            entry.folder for entry in self._entries.values() if not (piped and entry.source.startswith("-"))
        }
        folder, number = slug, 2
        while folder in taken:
            folder, number = f"{slug}-{number}", number + 1
        return folder

    def add(self, job: Job, folder: Path) -> None:
        """Remember a published edition; on disk when this returns."""
        if moved := self._moved(job):
            del self._entries[moved.source]
        sizes = {
            str(p.relative_to(folder)): p.stat().st_size for p in sorted(folder.rglob("*")) if p.is_file()
        }
        entry = Entry(self._name(job.source, job.content), folder.name, job.fingerprint, job.content, sizes)
        self._entries[entry.source] = entry
        with open(self._path, "a", encoding="utf-8") as journal:
            journal.write(_line(entry))
        self._lines += 1

    def origin(self, job: Job) -> Origin:
        """What the manifest keeps, so that a lost journal can be made again."""
        from audio_edition.edition.manifest import Origin

        return Origin(source=self._name(job.source, job.content), content=job.content)

    def tidy(self) -> None:
        """Write the journal anew when it holds lines that no longer count."""
        if self._lines != len(self._entries):
            write_whole(self._path, "".join(_line(entry) for entry in self._entries.values()))
            self._lines = len(self._entries)

    def source_path(self, entry: Entry) -> Path | None:
        """Where the article of an edition lies; None when it came by standard input."""
        if entry.source.startswith("-"):
            return None
        path = Path(os.path.normpath(self._out / entry.source))
        return path if path.exists() else Path(split_part(str(path))[0])

    def _name(self, source: str, content: str) -> str:
        if source == "-":
            return f"-{content}"
        return os.path.relpath(Path(source).resolve(), self._out.resolve())

    def _moved(self, job: Job) -> Entry | None:
        """The edition of the same article under a file name that is gone: the file was renamed."""
        if job.source == "-" or self._name(job.source, job.content) in self._entries:
            return None
        for entry in self._entries.values():
            path = self.source_path(entry)
            if entry.content == job.content and path is not None and not path.exists():
                return entry
        return None

    def _is_whole(self, entry: Entry) -> bool:
        folder = self._out / entry.folder
        try:
            return bool(entry.files) and all(
                (folder / name).stat().st_size == size for name, size in entry.files.items()
            )
        except OSError:
            return False

    def _rebuild(self) -> None:
        from audio_edition.edition.manifest import read_manifest

        for folder in sorted(self._out.iterdir()):
            manifest = read_manifest(folder) if folder.is_dir() and folder.name[0] not in "._" else None
            if manifest and (entry := _entry_of(folder, manifest)):
                self._entries[entry.source] = entry


def _entry_of(folder: Path, manifest: Manifest) -> Entry | None:
    files = {name: file.size_bytes for name, file in manifest.files.items()}
    try:
        files[MARK] = (folder / MARK).stat().st_size
    except OSError:
        return None
    origin = manifest.origin
    return Entry(origin.source, folder.name, manifest.fingerprint, origin.content, files)


def _line(entry: Entry) -> str:
    return json.dumps(asdict(entry), ensure_ascii=False) + "\n"
