"""Articles laid into an inbox, and what becomes of them."""

from __future__ import annotations

import os
from pathlib import Path

from audio_edition.edition.batch import make_all
from audio_edition.edition.outcome import Outcome
from tests.brisk import brisk


def write(path: Path | bytes, title: str, text: str) -> None:
    with open(path, "wb") as file:
        file.write(f"{title}\n\n{text}\n".encode())


def made(inbox: Path, out: Path, **options: object) -> dict[str, Outcome]:
    """Outcome of each file by its name."""
    settings = brisk()
    outcomes = make_all([str(inbox)], out, settings, **options)  # type: ignore[arg-type]
    return {os.path.basename(outcome.source): outcome for outcome in outcomes}
