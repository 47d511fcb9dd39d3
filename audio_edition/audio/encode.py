"""Compressed files from the mastered PCM. Same samples and same ffmpeg in, same bytes out; tags come later."""

from __future__ import annotations

import os
import shutil
import wave
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from audio_edition.audio.chapters import ffmetadata
from audio_edition.audio.ffmpeg import a_file, run_ffmpeg
from audio_edition.audio.limiter import limiter
from audio_edition.audio.timeline import OUTPUT_RATE_HZ, Timeline
from audio_edition.disk import whole
from audio_edition.types import Chapter

LAME_CBR_GAIN_DB = 0.45
"""LAME scales by 0.95 at constant bit rate; this undoes it."""
AAC_KBPS, OPUS_KBPS = 64, 32
LOSSY_LIMIT_DBTP = -3.0
"""AAC and Opus overshoot further than MP3: up to 1.5 dB was measured."""
_BITEXACT = ["-fflags", "+bitexact", "-flags:a", "+bitexact"]
_BLOCK_SAMPLES = 1 << 16


def encode_mp3(wav_path: Path, mp3_path: Path, bitrate_kbps: int) -> None:
    """A whole WAV as mono CBR MP3 without tags; its Info header makes it decode to the same length.

    That holds for a timeline's lengths, which are whole frames (see timeline.FRAME_SAMPLES).
    """
    with whole(mp3_path) as part:
        run_ffmpeg(
            ["-v", "error", "-i", a_file(wav_path), *_mp3_options(bitrate_kbps), a_file(part)],
            doing=f"encoding {mp3_path.name}",
        )


def encode_chapters(
    wav_path: Path,
    timeline: Timeline,
    folder: Path,
    bitrate_kbps: int,
    *,
    jobs: int | None = None,
    whole_mp3: Path | None = None,
) -> tuple[Path, ...]:
    """One MP3 a chapter at `folder / chapter.path`, cut at its exact samples; several at a time.

    `whole_mp3`: all of `wav_path` as `encode_mp3` made it, which is a lone chapter's file too.
    """
    paths = tuple(folder / chapter.path for chapter in timeline.chapters)
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
    if whole_mp3 is not None and len(paths) == 1:
        shutil.copyfile(whole_mp3, paths[0])
        return paths
    with ThreadPoolExecutor(max_workers=jobs or os.cpu_count() or 1) as pool:
        done = [
            pool.submit(_encode_span, wav_path, span, path, bitrate_kbps)
            for span, path in zip(timeline.chapter_samples, paths, strict=True)
        ]
        for one in done:
            one.result()
    return paths


def encode_m4b(wav_path: Path, chapters: tuple[Chapter, ...], m4b_path: Path) -> None:
    """AAC in an audiobook container with chapters."""
    metadata = m4b_path.with_name(m4b_path.name + ".chapters")
    metadata.write_text(ffmetadata(chapters), encoding="utf-8")
    options = ["-map_metadata", "1", "-map_chapters", "1", "-metadata:s:a:0", "language=nno"]
    options += ["-c:a", "aac", "-b:a", f"{AAC_KBPS}k", "-movflags", "+faststart", "-f", "ipod"]
    try:
        _encode_lossy(wav_path, m4b_path, options, ["-i", a_file(metadata)])
    finally:
        metadata.unlink(missing_ok=True)


def encode_opus(wav_path: Path, opus_path: Path) -> None:
    """Opus in Ogg; its chapters are comments, which tags.py writes."""
    _encode_lossy(
        wav_path, opus_path, ["-map_metadata", "-1", "-c:a", "libopus", "-b:a", f"{OPUS_KBPS}k", "-f", "ogg"]
    )


def _encode_lossy(wav_path: Path, path: Path, options: list[str], inputs: Sequence[str] = ()) -> None:
    with wave.open(str(wav_path)) as wav:
        samples = wav.getnframes()
    common = ["-af", limiter(LOSSY_LIMIT_DBTP, samples, OUTPUT_RATE_HZ), *_BITEXACT]
    with whole(path) as part:
        run_ffmpeg(
            [
                "-v",
                "error",
                "-i",
                a_file(wav_path),
                *inputs,
                "-map",
                "0:a:0",
                *common,
                *options,
                a_file(part),
            ],
            doing=f"encoding {path.name}",
        )


def _mp3_options(bitrate_kbps: int) -> list[str]:
    return [
        *("-map", "0:a:0", "-map_metadata", "-1", "-af", f"volume={LAME_CBR_GAIN_DB}dB"),
        *("-c:a", "libmp3lame", "-b:a", f"{bitrate_kbps}k", *_BITEXACT),
        *("-id3v2_version", "0", "-write_xing", "1", "-f", "mp3"),
    ]


def _encode_span(wav_path: Path, span: tuple[int, int], mp3_path: Path, bitrate_kbps: int) -> None:
    source = ["-f", "s16le", "-ar", str(OUTPUT_RATE_HZ), "-ac", "1", "-i", "pipe:0"]
    with whole(mp3_path) as part:
        run_ffmpeg(
            ["-v", "error", *source, *_mp3_options(bitrate_kbps), a_file(part)],
            stdin=_span_blocks(wav_path, span),
            doing=f"encoding {mp3_path.name}",
        )


def _span_blocks(wav_path: Path, span: tuple[int, int]) -> Iterator[bytes]:
    start, end = span
    with wave.open(str(wav_path)) as wav:
        wav.setpos(start)
        while start < end:
            block = wav.readframes(min(_BLOCK_SAMPLES, end - start))
            if not block:
                return
            start += len(block) // 2
            yield block
