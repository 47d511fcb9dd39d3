"""What the model is shown of a sentence: samples at its own rate, tokens, and frames a token. Kept on disk."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from audio_edition.disk import whole
from audio_edition.engines.vits.info import Tokens
from audio_edition.errors import VoiceError
from audio_edition.train.corpus import CorpusLine
from audio_edition.train.lead import measure_lead_s

_EDGE_MS = 40
"""Silence that is left before the first and after the last sound."""

_LEAD_LINES = 40
_WINDOW_MS = 10
_SILENT_DB = -45.0
"""Below the sentence's loud parts."""


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence ready for training."""

    id: str
    speaker: str
    text: str
    spoken: str
    tokens: tuple[int, ...]
    frames: tuple[int, ...] | None
    """Frames of each token, at least 1; None where durations are to be searched."""
    total_frames: int
    wave_path: Path

    def wave(self) -> npt.NDArray[np.int16]:
        """Samples (total_frames * hop,), 16 bits, read from the disk as they are used."""
        samples: npt.NDArray[np.int16] = np.load(self.wave_path, mmap_mode="r")
        return samples


class Features:
    """Examples of a corpus, made once and kept in `folder`."""

    def __init__(self, folder: Path, tokens: Tokens, sample_rate_hz: int, hop_length: int) -> None:
        self._folder = folder
        self._tokens = tokens
        self._rate = sample_rate_hz
        self._hop = hop_length
        self._index = folder / "index.jsonl"
        self._leads: dict[str, float] = {}
        self._made: dict[tuple[str, str], Mapping[str, Any]] = {}
        folder.mkdir(parents=True, exist_ok=True)
        if self._index.is_file():
            for raw in self._index.read_text(encoding="utf-8").splitlines(keepends=True):
                if raw.endswith("\n"):
                    row = json.loads(raw)
                    self._made[row["speaker"], row["id"]] = row

    def add(self, lines: Iterable[CorpusLine]) -> list[Example]:
        """Examples of `lines`; sounds that were prepared before are not read again."""
        examples = []
        lines = list(lines)
        self._measure_leads(lines)
        with self._index.open("a", encoding="utf-8") as index:
            for line in lines:
                row = self._made.get((line.speaker, line.id))
                if row is None or row["symbols"] != list(line.symbols):
                    row = self._make(line)
                    index.write(json.dumps(row, ensure_ascii=False) + "\n")
                    index.flush()
                    self._made[line.speaker, line.id] = row
                examples.append(self._example(line, row))
        return examples

    def _measure_leads(self, lines: Sequence[CorpusLine]) -> None:
        """Once a speaker, from its first lines; kept, so that all of its sentences are moved alike."""
        path = self._folder / "lead.json"
        if not self._leads and path.is_file():
            self._leads = json.loads(path.read_text(encoding="utf-8"))
        timed: dict[str, list[CorpusLine]] = {}
        for line in lines:
            if line.ends is not None and line.speaker not in self._leads:
                timed.setdefault(line.speaker, []).append(line)
        for speaker, theirs in timed.items():
            self._leads[speaker] = measure_lead_s(theirs[:_LEAD_LINES])
        if timed:
            path.write_text(json.dumps(self._leads, indent=1) + "\n", encoding="utf-8")

    def _example(self, line: CorpusLine, row: Mapping[str, Any]) -> Example:
        tokens, _ = self._tokens.encode(line.symbols)
        frames = row["frames"]
        return Example(
            id=line.id,
            speaker=line.speaker,
            text=line.text,
            spoken=line.spoken,
            tokens=tuple(tokens),
            frames=None if frames is None else tuple(frames),
            total_frames=int(row["total_frames"]),
            wave_path=self._wave_path(line),
        )

    def _wave_path(self, line: CorpusLine) -> Path:
        return self._folder / line.speaker / f"{line.id}.npy"

    def _make(self, line: CorpusLine) -> dict[str, Any]:
        try:
            samples, rate = soundfile.read(line.sound, dtype="float32")
        except (OSError, RuntimeError) as error:
            raise VoiceError(f"{line.sound}: cannot be read as sound: {error}") from error
        if samples.ndim > 1:
            samples = samples.mean(axis=1)
        begin, end = sounding(samples, rate)
        wave = soxr.resample(samples[begin:end], rate, self._rate)
        total = len(wave) // self._hop
        if total < 8:
            raise VoiceError(f"{line.sound}: nothing is heard in it")
        wave = np.clip(wave[: total * self._hop] * 32767, -32768, 32767).astype(np.int16)
        frames = None
        if line.ends is not None:
            scale = self._rate / rate / self._hop
            moved = begin + self._leads[line.speaker] * rate
            stops = [(stop - moved) * scale for stop in line.ends]
            first = _first_sound(samples[begin:end], rate) * scale
            frames = self._frames(stops, first, total, f"{line.sound}")
        path = self._wave_path(line)
        with whole(path, flush=False) as part, part.open("wb") as file:
            np.save(file, wave)
        return {
            "id": line.id,
            "speaker": line.speaker,
            "symbols": list(line.symbols),
            "frames": frames,
            "total_frames": total,
        }

    def _frames(self, stops: list[float], first: float, total: int, where: str) -> list[int]:
        """Frames of every token. A symbol's time is shared with what the vocabulary puts after it (a blank)."""
        after = len(self._tokens.after)
        bounds = [first] * len(self._tokens.begin)
        last = bounds[-1] if bounds else 0.0
        for stop in stops:
            stop = min(max(stop, last), float(total))
            bounds += [last + (stop - last) * (part + 1) / (after + 1) for part in range(after + 1)]
            last = stop
        bounds += [float(total)] * len(self._tokens.end)
        bounds[-1] = float(total)
        if total < len(bounds):
            raise VoiceError(f"{where}: {len(bounds)} symbols in {total} frames: too fast to be right")
        return whole_frames(bounds, total)


