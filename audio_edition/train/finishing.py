"""The best weights of a run become a voice: imported, with its licence and consent, and compiled."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from audio_edition.errors import VoiceError
from audio_edition.models.compiling import Compiled, Precision
from audio_edition.models.register import compile_voice, import_voice
from audio_edition.models.writing import write_description
from audio_edition.train.trainer import BEST_NAME
from audio_edition.types import Voice


def finish(
    run: Path,
    id: str,
    *,
    licence: str,
    attribution: str,
    recordings: Mapping[str, Any],
    precision: Precision = "float32",
) -> tuple[Voice, Compiled]:
    """Import and compile the best checkpoint of the run in folder `run`; a voice with that id is replaced.

    `recordings` (who agreed to what, how many sentences, …) stands in voice.toml as [model.recordings].
    """
    if not (run / BEST_NAME).is_dir():
        raise VoiceError(f"{run}: nothing was scored yet, so there is no best checkpoint to make a voice of")
    voice = import_voice(
        run / BEST_NAME, id, language="nn", licence=licence, attribution=attribution, force=True
    ).voice
    path = voice.folder / "voice.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    table["model"]["recordings"] = dict(recordings)
    write_description(voice.folder, table, "Written by `audio-edition voices train`.")
    return compile_voice(id, precision)
