"""What lies in a Coqui VITS checkpoint folder: `config.json` and weights in `.safetensors` or `.pth`. Needs no torch."""

from __future__ import annotations

import json
import logging
from importlib import import_module
from pathlib import Path
from typing import Any

from audio_edition.disk import read_own
from audio_edition.errors import EngineUnavailable, VoiceError

TOKENS_NAME = "tokens.json"
"""Written by `voices import`: the vocabulary where the model's sequences are not Coqui's own."""

UNUSED_IN_SPEECH = ("disc.", "posterior_encoder.", "speaker_encoder.", "audio_resampler.")
"""Parts that only training uses; a checkpoint may have them or not."""

_WEIGHT_NAMES = ("model.safetensors", "model.pth", "best_model.pth", "model_file.pth")


def require_torch() -> None:
    """Raise EngineUnavailable with the command to run where torch or coqui-tts cannot be imported.

    Modules that compute with torch import it at their top: who is about to import one of them asks this first.
    """
    try:
        for name in ("torch", "torchaudio", "TTS"):
            import_module(name)
    except (ImportError, OSError) as error:
        raise EngineUnavailable(
            f"Coqui voices need torch ({error}); run: pip install 'audio-edition[torch]', "
            "or compile the voice where torch is: audio-edition voices compile ID"
        ) from error
    # It guesses at languages that we never ask it for, and says so for each model.
    logging.getLogger("TTS").setLevel(logging.ERROR)


def read_config(folder: Path) -> dict[str, Any]:
    """`config.json` of a VITS checkpoint. Raises VoiceError, with a word of its own for XTTS."""
    path = folder / "config.json"
    try:
        table = json.loads(read_own(path))
        kind = str(table["model"]).lower()
    except FileNotFoundError:
        raise VoiceError(f"{path}: missing; a Coqui voice is a folder with config.json and weights") from None
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise VoiceError(f"{path}: not the configuration of a Coqui model: {error!r}") from error
    if kind == "xtts":
        raise VoiceError(
            f"{folder}: an XTTS model, which repeats and drops words and takes no phonemes, is not spoken with here; "
            "use a VITS checkpoint"
        )
    if kind != "vits":
        raise VoiceError(f"{folder}: a '{kind}' model; only Coqui's VITS can be used")
    return dict(table)


def find_weights(folder: Path) -> Path:
    """The weights in a checkpoint folder. Raises VoiceError when there are none, or several to choose from."""
    for name in _WEIGHT_NAMES:
        if (folder / name).is_file():
            return folder / name
    named = sorted([*folder.glob("*.safetensors"), *folder.glob("*.pth")])
    found = [path for path in named if path.is_file()]
    if len(found) == 1:
        return found[0]
    if not found:
        raise VoiceError(f"{folder}: no weights; a Coqui voice has model.pth or model.safetensors")
    names = ", ".join(path.name for path in found)
    raise VoiceError(f"{folder}: several weights ({names}); name the one to use model.pth")


def speaks(name: str) -> bool:
    """Whether the tensor called so is used in speech, not in training alone."""
    return not name.startswith(UNUSED_IN_SPEECH) and ".post_" not in name