def whole_frames(bounds: list[float], total: int) -> list[int]:
    """Ends in parts of frames → whole frames a token, each at least 1, together `total`."""
    count = len(bounds)
    ends = np.round(np.asarray(bounds)).astype(int)
    for place in range(count):
        ends[place] = max(ends[place], (ends[place - 1] if place else 0) + 1)
    for place in range(count - 1, -1, -1):
        ends[place] = min(ends[place], (ends[place + 1] - 1) if place + 1 < count else total)
    return [int(frames) for frames in np.diff(ends, prepend=0)]


def sounding(samples: npt.NDArray[np.float32], rate: int) -> tuple[int, int]:
    """First and last sample to keep: what sounds, and a little silence on both sides."""
    levels, width = _levels(samples, rate)
    loud = np.flatnonzero(levels > _threshold(levels))
    if not len(loud):
        return 0, len(samples)
    edge = _EDGE_MS * rate // 1000
    return max(0, int(loud[0]) * width - edge), min(len(samples), (int(loud[-1]) + 1) * width + edge)


def _first_sound(samples: npt.NDArray[np.float32], rate: int) -> float:
    levels, width = _levels(samples, rate)
    loud = np.flatnonzero(levels > _threshold(levels))
    return float(loud[0] * width) if len(loud) else 0.0


def _levels(samples: npt.NDArray[np.float32], rate: int) -> tuple[npt.NDArray[np.float64], int]:
    width = max(1, _WINDOW_MS * rate // 1000)
    count = len(samples) // width
    squares = np.square(samples[: count * width].astype(np.float64)).reshape(count, width).mean(axis=1)
    return 10 * np.log10(squares + 1e-10), width


def _threshold(levels: npt.NDArray[np.float64]) -> float:
    return max(float(np.percentile(levels, 95)) + _SILENT_DB, -70.0) if len(levels) else -70.0
