"""A training run on disk: always a whole state, whatever stops it and when."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from audio_edition.disk import whole
from audio_edition.errors import PublishError, VoiceError

_NAME, _PREVIOUS = "state.pt", "state-previous.pt"


def save_state(folder: Path, state: dict[str, Any]) -> None:
    """Write `folder`/state.pt in one step and keep the one before. Raises PublishError (a full disk, say)."""
    path = folder / _NAME
    try:
        with whole(path, keep=folder / _PREVIOUS) as temporary:
            torch.save(state, temporary)
    except RuntimeError as error:  # torch's own, of a disk without room
        raise PublishError(f"{path}: could not be written: {error}") from error


def load_state(folder: Path) -> dict[str, Any] | None:
    """The newest state that can be read; None where a run begins. Raises VoiceError where none of them can."""
    problems = []
    for name in (_NAME, _PREVIOUS):
        path = folder / name
        if not path.is_file():
            continue
        try:
            return dict(torch.load(path, map_location="cpu", weights_only=True))
        except Exception as error:  # torch, pickle and zipfile each raise their own
            problems.append(f"{path}: {str(error).splitlines()[0] if str(error) else error!r}")
    if problems:
        raise VoiceError("no state of this run can be read: " + "; ".join(problems))
    return None
