"""From finished clips to the files of an edition, in a folder that nobody sees yet."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from audio_edition.audio.chapters import chapters_json
from audio_edition.audio.encode import encode_chapters, encode_m4b, encode_opus
from audio_edition.audio.master import PRESETS, Mastered, master
from audio_edition.audio.meter import Meter
from audio_edition.audio.render import render
from audio_edition.audio.tags import Tags, tag_chapter, tag_m4b, tag_mp3, tag_opus
from audio_edition.audio.timeline import OUTPUT_RATE_HZ, Timeline, plan_timeline
from audio_edition.book.daisy import write_daisy
from audio_edition.book.epub import part_of, write_epub
from audio_edition.book.making import book_of
from audio_edition.edition.describe import Identity, Performance, describe, ledger
from audio_edition.edition.fingerprint import file_digest
from audio_edition.edition.manifest import NAME, Account, BlockRecord, FileRecord, Manifest, Timings
from audio_edition.edition.marks import Marks
from audio_edition.edition.steadiness import History, beside, measure
from audio_edition.errors import SynthesisError
from audio_edition.page import Envelope, waveform_envelope, write_page, write_report
from audio_edition.page.cover import embedded_cover, make_cover, write_cover
from audio_edition.page.pictures import copy_pictures, local_pictures
from audio_edition.settings import Settings
from audio_edition.transcript import caption_cues, write_segments, write_srt, write_vtt, write_words_vtt
from audio_edition.transcript.captions import SRT_LINE_CHARS
from audio_edition.types import Article, Cue

COVER, SMALL_COVER = "cover.jpg", "cover-small.jpg"


def produce(
    performance: Performance,
    settings: Settings,
    folder: Path,
    identity: Identity,
    synthesis: Timings,
    begun: float,
    marks: Marks | None = None,
    article_sha256: str = "",
    past: History | None = None,
) -> Manifest:
    """Write sound, transcripts, pages and manifest into `folder`; returns the manifest.

    `synthesis`: what the clips took; `total_s` counts from `begun`, the monotonic time at which the work on this
    article began. `past`: the editions before this run. Raises SynthesisError when a block that is to be spoken has
    no sound, ToolError when ffmpeg fails, PublishError when `folder` cannot be written.
    """
    article, publisher = performance.article, performance.article.publisher or settings.publisher
    check_ledger(article, ledger(article, performance.script, performance.utterances))
    timeline = plan_timeline(performance.script, performance.utterances, performance.clips, settings)
    pictures = copy_pictures(local_pictures(article), folder)
    _write_covers(article, publisher, settings, folder)
    marks = marks or Marks(settings)
    mastered, envelope = _write_sound(performance, timeline, publisher, settings, folder, marks)
    _write_books(performance, timeline, settings, folder, pictures)
    marks.sign(folder, article, article_sha256, performance.cast)
    timings = synthesis.model_copy(update={"total_s": round(time.monotonic() - begun, 3)})
    account = describe(performance, settings, timeline, mastered, identity, timings)
    texts = _transcripts(performance, timeline.cues)
    texts["chapters.json"] = _chapters(article, timeline, publisher)
    texts["index.html"] = _page(performance, timeline, account, settings, folder, pictures)
    account = _beside_others(account, performance, envelope, settings, past or History())
    texts["report.html"] = write_report(account, envelope, language=settings.page_language)
    mastered.wav_path.unlink()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    manifest = Manifest(**dict(account), files=_files(folder))
    (folder / NAME).write_text(manifest.to_json(), encoding="utf-8")
    return manifest


def _beside_others(
    account: Account,
    performance: Performance,
    envelope: Envelope,
    settings: Settings,
    past: History,
) -> Account:
    """The account with the edition's steadiness, and what falls out among its warnings."""
    own = measure(performance, envelope, mos=settings.mos)
    steadiness = beside(own, past.of(account.voice["narrator"].member))
    warnings = (*account.warnings, *steadiness.alarms)
    return account.model_copy(update={"steadiness": steadiness, "warnings": warnings})


def check_ledger(article: Article, records: Sequence[BlockRecord]) -> None:
    """Every block that is to be spoken has sound, or holds no word. Raises SynthesisError that names the block."""
    for block, record in zip(article.blocks, records, strict=True):
        if block.speak and not record.spoken and any(letter.isalnum() for letter in block.text):
            raise SynthesisError(f"{article.source}: block {block.index} («{block.text[:60]}») has no sound")


def _write_covers(article: Article, publisher: str | None, settings: Settings, folder: Path) -> None:
    cover = make_cover(
        article.title, article.published, publisher, picture=settings.cover, language=settings.page_language
    )
    write_cover(cover, folder / COVER)
    (folder / SMALL_COVER).write_bytes(embedded_cover(cover))


