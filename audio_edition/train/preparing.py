"""Recordings → a corpus: one sentence a file, levelled, with our phonemes; what does not fit its text is left out.

A recording may be a sentence or an hour. Its text is divided into sentences, which the gate's acoustic model lays along
the sound, and the sound is cut in the pauses between them. Each sentence must then pass the gate.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import soundfile

from audio_edition.audio.loudness import integrated_lufs
from audio_edition.errors import AudioEditionError, VoiceError
from audio_edition.phonemise.inventory import PHONEMES
from audio_edition.settings import Settings
from audio_edition.speech import FrontEnd
from audio_edition.synthesis.acoustics import HOP_S, align, analyse, load_model, speech_features
from audio_edition.synthesis.gate import inspect
from audio_edition.train.features import sounding
from audio_edition.train.recordings import Recording, find_recordings
from audio_edition.types import CastMember, Speaker, Voice
from audio_edition.voices.composed import parts_of, symbol_map
from audio_edition.voices.pieces import to_pieces

LEVEL_LUFS = -20.0
_MOST_PEAK = 0.98
LEFT_OUT_NAME, DONE_NAME = "left-out.tsv", "prepared.json"
_LONGEST_S = 600.0
"""Longer recordings are to be cut by hand: a fault in the text would spoil too much."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What became of a folder of recordings."""

    sentences: int
    seconds: float
    left_out: int


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    spoken: str
    symbols: tuple[str, ...]

    @property
    def phonemes(self) -> list[str]:
        return [sound for symbol in self.symbols if (sound := parts_of(symbol)[1]) in PHONEMES]


