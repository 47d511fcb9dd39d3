"""Transcripts: their types, and the files opened where they lie beside the feed."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from audio_edition.feed.checked import Checked, episodes, is_url, name, text
from audio_edition.feed.rules.kinds import seconds
from audio_edition.feed.rules.rule import fault
from audio_edition.finding import Finding

_ENDINGS = {
    "text/vtt": (".vtt",),
    "text/html": (".html", ".htm"),
    "application/json": (".json",),
    "application/x-subrip": (".srt",),
    "application/srt": (".srt",),
    "text/srt": (".srt",),
    "text/plain": (".txt", ".md", ".vtt", ".srt"),
}
"""Media type → the endings of addresses that fit it."""
_VTT_TIMES = re.compile(r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})")
_SRT_TIMES = re.compile(r"(\d{2,}):([0-5]\d):([0-5]\d),(\d{3})")

Cues = list[tuple[float, float]]


def transcripts(feed: Checked) -> Iterator[Finding]:
    for where, item in episodes(feed):
        seen = set()
        for found in item.findall(name("podcast:transcript")):
            url, kind = found.get("url") or "", found.get("type") or ""
            if url and not is_url(url):
                yield fault("transcript", where, f"a transcript has no web address: {url!r}")
            if url in seen:
                yield fault("transcript", where, f"the transcript {url} is named twice", "warning")
            seen.add(url)
            if kind and (kind not in _ENDINGS or kind == "text/srt"):
                yield fault("transcript", where, f"a transcript has the unknown type {kind!r}")
            elif kind == "application/srt":
                yield fault("transcript", where, "SRT's type is application/x-subrip", "warning")
            ending = Path(urlsplit(url).path).suffix.lower()
            known = {ending for endings in _ENDINGS.values() for ending in endings}
            if kind in _ENDINGS and ending in known and ending not in _ENDINGS[kind]:
                yield fault(
                    "transcript", where, f"type {kind!r} does not fit an address that ends in {ending}"
                )
            path = feed.local(url)
            if path is not None and path.is_file():
                told = seconds(text(item, "itunes:duration") or "")
                for wrong in read_transcript(path, kind, told):
                    yield fault("transcript", where, f"{path.name} {wrong}")


def read_transcript(path: Path, kind: str, told_s: int | None) -> Iterator[str]:
    """What is wrong with a transcript's file, by its media type; `told_s` is the length of the sound."""
    try:
        content = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        yield "is not UTF-8 text"
        return
    readers: dict[str, Callable[[str], Iterator[str | tuple[float, float]]]] = {
        "text/vtt": _vtt,
        "application/x-subrip": _srt,
        "application/srt": _srt,
        "application/json": _json,
        "text/html": _html,
    }
    if not content.strip():
        yield "is empty"
        return
    cues: Cues = []
    for found in readers.get(kind, _plain)(content):
        if isinstance(found, str):
            yield found
            return
        cues.append(found)
    if any(end <= start for start, end in cues) and kind != "application/json":
        yield "has a cue that ends before it starts"
    elif any(end < start for start, end in cues):
        yield "has a segment that ends before it starts"
    if any(b < a for (a, _), (b, _) in itertools.pairwise(cues)):
        yield "has cues that do not ascend"
    if told_s is not None and cues and max(start for start, _ in cues) > told_s + 1:
        yield "has a cue after the end of the sound"
    elif told_s is not None and cues and max(end for _, end in cues) > told_s + 2:
        yield "has a cue that ends after the sound does"


def _vtt(content: str) -> Iterator[str | tuple[float, float]]:
    lines = content.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.fullmatch(r"WEBVTT([ \t].*)?", lines[0]):
        yield "does not begin with WEBVTT"
        return
    if len(lines) > 1 and lines[1].strip() and "-->" in lines[1]:
        yield "has no blank line after WEBVTT"
        return
    blocks = re.split(r"\n\n+", "\n".join(lines[1:]).strip("\n"))
    count = 0
    for block in blocks:
        rows = block.split("\n")
        if rows[0].startswith(("NOTE", "STYLE", "REGION")) and "-->" not in block:
            continue
        at = 0 if "-->" in rows[0] else 1
        if at >= len(rows) or "-->" not in rows[at]:
            if block.strip():
                if count == 0 and block is blocks[0]:
                    continue  # header lines below WEBVTT
                yield f"has a block that is no cue: {rows[0][:40]!r}"
                return
            continue
        start, _, rest = rows[at].partition("-->")
        times = [_time(_VTT_TIMES, start.strip()), _time(_VTT_TIMES, (rest.split() or [""])[0])]
        if times[0] is None or times[1] is None:
            yield f"has a cue whose times cannot be read: {rows[at][:40]!r}"
            return
        if not "".join(rows[at + 1 :]).strip():
            yield f"has a cue without text: {rows[at][:40]!r}"
            return
        if any("-->" in row for row in rows[at + 1 :]):
            yield "has --> in a cue's text"
            return
        count += 1
        yield times[0], times[1]
    if not count:
        yield "has no cue"


def _srt(content: str) -> Iterator[str | tuple[float, float]]:
    blocks = [block for block in re.split(r"\n\s*\n", content.replace("\r\n", "\n").strip()) if block.strip()]
    for number, block in enumerate(blocks, 1):
        rows = block.strip("\n").split("\n")
        if not rows[0].strip().isdigit() or int(rows[0]) != number:
            yield f"has a cue without its number {number}: {rows[0][:40]!r}"
            return
        start, arrow, rest = (rows[1] if len(rows) > 1 else "").partition("-->")
        times = [_time(_SRT_TIMES, start.strip()), _time(_SRT_TIMES, (rest.split() or [""])[0])]
        if not arrow or times[0] is None or times[1] is None:
            yield f"has a cue whose times cannot be read: {(rows[1] if len(rows) > 1 else '')[:40]!r}"
            return
        if not "".join(rows[2:]).strip():
            yield f"has a cue without text: {number}"
            return
        yield times[0], times[1]


def _time(pattern: re.Pattern[str], value: str) -> float | None:
    found = pattern.fullmatch(value)
    if found is None:
        return None
    hours, minutes, whole, ms = found.groups()
    return 3600 * int(hours or 0) + 60 * int(minutes) + int(whole) + int(ms) / 1000


def _json(content: str) -> Iterator[str | tuple[float, float]]:
    try:
        table = json.loads(content)
    except ValueError as error:
        yield f"is no JSON: {error}"
        return
    rows = table.get("segments") if isinstance(table, dict) else None
    if not isinstance(rows, list) or not rows:
        yield "has no list of segments"
        return
    if not isinstance(table.get("version"), str):
        yield "has no version"
    for row in rows:
        start = row.get("startTime") if isinstance(row, dict) else None
        end = row.get("endTime", start) if isinstance(row, dict) else None
        if not isinstance(start, int | float) or not isinstance(end, int | float) or start < 0:
            yield "has a segment without startTime in seconds"
            return
        if not isinstance(row.get("body"), str):
            yield "has a segment without a body"
            return
        yield float(start), float(end)


class _Text(HTMLParser):
    """The text of a page, and whether there is a script in it."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ""
        self.scripts = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts |= tag == "script"

    def handle_data(self, data: str) -> None:
        self.words += data


def _html(content: str) -> Iterator[str | tuple[float, float]]:
    reader = _Text()
    reader.feed(content)
    if not reader.words.strip():
        yield "holds no text"
    elif reader.scripts:
        yield "holds a script"


def _plain(content: str) -> Iterator[str | tuple[float, float]]:
    return iter(())
