"""What stands in a Piper voice: `NAME.onnx` with the weights and `NAME.onnx.json` beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audio_edition.disk import read_own
from audio_edition.engines.vits.info import GraphShape, Tokens, VitsInfo
from audio_edition.errors import VoiceError
from audio_edition.shown import shown

BEGIN, PAD, END = "^", "_", "$"
"""Piper's marks around and between symbols: `^ _`, each symbol and `_`, `$`."""


_MOST_SYMBOLS, _MOST_IDS, _MOST_SPEAKERS = 10_000, 64, 10_000


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
        table = json.loads(read_own(path))
        ids = {symbol: _ids(symbol, value) for symbol, value in table["phoneme_id_map"].items()}
        inference = table.get("inference", {})
        return PiperConfig(
            tokens=Tokens(
                symbols={symbol: value for symbol, value in ids.items() if symbol not in (BEGIN, PAD, END)},
                begin=ids[BEGIN] + ids[PAD],
                after=ids[PAD],
                end=ids[END],
            ),
            sample_rate_hz=int(_within("sample_rate", table["audio"]["sample_rate"], 1000, 192_000)),
            noise_scale=_within("noise_scale", inference.get("noise_scale", 0.667), 0, 10),
            noise_scale_durations=_within("noise_w", inference.get("noise_w", 0.8), 0, 10),
            length_scale=_within("length_scale", inference.get("length_scale", 1.0), 0.05, 20),
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
    except (OSError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as error:
        raise VoiceError(f"{path}: not the settings of a Piper voice: {error}") from error


def _ids(symbol: str, value: Any) -> tuple[int, ...]:
    ids = tuple(int(item) for item in (value if isinstance(value, list) else [value]))
    if not ids or min(ids) < 0 or max(ids) >= _MOST_SYMBOLS or len(ids) > _MOST_IDS:
        raise ValueError(f"phoneme_id_map has no id for {symbol!r}")
    return ids


def _within(key: str, value: Any, least: float, most: float) -> float:
    number = float(value)
    if not least <= number <= most:  # no NaN either
        raise ValueError(f"{key} is {str(value)[:30]}, not between {least:g} and {most:g}")
    return number


def _speakers(table: Mapping[str, Any]) -> dict[str, int]:
    count = int(_within("num_speakers", table.get("num_speakers", 1), 0, _MOST_SPEAKERS))
    if count <= 1:
        return {}
    names = {str(name): int(number) for name, number in (table.get("speaker_id_map") or {}).items()}
    for name, number in names.items():
        if not name.isprintable() or not 0 <= number < count:
            raise ValueError(
                f"speaker_id_map has {shown(name)[:40]!r} as number {number} of {count} speakers"
            )
    return names or {str(number): number for number in range(count)}
