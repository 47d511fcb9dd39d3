"""The entries of a journal with what they are looked up by, in a temporary database: a folder of a hundred thousand
editions takes no more memory than one of a hundred.
"""

from __future__ import annotations

import json
import sqlite3
import weakref
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

_TABLE = """
CREATE TABLE entry (source BLOB PRIMARY KEY, folder BLOB, content BLOB, text BLOB, whole BLOB);
CREATE INDEX by_folder ON entry (folder);
CREATE INDEX by_content ON entry (content);
CREATE INDEX by_text ON entry (text);
"""


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """An edition in the journal."""

    source: str
    """Relative to the folder of editions; `-` and the content for standard input."""
    folder: str
    fingerprint: str
    content: str
    files: dict[str, int] = field(default_factory=dict)
    """Size in bytes of each file; none of an edition that is not out."""
    text: str = ""
    """Digest of what the article says, see `text_digest`; "" in a journal from before."""
    beside: dict[str, str] = field(default_factory=dict)
    """Digest of each picture that lies beside the article, by its name there, see `fingerprint.digests`."""
    waits: dict[str, str] = field(default_factory=dict)
    """Of an edition that is not out: `why` it waits, and the `rule` that kept it in, see `index._rule`."""
    held: dict[str, int] = field(default_factory=dict)
    """Size in bytes of each file of an edition that is not out."""


class Entries:
    """Source → entry, in the order in which they were put; SQLite keeps in memory what is asked for and 2 MB at most."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        weakref.finalize(self, self._database.close)
        self._database.executescript(_TABLE)
        self._database.execute("PRAGMA journal_mode = OFF")

    def __len__(self) -> int:
        return int(self._database.execute("SELECT count(*) FROM entry").fetchone()[0])

    def __iter__(self) -> Iterator[JournalEntry]:
        for (whole,) in self._database.execute("SELECT whole FROM entry ORDER BY rowid"):
            yield _entry(whole)

    def __contains__(self, source: str) -> bool:
        found = self._database.execute("SELECT 1 FROM entry WHERE source = ?", (_bytes(source),))
        return found.fetchone() is not None

    def get(self, source: str) -> JournalEntry | None:
        """The entry of `source`."""
        row = self._database.execute("SELECT whole FROM entry WHERE source = ?", (_bytes(source),)).fetchone()
        return _entry(row[0]) if row else None

    def put(self, entry: JournalEntry) -> None:
        """Take in an entry in the place of the one of its source."""
        self.drop(entry.source)
        keys = (entry.source, entry.folder, entry.content, entry.text, json.dumps(asdict(entry)))
        self._database.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?)", tuple(map(_bytes, keys)))

    def drop(self, source: str) -> None:
        """Forget the entry of `source`, if there is one."""
        self._database.execute("DELETE FROM entry WHERE source = ?", (_bytes(source),))

    def with_digest(self, digest: str) -> list[JournalEntry]:
        """Those with this digest of their bytes or of their text."""
        rows = self._database.execute(
            "SELECT whole FROM entry WHERE content = ?1 OR text = ?1 ORDER BY rowid", (_bytes(digest),)
        )
        return [_entry(whole) for (whole,) in rows.fetchall()] if digest else []

    def in_folder(self, folder: str) -> list[str]:
        """Sources of the editions that a folder is known for."""
        rows = self._database.execute(
            "SELECT source FROM entry WHERE folder = ? ORDER BY rowid", (_bytes(folder),)
        )
        return [source.decode("utf-8", "surrogatepass") for (source,) in rows.fetchall()]

    def has_folder(self, folder: str) -> bool:
        """Whether an edition is known to have it."""
        found = self._database.execute("SELECT 1 FROM entry WHERE folder = ? LIMIT 1", (_bytes(folder),))
        return found.fetchone() is not None

    def clear(self) -> None:
        """Forget all."""
        self._database.execute("DELETE FROM entry")


def _bytes(text: str) -> bytes:
    """A file name may hold bytes that are no UTF-8, see os.fsdecode."""
    return text.encode("utf-8", "surrogatepass")


def _entry(whole: bytes) -> JournalEntry:
    return JournalEntry(**json.loads(whole))
