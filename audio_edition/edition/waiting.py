"""Where editions wait that are not to go out yet, and the rules by which they go out; policy.py decides by them."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

Policy = Literal["at_once", "approved", "faultless"]


def waiting_folder(out: Path) -> Path:
    """Where editions wait that are not to go out yet: beside `out`, never in what is published."""
    return out.with_name(f"{out.name}-waiting")
