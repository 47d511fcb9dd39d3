"""The listener of the workshop: the model of `audio_edition.listener`, asked in ways that only tuning needs.

Greedy and without times, so that the same sound is heard the same; how little it expects a text; errors by word. It
is a weak listener that writes Bokmål, so only differences between figures count.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import soxr

from audio_edition.listener.whisper import load_listener

_MOST_NATS = 7.0
"""One word that it never expects, a name perhaps, must not outweigh the sentence."""

_DATA = Path(__file__).parent / "data"


class Ear:
    """whisper-base, int8, greedy, told that it hears Norwegian."""

    def __init__(self, threads: int = 1) -> None:
        self._model = load_listener(threads=threads).model

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
