"""DAISY 2.02 by the rules of its specification (sections 2.1 to 2.4 and appendix 2)."""

from __future__ import annotations

import itertools
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

XHTML = "{http://www.w3.org/1999/xhtml}"
REQUIRED = (
    "dc:creator", "dc:date", "dc:format", "dc:identifier", "dc:language", "dc:publisher", "dc:title",
    "ncc:charset", "ncc:pageFront", "ncc:pageNormal", "ncc:pageSpecial", "ncc:tocItems", "ncc:totalTime",
)  # fmt: skip


@pytest.fixture
def book(ferry: Path) -> Path:
    return ferry / "daisy"


def tree(path: Path) -> ET.Element:
    text = re.sub(r"<!DOCTYPE[^>]*>", "", path.read_text(encoding="utf-8"), count=1)
    return ET.fromstring(text.replace('encoding="utf-8"', "", 1).encode())


def metadata(root: ET.Element) -> dict[str, str]:
    return {m.get("name") or "": m.get("content") or "" for m in root.iter() if m.tag.endswith("meta")}


def seconds(value: str) -> float:
    hours, minutes, rest = value.split(":")
    return 3600 * int(hours) + 60 * int(minutes) + float(rest)


def smils(book: Path) -> list[Path]:
    """The SMIL files in the order of ncc.html."""
    links = [a.get("href") or "" for a in tree(book / "ncc.html").iter(f"{XHTML}a")]
    return [book / name for name in dict.fromkeys(link.partition("#")[0] for link in links)]


def test_names_are_plain_and_every_file_is_used(book: Path) -> None:
    names = {path.name for path in book.iterdir()}
    assert {"ncc.html", "content.html", "master.smil", "sound.mp3"} <= names
    assert all(re.fullmatch(r"[a-z0-9_-]+\.[a-z0-9]{2,4}", name) for name in names)
    assert int(metadata(tree(book / "ncc.html"))["ncc:files"]) == len(names)


def test_documents_name_their_type_and_encoding(book: Path) -> None:
    for name in ("ncc.html", "content.html"):
        text = (book / name).read_text(encoding="utf-8")
        assert text.startswith('<?xml version="1.0" encoding="utf-8"?>') and "XHTML 1.0 Transitional" in text
        assert "<no>" not in text
    for path in book.glob("*.smil"):
        assert '"-//W3C//DTD SMIL 1.0//EN"' in path.read_text(encoding="utf-8")


def test_ncc_holds_what_the_specification_demands(book: Path) -> None:
    root = tree(book / "ncc.html")
    told = metadata(root)
    assert all(told.get(name) for name in REQUIRED)
    assert told["dc:format"] == "Daisy 2.02" and told["ncc:multimediaType"] == "audioFullText"
    body = root.find(f"{XHTML}body")
    assert body is not None
    first = body[0]
    assert first.tag == f"{XHTML}h1" and first.get("class") == "title"
    levels = [int(point.tag[-1]) for point in body if point.tag[-2] == "h"]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert int(told["ncc:depth"]) == max(levels)
    assert int(told["ncc:tocItems"]) == len(body)
    kinds = [point.get("class") for point in body if point.tag == f"{XHTML}span"]
    assert kinds.count("optional-prodnote") == int(told["ncc:prodNotes"]) >= 1
    assert kinds.count("sidebar") == int(told["ncc:sidebars"])
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(set(ids)) == len(ids)
    assert all(point.get("id") and len(point.findall(f"{XHTML}a")) == 1 for point in body)


def test_every_link_leads_to_something(book: Path) -> None:
    ids = {
        path.name: {element.get("id") for element in tree(path).iter() if element.get("id")}
        for path in book.iterdir()
        if path.suffix in (".html", ".smil")
    }
    for path in book.iterdir():
        if path.suffix not in (".html", ".smil"):
            continue
        for element in tree(path).iter():
            for key in ("href", "src"):
                target, _, fragment = (element.get(key) or "").partition("#")
                if target:
                    assert (book / target).is_file()
                    assert not fragment or fragment in ids[target]


def test_smil_files_say_their_times_and_follow_each_other(book: Path, ferry: Path) -> None:
    manifest = json.loads((ferry / "edition.json").read_text(encoding="utf-8"))
    said = [sentence["start_s"] for section in manifest["sections"] for sentence in section["sentences"]]
    begins: list[float] = []
    elapsed_s = 0.0
    for path in smils(book):
        root = tree(path)
        told = metadata(root)
        assert told["dc:format"] == "Daisy 2.02"
        assert seconds(told["ncc:totalElapsedTime"]) == pytest.approx(elapsed_s, abs=0.51)
        (sequence,) = root.findall("body/seq")
        length_s = float((sequence.get("dur") or "").rstrip("s"))
        clips = [
            tuple(float(re.sub(r"npt=|s$", "", audio.get(key) or "")) for key in ("clip-begin", "clip-end"))
            for audio in sequence.iter("audio")
        ]
        assert all(begin < end for begin, end in clips)
        assert sum(end - begin for begin, end in clips) == pytest.approx(length_s, abs=0.01)
        for par in sequence.findall("par"):
            assert par.get("endsync") == "last" and [child.tag for child in par] == ["text", "audio"]
            assert par.get("system-required") in (None, "prodnote-on", "sidebar-on")
        begins += [clip[0] for clip in clips]
        elapsed_s += length_s
    assert begins == pytest.approx(said, abs=0.001)
    assert seconds(metadata(tree(book / "ncc.html"))["ncc:totalTime"]) == pytest.approx(elapsed_s, abs=0.51)


def test_captions_can_be_left_out(book: Path) -> None:
    switches = [par.get("system-required") for path in smils(book) for par in tree(path).iter("par")]
    assert "prodnote-on" in switches


def test_the_sound_is_the_edition(book: Path, ferry: Path) -> None:
    assert (book / "sound.mp3").read_bytes() == (ferry / "edition.mp3").read_bytes()
