"""Make a corpus to train a voice on: Kokoro speaks many sentences through our normaliser and phonemiser.

    python -m tools.teacher.speak --texts SENTENCES.txt --styles FOLDER_OF_BIN_FILES --out FOLDER

Every speaker of speakers.toml speaks the sentences in an order of its own (fixed, shorter ones first in each
block), a sentence each in turn. Each sentence gets FOLDER/SPEAKER/NNNNN.flac, NNNNN.npy (the pitch, 80 values a
second, in Hz, low where voiceless) and a line of FOLDER/SPEAKER.jsonl: its items and the sample at which each ends.
What the gate refuses stands in FOLDER/SPEAKER.skipped.tsv with the reason. Killed and started again it goes on
where it was. While the file --pause-while exists it rests, unless the machine has nothing else to do.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from audio_edition.engines.kokoro.blends import extend
from audio_edition.engines.kokoro.melody import TUNE
from audio_edition.engines.kokoro.model import ready_model
from audio_edition.engines.kokoro.mouth import Parts, Reader
from audio_edition.engines.kokoro.parts import read_tables
from audio_edition.engines.session import open_session
from audio_edition.errors import AudioEditionError
from audio_edition.script.sentences import sentence_spans
from audio_edition.settings import Settings
from audio_edition.speech import FrontEnd
from audio_edition.types import Sentence as Written
from audio_edition.voices import load_voice
from audio_edition.voices.files import model_file

from .gate import reason_against
from .spelling import Spelt, spell

_HERE = Path(__file__).parent
_RATE_HZ = 24_000
_BLOCK, _SHORT_WORDS, _MOST_SYMBOLS = 200, 14, 330
_EDGE_S, _TAIL_S, _SILENT_BELOW_DB = 0.05, 0.08, 45.0
_IDLE_LOAD, _NAP_S = 1.2, 20


@dataclass(frozen=True)
class Sentence:
    id: str
    text: str


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=Path, required=True, help="one sentence a line")
    parser.add_argument("--styles", type=Path, required=True, help="folder with NAME.bin of kokoro-js")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--speakers", nargs="*", help="of speakers.toml; all if not given")
    parser.add_argument("--hours", type=float, default=10.0, help="of speech a speaker, then stop")
    parser.add_argument("--pause-while", type=Path, help="rest while this file exists")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "teacher.pid").write_text(f"{os.getpid()}\n")
    studio = Studio(options.styles, options.out, options.speakers)
    studio.run(read_sentences(options.texts), options.hours, options.pause_while)


def read_sentences(path: Path) -> list[Sentence]:
    """The lines that hold one sentence; their number is their id."""
    sentences = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        text = " ".join(line.split())
        if text and len(sentence_spans(text)) == 1:
            sentences.append(Sentence(f"{number:05}", text))
    return sentences


def in_order(sentences: Sequence[Sentence], seed: int) -> list[Sentence]:
    """Shuffled; in each block the shorter ones come first."""
    shuffled = list(sentences)
    random.Random(seed).shuffle(shuffled)
    ordered = []
    for start in range(0, len(shuffled), _BLOCK):
        block = shuffled[start : start + _BLOCK]
        ordered += sorted(block, key=lambda one: len(one.text.split()) > _SHORT_WORDS)
    return ordered


class Studio:
    """The model, its readers and where they stand."""

    def __init__(self, styles: Path, out: Path, names: Sequence[str] | None) -> None:
        voice = load_voice("kokoro")
        vocabulary = json.loads(model_file(voice, "vocab.json").read_text(encoding="utf-8"))["vocab"]
        place = ready_model(voice)
        tables = read_tables(place.tables)
        spelling = tomllib.loads((_HERE / "symbols.toml").read_text(encoding="utf-8"))
        speakers = tomllib.loads((_HERE / "speakers.toml").read_text(encoding="utf-8"))
        self._table: dict[str, str] = spelling["symbols"]
        self._readers = {
            name: _reader(one, styles, tables, vocabulary, spelling["blends"])
            for name, one in speakers.items()
            if not names or name in names
        }
        self._parts = Parts(lambda name: open_session(place.part(name), threads=1))
        self._out = out
        self._front = FrontEnd(Settings())

    def run(self, sentences: Sequence[Sentence], hours: float, pause_while: Path | None) -> None:
        """Speak until every speaker has said all sentences, or so many hours."""
        books = [
            Book(self._out, name, in_order(sentences, seed), hours) for seed, name in enumerate(self._readers)
        ]
        for turns in _in_turn([book.turns() for book in books]):
            while pause_while and pause_while.exists() and os.getloadavg()[0] > _IDLE_LOAD:
                time.sleep(_NAP_S)
            book, sentence = turns
            try:
                book.keep(sentence, *self._speak(book.speaker, sentence))
            except (AudioEditionError, KeyError, ValueError) as error:
                book.skip(sentence, f"{type(error).__name__}: {error}")

    def _speak(self, speaker: str, sentence: Sentence) -> tuple[str, Spelt, Any, list[int], int, Any]:
        read = self._front.say(Written(sentence.text))
        if read.mute:
            raise ValueError(f"no sound is known for {' '.join(read.mute)}")
        spelt = spell(read.sounding, self._table)
        if not 3 <= len(spelt.symbols) <= _MOST_SYMBOLS:
            raise ValueError(f"{len(spelt.symbols)} symbols")
        said = self._parts.say(spelt.symbols, self._readers[speaker])
        begin = max(0, said.start - round(_EDGE_S * _RATE_HZ))
        end = _sounding_end(said.samples)
        samples = said.samples[begin:end]
        ends = [
            min(len(samples), (said.ends[last] if last >= 0 else said.start) - begin) for last in spelt.last
        ]
        if reason := reason_against(samples, spelt.items, ends, _RATE_HZ):
            raise ValueError(reason)
        pitch = said.pitch_hz[begin * 80 // _RATE_HZ : end * 80 // _RATE_HZ]
        return read.spoken.text, spelt, samples, ends, said.start - begin, pitch


class Book:
    """What one speaker has said so far, on disk."""

    def __init__(self, out: Path, speaker: str, sentences: Sequence[Sentence], hours: float) -> None:
        self.speaker = speaker
        self._folder = out / speaker
        self._folder.mkdir(exist_ok=True)
        self._lines, self._skipped = out / f"{speaker}.jsonl", out / f"{speaker}.skipped.tsv"
        self._sentences = sentences
        self._most = hours * 3600 * _RATE_HZ
        self._done: set[str] = set()
        self._samples = 0
        self._take_stock()

    def turns(self) -> Iterator[tuple[Book, Sentence]]:
        """What is still to be said."""
        for sentence in self._sentences:
            if self._samples >= self._most:
                return
            if sentence.id not in self._done:
                yield self, sentence

    def keep(
        self,
        sentence: Sentence,
        spoken: str,
        spelt: Spelt,
        samples: Any,
        ends: list[int],
        start: int,
        pitch: Any,
    ) -> None:
        """The sound first, then its line: a line always has its sound."""
        soundfile.write(self._folder / f"{sentence.id}.flac", samples, _RATE_HZ, subtype="PCM_16")
        np.save(self._folder / f"{sentence.id}.npy", pitch.astype(np.float32))
        line = {
            "id": sentence.id,
            "speaker": self.speaker,
            "text": sentence.text,
            "spoken": spoken,
            "phonemes": spelt.items,
            "ends": ends,
            "start": start,
            "samples": len(samples),
            "f0_hz": f"{self.speaker}/{sentence.id}.npy",
        }
        with self._lines.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._samples += len(samples)

    def skip(self, sentence: Sentence, reason: str) -> None:
        with self._skipped.open("a", encoding="utf-8") as file:
            file.write(f"{sentence.id}\t{' '.join(reason.split())}\t{sentence.text}\n")

    def _take_stock(self) -> None:
        if self._lines.exists():
            whole = []
            for line in self._lines.read_text(encoding="utf-8").splitlines(keepends=True):
                try:
                    known = json.loads(line)
                except ValueError:
                    continue  # the line that a kill cut off
                whole.append(json.dumps(known, ensure_ascii=False) + "\n")
                self._done.add(known["id"])
                self._samples += known["samples"]
            temporary = self._lines.with_suffix(".part")
            temporary.write_text("".join(whole), encoding="utf-8")
            os.replace(temporary, self._lines)
        if self._skipped.exists():
            for line in self._skipped.read_text(encoding="utf-8").splitlines():
                self._done.add(line.split("\t", 1)[0])


def _reader(
    settings: dict[str, Any],
    styles: Path,
    tables: tuple[Any, Any],
    vocabulary: dict[str, int],
    blends: dict[str, Any],
) -> Reader:
    style = sum(
        weight * np.fromfile(styles / f"{name}.bin", dtype=np.float32).reshape(510, 1, 256)
        for name, weight in settings["style"].items()
    )
    extended, symbols = extend(tables, vocabulary, blends | settings.get("blends", {}))
    return Reader(
        style=np.asarray(style, dtype=np.float32),
        vocabulary=symbols,
        tables=extended,
        rate=settings["rate"],
        pitch_hz=settings["pitch_hz"],
        tune=TUNE,
    )


def _sounding_end(samples: Any) -> int:
    hop = round(0.01 * _RATE_HZ)
    level_db = 10 * np.log10(
        (samples[: len(samples) // hop * hop].reshape(-1, hop) ** 2).mean(axis=1) + 1e-12
    )
    loud = np.flatnonzero(level_db > np.percentile(level_db, 95) - _SILENT_BELOW_DB)
    last = int(loud[-1] + 1) * hop if len(loud) else len(samples)
    return min(len(samples), last + round(_TAIL_S * _RATE_HZ))


def _in_turn(lists: list[Iterator[tuple[Book, Sentence]]]) -> Iterator[tuple[Book, Sentence]]:
    while lists:
        for one in list(lists):
            try:
                yield next(one)
            except StopIteration:
                lists.remove(one)


if __name__ == "__main__":
    main()
