"""Tables that others lay down for podcast feeds."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def categories() -> dict[str, tuple[str, ...]]:
    """Apple Podcasts' categories with their subcategories, in Apple's spelling."""
    path = Path(__file__).parent / "data" / "apple_categories.tsv"
    table = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            category, _, inner = line.partition("\t")
            table[category] = tuple(inner.split("|")) if inner else ()
    return table
