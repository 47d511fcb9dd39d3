"""What a sentence is called inside a report."""

from __future__ import annotations


def anchor(section: int, sentence: int) -> str:
    """The id of a sentence's element: `s3-1`, and `s3-l` for the lead-in of section 3."""
    return f"s{section}-{sentence if sentence >= 0 else 'l'}"
