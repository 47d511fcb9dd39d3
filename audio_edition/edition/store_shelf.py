"""Editions in an object store, which has neither rename nor lock.

What is in the store, under its address:

    SLUG/…                          an edition that is out: whole where its edition.json is there, which is written last
    .waiting/SLUG/…                 one that waits for an editor
    .made/parts-KEY-NUMBER/…        what somebody has made, every attempt under a name of its own
    .made/KEY                       one small file: the attempt that counts, put there in one step when it is whole
    .audio-edition.writer           who writes just now, and when he said so last

The one writer of a run copies an attempt to its place within the store, the manifest last, after he has taken away the
manifest that stood there: whoever goes by manifests never sees a mixture. His desk is a folder of his machine with the
manifest of each edition, the journal and the leases; it is made again from the manifests in the store.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import socket
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from audio_edition.disk import clear, told, write_whole
from audio_edition.edition import publish
from audio_edition.edition.index import Index
from audio_edition.edition.order import Same
from audio_edition.edition.shelf import MADE, Bench, FolderShelf
from audio_edition.edition.waiting import waiting_folder
from audio_edition.errors import AudioEditionError, PublishError
from audio_edition.objects import Objects
from audio_edition.settings import home

if TYPE_CHECKING:
    from audio_edition.edition.entries import JournalEntry
    from audio_edition.edition.manifest import Manifest

_MADE, _WAITING, _WRITER, _DESK = ".made", ".waiting", ".audio-edition.writer", ".audio-edition.desk"
_KEPT = (".feeds.json",)
"""What else must outlive a desk: when each edition went out, and its number in the feeds."""
_RENEWED_S, _GONE_S = 60.0, 600.0
"""How often a writer says that he is there, and how long after his last word he is taken for dead."""


def desk_of(address: str) -> Path:
    """The folder of this machine in which the writer of a store keeps his books."""
    name = re.sub(r"[^a-z0-9]+", "-", address.casefold()).strip("-")[:60]
    digest = hashlib.blake2b(address.rstrip("/").encode(), digest_size=6).hexdigest()
    return home() / "desks" / f"{name}-{digest}"


class StoreBench:
    """A store, as a maker of editions sees it: he makes them on his own disk and sends them there."""

    def __init__(self, address: str) -> None:
        self.objects = Objects(address)

    @property
    def place(self) -> str:
        """Where it is, for people."""
        return self.objects.address

    def staging(self, key: str) -> Path:
        """As `Bench` says."""
        with told(Path(tempfile.gettempdir())):
            return Path(tempfile.mkdtemp(prefix=f"audio-edition-{key[:8]}-"))

    def put(self, staging: Path, key: str) -> None:
        """As `Bench` says."""
        if self.made(key) is None:
            names = [path.relative_to(staging).as_posix() for path in staging.rglob("*") if path.is_file()]
            attempt = f"{_MADE}/parts-{key[:32]}-{uuid.uuid4().hex[:12]}"
            self.objects.put(staging, [name for name in names if name != publish.MARK], attempt)
            self.objects.put(staging, [publish.MARK], attempt)
            self.objects.write(f"{_MADE}/{key[:32]}", attempt.encode())
        self.drop(staging)

    def drop(self, staging: Path) -> None:
        """As `Bench` says."""
        clear(staging)

    def made(self, key: str) -> Manifest | None:
        """As `Bench` says."""
        attempt = self.attempt(key)
        return None if attempt is None else self.whole(attempt)

    def known(self, name: str, same: Same) -> Manifest | None:
        """As `Bench` says."""
        return self.whole(name if same == "out" else f"{_WAITING}/{name}")

    def show(self, token: str) -> None:
        """As `Bench` says."""
        self.objects.write(token, b"seen\n")

    def sees(self, token: str) -> bool:
        """As `Bench` says. Who may read and not write is told of it before he has made anything."""
        self.objects.check()
        return self.objects.read(token) is not None

    def hide(self, token: str) -> None:
        """As `Bench` says."""
        with contextlib.suppress(AudioEditionError):
            self.objects.remove([token])

    def attempt(self, key: str) -> str | None:
        """Where the edition `key` lies that was put here and is not yet published; its first 32 digits will do."""
        pointer = self.objects.read(f"{_MADE}/{key[:32]}")
        return None if pointer is None else pointer.decode("utf-8", "replace")

    def whole(self, under: str) -> Manifest | None:
        """The manifest of the edition under `under`; None where it, or a file of it, is missing."""
        from audio_edition.edition.manifest import parse_manifest

        data = self.objects.read(f"{under}/{publish.MARK}")
        if data is None:
            return None
        try:
            manifest = parse_manifest(data)
        except ValueError:
            return None
        sizes = self.objects.find(under)
        good = all(sizes.get(name) == file.size_bytes for name, file in manifest.files.items())
        return manifest if good else None


class StoreShelf(FolderShelf):
    """A store with the desk of its one writer, see the head of this file."""

    def __init__(self, address: str, desk: Path) -> None:
        """Nothing is connected to yet."""
        super().__init__(desk)
        self._there = StoreBench(address)
        self._objects = self._there.objects
        self._whole: dict[str, int] = {}
        """Published edition → signature of its files in the store."""

    @property
    def place(self) -> str:
        """As `Bench` says."""
        return self._objects.address

    @property
    def base(self) -> Path:
        """As `FolderShelf` says. A desk may be another one tomorrow, and the articles are the same."""
        return Path("/") if self._folder == desk_of(self.place) else self._folder

    @property
    def bench(self) -> Bench:
        """As `FolderShelf` says."""
        return self._there

    @contextlib.contextmanager
    def at_work(self) -> Iterator[Index]:
        """As `FolderShelf` says; the store is tried before anything else. Raises PublishError with a sentence when
        it cannot be used or another machine writes in it.
        """
        self._objects.check()
        with self._the_writer(), super().at_work() as index:
            yield index

    def look(self) -> Index:
        """The journal, after the desk has been compared with the store."""
        sizes = self._objects.find()
        folders: dict[str, dict[str, int]] = {}
        for name, size in sizes.items():
            hidden = f"{_WAITING}/" if name.startswith(f"{_WAITING}/") else ""
            folder, within, file = name[len(hidden) :].partition("/")
            if within and folder[0] not in "._":
                folders.setdefault(hidden + folder, {})[file] = size
        editions = {under: files for under, files in folders.items() if publish.MARK in files}
        self._whole = {under: _signature(files) for under, files in editions.items()}
        self._take_over(editions)
        return Index(self._folder, base=self.base, is_whole=self._is_whole)

    def _take_over(self, editions: Mapping[str, Mapping[str, int]]) -> None:
        """Give the desk the manifests that it lacks, and take away those of editions that are gone."""
        missing = []
        for under, files in editions.items():
            path = self._on_desk(under) / publish.MARK
            try:
                same = self._was_last and path.stat().st_size == files[publish.MARK]
            except OSError:
                same = False
            if not same:
                missing.append(f"{under}/{publish.MARK}")
        for name, data in self._objects.read_all(missing):
            write_whole(self._on_desk(name.rpartition("/")[0]) / publish.MARK, data)
        for name in _KEPT:
            mine = self._was_last and (self._folder / name).is_file()
            if not mine and (kept := self._objects.read(name)) is not None:
                write_whole(self._folder / name, kept)
        for folder, hidden in ((self._folder, ""), (waiting_folder(self._folder), f"{_WAITING}/")):
            for path in folder.iterdir() if folder.is_dir() else ():
                if path.is_dir() and path.name[0] not in "._" and hidden + path.name not in editions:
                    clear(path)

    def _is_whole(self, entry: JournalEntry) -> bool:
        return bool(entry.files) and self._whole.get(entry.folder) == _signature(entry.files)

    def staging(self, key: str) -> Path:
        """As `Bench` says."""
        return self._there.staging(key)

    def put(self, staging: Path, key: str) -> None:
        """As `Bench` says."""
        self._there.put(staging, key)

    def made(self, key: str) -> Manifest | None:
        """As `Bench` says."""
        return self._there.made(key)

    def known(self, name: str, same: Same) -> Manifest | None:
        """As `Bench` says."""
        return self._there.known(name, same)

    def fetched(self, key: str) -> Path:
        """As `FolderShelf` says: on the desk, with its manifest alone."""
        folder, attempt = self.at(key), self._there.attempt(key)
        data = self._objects.read(f"{attempt}/{publish.MARK}") if attempt else None
        if data is None:
            raise PublishError(f"{self.place}: an edition that was put there is gone; run again")
        write_whole(folder / publish.MARK, data)
        return folder

    @contextlib.contextmanager
    def opened(self, folder: Path) -> Iterator[Path]:
        """As `FolderShelf` says: all its files, fetched."""
        under = self._under(folder)
        names = self._objects.find(under)
        with tempfile.TemporaryDirectory(prefix="audio-edition-look-") as temporary:
            self._objects.get(under, names, Path(temporary))
            yield Path(temporary)

    def publish(self, source: Path, target: Path) -> None:
        """As `FolderShelf` says, as far as a store allows."""
        begin, end = self._under(source), self._under(target)
        files, before = self._objects.find(begin), self._objects.find(end)
        if publish.MARK in before:
            self._objects.remove([f"{end}/{publish.MARK}"])
        self._objects.copy((f"{begin}/{name}", f"{end}/{name}") for name in files if name != publish.MARK)
        self._objects.copy([(f"{begin}/{publish.MARK}", f"{end}/{publish.MARK}")])
        if gone := before.keys() - files.keys():
            self._objects.remove(f"{end}/{name}" for name in gone)
        super().publish(source, target)
        self._whole[end] = _signature(files)
        self._remove(source.name, begin, files)

    def _remove(self, name: str, under: str, files: Mapping[str, int]) -> None:
        if name.startswith(MADE):
            self._objects.remove([f"{_MADE}/{name.removeprefix(MADE)}"])
        self._objects.remove(f"{under}/{file}" for file in files)

    def clear(self, folder: Path) -> None:
        """As `FolderShelf` says."""
        if folder.is_dir():
            under = self._under(folder)
            self._objects.remove(f"{under}/{name}" for name in self._objects.find(under))
            self._whole.pop(under, None)
        super().clear(folder)

    def sizes(self, folder: Path) -> dict[str, int]:
        """As `FolderShelf` says."""
        return self._objects.find(self._under(folder))

    def address_of(self, folder: Path) -> str:
        """As `FolderShelf` says."""
        return f"{self.place}/{self._under(folder)}"

    def restamp(self, folder: Path, fingerprint: str) -> None:
        """As `FolderShelf` says."""
        before = (folder / publish.MARK).read_bytes()
        super().restamp(folder, fingerprint)
        if (after := (folder / publish.MARK).read_bytes()) != before:
            under = self._under(folder)
            self._objects.write(f"{under}/{publish.MARK}", after)
            if under in self._whole:
                self._whole[under] = _signature(self._objects.find(under))

    def discard(self, key: str) -> None:
        """As `FolderShelf` says."""
        if (attempt := self._there.attempt(key)) is not None:
            self._remove(self.at(key).name, attempt, self._objects.find(attempt))
        super().discard(key)

    def clear_unwanted(self) -> None:
        """As `FolderShelf` says."""
        super().clear_unwanted()
        self._objects.remove(f"{_MADE}/{name}" for name in self._objects.find(_MADE))

    def _under(self, folder: Path) -> str:
        """Where in the store it lies what the desk has in `folder`."""
        if folder.name.startswith(MADE):
            attempt = self._there.attempt(folder.name.removeprefix(MADE))
            if attempt is None:
                raise PublishError(f"{self.place}: an edition that was put there is gone; run again")
            return attempt
        return folder.name if folder.parent == self._folder else f"{_WAITING}/{folder.name}"

    def _on_desk(self, under: str) -> Path:
        if under.startswith(f"{_WAITING}/"):
            return waiting_folder(self._folder) / under.partition("/")[2]
        return self._folder / under

    @contextlib.contextmanager
    def _the_writer(self) -> Iterator[None]:
        """Be the one machine that writes in the store; runs on one desk share it by their leases."""
        desk = self._desk()
        self._was_last = self._objects.read(_DESK) == desk.encode()

        def said() -> bytes:
            now = datetime.now(UTC).isoformat()
            return json.dumps({"desk": desk, "host": socket.gethostname(), "at": now}).encode()

        if not self._objects.write(_WRITER, said(), new=True):
            other = _writer_in(self._objects.read(_WRITER))
            if other is not None and other[0] != desk and other[2] < _GONE_S:
                raise PublishError(
                    f"{self.place}: the machine {other[1]} is writing there and said so {other[2]:.0f} s ago; run again "
                    "when it has ended"
                )
            self._objects.write(_WRITER, said())
        self._objects.write(_DESK, desk.encode())
        done = threading.Event()
        threading.Thread(target=_renew, args=(self._objects, said, done), daemon=True, name="writer").start()
        try:
            yield
        finally:
            done.set()
            if not (self._folder / publish.LEASES).exists():
                with contextlib.suppress(AudioEditionError):
                    self._objects.remove([_WRITER])

    def _desk(self) -> str:
        """The desk's own number; a copy of a store under another address is another desk."""
        path = self._folder / _DESK
        with told(path):
            try:
                return path.read_text(encoding="ascii")
            except OSError:
                write_whole(path, uuid.uuid4().hex)
                return path.read_text(encoding="ascii")


def _renew(objects: Objects, said: Callable[[], bytes], done: threading.Event) -> None:
    while not done.wait(_RENEWED_S):
        with contextlib.suppress(AudioEditionError):  # the next try of the work itself tells it
            objects.write(_WRITER, said())


def _writer_in(data: bytes | None) -> tuple[str, str, float] | None:
    """(desk, host, seconds since he said so); None for what cannot be read."""
    try:
        said = json.loads(data or b"")
        at = datetime.fromisoformat(said["at"]).timestamp()
        return str(said["desk"]), str(said["host"]), max(0.0, time.time() - at)
    except (ValueError, KeyError, TypeError):
        return None


def _signature(files: Mapping[str, int]) -> int:
    """One number for names and sizes of an edition's files: a hundred thousand editions are kept in mind."""
    return hash(frozenset(files.items()))
