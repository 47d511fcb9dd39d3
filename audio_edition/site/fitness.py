"""What is wrong with a finished edition, asked before a `faultless` one goes out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audio_edition.finding import Finding


def findings_of(folder: Path) -> list[Finding]:
    """What `verify` finds in the edition in `folder`."""
    from audio_edition.verify import verify_edition  # late: most editions go out at once

    return verify_edition(folder)
