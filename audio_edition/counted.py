"""A number with its noun: "1 error", "2 errors"."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """`number` and `noun`, which takes an s unless there is one of it."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
