"""What a player shows: ID3v2.3 with chapters for MP3, and the same for M4B and Opus.

Version 2.3, not 2.4: ffmpeg misreads the chapter frames of 2.4. The audio frames are not touched.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from mutagen.flac import Picture
from mutagen.id3 import (
    APIC,
    CHAP,
    COMM,
    CTOC,
    ID3,
    TALB,
    TCON,
    TDRC,
    TIT2,
    TLAN,
    TPE1,
    TPUB,
    TRCK,
    TXXX,
    WOAF,
    CTOCFlags,
)
from mutagen.mp4 import MP4, MP4Cover, MP4FreeForm
from mutagen.oggopus import OggOpus

from audio_edition.audio.chapters import one_line
from audio_edition.script.limits import MAX_CHAPTERS
from audio_edition.types import Chapter

SYNTHETIC = {
    "AI-generated": "true",
    "DigitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
}
"""Machine-readable: the voice is synthetic."""
COMMENT = "Lesen av ei syntetisk røyst."
MAX_OPUS_CHAPTERS = 1000
"""CHAPTER000 to CHAPTER999."""
SHORT_TITLE_CHARS = 60
"""UTF-16 units of a chapter's title in a file that is signed. Signing writes the tag anew as ID3v2.4, whose chapter
frames ffmpeg reads as those of 2.3: both agree on frames of less than 128 bytes. chapters.json has the whole title."""
_PADDING_BYTES = 1024
_ISO_639_2 = {
    "nn": "nno",
    "nb": "nob",
    "no": "nor",
    "en": "eng",
    "sv": "swe",
    "da": "dan",
    "de": "deu",
    "fr": "fra",
}


UNNAMED = "Lydutgåve"
"""Artist and album of an article that names no publisher and no author."""


@dataclass(frozen=True, slots=True)
class Tags:
    """What is known of an edition."""

    title: str
    publisher: str | None = None
    album: str | None = None
    """The show; the publisher where nothing else is given."""
    author: str | None = None
    date: datetime | None = None
    language: str = "nn"
    """BCP 47."""
    url: str | None = None
    comment: str = COMMENT
    cover: Path | None = None
    """JPEG or PNG, 600 to 1400 pixels wide."""
    track: tuple[int, int] | None = None
    """(number, of how many), for a chapter's file."""

    @property
    def artist(self) -> str:
        """Never empty: players sort by it, and put what has none under «unknown»."""
        return one_line(self.publisher or self.author or "") or UNNAMED

    @property
    def show(self) -> str:
        return one_line(self.album or self.publisher or "") or UNNAMED


def tag_mp3(path: Path, tags: Tags, chapters: Sequence[Chapter] = (), *, short_titles: bool = False) -> None:
    """Write an ID3v2.3 tag, in place of any other; with `chapters` also CHAP frames and a titled CTOC.

    Past 255 chapters the last one that fits runs to the end of the file. `short_titles`: for a file that will be
    signed, see `SHORT_TITLE_CHARS`.
    """
    id3 = ID3()
    for frame in _text_frames(tags):
        id3.add(frame)
    for frame in _chapter_frames(tags, _at_most(chapters, MAX_CHAPTERS), short_titles):
        id3.add(frame)
    id3.update_to_v23()
    id3.save(str(path), v1=0, v2_version=3, padding=lambda info: _PADDING_BYTES)
    _order_chapter_frames(path)


def _order_chapter_frames(path: Path) -> None:
    """Put the CHAP frames into the order of their times, in place.

    mutagen writes frames by size, and ffprobe and some players list chapters as they stand in the file.
    """
    with path.open("r+b") as file:
        header = file.read(10)
        size = 0
        for seven_bits in header[6:10]:
            size = size << 7 | seven_bits
        body = file.read(size)
        frames, at = [], 0
        while at + 10 <= len(body) and body[at] != 0:  # a zero byte begins the padding
            end = at + 10 + int.from_bytes(body[at + 4 : at + 8], "big")
            frames.append(body[at:end])
            at = end
        frames.sort(key=_chapter_start_ms)
        file.seek(10)
        file.write(b"".join(frames))


def _chapter_start_ms(frame: bytes) -> int:
    if not frame.startswith(b"CHAP"):
        return -1
    times = frame.index(b"\0", 10) + 1
    return int.from_bytes(frame[times : times + 4], "big")


def tag_chapter(path: Path, tags: Tags, chapter: Chapter, of: int) -> None:
    """Tag one chapter's file: its own title, the edition's as the album, number n of m."""
    tag_mp3(path, replace(tags, title=chapter.title, album=tags.title, track=(chapter.index + 1, of)))


