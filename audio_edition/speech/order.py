"""Which of several lexicons and tables is asked first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def asked_first(files: Sequence[Path]) -> tuple[Path, ...]:
    """Lexicons in the order in which they are asked: the one named last comes first, so that it wins.

    `files` as settings and options name them. What the text itself says goes before all of them, the article's
    own lexicon after them, ours last (`Phonemiser`).
    """
    return tuple(files)[::-1]
