"""The engine for dry runs and tests: sound of a plausible length, at once, without a model.

Speakers of kind `tone` hum, one swell a phoneme, so that loudness, joins and times can be measured; those of
kind `silence` are digital silence. The same piece always gives the same samples.
"""

from __future__ import annotations

from audio_edition.engines import Engine
from audio_edition.types import Voice

VERSION = "1"
SAME_ON_ALL_DEVICES = True


def load(voice: Voice, *, device: str = "cpu", threads: int | None = None) -> Engine:
    """The engine for `voice`; `device` and `threads` are accepted and make no difference."""
    from audio_edition.engines import humming  # this file is read for its VERSION where nothing is to be said

    return humming.SilenceEngine(voice, VERSION)
