"""The files of an edition: there, undamaged, of the promised length and loudness, with the promised tags."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from mutagen import MutagenError
from mutagen.id3 import ID3

from audio_edition.audio.chapters import one_line
from audio_edition.audio.ffmpeg import a_file, stream_ffmpeg
from audio_edition.audio.master import PRESETS
from audio_edition.audio.meter import Loudness
from audio_edition.audio.tags import short_title
from audio_edition.disk import real_path
from audio_edition.edition.manifest import Manifest
from audio_edition.errors import ToolError
from audio_edition.finding import Finding
from audio_edition.script.limits import MAX_CHAPTERS

LOUDNESS_TOLERANCE_LU = 0.5
CHAPTER_TOLERANCE_MS = 20


def check_files(folder: Path, manifest: Manifest) -> list[Finding]:
    """Every file of the manifest is there with its size and digest."""
    findings = []
    listed = manifest.files
    promised = {"edition.mp3", "chapters.json", *(chapter.file for chapter in manifest.chapters)}
    for name in sorted(promised - set(listed)):
        findings.append(Finding("files", "error", name, "the manifest does not list this file"))
    for name, expected in listed.items():
        path = folder / name
        if not real_path(path).is_relative_to(real_path(folder)):
            findings.append(Finding("files", "error", name, "the file lies outside the edition's folder"))
        elif not path.is_file():
            findings.append(Finding("files", "error", name, "the file is missing"))
        elif path.stat().st_size != expected.size_bytes:
            problem = f"the file has {path.stat().st_size} bytes, expected {expected.size_bytes}"
            findings.append(Finding("files", "error", name, problem))
        else:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            if digest != expected.sha256:
                findings.append(Finding("files", "error", name, "the file was changed after it was made"))
    return findings


def check_loudness(name: str, measured: Loudness, manifest: Manifest) -> list[Finding]:
    """Loudness, true peak and decoded length of the finished MP3, as `measured` of it anew."""
    findings = []
    if measured.samples != manifest.samples:
        problem = f"it decodes to {measured.samples} samples, planned were {manifest.samples}"
        findings.append(Finding("length", "error", name, problem))
    preset = PRESETS[manifest.loudness.preset]
    level = measured.rms_db if preset.rms else measured.integrated_lufs
    if measured.integrated_lufs <= -70:
        findings.append(Finding("loudness", "error", name, "the whole edition is silent", weight=100))
    elif abs(level - preset.target) > LOUDNESS_TOLERANCE_LU:
        unit = "dB RMS" if preset.rms else "LUFS"
        problem = f"its level is {level:.1f} {unit}, wanted is {preset.target:.1f} ± {LOUDNESS_TOLERANCE_LU}"
        findings.append(Finding("loudness", "error", name, problem, weight=abs(level - preset.target)))
    if measured.true_peak_dbtp > preset.ceiling_dbtp:
        problem = (
            f"its true peak is {measured.true_peak_dbtp:.1f} dBTP, the most is {preset.ceiling_dbtp:.1f}"
        )
        findings.append(Finding("loudness", "error", name, problem))
    return findings


def check_chapter_files(folder: Path, manifest: Manifest, broken: Collection[str]) -> list[Finding]:
    """The chapters follow each other without a gap, and each one's file decodes to its length."""
    findings: list[Finding] = []
    at = 0
    whole = [chapter.file for chapter in manifest.chapters if chapter.file not in broken]
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:  # each waits for an ffmpeg of its own
        lengths = dict(zip(whole, pool.map(lambda file: _samples_or_why(folder / file), whole), strict=True))
    for chapter in manifest.chapters:
        start, end = (round(time_s * manifest.sample_rate_hz) for time_s in (chapter.start_s, chapter.end_s))
        if start != at:
            problem = f"the chapter starts at {chapter.start_s:.3f} s, but the one before it ends elsewhere"
            findings.append(Finding("chapters", "error", chapter.file, problem, chapter.start_s))
        at = end
        if chapter.file in broken:
            continue
        samples = lengths[chapter.file]
        if isinstance(samples, ToolError):
            findings.append(Finding("length", "error", chapter.file, str(samples)))
        elif samples != end - start:
            problem = f"it decodes to {samples} samples, its chapter has {end - start}"
            findings.append(Finding("length", "error", chapter.file, problem))
    if at != manifest.samples:
        findings.append(
            Finding("chapters", "error", "edition.mp3", "the last chapter does not end at the end")
        )
    return findings


def _samples_or_why(path: Path) -> int | ToolError:
    try:
        return decoded_samples(path)
    except ToolError as error:
        return error


def decoded_samples(path: Path) -> int:
    """How many samples ffmpeg decodes. Raises ToolError when it cannot."""

    arguments = ["-v", "error", "-i", a_file(path), "-map", "0:a:0", "-ac", "1", "-f", "s16le", "pipe:1"]
    return sum(len(block) for block in stream_ffmpeg(arguments, doing=f"decoding {path.name}")) // 2


def check_tags(mp3: Path, manifest: Manifest) -> list[Finding]:
    """ID3v2.3 with the chapters of the manifest, a titled table of contents and the mark of a synthetic voice."""

    try:
        id3 = ID3(str(mp3), translate=False)
    except MutagenError as error:
        return [Finding("tags", "error", mp3.name, f"it has no readable ID3 tag: {error}")]
    findings = []

    def wrong(problem: str, start_s: float | None = None) -> None:
        findings.append(Finding("tags", "error", mp3.name, problem, start_s))

    signed = any("c2pa" in frame.mime for frame in id3.getall("GEOB"))
    if (
        id3.version != (2, 3, 0) and not signed
    ):  # signing writes 2.4, with chapter frames that are equal in both
        wrong(f"its tag is ID3v2.{id3.version[1]}; players that use ffmpeg read chapters of 2.3 only")
    for frame in ("TIT2", "TLAN", "TXXX:AI-generated"):
        if not id3.getall(frame):
            wrong(f"the tag lacks {frame}")
    if id3.getall("TIT2") and str(id3["TIT2"]) != one_line(manifest.title):
        wrong(f"its title is «{id3['TIT2']}», the manifest's «{manifest.title}»")
    chapters = sorted(id3.getall("CHAP"), key=lambda frame: int(frame.start_time))
    expected = manifest.chapters[:MAX_CHAPTERS]
    if len(chapters) != len(expected):
        wrong(f"the tag has {len(chapters)} chapters, the edition {len(expected)}")
    elif expected and not id3.getall("CTOC"):
        wrong("the tag has chapters but no table of contents")
    for frame, chapter in zip(chapters, expected, strict=False):
        off_ms = abs(frame.start_time - chapter.start_s * 1000)
        if off_ms > CHAPTER_TOLERANCE_MS:
            wrong(f"chapter «{chapter.title}» is {off_ms:.0f} ms off in the tag", chapter.start_s)
        title = frame.sub_frames.get("TIT2")
        meant = one_line(chapter.title)
        if title is None or str(title) != (short_title(meant) if signed else meant):
            wrong(f"chapter «{chapter.title}» is called «{title}» in the tag", chapter.start_s)
    return findings
