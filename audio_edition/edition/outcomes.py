"""The outcomes of a run, of which there may be a hundred thousand: the first are kept in memory, the rest on the disk."""

from __future__ import annotations

import pickle
import tempfile
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import overload

from audio_edition.disk import told
from audio_edition.edition.outcome import Outcome

_IN_MEMORY = 1000


class Outcomes(Sequence[Outcome]):
    """Outcomes in the order in which they were told."""

    def __init__(self) -> None:
        self._first: list[Outcome] = []
        self._places = array("Q")
        """Where each of the rest begins in the file."""

    def append(self, outcome: Outcome) -> None:
        """Add one. Raises PublishError when there is no room for a temporary file."""
        if len(self._first) < _IN_MEMORY:
            self._first.append(outcome)
            return
        with told(_temporary()):
            if not self._places:
                self._file = tempfile.TemporaryFile(prefix="audio-edition-outcomes-")  # noqa: SIM115 - lives as long as this
            self._places.append(self._file.seek(0, 2))
            try:
                pickle.dump(outcome, self._file)
            except (pickle.PicklingError, TypeError, AttributeError):  # an error that holds anything
                self._file.seek(self._places[-1])
                pickle.dump(replace(outcome, error=None), self._file)

    def __len__(self) -> int:
        return len(self._first) + len(self._places)

    @overload
    def __getitem__(self, index: int) -> Outcome: ...
    @overload
    def __getitem__(self, index: slice) -> list[Outcome]: ...
    def __getitem__(self, index: int | slice) -> Outcome | list[Outcome]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        at = range(len(self))[index]
        if at < len(self._first):
            return self._first[at]
        self._file.seek(self._places[at - len(self._first)])
        outcome: Outcome = pickle.load(self._file)  # noqa: S301 - our own file, which nobody else can name
        return outcome

    def __iter__(self) -> Iterator[Outcome]:
        return (self[at] for at in range(len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]


def _temporary() -> Path:
    return Path(tempfile.gettempdir())
