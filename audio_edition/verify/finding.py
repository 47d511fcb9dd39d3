"""One thing that is wrong, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. An error is something a listener or a player stumbles over."""

    check: str
    """Which check: `files`, `length`, `loudness`, `tags`, `chapters`, `transcript`, `ledger`, `sound`, `words`."""
    severity: Severity
    where: str
    """A file's name, or `section 3, sentence 1`."""
    problem: str
    """What is wrong, in one sentence."""
    start_s: float | None = None
    """When it is heard, for what has a time."""
    weight: float = 0.0
    """Within a check: the higher, the worse."""

    def line(self) -> str:
        """For a terminal: `error   12.3 s  section 3  …`."""
        at = "" if self.start_s is None else f" at {self.start_s:.1f} s"
        return f"{self.severity}: {self.where}{at}: {self.problem}"


def worst_first(findings: list[Finding]) -> list[Finding]:
    """Errors before warnings, heavier before lighter, then in the order of the sound."""
    return sorted(findings, key=lambda f: (f.severity != "error", -f.weight, f.start_s or 0.0, f.where))
