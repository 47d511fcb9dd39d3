"""Text said aloud outside an edition: `say`, and the samples of voices."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from audio_edition.errors import PublishError
from audio_edition.settings import Settings
from audio_edition.synthesis.synthesiser import OnClip, Synthesiser
from audio_edition.types import Cast, CastRole, Clip, Utterance

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_EDGE_MS = 100


def to_utterances(texts: Sequence[str], settings: Settings, cast: CastRole = "narrator") -> list[Utterance]:
    """Sentences of written `texts` with their sounds; `section` is the index into `texts`.

    A text without a word to say has no utterance.
    """
    from audio_edition.normalise import Normaliser
    from audio_edition.phonemise import Phonemiser
    from audio_edition.script.sentences import sentence_spans

    normaliser = Normaliser(settings.reading, settings.table)
    phonemiser = Phonemiser(settings.lexicon[::-1])
    said = []
    for section, text in enumerate(texts):
        for number, (start, end) in enumerate(sentence_spans(text)):
            spoken = normaliser.normalise(text[start:end]).text
            if words := phonemiser.words(spoken):
                said.append(
                    Utterance(
                        section=section,
                        sentence=number,
                        written=text[start:end],
                        spoken=spoken,
                        words=words,
                        cast=cast,
                    )
                )
    return said


def speak_texts(
    texts: Sequence[str], settings: Settings, cast: Cast, on_clip: OnClip | None = None
) -> list[list[Clip]]:
    """The clips of each of `texts`, in order; empty for a text without a word to say."""
    utterances = to_utterances(texts, settings)
    with Synthesiser(settings, cast) as synthesiser:
        clips = synthesiser.clips(utterances, on_clip)
    spoken: list[list[Clip]] = [[] for _ in texts]
    for utterance, clip in zip(utterances, clips, strict=True):
        spoken[utterance.section].append(clip)
    return spoken


def to_wav(clips: Sequence[Clip], pause_ms: int, sample_rate_hz: int) -> bytes:
    """A 16-bit mono WAV of `clips` with `pause_ms` between them, silence of 0.1 s at both ends."""
    import numpy as np
    import soundfile

    edge = np.zeros(_EDGE_MS * sample_rate_hz // 1000, dtype=np.float32)
    pause = np.zeros(pause_ms * sample_rate_hz // 1000, dtype=np.float32)
    parts: list[npt.NDArray[np.float32]] = [edge]
    for number, clip in enumerate(clips):
        if number:
            parts.append(pause)
        parts.append(_read(clip, sample_rate_hz))
    wav = io.BytesIO()
    soundfile.write(wav, np.concatenate([*parts, edge]), sample_rate_hz, format="WAV", subtype="PCM_16")
    return wav.getvalue()


def write_file(path: Path, data: bytes) -> None:
    """Write whole or not at all. Raises PublishError that names the path."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(data)
        os.replace(temporary, path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise PublishError(f"{path} could not be written: {error.strerror or error}") from error


def _read(clip: Clip, sample_rate_hz: int) -> npt.NDArray[np.float32]:
    import soundfile

    samples: npt.NDArray[np.float32]
    samples, rate = soundfile.read(clip.path, dtype="float32")
    if rate != sample_rate_hz:  # a sentence that the fallback voice said
        import soxr

        samples = soxr.resample(samples, rate, sample_rate_hz)
    return samples