def _write_sound(
    performance: Performance,
    timeline: Timeline,
    publisher: str | None,
    settings: Settings,
    folder: Path,
    marks: Marks,
) -> tuple[Mastered, Envelope]:
    """Join, level, encode and tag; the levelled WAV is left for who cuts it."""
    article, raw = performance.article, folder / "raw.wav"
    with Meter(raw, OUTPUT_RATE_HZ, power=PRESETS[settings.preset].rms) as meter:
        render(timeline, performance.cast, settings, raw, meter=meter)
    # A watermark changes the sound: then it is measured when it is in.
    drawn: list[Envelope] = []
    mastered = master(
        raw,
        settings,
        None if marks.put(raw) else meter.loudness(),
        beside=lambda levelled: drawn.append(waveform_envelope(levelled)),
    )
    raw.unlink()
    tags = Tags(
        title=article.title,
        publisher=publisher,
        author=", ".join(article.byline) or None,
        date=article.published,
        language=article.language,
        url=article.url,
        cover=folder / SMALL_COVER,
    )
    wav, mp3 = mastered.wav_path, mastered.mp3_path

    def chapter_files() -> None:
        files = encode_chapters(wav, timeline, folder, mastered.bitrate_kbps, whole_mp3=mp3)
        for path, chapter in zip(files, timeline.chapters, strict=True):
            tag_chapter(path, tags, chapter, len(timeline.chapters))

    def m4b() -> None:
        encode_m4b(wav, timeline.chapters, folder / "edition.m4b")
        tag_m4b(folder / "edition.m4b", tags)

    def opus() -> None:
        encode_opus(wav, folder / "edition.opus")
        tag_opus(folder / "edition.opus", tags, timeline.chapters)

    jobs: list[Callable[[], None]] = [chapter_files]
    jobs += [job for kind, job in (("m4b", m4b), ("opus", opus)) if kind in settings.formats]
    with ThreadPoolExecutor(max_workers=max(2, os.cpu_count() or 1)) as pool:
        # Each waits for an ffmpeg of its own.
        for done in [pool.submit(job) for job in jobs]:
            done.result()
    tag_mp3(mp3, tags, timeline.chapters, short_titles=settings.sign)
    return mastered, drawn[-1]


def _write_books(
    performance: Performance,
    timeline: Timeline,
    settings: Settings,
    folder: Path,
    pictures: Mapping[str, Path],
) -> None:
    """The edition as EPUB and DAISY, where they are asked for."""
    if not {"epub", "daisy"} & set(settings.formats):
        return
    book = book_of(
        performance.article,
        performance.script,
        timeline.cues,
        timeline.chapters,
        performance.cast,
        folder,
        publisher=settings.publisher,
        pictures=pictures,
        page_language=settings.page_language,
    )
    if "epub" in settings.formats:
        part = part_of(book, words=settings.epub_by == "word")
        write_epub([part], folder / "edition.epub", cover=(folder / SMALL_COVER).read_bytes())
    if "daisy" in settings.formats:
        write_daisy(book, folder / "daisy")


def _transcripts(performance: Performance, cues: tuple[Cue, ...]) -> dict[str, str]:
    """File name → text of each transcript, in written words at the true times."""
    script, language = performance.script, performance.article.language
    captions = caption_cues(cues, script, language=language)
    subtitles = caption_cues(cues, script, language=language, line_chars=SRT_LINE_CHARS, name_changes=True)
    return {
        "transcript.vtt": write_vtt(captions, language=language),
        "transcript.words.vtt": write_words_vtt(captions, language=language),
        "transcript.srt": write_srt(subtitles),
        "transcript.json": write_segments(cues),
    }


def _chapters(article: Article, timeline: Timeline, publisher: str | None) -> str:
    return chapters_json(
        timeline.chapters,
        title=article.title,
        publisher=publisher,
        author=", ".join(article.byline) or None,
        url=article.url,
    )


def _page(
    performance: Performance,
    timeline: Timeline,
    account: Account,
    settings: Settings,
    folder: Path,
    pictures: Mapping[str, Path],
) -> str:
    formats = account.settings["formats"]
    return write_page(
        performance.article,
        performance.script,
        timeline.cues,
        timeline.chapters,
        duration_s=timeline.duration_s,
        account=account,
        publisher=account.publisher,
        files=[
            "edition.mp3",
            *(f"edition.{kind}" for kind in formats if kind != "daisy"),
            "transcript.vtt",
            "transcript.srt",
        ],
        pictures={image: path.relative_to(folder).as_posix() for image, path in pictures.items()},
        site_url=account.settings["site_url"],
        language=settings.page_language,
    )


def _files(folder: Path) -> dict[str, FileRecord]:
    return {
        str(path.relative_to(folder)): FileRecord(size_bytes=path.stat().st_size, sha256=file_digest(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
