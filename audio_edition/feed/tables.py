"""Tables that others lay down for podcast feeds."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from audio_edition.tables import read_table


@dataclass(frozen=True, slots=True)
class Element:
    """What an element may be in one parent."""

    name: str
    parent: str
    many: bool
    need: str
    kind: str
    longest: int | None
    source: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """What an attribute of an element may be."""

    element: str
    name: str
    need: str
    kind: str
    longest: int | None


@cache
def categories() -> dict[str, tuple[str, ...]]:
    """Apple Podcasts' categories with their subcategories, in Apple's spelling."""
    return {
        category: tuple(inner.split("|")) if inner else () for category, inner in _rows("apple_categories", 2)
    }


@cache
def languages() -> dict[str, str]:
    """Languages with a code of two letters."""
    return {code: name for code, name in _rows("languages", 2)}


@cache
def countries() -> dict[str, str]:
    """Countries by their two capital letters."""
    return {code: name for code, name in _rows("countries", 2)}


@cache
def podcast_roles() -> dict[str, tuple[str, ...]]:
    """Groups of the Podcast Taxonomy with their roles, lower case."""
    table: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for group, role in _rows("podcast_roles", 2):
        table[group] += (role,)
    return dict(table)


@cache
def service_slugs() -> frozenset[str]:
    """Services as podcast:block names them."""
    return frozenset(slug for (slug,) in _rows("services", 1))


@cache
def elements() -> dict[tuple[str, str], Element]:
    """(element, parent) → what it may be there."""
    table = {}
    for name, parents, count, need, kind, longest, source in _rows("elements", 7):
        for parent in parents.split("|"):
            table[name, parent] = Element(
                name,
                parent,
                count == "many",
                need,
                kind if kind != "-" else "",
                int(longest) if longest != "-" else None,
                source,
            )
    return table


@cache
def attributes() -> dict[str, dict[str, Attribute]]:
    """Element → its attributes by name."""
    table: defaultdict[str, dict[str, Attribute]] = defaultdict(dict)
    for element, name, need, kind, longest in _rows("attributes", 5):
        table[element][name] = Attribute(element, name, need, kind, int(longest) if longest != "-" else None)
    return dict(table)


def _rows(name: str, columns: int) -> tuple[tuple[str, ...], ...]:
    return read_table(Path(__file__).parent / "data" / f"{name}.tsv", columns)
