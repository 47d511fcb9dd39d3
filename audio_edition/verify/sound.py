"""The sound of a finished edition, sentence by sentence, from the MP3 itself; memory stays flat."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from audio_edition.audio.ffmpeg import a_file, stream_ffmpeg
from audio_edition.audio.loudness import integrated_lufs
from audio_edition.audio.meter import METER, POWER, WITHOUT_PEAKS, Loudness, parse_loudness
from audio_edition.edition.manifest import Manifest, SentenceRecord
from audio_edition.errors import ToolError
from audio_edition.finding import Finding, Level
from audio_edition.phonemise.inventory import MARKS, split_ipa
from audio_edition.synthesis.gate import inspect

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Float32 = npt.NDArray[np.float32]

SECTION_TOLERANCE_LU = 2.0
STEP_DBFS = -40.0
"""A jump at the edge of a sentence this loud is heard as a click. The WAV is held to -54; MP3 adds its own."""
_LEVEL_MIN_S = 3.0


@dataclass(slots=True)
class Playback:
    """What a file decoded to as it was listened to."""

    power: bool = False
    """Whether the mean power is measured."""
    true_peaks: bool = True
    """Whether peaks between samples are measured; those of samples are known in any case."""
    samples: int = 0
    """At the rate at which it was listened to, in one channel."""
    peak: float = 0.0
    """Largest magnitude of a sample, full scale being 1."""
    log: list[str] = field(default_factory=list)
    """What ffmpeg's meters said of it; nothing when it could not be decoded to its end."""

    @property
    def meters(self) -> str:
        """ffmpeg's filters."""
        meter = METER if self.true_peaks else WITHOUT_PEAKS
        return f"{meter},{POWER}" if self.power else meter

    def loudness(self, path: Path) -> Loudness:
        """Raises ToolError when the meters said nothing."""
        peak_db = None if self.true_peaks else 20 * math.log10(max(self.peak, 1e-5))
        log = "\n".join(self.log)
        return parse_loudness(log, path, self.samples, power=self.power, true_peak_dbtp=peak_db)

    def take(self, block: bytes) -> None:
        """Count a block of 32-bit samples."""
        self.samples += len(block) // 4
        if not self.true_peaks:
            self.peak = max(self.peak, float(np.abs(np.frombuffer(block, np.float32)).max(initial=0.0)))


def is_silent(manifest: Manifest) -> bool:
    """Whether everybody in the edition speaks with the engine of dry runs, which makes silence."""
    return all(member.engine == "silence" for member in manifest.voice.values())


def check_sound(mp3: Path, manifest: Manifest, heard: Playback | None = None) -> list[Finding]:
    """The quality gate on each sentence, clicks at its edges, and the narrator's level from section to section.

    `heard` takes what the meters say of the whole, for the file is decoded once.
    """
    rate_hz = manifest.sample_rate_hz
    places = [(section, sentence) for section in manifest.sections for sentence in section.sentences]
    spans = [(round(sentence.start_s * rate_hz), round(sentence.end_s * rate_hz)) for _, sentence in places]
    findings: list[Finding] = []
    levels: dict[int, list[tuple[float, float]]] = {}
    silent_cast = {role for role, member in manifest.voice.items() if member.engine == "silence"}
    if is_silent(manifest):
        places, spans = [], []
    sounds = zip(places, cut(mp3, spans, rate_hz, heard), strict=True)
    try:
        for (section, sentence), samples in sounds:
            start_s = sentence.start_s
            found = partial(_found, findings, section.index, sentence.index, start_s)
            if section.cast in silent_cast:
                continue
            phonemes = [
                token for word in sentence.words for token in split_ipa(word.ipa) if token not in MARKS
            ]
            voice = section.voice.partition(":")[0]
            words, starts_s = _word_times(sentence)
            for fault in inspect(
                samples,
                rate_hz,
                phonemes,
                manifest.settings["rate"],
                voice=voice,
                words=words,
                starts_s=starts_s,
            ):
                found(
                    "error" if fault.hard else "warning",
                    f"«{sentence.written[:60]}»: {fault.problem}",
                    2.0 if fault.hard else 1.0,
                )
            if _has_step(samples):
                found("warning", "there is a click at its edge")
            for fault in sentence.faults:
                # A word without sound is a word lost, whatever the rest of the sentence sounds like.
                level_of: Level = "error" if fault.kind in ("mute_word", "no_sound") else "warning"
                found(level_of, f"«{sentence.written[:60]}» was kept although: {fault.problem}", 1.5)
            level = integrated_lufs(samples, rate_hz)
            if level is not None and section.cast == "narrator":
                levels.setdefault(section.index, []).append((sentence.end_s - start_s, level))
    except ToolError as error:
        findings.append(Finding("sound", "error", mp3.name, str(error)))
        if heard is not None:
            heard.log.clear()
    findings += [
        Finding("sound", "error", f"section {section.index}", fault.problem, section=section.index)
        for section in manifest.sections
        for fault in section.faults
        if fault.kind == "unspoken"
    ]
    return findings + _uneven(levels)


