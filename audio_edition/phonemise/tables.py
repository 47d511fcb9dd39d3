"""Read the tables of `data/`: tab-separated UTF-8, `#` begins a comment line, missing cells are empty."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parent / "data"


def rows(name: str, columns: int) -> Iterator[list[str]]:
    """Rows of `data/<name>`, each filled up or cut to `columns` cells."""
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if not line or line[0] == "#":
            continue
        cells = line.split("\t")
        yield (cells + [""] * columns)[:columns]
