"""The bar of a terminal while sentences are spoken, by rich."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from audio_edition.cli.streams import untamed_stderr


class Bar:
    """Counts phonemes, which take time, and not sentences, which differ tenfold in length."""

    def __init__(self, phonemes: int) -> None:
        self._progress = Progress(
            TextColumn("  speaking"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("phonemes, left"),
            TimeRemainingColumn(),
            console=Console(file=untamed_stderr()),
            transient=True,
        )
        self._progress.start()
        self._task = self._progress.add_task("speaking", total=phonemes)

    def advance(self, phonemes: int) -> None:
        """So many more are spoken."""
        self._progress.advance(self._task, phonemes)

    def print(self, text: str) -> None:
        """A line above the bar."""
        self._progress.console.print(text, markup=False, highlight=False)

    def stop(self) -> None:
        """Take the bar away."""
        self._progress.stop()
