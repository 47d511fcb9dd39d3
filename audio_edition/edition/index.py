"""Which source made which edition, kept beside the editions so that a night without news reads no manifests.

A journal of JSON lines: what was made is appended at once, so a killed run loses nothing and a long run writes
each line once. The journal is a help, not a truth: an entry counts when its folder bears it out, an edition that
it does not know is taken from its manifest, and a line that names a place outside is no entry.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from audio_edition.disk import is_folder, whole
from audio_edition.edition.entries import Entries, JournalEntry
from audio_edition.edition.fingerprint import digests
from audio_edition.edition.publish import MARK
from audio_edition.edition.waiting import Policy, waiting_folder
from audio_edition.errors import PublishError
from audio_edition.source_name import split_part
from audio_edition.types import Article

if TYPE_CHECKING:
    from audio_edition.edition.manifest import Manifest, Origin

JOURNAL = ".audio-edition.jsonl"


@dataclass(frozen=True)
class ArticleJob:
    """An article that was read from its source, and what its edition is to be made from."""

    source: str
    data: bytes
    fingerprint: str
    decisions: bytes = b""
    """The file of what editors have decided, see audio_edition/decisions."""

    @cached_property
    def content(self) -> str:
        """Digest of the article alone; of a book's chapter, of the book and the chapter's number."""
        return hashlib.blake2b(self.data + part_mark(self.source), digest_size=16).hexdigest()


def part_mark(source: str) -> bytes:
    """What tells the chapters of a book apart, which are of one file: `#3` of `book.epub#3`; else nothing."""
    number = split_part(source)[1]
    return b"" if number is None else b"#%d" % number


def text_digest(article: Article) -> str:
    """Digest of an article's title and spoken text: the same for two files with one article in them."""
    digest = hashlib.blake2b(digest_size=16)
    for text in (article.title, *(block.text for block in article.blocks if block.speak)):
        digest.update(" ".join(text.split()).encode("utf-8", "replace") + b"\n")
    return digest.hexdigest()


