"""The language knowledge of this part: the tables of `data/`, see `audio_edition.tables`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from audio_edition.tables import read_groups, read_table

_FOLDER = Path(__file__).parent / "data"
_MOST_COLUMNS = 6


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """Rows of `data/<name>.tsv`, empty cells at the end of each left out."""
    return tuple(
        cells[: max(at for at, cell in enumerate(cells, 1) if cell)]
        for cells in read_table(_FOLDER / f"{name}.tsv", _MOST_COLUMNS)
    )


@cache
def groups(name: str) -> dict[str, frozenset[str]]:
    """A table of `label<TAB>words`: each label with the words of all its lines."""
    return read_groups(_FOLDER / f"{name}.tsv")


@cache
def column(name: str, kind: str) -> frozenset[str]:
    """Second cells of the rows whose first cell is `kind`."""
    return frozenset(row[1] for row in rows(name) if row[0] == kind)
