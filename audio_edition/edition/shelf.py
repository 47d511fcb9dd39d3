"""Where editions stand, as those who make and publish them see it.

A finished edition is first put on the shelf under a name made of what it was made from, by whoever made it, in this
process or on another machine; the one writer of a run then publishes it under its own name in one step. Who makes the
same thing twice finds it there.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from audio_edition.disk import clear, flush_all, told
from audio_edition.edition import publish
from audio_edition.edition.index import Index
from audio_edition.edition.lease import Leases
from audio_edition.edition.order import Same
from audio_edition.edition.waiting import waiting_folder

if TYPE_CHECKING:
    from audio_edition.edition.manifest import Manifest

MADE = ".made-"


class Bench(Protocol):
    """What a maker of editions needs of a shelf; can be sent to another process."""

    def staging(self, key: str) -> Path:
        """An empty folder on this machine in which the edition `key` is to be made. Raises PublishError."""
        ...

    def put(self, staging: Path, key: str) -> None:
        """Put what was made in `staging` on the shelf, whole; it is gone from `staging`. Raises PublishError."""
        ...

    def drop(self, staging: Path) -> None:
        """Remove what is unfinished."""
        ...

    def made(self, key: str) -> Manifest | None:
        """The manifest of an edition that was put on the shelf and is not yet published."""
        ...

    def known(self, name: str, same: Same) -> Manifest | None:
        """The manifest of the whole edition that is published, or waits, under `name`; None where there is none."""
        ...

    @property
    def place(self) -> str:
        """Where it is, for people."""
        ...

    def show(self, token: str) -> None:
        """Put a small file there, by which a worker knows that he sees the same shelf. Raises PublishError."""
        ...

    def sees(self, token: str) -> bool:
        """Whether that file is there. Raises PublishError or EngineUnavailable for a store that cannot be reached."""
        ...

    def hide(self, token: str) -> None:
        """Take it away again."""
        ...


class FolderBench:
    """A folder of this machine, or one that several machines share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def place(self) -> str:
        """As `Bench` says."""
        return str(self._folder)

    def show(self, token: str) -> None:
        """As `Bench` says."""
        path = self._folder / token
        with told(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()

    def sees(self, token: str) -> bool:
        """As `Bench` says."""
        return (self._folder / token).is_file()

    def hide(self, token: str) -> None:
        """As `Bench` says."""
        (self._folder / token).unlink(missing_ok=True)

    def staging(self, key: str) -> Path:
        """As `Bench` says."""
        folder = self._folder / f".{key[:32]}{publish.STAGING}{uuid.uuid4().hex[:12]}"
        with told(folder):
            folder.mkdir(parents=True)
        return folder

    def put(self, staging: Path, key: str) -> None:
        """As `Bench` says."""
        target = self.at(key)
        with told(target):
            flush_all(staging)
            try:
                staging.rename(target)
            except OSError:
                if self.made(key) is None:
                    raise
                clear(staging)  # another worker was given the same article and was faster

    def drop(self, staging: Path) -> None:
        """As `Bench` says."""
        clear(staging)

    def made(self, key: str) -> Manifest | None:
        """As `Bench` says."""
        return _whole(self.at(key))

    def known(self, name: str, same: Same) -> Manifest | None:
        """As `Bench` says."""
        return _whole(self.place_of(name, same))

    def place_of(self, name: str, same: Same) -> Path:
        """Where the edition `name` lies, published or waiting."""
        return (self._folder if same == "out" else waiting_folder(self._folder)) / name

    def at(self, key: str) -> Path:
        """Where what was put on the shelf as `key` lies."""
        return self._folder / f"{MADE}{key[:32]}"


def _whole(folder: Path) -> Manifest | None:
    from audio_edition.edition.whole import whole_manifest

    return whole_manifest(folder)


class FolderShelf(FolderBench):
    """A folder of editions, with a lock file an article while a run is at work with it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._leases = Leases(folder)
        self._index: Index | None = None

    @property
    def folder(self) -> Path:
        return self._folder

    @property
    def base(self) -> Path:
        """What the names of articles in the journal are relative to."""
        return self._folder

    @property
    def bench(self) -> Bench:
        """The shelf as makers of editions see it."""
        return FolderBench(self._folder.absolute())

    @contextlib.contextmanager
    def at_work(self) -> Iterator[Index]:
        """The run: others see that somebody is at work. Gives the index, which is written anew at the end."""
        with publish.at_work(self._folder):
            with publish.locked(self._folder):
                self._index = index = self.look()
            try:
                yield index
            finally:
                self._leases.release_all()
            with self.writing():
                index.tidy()
        with publish.locked(self._folder):
            if not (self._folder / publish.LEASES).exists():  # nobody else is at work
                self.clear_unwanted()

    def look(self) -> Index:
        """The journal, as the folder is now."""
        return Index(self._folder)

    def clear_unwanted(self) -> None:
        """Remove what was put on the shelf and nobody has published."""
        for path in self._folder.glob(f"{MADE}*"):
            clear(path)

    def fetched(self, key: str) -> Path:
        """Folder in which the manifest lies of what was put on the shelf as `key`. Raises PublishError."""
        return self.at(key)

    @contextlib.contextmanager
    def opened(self, folder: Path) -> Iterator[Path]:
        """A folder with every file of the edition that `fetched` or `place_of` has named."""
        yield folder

    def publish(self, source: Path, target: Path) -> None:
        """Put the edition `source` in the place of `target`, in one step. Raises PublishError."""
        with told(target):
            target.parent.mkdir(parents=True, exist_ok=True)
        publish.publish(source, target)

    def clear(self, folder: Path) -> None:
        """Remove an edition."""
        clear(folder)

    def sizes(self, folder: Path) -> dict[str, int]:
        """File → size in bytes, of a published edition."""
        files = (path for path in sorted(folder.rglob("*")) if path.is_file())
        return {str(path.relative_to(folder)): path.stat().st_size for path in files}

    def address_of(self, folder: Path) -> str:
        """Where an edition lies, for people and programs that are told of it; "" where that is `folder` itself."""
        return ""

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """A moment in which nobody else writes here; the index is up to date in it."""
        with publish.locked(self._folder):
            if self._index is not None:
                self._index.refresh()
            yield

    def take(self, key: str) -> bool:
        """Take the article `key` for this run; False when another run has it."""
        return self._leases.take(key)

    def release(self, key: str) -> None:
        """Give the article back."""
        self._leases.release(key)

    def restamp(self, folder: Path, fingerprint: str) -> None:
        """Write into the manifest in `folder` that it is also what `fingerprint` would give."""
        from audio_edition.edition.whole import restamp

        restamp(folder, fingerprint)

    def discard(self, key: str) -> None:
        """Remove what was put on the shelf as `key` and is not wanted."""
        clear(self.at(key))
