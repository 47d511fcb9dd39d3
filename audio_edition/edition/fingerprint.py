"""What an edition was made from, in one number: if it is unchanged, there is nothing to do.

By content, never by date: the article's bytes, the pictures beside it, the settings, lexicons, tables and sounds they name, the
voices of the cast and the program itself. Uses the standard library alone, so that a night without news
costs no more than reading the files.
"""

from __future__ import annotations

import errno
import functools
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import audio_edition
from audio_edition.settings import Settings
from audio_edition.types import Cast
from audio_edition.voices import model_digest

_CODE = (".py", ".tsv", ".toml", ".html", ".css", ".js", ".svg", ".xhtml", ".opf", ".smil", ".xml")
_NOT_CODE = {"feed", "site", "desk", "__pycache__"}
"""Folders that make no edition."""
_NOT_IN_AN_EDITION = {
    "jobs",
    "device",
    "deadline_s",
    "cache_gb",
    "publish",
    "cluster",
    "grain",
    "clips",
    "store",
}
"""Settings that change how an edition is made, or when it goes out, and not what it is; a finished one is not made again for another
device.
"""


def score(
    data: bytes, settings: Settings, cast: Cast, keys: Sequence[str], beside: Mapping[str, str] | None = None
) -> str:
    """As `fingerprint`, but with what lexicons and tables made of this article in place of their files.

    `keys` are those of the article's clips: they change when a word is read otherwise. `beside` are the digests of
    the pictures that lie beside the article.
    """
    plain = settings.model_copy(update={"lexicon": (), "table": ()})
    digest = hashlib.blake2b(basis(plain, cast).encode(), digest_size=32)
    for key in keys:
        digest.update(key.encode())
    for name, sha256 in sorted((beside or {}).items()):
        digest.update(f"{name}\0{sha256}\0".encode("utf-8", "surrogateescape"))
    digest.update(data)
    return digest.hexdigest()


def basis(settings: Settings, cast: Cast) -> str:
    """Digest of what all articles of a run have in common: the program, the settings, the voices."""
    digest = hashlib.blake2b(digest_size=32)
    digest.update(code_version().encode())
    digest.update(_plain(settings))
    named = [*settings.lexicon, *settings.table, settings.jingle, settings.chapter_sound, settings.cover]
    named.append(settings.certificate if settings.sign else None)
    voices = {member.voice.id: member.voice for member in cast.values()}
    for path in [*named, *(voice.folder / "voice.toml" for voice in voices.values())]:
        if path is not None:
            digest.update(file_digest(path).encode())
    for voice in voices.values():
        digest.update(model_digest(voice).encode())
    return digest.hexdigest()


def _plain(settings: Settings) -> bytes:
    try:
        return settings.model_dump_json(exclude=_NOT_IN_AN_EDITION).encode()
    except ValueError:  # a path that is no UTF-8
        return repr(sorted(settings.model_dump(exclude=_NOT_IN_AN_EDITION).items())).encode()


def fingerprint(data: bytes, basis: str) -> str:
    """64 hex digits over everything that decides what the edition of an article with bytes `data` is."""
    return hashlib.blake2b(basis.encode() + data, digest_size=32).hexdigest()


def digests(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Name → digest of each file in `folder`: the pictures beside an article, which its bytes only name."""
    found = {}
    for name in names:
        try:
            found[name] = file_digest(folder / name)
        except OSError:
            found[name] = "unreadable"
    return found


def file_digest(path: Path) -> str:
    """SHA-256 of a file in hex; "missing" for one that is not there. Raises OSError for one that cannot be read,
    and for a device or a pipe, which may never end.
    """
    try:
        mode = path.stat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            raise OSError(errno.ENXIO, "is a device or a pipe, not a file", str(path))
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return "missing"
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


@functools.cache
def code_version() -> str:
    """Digest of the program's own code and tables."""
    root = str(Path(audio_edition.__file__).parent)
    digest = hashlib.blake2b(digest_size=16)
    for name in sorted(_files_below(root)):
        with open(f"{root}/{name}", "rb", buffering=0) as file:
            digest.update(name.encode() + file.read())
    return digest.hexdigest()


def _files_below(root: str, folder: str = "") -> Iterator[str]:
    """Paths below `root` of the code and tables that decide what an edition is. Plain strings: these are hundreds of
    files, and a run without news does little else.
    """
    with os.scandir(f"{root}/{folder}") as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name not in _NOT_CODE:
                    yield from _files_below(root, f"{folder}{entry.name}/")
            elif entry.name.endswith(_CODE):
                yield folder + entry.name
