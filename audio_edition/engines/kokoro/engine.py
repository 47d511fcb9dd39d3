"""Kokoro-82M in ONNX Runtime: the embedded default. Phonemes in, 24 kHz out, no torch, no download.

Tokens stand between two zeros; the style is row n of a (510, 1, 256) matrix for n tokens, or of a blend of
matrices: its first half is the timbre, its second the way of speaking. Lengths, pauses and tune are ours
(`audio_edition.engines.kokoro.mouth`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from audio_edition.engines.cuda import cuda_providers
from audio_edition.engines.kokoro import VERSION
from audio_edition.engines.kokoro.blends import extend
from audio_edition.engines.kokoro.melody import TUNE
from audio_edition.engines.kokoro.model import ready_model
from audio_edition.engines.kokoro.mouth import TONES, Parts, Reader
from audio_edition.engines.kokoro.parts import read_tables
from audio_edition.engines.kokoro.whistle import without_whistle
from audio_edition.engines.session import open_session
from audio_edition.errors import SynthesisError, VoiceError
from audio_edition.types import Piece, Speaker, Voice, Waveform
from audio_edition.voices.files import model_file
from audio_edition.voices.symbols import check_vocabulary

_SYMBOLS = 178
"""Rows of the published embedding tables; blends stand after them."""
_STYLE_SIZE, _TIMBRE = 256, 128
"""Numbers of a style; the first of them go to the sound part, the others to lengths and melody."""


def load(voice: Voice, *, device: str = "cpu", threads: int | None = None) -> KokoroEngine:
    """As `audio_edition.engines.kokoro.load`."""
    vocabulary = json.loads(model_file(voice, "vocab.json").read_text(encoding="utf-8"))["vocab"]
    for speaker in voice.speakers.values():
        check_vocabulary(voice, {*vocabulary, *_blends(speaker), *TONES})
    if device == "cuda":
        cuda_providers()  # where there is none, nobody waits for 310 MB to be told so
    place = ready_model(voice, device)
    tables, matrices = read_tables(place.tables), _matrices(voice)
    readers = {
        name: _reader(voice, speaker, matrices, tables, vocabulary)
        for name, speaker in voice.speakers.items()
    }
    parts = Parts(lambda name: open_session(place.part(name), device, threads))
    return KokoroEngine(voice, readers, parts)


class KokoroEngine:
    """One model in memory; every speaker of the voice is a style."""

    version = VERSION

    def __init__(self, voice: Voice, readers: Mapping[str, Reader], parts: Parts) -> None:
        self._voice = voice
        self._readers = readers
        self._parts = parts

    def synthesise(self, piece: Piece) -> Waveform:
        """Speak one piece. Deterministic; `seed` makes no difference. `symbol_ends` is exact to 25 ms.

        The tune is drawn where the piece holds tone marks, else it is the model's own. Raises SynthesisError for
        an unknown speaker, an empty piece or one above 510 symbols.
        """
        reader = self._readers.get(piece.speaker)
        if reader is None:
            raise SynthesisError(f"voice '{self._voice.id}' has no speaker called '{piece.speaker}'")
        if not 0 < len(piece.symbols) <= self._voice.max_symbols:
            raise SynthesisError(
                f"'{piece.text[:60]}' has {len(piece.symbols)} symbols; voice '{self._voice.id}' takes 1 to {self._voice.max_symbols}"
            )
        try:
            said = self._parts.say(piece.symbols, reader, piece.rate)
        except Exception as error:  # onnxruntime raises classes of its own for every fault
            raise SynthesisError(f"the model failed on '{piece.text[:60]}': {error}") from error
        rate_hz = self._voice.sample_rate_hz
        return Waveform(without_whistle(said.samples, rate_hz), rate_hz, symbol_ends=said.ends)

    def whole_graph_inputs(self, piece: Piece) -> dict[str, Any]:
        """The piece as the published graph, before it was parted, takes it: for comparisons with it.

        Tone marks and blended symbols are left out, as that graph has none.
        """
        reader = self._readers[piece.speaker]
        known = [
            place for symbol in piece.symbols if (place := reader.vocabulary.get(symbol, _SYMBOLS)) < _SYMBOLS
        ]
        return {
            "tokens": np.array([[0, *known, 0]], dtype=np.int64),
            "style": reader.style[len(known)],
            "speed": np.array([piece.rate], dtype=np.float32),
        }

    def close(self) -> None:
        """Free the model."""
        self._parts.close()


def _matrices(voice: Voice) -> dict[str, Any]:
    """The style matrices of the voice's files by name: those of an .npz, and each .bin (float32, 510 x 256)."""
    found: dict[str, Any] = {}
    for entry in voice.model.get("files", ()):
        path = Path(entry["name"])
        if path.suffix == ".npz":
            with np.load(model_file(voice, path.name), allow_pickle=False) as arrays:
                found |= dict(arrays)
        elif path.suffix == ".bin" and "package" not in entry:
            numbers = np.fromfile(model_file(voice, path.name), dtype=np.float32)
            if numbers.size % _STYLE_SIZE:
                raise VoiceError(f"voice '{voice.id}': {path.name} holds no matrix of {_STYLE_SIZE} columns")
            found[path.stem] = numbers.reshape(-1, 1, _STYLE_SIZE)
    return found


def _reader(
    voice: Voice, speaker: Speaker, matrices: Mapping[str, Any], tables: Any, vocabulary: Mapping[str, int]
) -> Reader:
    settings = speaker.settings or {}
    style = _mean(voice, speaker, "style", matrices)
    if "manner" in settings:
        style[:, :, _TIMBRE:] = _mean(voice, speaker, "manner", matrices)[:, :, _TIMBRE:]
    try:
        extended, symbols = extend(tables, vocabulary, _blends(speaker))
    except (KeyError, ValueError) as error:
        raise VoiceError(
            f"voice '{voice.id}': the blends of speaker '{speaker.name}' cannot be made: {error}"
        ) from error
    return Reader(
        style=style,
        vocabulary=symbols,
        tables=extended,
        pitch_hz=float(settings.get("pitch_hz", 0.0)),
        tune=TUNE,
    )


def _mean(voice: Voice, speaker: Speaker, key: str, matrices: Mapping[str, Any]) -> Any:
    """The speaker's matrices, weighted: float32, shape (510, 1, 256)."""
    weights = (speaker.settings or {}).get(key)
    if not isinstance(weights, Mapping) or not weights:
        raise VoiceError(f"voice '{voice.id}': speaker '{speaker.name}' has no {key} = {{ NAME = WEIGHT }}")
    if unknown := [name for name in weights if name not in matrices]:
        raise VoiceError(
            f"voice '{voice.id}': speaker '{speaker.name}' asks for the style '{unknown[0]}'; styles: {', '.join(matrices)}"
        )
    blend = sum(float(weight) * matrices[name] for name, weight in weights.items())
    return np.asarray(blend, dtype=np.float32).copy()


def _blends(speaker: Speaker) -> Mapping[str, Mapping[str, float]]:
    blends: Mapping[str, Mapping[str, float]] = (speaker.settings or {}).get("blends", {})
    return blends