class Index:
    """The journal of the folder of editions `out`, which the caller holds locked while he makes or changes it."""

    def __init__(
        self, out: Path, *, base: Path | None = None, is_whole: Callable[[JournalEntry], bool] | None = None
    ) -> None:
        """`base`: what the names of articles are relative to, in place of `out`. `is_whole`: whether an entry's
        edition is there, where it does not lie in `out` itself.
        """
        self._out = out
        self._base = base or out
        self._path = out / JOURNAL
        self._real_base = os.path.realpath(self._base)
        self._named = "", ""
        """Source and name of the article that was asked for last."""
        self._is_there = is_whole or self._is_whole
        self._clear()
        self._read()
        self._find_unknown()

    def _clear(self) -> None:
        self._entries = Entries()
        self._lines = 0
        self._seen = 0, 0
        """The journal's inode, and how many of its bytes have been read or written."""

    def refresh(self) -> None:
        """Take in what another run has written since."""
        status = self._status()
        if status == self._seen:
            return
        if status[0] != self._seen[0] or status[1] < self._seen[1]:  # it was written anew
            self._clear()
        self._read()

    def _read(self) -> None:
        inode, size = self._status()
        try:
            if not self._path.is_file():
                return
            with open(self._path, "rb") as journal:
                journal.seek(self._seen[1])
                while journal.tell() < size and (line := journal.readline()):
                    self._lines += 1
                    # Not to be read: the line that a killed run was writing, or one that somebody else has written.
                    if entry := _entry_in(line.decode("utf-8", "replace")):
                        self._entries.put(entry)
        except OSError:
            return
        self._seen = inode, size

    def _status(self) -> tuple[int, int]:
        try:
            status = self._path.stat()
        except OSError:
            return 0, 0
        return status.st_ino, status.st_size

    @property
    def entries(self) -> tuple[JournalEntry, ...]:
        return tuple(self._entries)

    def unchanged(self, job: ArticleJob) -> Path | None:
        """Folder of the edition that `job` would make again, when it is there and whole."""
        entry = self._entries.get(self._name(job.source, job.content))
        if entry is None or entry.fingerprint != job.fingerprint or not self._is_there(entry):
            return None
        if entry.beside and digests(Path(job.source).parent, entry.beside) != entry.beside:
            return None
        return self._out / entry.folder

    def still_waits(self, job: ArticleJob, policy: Policy) -> tuple[Path, str] | None:
        """(folder, why) of an edition that was kept in and that nothing has changed for since: neither the article nor
        what editors decided nor the policy nor a file of it. None where it is to be looked at.
        """
        entry = self._entries.get(self._name(job.source, job.content))
        if entry is None or entry.fingerprint != job.fingerprint or not entry.held:
            return None
        if entry.waits.get("rule") != _rule(job, policy):
            return None
        folder = waiting_folder(self._out) / entry.folder
        if not _lies_whole(folder, entry.held):
            return None
        if entry.beside and digests(Path(job.source).parent, entry.beside) != entry.beside:
            return None
        return folder, entry.waits.get("why", "")

    def folder_for(self, slug: str, job: ArticleJob) -> str:
        """Name of the folder for an edition: the one it had, also under a new title or a new file name; else its
        slug, with a number if another article has taken it. What comes by standard input replaces what came so
        under the same slug.
        """
        if known := self.known(job):
            return known.folder
        piped = self.name(job).startswith("-")
        folder, number = slug, 2
        while any(not (piped and source.startswith("-")) for source in self._entries.in_folder(folder)):
            folder, number = f"{slug}-{number}", number + 1
        return folder

    def known(self, job: ArticleJob) -> JournalEntry | None:
        """The edition that `job` had so far, also under another file name."""
        return self._entries.get(self.name(job)) or self._moved(job)

    def name(self, job: ArticleJob) -> str:
        """What the article is called in the journal."""
        return self._name(job.source, job.content)

    def twin(self, job: ArticleJob, digest: str) -> JournalEntry | None:
        """The edition of another file, still there, with this digest of its bytes or of its text; None for what has
        an edition of its own already, and for standard input.
        """
        if job.source == "-" or self.name(job) in self._entries or self._moved(job):
            return None
        for entry in self._entries.with_digest(digest):
            path = self.source_path(entry)
            if path is not None and path.is_file():
                return entry
        return None

    def add(
        self,
        job: ArticleJob,
        folder: str,
        text: str = "",
        sizes: Mapping[str, int] | None = None,
        *,
        waits: str | None = None,
        policy: Policy = "at_once",
        beside: Mapping[str, str] | None = None,
    ) -> None:
        """Remember the edition in `folder` with the `sizes` of its files, published or waiting: its name is taken. On
        disk when this returns.

        `waits`: why it waits, under `policy`; None where it is out.
        """
        if moved := self._moved(job):
            self._entries.drop(moved.source)
        known, files = dict(beside or {}), dict(sizes or {})
        entry = JournalEntry(self.name(job), folder, job.fingerprint, job.content, files, text, known)
        if waits is not None:
            why = {"why": waits, "rule": _rule(job, policy)}
            entry = replace(entry, files={}, held=files, waits=why)
        self._entries.put(entry)
        if os.path.lexists(self._path) and not self._path.is_file():
            raise PublishError(
                f"{self._path}: is no file, so nothing can be noted in it; remove it and run again"
            )
        with open(self._path, "ab") as journal:
            if self._lines and not _ends_a_line(self._path):
                journal.write(b"\n")  # a killed run was writing here
            journal.write(_line(entry))
        self._lines += 1
        self._seen = self._status()

    def tidy(self) -> None:
        """Write the journal anew when it holds lines that no longer count, or lacks some."""
        if self._lines != len(self._entries):
            if self._path.is_symlink() and not self._path.exists():  # in a circle, or to nowhere
                self._path.unlink()
            with whole(self._path) as temporary, open(temporary, "wb") as journal:
                journal.writelines(_line(entry) for entry in self._entries)
            self._lines = len(self._entries)
            self._seen = self._status()

    def source_path(self, entry: JournalEntry) -> Path | None:
        """Where the article of an edition lies; None when it came by standard input."""
        if entry.source.startswith("-"):
            return None
        path = Path(os.path.normpath(self._base / entry.source))
        return path if path.exists() else Path(split_part(str(path))[0])

    def _name(self, source: str, content: str) -> str:
        if source == "-":
            return f"-{content}"
        if source != self._named[0]:  # an article is asked for several times, one after the other
            name = os.path.relpath(os.path.realpath(source), self._real_base)
            self._named = source, f"./{name}" if name.startswith("-") else name
        return self._named[1]

    def _moved(self, job: ArticleJob) -> JournalEntry | None:
        """The edition of the same article under a file name that is gone: the file was renamed."""
        if job.source == "-" or self.name(job) in self._entries:
            return None
        for entry in self._entries.with_digest(job.content):
            path = self.source_path(entry)
            if path is not None and not path.exists():
                return entry
        return None

    def _is_whole(self, entry: JournalEntry) -> bool:
        return _lies_whole(self._out / entry.folder, entry.files)

    def _find_unknown(self) -> None:
        """Editions that the journal has lost: a run was killed between publishing and remembering."""
        unknown = sorted(name for name in _folders(self._out) if not self._entries.has_folder(name))
        if not unknown:
            return
        from audio_edition.edition.manifest import read_manifest

        for name in unknown:
            if manifest := read_manifest(self._out / name):
                entry = _entry_of(self._out / name, manifest)
                if entry and entry.source not in self._entries:
                    self._entries.put(entry)


