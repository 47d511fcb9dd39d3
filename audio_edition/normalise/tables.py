"""The tables of `data/`: tab-separated, UTF-8, a line that begins with `# ` is a comment, empty cells may be left out.

A table is read when it is first asked for, and once.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


@cache
def rows(name: str, columns: int) -> tuple[tuple[str, ...], ...]:
    """All rows of `data/<name>.tsv`, each filled up with empty cells to `columns`."""
    found = []
    for line in (DATA / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("# ") or line == "#":
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        found.append(tuple(cells + [""] * (columns - len(cells)))[:columns])
    return tuple(found)


@cache
def mapping(name: str, column: int = 1) -> dict[str, str]:
    """First column to column `column` of a table."""
    return {row[0]: row[column] for row in rows(name, column + 1)}


@cache
def grouped(name: str) -> dict[str, frozenset[str]]:
    """A table whose rows are `label<TAB>word word …`: label to all its words."""
    groups: dict[str, set[str]] = {}
    for label, words in rows(name, 2):
        groups.setdefault(label, set()).update(words.split())
    return {label: frozenset(words) for label, words in groups.items()}


def pick(cells: tuple[str, str, str], language: str) -> str:
    """The cell of a language among (nn, nb, en); an empty cell means "as in Nynorsk"."""
    index = {"nb": 1, "en": 2}.get(language, 0)
    return cells[index] or cells[0]
