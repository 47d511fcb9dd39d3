"""The articles of a run, of which there may be a hundred thousand: their names are kept on the disk."""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Iterator


class ArticleNames:
    """Names in the order in which they were added, each once."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        weakref.finalize(self, self._database.close)
        self._database.execute("CREATE TABLE source (name BLOB UNIQUE)")
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("PRAGMA synchronous = OFF")

    def add(self, name: str) -> None:
        """Add a name, unless it is there."""
        self._database.execute(
            "INSERT OR IGNORE INTO source VALUES (?)", (name.encode("utf-8", "surrogatepass"),)
        )

    def __len__(self) -> int:
        return int(self._database.execute("SELECT count(*) FROM source").fetchone()[0])

    def __iter__(self) -> Iterator[str]:
        for (name,) in self._database.execute("SELECT name FROM source ORDER BY rowid"):
            yield name.decode("utf-8", "surrogatepass")