def _found(
    findings: list[Finding],
    section: int,
    sentence: int,
    start_s: float,
    level: Level,
    problem: str,
    weight: float = 0.0,
) -> None:
    where = f"section {section}, sentence {sentence}"
    findings.append(Finding("sound", level, where, problem, start_s, weight, section, sentence))


def cut(
    path: Path, spans: Sequence[tuple[int, int]], rate_hz: int, heard: Playback | None = None
) -> Iterator[Float32]:
    """Samples of each span of a file, decoded once from start to end; spans are in order and do not overlap.

    `heard`: is filled with the length and loudness of the whole, when the last span has been asked for. Raises
    ToolError when ffmpeg cannot decode it.
    """
    told = ["-v", "error"] if heard is None else []
    meters = [] if heard is None else ["-af", heard.meters]
    arguments = [*told, "-i", a_file(path), "-map", "0:a:0", *meters, "-ac", "1", "-ar", str(rate_hz)]
    blocks = stream_ffmpeg(
        [*arguments, "-f", "f32le", "pipe:1"],
        doing=f"decoding {path.name}",
        log_lines=heard.log if heard is not None else None,
    )
    held, at = bytearray(), 0
    for start, end in spans:
        while at + len(held) // 4 < end:
            block = next(blocks, None)
            if block is None:
                break
            held += block
            if heard is not None:
                heard.take(block)
            if (surplus := min(start - at, len(held) // 4)) > 0:
                del held[: surplus * 4]
                at += surplus
        if (surplus := min(start - at, len(held) // 4)) > 0:
            del held[: surplus * 4]
            at += surplus
        yield np.frombuffer(bytes(held[: (end - start) * 4]), dtype=np.float32)
    for block in blocks:  # to the end, so that a fault of the file's tail is reported too
        if heard is not None:
            heard.take(block)


def _word_times(sentence: SentenceRecord) -> tuple[list[tuple[str, str]], list[float]]:
    """(word, punctuation after it) and its start in the sentence, in seconds; no starts where they are not known."""
    words = [(word.grapheme, word.after) for word in sentence.words]
    starts_s = [word.start_s - sentence.start_s for word in sentence.words if word.start_s is not None]
    return words, starts_s if len(starts_s) == len(words) else []


def _has_step(samples: Float32) -> bool:
    return bool(len(samples)) and max(abs(float(samples[0])), abs(float(samples[-1]))) > 10 ** (
        STEP_DBFS / 20
    )


def _uneven(levels: dict[int, list[tuple[float, float]]]) -> list[Finding]:
    """Sections of the narrator, three seconds or longer, whose level is far from the others'."""
    sections = {
        index: sum(seconds * level for seconds, level in parts) / sum(seconds for seconds, _ in parts)
        for index, parts in levels.items()
        if sum(seconds for seconds, _ in parts) >= _LEVEL_MIN_S
    }
    if not sections:
        return []
    middle = statistics.median(sections.values())
    return [
        Finding(
            "loudness",
            "warning",
            f"section {index}",
            f"the narrator is {abs(level - middle):.1f} LU {'louder' if level > middle else 'softer'} than elsewhere",
            weight=abs(level - middle) / 10,
            section=index,
        )
        for index, level in sections.items()
        if abs(level - middle) > SECTION_TOLERANCE_LU
    ]
