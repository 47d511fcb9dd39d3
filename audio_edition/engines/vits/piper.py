"""What stands in a Piper voice: `NAME.onnx` with the weights and `NAME.onnx.json` beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audio_edition.engines.vits.info import GraphShape, Tokens, VitsInfo
from audio_edition.errors import VoiceError

BEGIN, PAD, END = "^", "_", "$"
"""Piper's marks around and between symbols: `^ _`, each symbol and `_`, `$`."""


@dataclass(frozen=True, slots=True)
class PiperConfig:
    """The settings file of a Piper voice, as far as a voice needs them."""

    tokens: Tokens
    sample_rate_hz: int
    noise_scale: float
    noise_scale_durations: float
    length_scale: float
    speakers: Mapping[str, int]
    language: str
    """As the file has it: espeak-ng's name, `nb`, `en-us`; empty when not told."""
    phoneme_type: str

    def info(self, shape: GraphShape, made: Mapping[str, Any]) -> VitsInfo:
        """The description that a compiled model of this voice carries."""
        return VitsInfo(
            sample_rate_hz=self.sample_rate_hz,
            hop_length=shape.hop_length,
            channels=shape.channels,
            tokens=self.tokens,
            noise_scale=self.noise_scale,
            noise_scale_durations=self.noise_scale_durations,
            length_scale=self.length_scale,
            speakers=dict(self.speakers),
            made=made,
        )


def find_config(path: Path) -> Path:
    """The settings file that belongs to the model at `path`. Raises VoiceError when there is none."""
    for candidate in (Path(f"{path}.json"), path.with_suffix(".json")):
        if candidate.is_file():
            return candidate
    raise VoiceError(f"{path}: the settings file {path.name}.json is missing; a Piper voice is two files")


def read_config(path: Path) -> PiperConfig:
    """Read `NAME.onnx.json`. Raises VoiceError that names what is missing or of the wrong kind."""
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        ids = {symbol: _ids(symbol, value) for symbol, value in table["phoneme_id_map"].items()}
        inference = table.get("inference", {})
        return PiperConfig(
            tokens=Tokens(
                symbols={symbol: value for symbol, value in ids.items() if symbol not in (BEGIN, PAD, END)},
                begin=ids[BEGIN] + ids[PAD],
                after=ids[PAD],
                end=ids[END],
            ),
            sample_rate_hz=int(table["audio"]["sample_rate"]),
            noise_scale=float(inference.get("noise_scale", 0.667)),
            noise_scale_durations=float(inference.get("noise_w", 0.8)),
            length_scale=float(inference.get("length_scale", 1.0)),
            speakers=_speakers(table),
            language=str(table.get("espeak", {}).get("voice", "")),
            phoneme_type=str(table.get("phoneme_type", "espeak")),
        )
    except FileNotFoundError:
        raise VoiceError(f"{path}: there is no such file") from None
    except KeyError as error:
        raise VoiceError(
            f"{path}: not the settings of a Piper voice: {error.args[0]!r} is missing"
        ) from error
    except (OSError, UnicodeDecodeError, TypeError, ValueError, AttributeError) as error:
        raise VoiceError(f"{path}: not the settings of a Piper voice: {error}") from error


def _ids(symbol: str, value: Any) -> tuple[int, ...]:
    ids = tuple(int(item) for item in (value if isinstance(value, list) else [value]))
    if not ids or min(ids) < 0:
        raise ValueError(f"phoneme_id_map has no id for {symbol!r}")
    return ids


def _speakers(table: Mapping[str, Any]) -> dict[str, int]:
    count = int(table.get("num_speakers", 1))
    if count <= 1:
        return {}
    names = {str(name): int(number) for name, number in (table.get("speaker_id_map") or {}).items()}
    return names or {str(number): number for number in range(count)}
