"""The tables of `data/`, see `audio_edition.tables`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from audio_edition.tables import read_groups, read_table

FOLDER = Path(__file__).parent / "data"
MOST_COLUMNS = 6


def rows(name: str, columns: int) -> Iterator[list[str]]:
    """Rows of `data/<name>`, the first `columns` cells of each."""
    for cells in read_table(FOLDER / name, MOST_COLUMNS):
        yield list(cells[:columns])


@cache
def _grammar() -> dict[str, frozenset[str]]:
    return read_groups(FOLDER / "grammar.tsv")


def words_of(label: str) -> frozenset[str]:
    """The words of a label of `data/grammar.tsv`: endings, particles, short words that a rule goes by."""
    return _grammar()[label]