def _text_frames(tags: Tags) -> list[Any]:
    language = iso_639_2(tags.language)
    frames: list[Any] = [
        TIT2(encoding=1, text=[one_line(tags.title)]),
        TCON(encoding=0, text=["Podcast"]),
        TLAN(encoding=0, text=[language]),
        COMM(encoding=1, lang=language, desc="", text=[one_line(tags.comment)]),
    ]
    frames += [TXXX(encoding=0, desc=key, text=[value]) for key, value in SYNTHETIC.items()]
    frames.append(TPE1(encoding=1, text=[tags.artist]))
    if tags.publisher:
        frames.append(TPUB(encoding=1, text=[one_line(tags.publisher)]))
    frames.append(TALB(encoding=1, text=[tags.show]))
    if tags.date is not None:
        frames.append(TDRC(encoding=0, text=[tags.date.strftime("%Y-%m-%dT%H:%M:%S")]))
    if tags.url:
        frames.append(WOAF(url=tags.url))
    if tags.track is not None:
        frames.append(TRCK(encoding=0, text=["{}/{}".format(*tags.track)]))
    if tags.cover is not None:
        data = tags.cover.read_bytes()
        frames.append(APIC(encoding=0, mime=_picture_type(data), type=3, desc="", data=data))
    return frames


def _chapter_frames(tags: Tags, chapters: Sequence[Chapter], short_titles: bool) -> list[Any]:
    if not chapters:
        return []
    titled = short_title if short_titles else str
    ids = [f"chp{place}" for place in range(len(chapters))]
    unknown = 0xFFFFFFFF  # byte offsets: players are to use the times
    frames: list[Any] = [
        CHAP(
            element_id=element,
            start_time=round(chapter.start_s * 1000),
            end_time=round(chapter.end_s * 1000),
            start_offset=unknown,
            end_offset=unknown,
            sub_frames=[TIT2(encoding=1, text=[titled(one_line(chapter.title))])],
        )
        for element, chapter in zip(ids, chapters, strict=True)
    ]
    frames.append(
        CTOC(
            element_id="toc",
            flags=CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED,
            child_element_ids=ids,
            sub_frames=[TIT2(encoding=1, text=[titled(one_line(tags.title))])],
        )
    )
    return frames


def short_title(title: str) -> str:
    """The title as it stands in a signed file, see `SHORT_TITLE_CHARS`."""
    while len(title.encode("utf-16-le")) // 2 > SHORT_TITLE_CHARS:
        title = title.rstrip("…")[:-1].rstrip() + "…"
    return title


def _at_most(chapters: Sequence[Chapter], most: int) -> Sequence[Chapter]:
    if len(chapters) <= most:
        return chapters
    return [*chapters[: most - 1], replace(chapters[most - 1], end_s=chapters[-1].end_s)]


def tag_m4b(path: Path, tags: Tags) -> None:
    """Title, publisher, date, cover and the synthetic mark; the chapters are in the container already."""
    file = MP4(str(path))
    file["\xa9nam"] = one_line(tags.title)
    file["\xa9gen"] = "Podcast"
    file["\xa9cmt"] = one_line(tags.comment)
    file["\xa9ART"] = tags.artist
    file["\xa9alb"] = tags.show
    if tags.date is not None:
        file["\xa9day"] = tags.date.strftime("%Y-%m-%d")
    if tags.cover is not None:
        data = tags.cover.read_bytes()
        png = _picture_type(data) == "image/png"
        file["covr"] = [MP4Cover(data, MP4Cover.FORMAT_PNG if png else MP4Cover.FORMAT_JPEG)]
    for key, value in SYNTHETIC.items():
        file[f"----:com.apple.iTunes:{key}"] = [MP4FreeForm(value.encode())]
    file.save()


def tag_opus(path: Path, tags: Tags, chapters: Sequence[Chapter] = ()) -> None:
    """Vorbis comments with CHAPTERxxx marks and the cover."""
    file = OggOpus(str(path))
    file["TITLE"] = one_line(tags.title)
    file["LANGUAGE"] = iso_639_2(tags.language)
    file["GENRE"] = "Podcast"
    file["COMMENT"] = one_line(tags.comment)
    file["ARTIST"] = tags.artist
    file["ALBUM"] = tags.show
    if tags.date is not None:
        file["DATE"] = tags.date.strftime("%Y-%m-%d")
    for key, value in SYNTHETIC.items():
        file[key] = value
    for place, chapter in enumerate(_at_most(chapters, MAX_OPUS_CHAPTERS)):
        file[f"CHAPTER{place:03d}"] = _clock(chapter.start_s)
        file[f"CHAPTER{place:03d}NAME"] = one_line(chapter.title)
    if tags.cover is not None:
        picture = Picture()
        picture.type, picture.data = 3, tags.cover.read_bytes()
        picture.mime = _picture_type(picture.data)
        file["METADATA_BLOCK_PICTURE"] = base64.b64encode(picture.write()).decode("ascii")
    file.save()


def iso_639_2(language: str) -> str:
    """`nn-NO` → `nno`; `und` for a language that the table does not have."""
    return _ISO_639_2.get(language.partition("-")[0].lower(), "und")


def _picture_type(data: bytes) -> str:
    return "image/png" if data.startswith(b"\x89PNG") else "image/jpeg"


def _clock(time_s: float) -> str:
    milliseconds = round(time_s * 1000)
    return f"{milliseconds // 3_600_000:02d}:{milliseconds // 60_000 % 60:02d}:{milliseconds // 1000 % 60:02d}.{milliseconds % 1000:03d}"
