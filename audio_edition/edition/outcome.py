"""What became of one article of a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from audio_edition.crash_log import keep
from audio_edition.errors import AudioEditionError
from audio_edition.finding import Finding
from audio_edition.shown import shown

if TYPE_CHECKING:
    from audio_edition.edition.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one article."""

    source: str
    status: Literal["made", "unchanged", "failed", "held", "duplicate", "waiting"]
    """`held`: under embargo; `duplicate`: another file holds the same article, and `folder` is its edition;
    `waiting`: made, lies in `folder` and does not go out yet."""
    folder: Path | None = None
    problem: str = ""
    """What went wrong; why it is held, waits or is a duplicate."""
    doubts: tuple[Finding, ...] = ()
    """What the quality gate still holds against sentences that may well be right: for an editor to check."""
    exit_code: int = 0
    seconds: float = 0.0
    duration_s: float = 0.0
    """Of an edition that was made."""
    worker: str = ""
    """Address of the cluster's worker that made it."""
    tries: int = 1
    """How often it was begun: more than once when workers died."""
    address: str = ""
    """Where the edition lies, when that is not `folder`: an object store, of which `folder` has the manifest alone."""
    error: AudioEditionError | None = field(default=None, compare=False, repr=False)
    """Why there is no edition."""

    @classmethod
    def failed(cls, source: str, error: AudioEditionError) -> Outcome:
        """An article of which no edition could be made."""
        return cls(source, "failed", problem=str(error), exit_code=error.exit_code, error=error)

    @property
    def manifest(self) -> Manifest | None:
        """The manifest of an edition that was made, read anew: a thousand of them would fill the memory."""
        if self.folder is None or self.status != "made":
            return None
        from audio_edition.edition.manifest import read_manifest

        return read_manifest(self.folder)


def kept(error: Exception, source: str) -> AudioEditionError:
    """The error that tells of one that nobody has foreseen, its cause; the traceback is in the log."""
    told = AudioEditionError(f"{shown(source)}: {keep(error, source)}")
    told.__cause__ = error
    return told
