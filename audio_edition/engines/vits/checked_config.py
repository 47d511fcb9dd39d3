"""What a checkpoint's config.json may ask of this machine: no address, no place outside its folder, no endless sizes.

coqui-tts opens whatever a configuration names, also over the network; this is looked through before it gets to see it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from audio_edition.errors import VoiceError

_TABLES = ("model_args", "audio", "characters")
_NAMES_A_FILE = re.compile(r"(?:_file|_files|_path|_paths|_dir|_uri|_url)$")
_LOADED = re.compile(r"speaker|language|d_vector|encoder|embedding|vocab|tokenizer|discriminator|vocoder")
"""Keys of files that a model is built from; what a training wrote to, such as `output_path`, is never opened."""
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[\\/]{2}")
_MOST_SPEAKERS, _MOST_CHARS, _MOST_CHANNELS, _MOST_LAYERS = 10_000, 10_000, 8192, 256
_MOST_ITEMS, _LONGEST_NAME = 64, 120
_AUDIO = ("sample_rate", "hop_length", "win_length", "fft_size", "num_mels")


def checked(folder: Path, table: dict[str, Any]) -> dict[str, Any]:
    """A copy of `table` whose files all lie in `folder`. Raises VoiceError that names the key."""
    where = folder / "config.json"
    for key in _TABLES:
        if not isinstance(table.get(key) or {}, dict):
            raise VoiceError(f"{where}: key '{key}' must be a table, not {type(table[key]).__name__}")
    copy = {**table, "model_args": dict(table.get("model_args") or {})}
    audio = {f"audio.{key}": value for key, value in (table.get("audio") or {}).items() if key in _AUDIO}
    for name, value in audio.items():
        _check_size(where, name, value)
    for prefix, place in (("", copy), ("model_args.", copy["model_args"])):
        for key, value in list(place.items()):
            name = prefix + key
            if _NAMES_A_FILE.search(key) and _LOADED.search(key) and value:
                place[key] = _inside(folder, where, name, value)
            if prefix or key.startswith("num_"):
                _check_size(where, name, value)
    pace = copy["model_args"].get("length_scale", 1.0)
    if not isinstance(pace, int | float) or not 0.05 <= pace <= 20:
        raise VoiceError(
            f"{where}: key 'model_args.length_scale' is {str(pace)[:30]!r}; nobody speaks at that pace"
        )
    # Speech asks nothing of the encoder that a training compares speakers with.
    for place in (copy, copy["model_args"]):
        for key in ("speaker_encoder_model_path", "speaker_encoder_config_path"):
            if key in place:
                place[key] = ""
    return copy


def _inside(folder: Path, where: Path, name: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_inside(folder, where, name, item) for item in value[:_MOST_ITEMS]]
    if not isinstance(value, str):
        raise VoiceError(f"{where}: key '{name}' must name a file, not be {str(value)[:60]!r}")
    if _ADDRESS.match(value):
        raise VoiceError(
            f"{where}: key '{name}' is an address ({value[:80]!r}); only files in the folder are read"
        )
    moved = folder / Path(value).name[:_LONGEST_NAME]  # the path on the machine that trained it
    if moved.is_file():
        return str(moved)
    if "encoder_" in name:
        return ""
    raise VoiceError(
        f"{where}: key '{name}' names {value[:80]!r}, and there is no {moved.name!r} in the folder"
    )


def _check_size(where: Path, name: str, value: Any) -> None:
    if isinstance(value, list):
        if len(value) > _MOST_ITEMS:
            raise VoiceError(
                f"{where}: key '{name}' has {len(value)} items; no model has more than {_MOST_ITEMS}"
            )
        for item in value:
            _check_size(where, name, item)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        if "sample_rate" in name:
            most = 192_000
        elif "speakers" in name or "languages" in name:
            most = _MOST_SPEAKERS
        elif "chars" in name:
            most = _MOST_CHARS
        else:
            most = _MOST_LAYERS if "layers" in name or "heads" in name else _MOST_CHANNELS
        if not -most <= value <= most:
            raise VoiceError(
                f"{where}: key '{name}' is {str(value)[:30]}; no model that fits a machine has more than {most}"
            )
