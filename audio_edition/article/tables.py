"""The language knowledge of this part: tab-separated tables in `data/`, one fact a line, `#` comments."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "data"


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """Rows of `data/<name>.tsv` as tuples of stripped cells."""
    lines = (_FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return tuple(
        tuple(cell.strip() for cell in line.split("\t"))
        for line in lines
        if line.strip() and not line.startswith("#")
    )


@cache
def column(name: str, kind: str) -> frozenset[str]:
    """Second cells of the rows whose first cell is `kind`."""
    return frozenset(row[1] for row in rows(name) if row[0] == kind)
