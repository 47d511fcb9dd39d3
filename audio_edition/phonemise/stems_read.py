"""The listed stems as the rules read them, kept in a table: most words of a text are made of these.

`data/stems_read.tsv` is written by `python -m tools.language.read_stems` and holds nothing that the rules do not give (tested).
Its first line names the tables that it was made from by a digest: where one of them has been edited since, the kept readings
are passed over and the stems are read by the rules, which takes longer.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import NamedTuple

from .sounds import Sounds
from .tables import FOLDER

TABLE = FOLDER / "stems_read.tsv"
_HEAD = "# made by tools.language.read_stems from tables "
_SOURCES = (
    "stems.tsv", "words_*.tsv", "letter_rules.tsv", "loan_endings.tsv", "transliteration.tsv", "endings.tsv", "prefixes.tsv",
    "particles.tsv", "grammar.tsv", "tone_endings.tsv", "tone_first_parts.tsv", "part_sounds.tsv",
)  # fmt: skip


class Kept(NamedTuple):
    """Sounds of a stem, and its parts between seams where it has some."""

    sounds: Sounds
    parts: tuple[str, ...]


def digest() -> str:
    """What stands in the tables that the readings rest on, as 16 hexadecimal figures."""
    made = hashlib.sha256()
    for pattern in _SOURCES:
        for path in sorted(FOLDER.glob(pattern)):
            made.update(path.read_text(encoding="utf-8").encode())
    return made.hexdigest()[:16]


@cache
def lines() -> dict[str, str]:
    """The kept readings, each as it is written, by stem; none where a table has been edited since."""
    if not TABLE.is_file():
        return {}
    head, *rest = TABLE.read_text(encoding="utf-8").split("\n")
    if head != _HEAD + digest():
        return {}
    return {stem: line for stem, tab, line in [line.partition("\t") for line in rest] if tab}


def parse(line: str) -> Kept:
    """The reading that a line holds: sounds with seams and marks before vowels, tone (0 to 2), parts."""
    text, tone, parts = line.split("\t")
    return Kept(Sounds(text, int(tone)), tuple(parts.split("·")) if parts else ())


def written(readings: dict[str, Kept]) -> str:
    """The whole table."""
    rows = [
        f"{stem}\t{kept.sounds.text}\t{kept.sounds.tone}\t{'·'.join(kept.parts)}"
        for stem, kept in readings.items()
    ]
    return "\n".join([_HEAD + digest(), *rows]) + "\n"
