"""From finished clips to the files of an edition, in a folder that nobody sees yet."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from audio_edition.disk import write_whole
from audio_edition.edition.fingerprint import file_digest
from audio_edition.edition.index import Job
from audio_edition.edition.manifest import (
    FORMAT,
    NAME,
    Manifest,
    describe_article,
    describe_speech,
    generator,
    read_manifest,
    to_json,
    versions,
)
from audio_edition.errors import SynthesisError
from audio_edition.settings import Settings
from audio_edition.types import Article, Cast, Chapter, Clip, Cue, Script, Utterance


@dataclass(frozen=True, slots=True)
class Performance:
    """An article with its script and all of its speech: `clips[i]` says `utterances[i]`."""

    article: Article
    script: Script
    utterances: tuple[Utterance, ...]
    clips: tuple[Clip, ...]
    cast: Cast


def produce(
    performance: Performance,
    settings: Settings,
    folder: Path,
    identity: Mapping[str, object],
    timings: Mapping[str, float],
    begun: float,
) -> Manifest:
    """Write sound, transcripts, pages and manifest into `folder`; returns the manifest.

    `identity` is kept in the manifest as it is. `begun` is the monotonic time at which the work on this article began. Raises SynthesisError when a block
    that is to be spoken has no sound, ToolError when ffmpeg fails, PublishError when `folder` cannot be written.
    """
    from audio_edition.audio.chapters import chapters_json
    from audio_edition.audio.encode import encode_chapters, encode_m4b, encode_opus
    from audio_edition.audio.master import master
    from audio_edition.audio.render import render
    from audio_edition.audio.tags import Tags, tag_chapter, tag_m4b, tag_mp3, tag_opus
    from audio_edition.audio.timeline import OUTPUT_RATE_HZ, plan_timeline
    from audio_edition.page import waveform_envelope, write_page, write_report
    from audio_edition.page.cover import embedded_cover, make_cover, write_cover
    from audio_edition.page.pictures import copy_pictures, local_pictures

    article, script, cast = performance.article, performance.script, performance.cast
    timeline = plan_timeline(script, performance.utterances, performance.clips, settings)
    described = describe_article(article)
    manifest: Manifest = {
        "format": FORMAT,
        "generator": generator(),
        "versions": versions(),
        **identity,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        **described,
        "article": described,
        **describe_speech(
            article, script, performance.utterances, performance.clips, timeline.cues, timeline.chapters, cast
        ),
        "duration_s": timeline.duration_s,
        "samples": timeline.total_samples,
        "sample_rate_hz": OUTPUT_RATE_HZ,
        "settings": settings.model_dump(mode="json"),
        "warnings": list(article.warnings),
    }
    manifest["publisher"] = publisher = article.publisher or settings.publisher
    _check_ledger(manifest, article)

    copies = copy_pictures(local_pictures(article), folder)
    cover = make_cover(article.title, article.published, publisher, picture=settings.cover)
    write_cover(cover, folder / "cover.jpg")
    small_cover = folder / "cover-small.jpg"
    small_cover.write_bytes(embedded_cover(cover))
    raw = folder / "raw.wav"
    render(timeline, cast, settings, raw)
    mastered = master(raw, settings)
    raw.unlink()
    tags = Tags(
        title=article.title,
        publisher=publisher,
        author=", ".join(article.byline) or None,
        date=article.published,
        language=article.language,
        url=article.url,
        cover=small_cover,
    )
    files = encode_chapters(mastered.wav_path, timeline, folder, mastered.bitrate_kbps)
    for path, chapter in zip(files, timeline.chapters, strict=True):
        tag_chapter(path, tags, chapter, len(timeline.chapters))
    tag_mp3(mastered.mp3_path, tags, timeline.chapters)
    if "m4b" in settings.formats:
        encode_m4b(mastered.wav_path, timeline.chapters, folder / "edition.m4b")
        tag_m4b(folder / "edition.m4b", tags)
    if "opus" in settings.formats:
        encode_opus(mastered.wav_path, folder / "edition.opus")
        tag_opus(folder / "edition.opus", tags, timeline.chapters)
    manifest["loudness"] = asdict(mastered.loudness) | {
        "preset": settings.preset,
        "gain_db": mastered.gain_db,
        "limited": mastered.limited,
    }

    texts = _transcripts(performance, timeline.cues)
    texts["chapters.json"] = chapters_json(
        timeline.chapters,
        title=article.title,
        publisher=publisher,
        author=", ".join(article.byline) or None,
        url=article.url,
    )
    texts["index.html"] = write_page(
        article,
        script,
        timeline.cues,
        timeline.chapters,
        duration_s=timeline.duration_s,
        manifest=manifest,
        publisher=publisher,
        files=[
            "edition.mp3",
            *(f"edition.{kind}" for kind in settings.formats if kind != "daisy"),
            "transcript.vtt",
            "transcript.srt",
        ],
    )
    _books(performance, timeline.cues, timeline.chapters, settings, folder, copies)
    manifest["timings"] = dict(timings) | {"total_s": round(time.monotonic() - begun, 3)}
    texts["report.html"] = write_report(manifest, waveform_envelope(mastered.wav_path))
    mastered.wav_path.unlink()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    manifest["files"] = {
        str(path.relative_to(folder)): {"size_bytes": path.stat().st_size, "sha256": file_digest(path)}
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    (folder / NAME).write_text(to_json(manifest), encoding="utf-8")
    return manifest


def is_same(folder: Path, score: str, job: Job) -> bool:
    """Whether the edition in `folder` is whole and of the same score; its manifest then takes the new
    fingerprint, so that the next run need not look again.
    """
    manifest = read_manifest(folder)
    if manifest is None or manifest.get("score") != score:
        return False
    try:
        if any(
            (folder / name).stat().st_size != file["size_bytes"] for name, file in manifest["files"].items()
        ):
            return False
    except OSError:
        return False
    if manifest["fingerprint"] != job.fingerprint:
        write_whole(folder / NAME, to_json(manifest | {"fingerprint": job.fingerprint}))
    return True


def _books(
    performance: Performance,
    cues: tuple[Cue, ...],
    chapters: tuple[Chapter, ...],
    settings: Settings,
    folder: Path,
    pictures: Mapping[str, Path],
) -> None:
    """The edition as EPUB and DAISY, where they are asked for."""
    if not {"epub", "daisy"} & set(settings.formats):
        return
    from audio_edition.book.daisy import write_daisy
    from audio_edition.book.epub import part_of, write_epub
    from audio_edition.book.making import book_of

    book = book_of(
        performance.article,
        performance.script,
        cues,
        chapters,
        performance.cast,
        folder,
        publisher=settings.publisher,
        pictures=pictures,
    )
    if "epub" in settings.formats:
        cover = (folder / "cover-small.jpg").read_bytes()
        part = part_of(book, words=settings.epub_by == "word")
        write_epub([part], folder / "edition.epub", cover=cover)
    if "daisy" in settings.formats:
        write_daisy(book, folder / "daisy")


def _transcripts(performance: Performance, cues: tuple[Cue, ...]) -> dict[str, str]:
    """File name → text of each transcript, in written words at the true times."""
    from audio_edition.transcript import caption_cues, write_segments, write_srt, write_vtt, write_words_vtt
    from audio_edition.transcript.captions import SRT_LINE_CHARS

    script, language = performance.script, performance.article.language
    captions = caption_cues(cues, script, language=language)
    subtitles = caption_cues(cues, script, language=language, line_chars=SRT_LINE_CHARS, name_changes=True)
    return {
        "transcript.vtt": write_vtt(captions, language=language),
        "transcript.words.vtt": write_words_vtt(captions, language=language),
        "transcript.srt": write_srt(subtitles),
        "transcript.json": write_segments(cues),
    }


def _check_ledger(manifest: Manifest, article: Article) -> None:
    """Every block that is to be spoken has sound, or holds no word. Raises SynthesisError that names the block."""
    for block, entry in zip(article.blocks, manifest["ledger"], strict=True):
        if block.speak and not entry["spoken"] and any(letter.isalnum() for letter in block.text):
            raise SynthesisError(f"{article.source}: block {block.index} («{block.text[:60]}») has no sound")
