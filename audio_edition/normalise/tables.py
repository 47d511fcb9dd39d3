"""The tables of `data/`, see `audio_edition.tables`; each is read when it is first asked for, and once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from audio_edition.tables import read_groups, read_table

DATA = Path(__file__).parent / "data"
MOST_COLUMNS = 9


@cache
def rows(name: str, columns: int) -> tuple[tuple[str, ...], ...]:
    """All rows of `data/<name>.tsv`, the first `columns` cells of each."""
    return tuple(cells[:columns] for cells in read_table(DATA / f"{name}.tsv", MOST_COLUMNS))


@cache
def mapping(name: str, column: int = 1) -> dict[str, str]:
    """First column to column `column` of a table."""
    return {row[0]: row[column] for row in rows(name, column + 1)}


@cache
def grouped(name: str) -> dict[str, frozenset[str]]:
    """A table whose rows are `label<TAB>word word …`: label to all its words."""
    return read_groups(DATA / f"{name}.tsv")


def pick(cells: tuple[str, str, str], language: str) -> str:
    """The cell of a language among (nn, nb, en); an empty cell means "as in Nynorsk"."""
    index = {"nb": 1, "en": 2}.get(language, 0)
    return cells[index] or cells[0]
