"""What became of an address that was to be fetched; apart from fetch.py, which visits the network."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of one address."""

    url: str
    status: Literal["new", "changed", "unchanged", "failed"]
    path: Path | None = None
    problem: str = ""
