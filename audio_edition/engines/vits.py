"""What every VITS model shares, whoever runs it: how symbols become tokens, and where its noise comes from.

VITS (Kim et al., 2021) draws two random tensors a sentence: one for the durations, one for the prior of the
sound. Here both are drawn from the piece's seed outside the model, so torch on a CPU, torch on a GPU and the
compiled graph all speak the same sentence in the same way, whatever was said before.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from audio_edition.errors import SynthesisError, VoiceError
from audio_edition.types import Piece, Speaker, Voice

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

NOISE_VERSION = "1"
"""Part of the engines' versions: change it when the same seed would give other noise."""

_FRAMES_PER_TOKEN, _EXTRA_FRAMES = 4, 64


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


def noise_frames(token_count: int) -> int:
    """Frames of prior noise that are drawn for so many tokens; a longer sentence uses them again."""
    return _FRAMES_PER_TOKEN * token_count + _EXTRA_FRAMES


def draw_noise(
    seed: int, token_count: int, channels: int
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Standard normal noise of a sentence: durations (1, 2, tokens) and prior (1, channels, frames)."""
    import numpy as np

    generator = np.random.Generator(np.random.Philox(seed))
    durations = generator.standard_normal((1, 2, token_count), dtype=np.float32)
    prior = generator.standard_normal((1, channels, noise_frames(token_count)), dtype=np.float32)
    return durations, prior


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


def symbol_ends(durations: npt.NDArray[Any], ends: Sequence[int], hop_length: int) -> tuple[int, ...]:
    """Sample at which each symbol ends, from the model's frames a token and `Tokens.encode`'s ends."""
    import numpy as np

    samples = np.cumsum(durations.reshape(-1)).astype(np.int64) * hop_length
    return tuple(int(samples[end - 1]) for end in ends)
