"""Where Kokoro's model lies on this machine: made and parted once, kept in the cache folder.

A CPU gets the graph rewritten for speed (`kokoro.graph`), a GPU the weights as floats (`kokoro.floats`).
"""

from __future__ import annotations

from audio_edition.disk import locked
from audio_edition.engines.kokoro.place import ReadyModel, model_place
from audio_edition.types import Voice


def ready_model(voice: Voice, device: str = "cpu") -> ReadyModel:
    """The model's parts to run on `device`, made on first use (a few seconds), by one process at a time.

    Raises VoiceError when a part is missing or the joined parts have another digest than voice.toml states.
    """
    place = model_place(voice, device)
    if not place.tables.is_file():
        with locked(place.lock):
            if not place.tables.is_file():
                from audio_edition.engines.kokoro.preparing import prepare

                prepare(voice, place, device)
    return place
