"""DAISY 2.02, full text and full sound: what the players of libraries for the blind and of schools open.

Source: DAISY 2.02 Specification (DAISY Consortium, 2001). Captions and image descriptions are producer's notes, fact
boxes are sidebars, so a player can leave them out.
"""

from __future__ import annotations

import os
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path

from audio_edition.book.content import GENERATOR, Book, BookChapter, BookPassage, Fragment
from audio_edition.page.rendering import environment, render
from audio_edition.page.wording import Wording, wording

_KINDS = {"figure": "optional-prodnote", "facts": "sidebar"}
"""Kind of passage → the class that DAISY gives it."""
_SWITCHES = {"figure": "prodnote-on", "facts": "sidebar-on"}
"""Kind of passage → what must be on in a player for it to be read."""


@dataclass(frozen=True, slots=True)
class Point:
    """A line of the navigation control centre."""

    id: str
    title: str
    href: str
    level: int = 0
    """1 to 6 for a heading, 0 for a note or a sidebar."""
    kind: str = ""


def write_daisy(book: Book, folder: Path) -> None:
    """Write `book` into `folder`, which is made. The sound is linked where the file system can, else copied."""
    folder.mkdir(parents=True)
    identifier = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{book.source}|{book.title}|{book.published}')}"
    shared = {"book": book, "identifier": identifier, "generator": GENERATOR}
    t = wording(book.page_language)
    heard = [chapter for chapter in book.chapters if chapter.fragments]
    chapters = [(chapter, f"part{number:03d}.smil") for number, chapter in enumerate(heard, 1)]
    pictures = {
        path: f"picture{number}{path.suffix.lower()}"
        for number, path in enumerate(dict.fromkeys(book.pictures.values()), 1)
    }
    files: dict[str, str] = {}
    elapsed_s = 0.0
    for chapter, name in chapters:
        files[name] = render(
            "daisy/chapter.smil",
            chapter=chapter,
            fragments=_fragments(chapter),
            elapsed=clock(elapsed_s),
            own=clock(chapter.heard_s),
            **shared,
        )
        elapsed_s += chapter.heard_s
    files["master.smil"] = render("daisy/master.smil", chapters=chapters, total=clock(elapsed_s), **shared)
    files["content.html"] = render(
        "daisy/content.html", chapters=chapters, pictures=pictures, kinds=_KINDS, **shared
    )
    loader = environment().loader
    assert loader is not None
    files["daisy.css"] = loader.get_source(environment(), "daisy/daisy.css")[0]
    points = [point for chapter, name in chapters for point in _points(chapter, name)]
    _place(book.sound, folder / "sound.mp3")
    for path, name in pictures.items():
        shutil.copyfile(path, folder / name)
    size_bytes = book.sound.stat().st_size + sum(len(text.encode()) for text in files.values())
    metadata = _metadata(book, t, identifier, points, elapsed_s, len(files) + 2 + len(pictures), size_bytes)
    files["ncc.html"] = render("daisy/ncc.html", metadata=metadata, points=points, **shared)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def _fragments(chapter: BookChapter) -> list[tuple[Fragment, str]]:
    return [(one, _SWITCHES.get(p.kind, "")) for p in chapter.passages for one in p.heard]


def _points(chapter: BookChapter, smil: str) -> list[Point]:
    """The chapter's heading, headings inside it, notes and sidebars, in the order in which they are heard."""
    found = []
    opened = False
    for passage in chapter.passages:
        if not passage.heard:
            continue
        href = f"{smil}#par-{passage.heard[0].id}"
        if not opened:
            found.append(Point(f"ncc-{chapter.number}", chapter.title, href, 1 if chapter.number == 1 else 2))
            opened = True
            if passage.kind in ("title", "heading"):
                continue
        if passage.kind in _KINDS:
            found.append(Point(f"ncc-{passage.id}", _beginning(passage), href, 0, _KINDS[passage.kind]))
    return found


def _beginning(passage: BookPassage) -> str:
    words = passage.lines[0].plain.split()
    return " ".join(words[:8]) + (" …" if len(words) > 8 else "")


def _metadata(
    book: Book,
    t: Wording,
    identifier: str,
    points: list[Point],
    heard_s: float,
    files: int,
    size_bytes: int,
) -> list[tuple[str, str]]:
    """What the specification demands of ncc.html, then what it recommends."""
    notes = sum(point.kind == "optional-prodnote" for point in points)
    sidebars = sum(point.kind == "sidebar" for point in points)
    found = [
        ("dc:title", book.title),
        *(("dc:creator", name) for name in book.authors or (book.publisher or t("book.unknown"),)),
        ("dc:publisher", book.publisher or t("book.unknown")),
        ("dc:date", (book.published or book.modified)[:10]),
        ("dc:identifier", identifier),
        ("dc:language", book.language),
        ("dc:format", "Daisy 2.02"),
        ("ncc:charset", "utf-8"),
        ("ncc:pageFront", "0"),
        ("ncc:pageNormal", "0"),
        ("ncc:pageSpecial", "0"),
        ("ncc:tocItems", str(len(points))),
        ("ncc:totalTime", clock(heard_s)),
        ("ncc:multimediaType", "audioFullText"),
        ("ncc:setInfo", "1 of 1"),
        ("ncc:depth", str(max(point.level for point in points))),
        ("ncc:prodNotes", str(notes)),
        ("ncc:sidebars", str(sidebars)),
        ("ncc:files", str(files)),
        ("ncc:kByteSize", str(-(-size_bytes // 1024))),
        ("ncc:generator", GENERATOR),
        ("ncc:producedDate", book.modified[:10]),
    ]
    found += [("ncc:narrator", t("book.narrator", name=name)) for name in book.narrators]
    found += [("dc:rights", told) for told in book.attributions]
    if book.source:
        found.append(("dc:source", book.source))
    return found


def clock(time_s: float) -> str:
    """hh:mm:ss, to the nearest second."""
    whole = round(time_s)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def _place(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