def _rule(job: ArticleJob, policy: Policy) -> str:
    """What decides whether an edition goes out, besides the edition itself: the policy, and what editors decided."""
    return f"{policy} {hashlib.blake2b(job.decisions, digest_size=16).hexdigest()}"


def _lies_whole(folder: Path, files: Mapping[str, int]) -> bool:
    try:
        return bool(files) and all((folder / name).stat().st_size == size for name, size in files.items())
    except OSError:
        return False


def _folders(out: Path) -> Iterable[str]:
    with os.scandir(out) as found:
        return [one.name for one in found if one.name[0] not in "._" and is_folder(one)]


def _entry_in(line: str) -> JournalEntry | None:
    """The entry in a line of the journal, if it is one and stays within the folder of editions."""
    try:
        entry = JournalEntry(**json.loads(line))
    except (ValueError, TypeError, RecursionError):
        return None
    texts = (entry.source, entry.folder, entry.fingerprint, entry.content, entry.text)
    if not all(isinstance(text, str) and "\0" not in text for text in texts) or not entry.source:
        return None
    for sizes in (entry.files, entry.held):
        if not isinstance(sizes, dict) or not all(isinstance(size, int) for size in sizes.values()):
            return None
    for told in (entry.beside, entry.waits):
        if not isinstance(told, dict) or not all(isinstance(one, str) for one in told.values()):
            return None
    led_out = any(map(_leads_out, (*entry.files, *entry.held, *entry.beside)))
    return entry if _is_plain(entry.folder) and not led_out else None


def _is_plain(name: str) -> bool:
    """Whether it is the name of an edition's folder: no path, not hidden, not our own."""
    return bool(name) and "/" not in name and name[0] not in "._"


def _leads_out(name: str) -> bool:
    return name.startswith("/") or ".." in name.split("/") or "\0" in name


def _entry_of(folder: Path, manifest: Manifest) -> JournalEntry | None:
    files = {name: file.size_bytes for name, file in manifest.files.items()}
    try:
        files[MARK] = (folder / MARK).stat().st_size
    except OSError:
        return None
    origin = manifest.origin
    beside = {_in_bytes(name): sha256 for name, sha256 in origin.beside.items()}
    source = _in_bytes(origin.source)
    entry = JournalEntry(
        source, folder.name, manifest.fingerprint, origin.content, files, origin.text, beside
    )
    return _entry_in(_line(entry).decode())


def _line(entry: JournalEntry) -> bytes:
    # A byte of a file name that is no UTF-8 becomes an escape that JSON reads back as the same.
    return (json.dumps(asdict(entry), ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")


def origin_of(name: str, content: str, text: str, beside: Mapping[str, str]) -> Origin:
    """What the manifest keeps, so that a lost journal can be made again. `name`: see `Index.name`."""
    from audio_edition.edition.manifest import Origin

    known = {_in_words(picture): sha256 for picture, sha256 in beside.items()}
    return Origin(source=_in_words(name), content=content, text=text, beside=known)


def _in_words(name: str) -> str:
    """A file name as text that is UTF-8: a byte of it that is not is `\\udcXX`, see os.fsdecode."""
    return name.encode("utf-8", "backslashreplace").decode()


def _in_bytes(name: str) -> str:
    return re.sub(r"\\u(dc[89a-f][0-9a-f])", lambda match: chr(int(match[1], 16)), name)


def _ends_a_line(path: Path) -> bool:
    with open(path, "rb") as file:
        size = file.seek(0, os.SEEK_END)
        if not size:
            return True
        file.seek(size - 1)
        return file.read(1) == b"\n"
