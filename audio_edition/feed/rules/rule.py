"""What a rule is, and how it tells a fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from audio_edition.feed.checked import Checked
from audio_edition.finding import Finding, Level

FeedRule = Callable[[Checked], Iterator[Finding]]
"""Its name says what it is about; it asks one question and gives what is wrong, and where."""


def fault(check: str, where: str, message: str, level: Level = "error") -> Finding:
    """A finding: an error unless said otherwise."""
    return Finding(check, level, where, message)
