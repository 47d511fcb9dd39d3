"""All changes that make a graph faster, in the order in which they are given up where the sound is not the same."""

from __future__ import annotations

from typing import Any

from audio_edition.engines.vits.graphs.attention import rewrite_attention
from audio_edition.engines.vits.graphs.decoder import rebuild_decoder
from audio_edition.engines.vits.graphs.flow import rebuild_flow
from audio_edition.engines.vits.graphs.norms import join_norms
from audio_edition.engines.vits.graphs.splines import rewrite_splines
from audio_edition.engines.vits.graphs.widening import widen_convolutions
from audio_edition.errors import VoiceError

_CHANGES = (rewrite_attention, rewrite_splines, join_norms, rebuild_flow, rebuild_decoder, widen_convolutions)
ATTEMPTS = len(_CHANGES) + 1
"""So often a graph can be made, each time with one change less; the last is the graph as exported."""


def make_faster(model: Any, attempt: int) -> list[str]:
    """Change `model` (an opened `onnx.ModelProto`) in place; returns the names of what was done to it.

    Raises VoiceError where a part of it looks known and is not; take a fresh graph for the next attempt.
    """
    try:
        return [change.__name__ for change in _CHANGES[attempt:] if change(model) is not False]
    except (AttributeError, LookupError, StopIteration, TypeError, ValueError) as error:
        raise VoiceError(f"the graph is of an unknown build: {error!r}") from error
