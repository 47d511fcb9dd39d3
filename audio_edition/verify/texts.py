"""What stands beside the sound: transcripts, chapters.json, and the ledger of what was spoken."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from audio_edition.edition.manifest import Manifest
from audio_edition.finding import Finding

TIME_TOLERANCE_S = 0.002
"""Transcripts count in milliseconds."""
_TIMES = re.compile(r"(?:(\d+):)?(\d\d):(\d\d)[.,](\d{3})\s+-->\s+(?:(\d+):)?(\d\d):(\d\d)[.,](\d{3})")
_TAG = re.compile(r"<[^>]*>")


def check_transcripts(folder: Path, manifest: Manifest, broken: Collection[str]) -> list[Finding]:
    """Captions are in order, inside the sound, start with their sentence, and hold every written word."""
    findings: list[Finding] = []
    for name in ("transcript.vtt", "transcript.srt"):
        if name in manifest.files and name not in broken:
            findings += _check_transcript(folder / name, manifest)
    return findings


def _check_transcript(path: Path, manifest: Manifest) -> list[Finding]:
    findings = []

    def wrong(problem: str, start_s: float | None = None) -> None:
        findings.append(Finding("transcript", "error", path.name, problem, start_s))

    try:
        captions = list(read_captions(path))
    except (OSError, UnicodeDecodeError) as error:
        return [Finding("transcript", "error", path.name, f"it cannot be read: {error}")]
    before_s = 0.0
    for start_s, end_s, text in captions:
        if not start_s < end_s:
            wrong(f"the caption «{text[:40]}» ends before it starts", start_s)
        if start_s < before_s - TIME_TOLERANCE_S:
            wrong(f"the caption «{text[:40]}» starts before the one ahead of it has ended", start_s)
        if end_s > manifest.duration_s + TIME_TOLERANCE_S:
            wrong(f"the caption «{text[:40]}» ends after the sound", start_s)
        before_s = end_s
    starts = [start_s for start_s, _, _ in captions]
    said = [sentence for section in manifest.sections for sentence in section.sentences]
    captioned = letters("".join(text for _, _, text in captions))
    at = 0
    for sentence in said:
        found = captioned.find(letters(sentence.written), at)
        if found < 0:
            wrong(f"the sentence «{sentence.written[:60]}» is not in it", sentence.start_s)
            continue
        at = found + len(letters(sentence.written))
        # A lead-in may share its caption with what follows; then no caption starts with that sentence.
        nearest = min((abs(start_s - sentence.start_s) for start_s in starts), default=9e9)
        inside = any(s - TIME_TOLERANCE_S <= sentence.start_s < e for s, e, _ in captions)
        if nearest > TIME_TOLERANCE_S and not inside:
            wrong(f"no caption is shown when «{sentence.written[:60]}» begins", sentence.start_s)
    return findings


def letters(text: str) -> str:
    """Letters and digits alone: line breaks, dashes that mark speakers and spaces do not count."""
    return "".join(char for char in text.casefold() if char.isalnum())


def read_captions(path: Path) -> Iterator[tuple[float, float, str]]:
    """(start_s, end_s, text) of each caption of a WebVTT or SRT file; markup and voice spans are taken off."""
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")):
        lines = block.split("\n")
        for number, line in enumerate(lines):
            if match := _TIMES.search(line):
                groups = [int(group or 0) for group in match.groups()]
                start_s, end_s = _seconds(groups[:4]), _seconds(groups[4:])
                text = _TAG.sub("", " ".join(lines[number + 1 :]))
                # Only WebVTT has entities; in SRT `&amp;` is what the article says.
                yield start_s, end_s, (html.unescape(text) if path.suffix == ".vtt" else text).strip()
                break


def _seconds(parts: list[int]) -> float:
    hours, minutes, seconds, milliseconds = parts
    return hours * 3600 + minutes * 60 + seconds + milliseconds / 1000


def check_chapters_json(path: Path, manifest: Manifest) -> list[Finding]:
    """chapters.json says the same as the manifest."""
    try:
        chapters = json.loads(path.read_text(encoding="utf-8"))["chapters"]
        found = [(float(chapter["startTime"]), str(chapter["title"])) for chapter in chapters]
    except (OSError, ValueError, KeyError, TypeError) as error:
        return [Finding("chapters", "error", path.name, f"it cannot be read as chapters: {error}")]
    findings = []
    if len(found) != len(manifest.chapters):
        problem = f"it has {len(found)} chapters, the edition {len(manifest.chapters)}"
        findings.append(Finding("chapters", "error", path.name, problem))
    for (start_s, title), chapter in zip(found, manifest.chapters, strict=False):
        if abs(start_s - chapter.start_s) > 0.02 or letters(title) != letters(chapter.title):
            problem = f"it says «{title}» at {start_s:.3f} s, the edition «{chapter.title}» at {chapter.start_s:.3f} s"
            findings.append(Finding("chapters", "error", path.name, problem, chapter.start_s))
    return findings


def check_ledger(manifest: Manifest) -> list[Finding]:
    """Every block of the article is spoken by a section that has sound, or skipped with a reason."""
    findings = []
    sections = {section.index: section for section in manifest.sections}
    for block in manifest.ledger:
        where = f"block {block.index}"
        text = block.text[:60]
        if not block.spoken:
            if not block.reason:
                problem = f"«{text}» is skipped without a reason"
                findings.append(Finding("ledger", "error", where, problem))
            continue
        section = sections.get(block.section) if block.section is not None else None
        if section is None or not section.sentences:
            findings.append(
                Finding("ledger", "error", where, f"«{text}» is to be spoken but no section says it")
            )
        elif letters(section.written) != letters(block.text):
            problem = f"«{text}» and what section {section.index} says are not the same text"
            findings.append(Finding("ledger", "error", where, problem, section.start_s))
    return findings
