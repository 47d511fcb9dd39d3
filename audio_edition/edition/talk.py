"""What a run tells while it works. The command line implements it; a library user may leave it out."""

from __future__ import annotations

from typing import Protocol


class Talk(Protocol):
    """Told by the studio, in order: article, warnings, speaking, one `spoken` a sentence, stage."""

    def article(self, title: str, source: str) -> None: ...

    def warning(self, text: str) -> None: ...

    def speaking(self, sentences: int, missing: int, phonemes: int) -> None:
        """`missing` of `sentences` are to be synthesised; together they have `phonemes` phonemes."""
        ...

    def spoken(self, phonemes: int) -> None:
        """One of the missing sentences is finished."""
        ...

    def stage(self, name: str) -> None: ...


class Quiet:
    """Says nothing."""

    def article(self, title: str, source: str) -> None: ...

    def warning(self, text: str) -> None: ...

    def speaking(self, sentences: int, missing: int, phonemes: int) -> None: ...

    def spoken(self, phonemes: int) -> None: ...

    def stage(self, name: str) -> None: ...