def prepare(
    source: Path, corpus: Path, speaker: str, say: Callable[[str], None], voice: str = "recording"
) -> Prepared:
    """Write the recordings in `source` to `corpus` as the sentences of `speaker`.

    Raises VoiceError where nothing is left. What was left out stands in `corpus`/left-out.tsv with the reason.
    """
    recordings = find_recordings(source)
    folder = corpus / speaker
    folder.mkdir(parents=True, exist_ok=True)
    speller = _Speller()
    lines: list[str] = []
    left_out: list[str] = []
    seconds = 0.0
    for number, recording in enumerate(recordings, start=1):
        try:
            samples, rate = _read(recording)
            sentences = speller.sentences(recording.text)
            parts = _cut(samples, rate, sentences)
        except AudioEditionError as error:
            left_out.append(f"{recording.id}\t{error}\t{recording.text[:200]}")
            continue
        for place, (sentence, part) in enumerate(zip(sentences, parts, strict=True)):
            id = recording.id if len(sentences) == 1 else f"{recording.id}-{place + 1:03}"
            if faults := inspect(part, rate, sentence.phonemes, voice=voice):
                left_out.append(f"{id}\t{faults[0]}\t{sentence.text}")
                continue
            soundfile.write(folder / f"{id}.flac", _levelled(part, rate), rate, subtype="PCM_16")
            row = {"id": id, "speaker": speaker, "text": sentence.text, "spoken": sentence.spoken}
            lines.append(json.dumps(row | {"phonemes": sentence.symbols}, ensure_ascii=False))
            seconds += len(part) / rate
        if number % 100 == 0 or number == len(recordings):
            say(
                f"prepared {number} of {len(recordings)} recordings: {len(lines)} sentences fit, {len(left_out)} do not"
            )
    (corpus / LEFT_OUT_NAME).write_text("".join(f"{line}\n" for line in left_out), encoding="utf-8")
    if not lines:
        raise VoiceError(f"{source}: no sentence fits its text; {corpus / LEFT_OUT_NAME} says why")
    (corpus / f"{speaker}.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    found = Prepared(len(lines), seconds, len(left_out))
    table = {
        "speaker": speaker,
        "sentences": found.sentences,
        "seconds": round(seconds, 1),
        "left_out": found.left_out,
    }
    (corpus / DONE_NAME).write_text(json.dumps(table, ensure_ascii=False) + "\n", encoding="utf-8")
    return found


class _Speller:
    """Texts → sentences with the symbols that the voice will be given for them."""

    def __init__(self) -> None:
        self._front = FrontEnd(Settings())
        symbols = {ours: tuple(theirs) for ours, theirs in symbol_map().items()}
        voice = Voice(
            id="training", name="training", engine="coqui", language="nn", sample_rate_hz=0, input="phonemes",
            licence="", attribution="", folder=Path(), symbols=symbols, max_symbols=1 << 20,
            speakers={}, cast={}, model={}, stress_at="vowel",
        )  # fmt: skip
        self._member = CastMember(voice, Speaker("", 0.0, 1.0))

    def sentences(self, text: str) -> list[_Sentence]:
        found = []
        for _, sentence in self._front.sentences(text):
            said = self._front.say(sentence)
            if said.mute:
                raise VoiceError(
                    f"no pronunciation is known for '{said.mute[0]}'; see: audio-edition lexicon add"
                )
            for piece in to_pieces(said.sounding, self._member):
                found.append(_Sentence(sentence.text, said.spoken.text, piece.symbols))
        if not found:
            raise VoiceError("there is nothing to say in its text")
        return found


def _read(recording: Recording) -> tuple[npt.NDArray[np.float32], int]:
    try:
        samples, rate = soundfile.read(recording.sound, dtype="float32")
    except (OSError, RuntimeError) as error:
        raise VoiceError(f"cannot be read as sound: {error}") from error
    if samples.ndim > 1:
        samples = samples.mean(axis=1)
    if rate < 16_000:
        raise VoiceError(f"{rate} samples a second; at least 16,000 are needed, 22,050 or more are good")
    if len(samples) > _LONGEST_S * rate:
        raise VoiceError(f"longer than {_LONGEST_S / 60:.0f} minutes; cut it and its text into shorter parts")
    return samples, int(rate)


def _cut(samples: Any, rate: int, sentences: Sequence[_Sentence]) -> list[npt.NDArray[np.float32]]:
    """The sound of each sentence: cut in the middle of the longest silence between two, trimmed at both ends."""
    cuts = [0]
    if len(sentences) > 1:
        cuts += _boundaries(samples, rate, sentences)
    cuts.append(len(samples))
    parts = []
    for begin, end in itertools.pairwise(cuts):
        first, last = sounding(samples[begin:end], rate)
        parts.append(np.ascontiguousarray(samples[begin + first : begin + last]))
    return parts


def _boundaries(samples: Any, rate: int, sentences: Sequence[_Sentence]) -> list[int]:
    model = load_model()
    frames = analyse(samples, rate)
    features = speech_features(frames, model.cepstral_mean)
    phonemes = [phoneme for sentence in sentences for phoneme in sentence.phonemes]
    found = align(features, phonemes, model)
    if found is None:
        raise VoiceError("less sound than its text needs")
    times = np.flatnonzero(frames.sounding)
    cuts = []
    spoken = 0
    for sentence in sentences[:-1]:
        spoken += len(sentence.phonemes)
        # The longest silence near the boundary: half a phoneme of the aligner's doubt on both sides.
        at = int(np.argmax(found.phoneme >= spoken))
        near = range(max(1, at - 8), min(len(times), at + 9))
        best = max(near, key=lambda place: times[place] - times[place - 1], default=at)
        cuts.append(int((times[best - 1] + times[best]) / 2 * HOP_S * rate))
    return cuts


def _levelled(samples: Any, rate: int) -> Any:
    lufs = integrated_lufs(samples, rate)
    gain = 10 ** ((LEVEL_LUFS - lufs) / 20) if lufs is not None else 1.0
    peak = float(np.abs(samples).max(initial=1e-9))
    return samples * min(gain, _MOST_PEAK / peak)
