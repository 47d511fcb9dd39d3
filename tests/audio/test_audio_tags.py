"""Tags as other programs read them: mutagen, ffmpeg, and ffprobe where it is installed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile
from mutagen.id3 import ID3
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus

from audio_edition.audio.chapters import chapter_file, chapters_json, ffmetadata
from audio_edition.audio.encode import encode_m4b, encode_mp3, encode_opus
from audio_edition.audio.ffmpeg import run_ffmpeg, stream_ffmpeg
from audio_edition.audio.tags import Tags, iso_639_2, tag_chapter, tag_m4b, tag_mp3, tag_opus
from audio_edition.audio.timeline import OUTPUT_RATE_HZ
from audio_edition.types import Chapter

HARD_TITLE = ("Ø" * 120 + " 😀 שלום é = ; # \\ " + "x" * 160)[:300]
JPEG = b"\xff\xd8\xff\xe0" + bytes(100) + b"\xff\xd9"


def chapter(index: int, title: str, start_s: float, end_s: float) -> Chapter:
    return Chapter(index, title, start_s, end_s, chapter_file(index, title))


CHAPTERS = (
    chapter(0, "Tittel", 0, 0.8125),
    chapter(1, HARD_TITLE, 0.8125, 2.5),
    chapter(2, "Til slutt", 2.5, 4.0),
)


@pytest.fixture(scope="module")
def wav(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("tags") / "master.wav"
    tone = 0.1 * np.sin(2 * np.pi * 300 * np.arange(OUTPUT_RATE_HZ * 4) / OUTPUT_RATE_HZ)
    soundfile.write(path, tone, OUTPUT_RATE_HZ, subtype="PCM_16")
    return path


@pytest.fixture
def mp3(wav, tmp_path) -> Path:
    encode_mp3(wav, tmp_path / "edition.mp3", 96)
    return tmp_path / "edition.mp3"


def chapters_of_ffmpeg(path: Path) -> list[tuple[int, int, str]]:
    """Chapters as ffmpeg lists them: (start ms, end ms, title)."""
    listed = run_ffmpeg(["-i", str(path), "-t", "0", "-f", "null", "-"], doing="reading chapters")
    found = re.findall(
        r"Chapter #0:\d+: start ([\d.]+), end ([\d.]+)\n\s+Metadata:\n\s+title\s+: (.*)",
        listed.partition("Output #0")[0],
    )
    return [(round(float(start) * 1000), round(float(end) * 1000), title) for start, end, title in found]


def expected() -> list[tuple[int, int, str]]:
    return [(round(c.start_s * 1000), round(c.end_s * 1000), " ".join(c.title.split())) for c in CHAPTERS]


def test_every_tag_of_an_edition(mp3, tmp_path):
    cover = tmp_path / "cover.jpg"
    cover.write_bytes(JPEG)
    tag_mp3(
        mp3,
        Tags(
            title=HARD_TITLE,
            publisher="Dagsnytt på nynorsk",
            date=datetime(2026, 11, 24, 7, 30),
            url="https://example.org/a",
            cover=cover,
        ),
        CHAPTERS,
    )
    id3 = ID3(str(mp3), translate=False)
    assert id3.version == (2, 3, 0)
    assert mp3.read_bytes()[-128:-125] != b"TAG"
    assert id3["TIT2"].text == [HARD_TITLE.strip()]
    assert id3["TPE1"].text == id3["TALB"].text == ["Dagsnytt på nynorsk"]
    assert (id3["TYER"].text, id3["TDAT"].text) == (["2026"], ["2411"])
    assert id3["TLAN"].text == ["nno"] and id3["TCON"].text == ["Podcast"]
    assert id3["COMM::nno"].text == ["Lesen av ei syntetisk røyst."]
    assert id3["TXXX:AI-generated"].text == ["true"]
    assert id3["TXXX:DigitalSourceType"].text[0].endswith("/trainedAlgorithmicMedia")
    assert id3["APIC:"].data == JPEG and id3["APIC:"].mime == "image/jpeg"
    contents = id3["CTOC:toc"]
    assert int(contents.flags) == 3
    assert contents.child_element_ids == ["chp0", "chp1", "chp2"]
    assert contents.sub_frames["TIT2"].text == [HARD_TITLE.strip()]
    assert id3["CHAP:chp1"].start_offset == id3["CHAP:chp1"].end_offset == 0xFFFFFFFF


@pytest.mark.parametrize("suffix", ["mp3", "m4b", "opus"])
def test_ffmpeg_reads_the_chapters_at_their_times(wav, tmp_path, suffix):
    path = tmp_path / f"edition.{suffix}"
    tags = Tags(title="Ein tittel", publisher="Avisa")
    if suffix == "mp3":
        encode_mp3(wav, path, 96)
        tag_mp3(path, tags, CHAPTERS)
    elif suffix == "m4b":
        encode_m4b(wav, CHAPTERS, path)
        tag_m4b(path, tags)
    else:
        encode_opus(wav, path)
        tag_opus(path, tags, CHAPTERS)
    found = chapters_of_ffmpeg(path)
    # ffmpeg's listing ends at 255 bytes of a title; the test with ffprobe sees all of it.
    for (_, _, title), (_, _, true_title) in zip(found, expected(), strict=True):
        assert true_title.startswith(title) and len(title) >= min(len(true_title), 127)
    for (start, end, _), (true_start, true_end, _) in zip(found, expected(), strict=True):
        assert abs(start - true_start) <= 2 and abs(end - true_end) <= 20


@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="ffprobe is not installed")
def test_ffprobe_reads_the_chapters(mp3):
    tag_mp3(mp3, Tags(title="Ein tittel"), CHAPTERS)
    done = subprocess.run(
        ["ffprobe", "-v", "error", "-show_chapters", "-of", "json", str(mp3)], capture_output=True, check=True
    )
    found = json.loads(done.stdout)["chapters"]
    assert [(part["start"], part["end"], part["tags"]["title"]) for part in found] == expected()


def test_tagging_twice_replaces_and_leaves_the_sound_alone(mp3):
    sound = b"".join(stream_ffmpeg(["-i", str(mp3), "-c", "copy", "-f", "md5", "pipe:1"], doing="hashing"))
    tag_mp3(mp3, Tags(title="Først"), CHAPTERS)
    first = mp3.read_bytes()
    tag_mp3(mp3, Tags(title="Først"), CHAPTERS)
    assert mp3.read_bytes() == first
    again = b"".join(stream_ffmpeg(["-i", str(mp3), "-c", "copy", "-f", "md5", "pipe:1"], doing="hashing"))
    assert again == sound


def test_chapter_files_have_their_own_title_and_number(mp3):
    tag_chapter(mp3, Tags(title="Heile artikkelen", publisher="Avisa"), CHAPTERS[2], of=3)
    id3 = ID3(str(mp3))
    assert id3["TIT2"].text == ["Til slutt"]
    assert id3["TALB"].text == ["Heile artikkelen"]
    assert id3["TRCK"].text == ["3/3"]
    assert not id3.getall("CHAP")


def test_artist_and_album_are_never_empty(mp3):
    for tags, artist, album in [
        (Tags(title="Ein tittel"), "Lydutgåve", "Lydutgåve"),
        (Tags(title="Ein tittel", author="Kari Nes"), "Kari Nes", "Lydutgåve"),
        (Tags(title="Ein tittel", publisher=" "), "Lydutgåve", "Lydutgåve"),
    ]:
        tag_mp3(mp3, tags)
        id3 = ID3(str(mp3))
        assert (id3["TPE1"].text, id3["TALB"].text) == ([artist], [album])


def test_more_chapters_than_a_table_of_contents_can_count(mp3):
    many = [chapter(n, f"Del {n}", n / 100, (n + 1) / 100) for n in range(300)]
    tag_mp3(mp3, Tags(title="Mange"), many)
    found = chapters_of_ffmpeg(mp3)
    assert len(found) == 255
    assert found[-1][1] == 3000


def test_m4b_and_opus_say_that_the_voice_is_synthetic(wav, tmp_path):
    cover = tmp_path / "cover.png"
    cover.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    tags = Tags(title="Ein tittel", publisher="Avisa", date=datetime(2026, 1, 2), cover=cover)
    encode_m4b(wav, CHAPTERS, tmp_path / "a.m4b")
    tag_m4b(tmp_path / "a.m4b", tags)
    m4b = MP4(str(tmp_path / "a.m4b"))
    assert bytes(m4b["----:com.apple.iTunes:AI-generated"][0]) == b"true"
    assert m4b["\xa9nam"] == ["Ein tittel"] and bytes(m4b["covr"][0]) == cover.read_bytes()
    encode_opus(wav, tmp_path / "a.opus")
    tag_opus(tmp_path / "a.opus", tags, CHAPTERS)
    opus = OggOpus(str(tmp_path / "a.opus"))
    assert opus["AI-generated"] == ["true"] and opus["LANGUAGE"] == ["nno"]
    assert opus["CHAPTER001"] == ["00:00:00.812"]


def test_chapters_json_is_podcasting_2_0():
    document = json.loads(
        chapters_json(CHAPTERS, title="Ein\ntittel", publisher="Avisa", url="https://example.org")
    )
    assert document["version"] == "1.2.0"
    assert document["title"] == "Ein tittel" and document["podcastName"] == "Avisa"
    assert [part["startTime"] for part in document["chapters"]] == [0, 0.812, 2.5]
    assert document["chapters"][-1]["endTime"] == 4


@pytest.mark.parametrize(
    "title, expected_name",
    [
        ("Ærleg øl på Åsen", "chapters/04-aerleg-oel-paa-aasen.mp3"),
        ("😀 שלום", "chapters/04-kapittel.mp3"),
        ("../../etc/passwd", "chapters/04-etc-passwd.mp3"),
        ("x" * 300, f"chapters/04-{'x' * 60}.mp3"),
        ("e\u0301te", "chapters/04-ete.mp3"),
    ],
)
def test_chapter_file_names(title, expected_name):
    assert chapter_file(3, title) == expected_name


def test_titles_cannot_break_the_metadata_file():
    text = ffmetadata([chapter(0, "a\n[CHAPTER]\nSTART=5", 0, 1)])
    assert text.count("\n[CHAPTER]\n") == 1
    assert "title=a [CHAPTER] START\\=5" in text


@pytest.mark.parametrize("tag, code", [("nn", "nno"), ("nn-NO", "nno"), ("nb", "nob"), ("xx", "und")])
def test_language_codes(tag, code):
    assert iso_639_2(tag) == code


@pytest.mark.parametrize("title", ["Å" * 4000, "a" + "å" * 127, "a" * 254 + "\\", "🚢" * 64, "漢" * 85])
def test_a_long_title_of_an_m4b_chapter_ends_between_two_letters(wav, tmp_path, title):
    path = tmp_path / "a.m4b"
    encode_m4b(wav, (chapter(0, title, 0, 1), chapter(1, "To", 1, 2)), path)
    tag_m4b(path, Tags(title="Ein tittel"))
    found = [one.title.strip() for one in MP4(str(path)).chapters]
    assert len(found) == 2 and found[1] == "To"
    assert title.startswith(found[0]) and len(found[0]) >= 60
