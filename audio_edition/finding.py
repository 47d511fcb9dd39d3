"""One thing that is wrong, and where: what `verify`, the feed checker and the quality gate tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. An error is something a listener or a player stumbles over."""

    check: str
    """Which check: `files`, `length`, `loudness`, `tags`, `sound`, …; of a feed, the rule that is broken."""
    level: Level
    where: str
    """For a person: a file's name, `section 3, sentence 1`, `item 2 «Title»`."""
    problem: str
    """What is wrong, in one sentence."""
    start_s: float | None = None
    """When it is heard, for what has a time."""
    weight: float = 0.0
    """Within a check: the higher, the worse."""
    section: int | None = None
    sentence: int | None = None
    """The place in the manifest, for what is about a section or a sentence."""

    @property
    def is_error(self) -> bool:
        return self.level == "error"

    @property
    def text(self) -> str:
        """`section 3, sentence 1 at 12.3 s: the problem`."""
        at = "" if self.start_s is None else f" at {self.start_s:.1f} s"
        return f"{self.where}{at}: {self.problem}"

    def __str__(self) -> str:
        return f"{self.level}: {self.text}"


def nothing_found(folder: Path) -> Iterable[Finding]:
    """The check that is not made."""
    return ()


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Errors before warnings, heavier before lighter, then in the order of the sound."""
    return sorted(findings, key=lambda f: (not f.is_error, -f.weight, f.start_s or 0.0, f.where))
