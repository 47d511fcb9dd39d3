"""Speaks variants of a voice to the listener and remembers what it made of them, so that a second run is free."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from audio_edition.audio.trim import trim
from audio_edition.engines import engine_version, load_engine
from audio_edition.phonemise import Phonemiser
from audio_edition.settings import cache_folder
from audio_edition.types import CastMember, Piece, Speaker
from audio_edition.voices import to_pieces
from tools.voices.ear import Ear

SENTENCES = Path(__file__).parents[2] / "benchmarks" / "data" / "sentences.txt"


def sentences(path: Path = SENTENCES) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def searched() -> list[str]:
    """The two sentences of three on which a spelling may be chosen."""
    return [sentence for number, sentence in enumerate(sentences()) if number % 3 != 2]


def held_out() -> list[str]:
    """The others, which show what the choice is worth."""
    return [sentence for number, sentence in enumerate(sentences()) if number % 3 == 2]


@dataclass(frozen=True)
class Variant:
    """One way to spell and to speak; `pieces` makes a sentence into what the engine is given."""

    name: str
    member: CastMember
    pieces: Callable[[str], tuple[Piece, ...]]


def make_variant(name: str, base: CastMember, changes: dict[str, Any], phonemiser: Phonemiser) -> Variant:
    """`changes`: any of symbols and words (merged into the voice's), stress_at, rate, style, said (grapheme → IPA)."""
    symbols, words = (
        dict(table) | {ours: tuple(theirs) for ours, theirs in changes.get(name, {}).items()}
        for name, table in (("symbols", base.voice.symbols), ("words", base.voice.words))
    )
    voice = replace(
        base.voice, symbols=symbols, words=words, stress_at=changes.get("stress_at", base.voice.stress_at)
    )
    speaker = base.speaker
    if style := changes.get("style"):
        speaker = Speaker(name=speaker.name, rate=speaker.rate, settings={"style": style})
    voice = replace(voice, speakers={speaker.name: speaker})
    member = CastMember(voice, speaker)
    rate = float(changes.get("rate", 1.0))
    said: dict[str, str] = changes.get("said", {})

    def pieces(sentence: str) -> tuple[Piece, ...]:
        words = phonemiser.words(sentence)
        if said:
            words = tuple(replace(word, ipa=said.get(word.grapheme.lower(), word.ipa)) for word in words)
        return to_pieces(words, member, rate)

    return Variant(name, member, pieces)


class Booth:
    """`jobs` processes, each with an engine of one thread and a listener of its own."""

    def __init__(self, jobs: int = 1, device: str = "cpu") -> None:
        self._folder = cache_folder() / "tuning"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._device = device
        self._pool = multiprocessing.get_context("spawn").Pool(jobs, _start, (device,))

    def heard(self, asked: Iterable[tuple[Variant, str]]) -> list[str]:
        """What is heard of each sentence in its variant, in order."""
        return self._ask("heard", asked)

    def surprises(self, asked: Iterable[tuple[Variant, str]]) -> list[float]:
        """How unexpected each sentence is to the listener, in nats a token (`Ear.surprise`), in order."""
        return [float(answer) for answer in self._ask("surprise", asked)]

    def _ask(self, question: str, asked: Iterable[tuple[Variant, str]]) -> list[str]:
        paths, waiting = [], {}
        for variant, sentence in asked:
            pieces = variant.pieces(sentence)
            style = dict(variant.member.speaker.settings or {})
            said = [(piece.symbols, piece.rate) for piece in pieces]
            told = json.dumps([engine_version("kokoro"), self._device, style, said], sort_keys=True)
            path = self._folder / f"{hashlib.sha256(told.encode()).hexdigest()}.{question}"
            paths.append(path)
            if not path.is_file():
                waiting[path] = Job(variant.member, pieces, sentence, question, path)
        longest_first = sorted(waiting.values(), key=lambda job: -len(job.sentence))
        for _ in self._pool.imap_unordered(_work, longest_first):
            pass
        return [path.read_text(encoding="utf-8") for path in paths]


@dataclass(frozen=True)
class Job:
    member: CastMember
    pieces: Sequence[Piece]
    sentence: str
    question: str
    path: Path


_device = "cpu"
_ear: Ear | None = None
_engines: dict[str, Any] = {}


def _start(device: str) -> None:
    global _device
    _device = device


def _work(job: Job) -> None:
    global _ear
    _ear = _ear or Ear(1)
    samples, rate_hz = _speak(job.member, job.pieces)
    if job.question == "surprise":
        answer = str(_ear.surprise(samples, rate_hz, job.sentence))
    else:
        answer = _ear.hear(samples, rate_hz)
    temporary = job.path.with_suffix(f".{os.getpid()}")
    temporary.write_text(answer, encoding="utf-8")
    os.replace(temporary, job.path)


def _speak(member: CastMember, pieces: Sequence[Piece]) -> tuple[Any, int]:
    import numpy as np

    style = json.dumps(dict(member.speaker.settings or {}), sort_keys=True)
    if style not in _engines:
        _engines.clear()  # one model at a time
        _engines[style] = load_engine(member.voice, threads=1, device=_device)
    waveforms = [_engines[style].synthesise(piece) for piece in pieces]
    rate_hz = waveforms[0].sample_rate_hz
    parts = [one.samples[slice(*trim(one.samples, rate_hz))] for one in waveforms]
    return np.concatenate(parts), rate_hz
