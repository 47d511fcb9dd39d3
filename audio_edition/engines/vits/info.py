"""What is to be known of a VITS model besides its weights, whoever runs it: its shape, and how symbols become tokens."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from audio_edition.errors import SynthesisError, VoiceError
from audio_edition.types import Piece, Speaker, Voice

METADATA_KEY = "audio_edition"
"""Key under which a compiled model's metadata holds its `VitsInfo`."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """A model's vocabulary and the shape of its sequences.

    `begin`, then each symbol's own tokens followed by `after`, then `end`. Piper: `^ _`, `_`, `$`; Coqui with
    blanks: a blank first and after each symbol; without: nothing around.
    """

    symbols: Mapping[str, tuple[int, ...]]
    begin: tuple[int, ...] = ()
    after: tuple[int, ...] = ()
    end: tuple[int, ...] = ()

    def encode(self, symbols: Sequence[str]) -> tuple[list[int], list[int]]:
        """Tokens of `symbols`, and for each symbol the index just after its last token (blank included).

        Raises KeyError with the first symbol that is not in the vocabulary: nothing is ever dropped.
        """
        tokens = list(self.begin)
        ends = []
        for symbol in symbols:
            tokens.extend(self.symbols[symbol])
            tokens.extend(self.after)
            ends.append(len(tokens))
        tokens.extend(self.end)
        return tokens, ends


@dataclass(frozen=True, slots=True)
class GraphShape:
    """What a graph tells about its model."""

    channels: int
    """Channels of the prior."""
    hop_length: int
    """Samples a frame."""


@dataclass(frozen=True, slots=True)
class VitsInfo:
    """All that is needed to run a VITS graph besides its weights; kept inside a compiled model as JSON."""

    sample_rate_hz: int
    hop_length: int
    """Samples a frame of the model."""
    channels: int
    """Channels of the prior, hence of its noise."""
    tokens: Tokens
    noise_scale: float = 0.667
    noise_scale_durations: float = 0.8
    length_scale: float = 1.0
    speakers: Mapping[str, int] = field(default_factory=dict)
    """Name → number, empty for a model with one speaker."""
    made: Mapping[str, Any] = field(default_factory=dict)
    """From what and how it was made, with the differences that were measured."""

    def to_json(self) -> str:
        """JSON that `from_json` reads back."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> VitsInfo:
        """Read what `to_json` wrote. Raises KeyError, TypeError or ValueError on anything else."""
        table = json.loads(text)
        tokens = table.pop("tokens")
        symbols = {symbol: tuple(ids) for symbol, ids in tokens["symbols"].items()}
        ends = {key: tuple(tokens[key]) for key in ("begin", "after", "end")}
        return cls(tokens=Tokens(symbols=symbols, **ends), **table)


def encode_piece(piece: Piece, voice: Voice, tokens: Tokens) -> tuple[list[int], list[int]]:
    """Tokens of a piece and the end of each symbol, see `Tokens.encode`.

    A voice that takes letters reads the piece's symbols, or its text where it has none; a capital that the
    model does not know is read as its small letter. Raises SynthesisError that names an unknown symbol.
    """
    symbols: Sequence[str] = piece.symbols
    if voice.input == "graphemes":
        letters = symbols or tuple(piece.text)
        symbols = [letter if letter in tokens.symbols else letter.lower() for letter in letters]
    if not symbols:
        raise SynthesisError(f"voice '{voice.id}': there is nothing to say in '{piece.text}'")
    if len(symbols) > voice.max_symbols:
        raise SynthesisError(
            f"voice '{voice.id}' takes {voice.max_symbols} symbols at a time, not the {len(symbols)} of "
            f"'{piece.text[:60]}'"
        )
    try:
        return tokens.encode(symbols)
    except KeyError as error:
        raise SynthesisError(
            f"voice '{voice.id}' has no symbol {error.args[0]!r}, wanted for '{piece.text[:60]}'; "
            "map it in the [symbols] of its voice.toml"
        ) from None


def speaker_number(piece: Piece, voice: Voice, numbers: Mapping[str, int]) -> int | None:
    """Number of the piece's speaker in the model; None for a model with one speaker.

    `sid` in the speaker's settings decides, else the speaker's name. Raises VoiceError for an unknown one.
    """
    if not numbers:
        return None
    speaker: Speaker | None = voice.speakers.get(piece.speaker)
    settings = (speaker.settings if speaker else None) or {}
    number = settings.get("sid", numbers.get(piece.speaker))
    if number is None and not piece.speaker:
        number = min(numbers.values())
    if number not in numbers.values():
        known = ", ".join(list(numbers)[:20])
        raise VoiceError(f"voice '{voice.id}' has no speaker '{piece.speaker}'; its model has {known}")
    return int(number)
