"""Plain text, as copied from a page or an e-mail, into paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import reduce
from itertools import pairwise

from audio_edition.article.credit import is_credit
from audio_edition.article.draft import Draft, Reading, fold

_STOP = (".", "!", "?", ":", "…", "»", "”", '"', ")")
_OPENS_BLOCK = re.compile(r"[–—―•·▪◦*]\s*\S|-\s+\S|\d{1,2}[.)]\s+\S")
_MARK = re.compile(r"^([–—―•·▪◦*-]|\d{1,2}[.)])\t")
"""A bullet or a number, and the tab after it."""
_CELL = re.compile(r"(?<=[^\s.,;:!?])\t")
_SUSPENDED = re.compile(r"(?:og|eller|til|samt|and|or)\b")
MAX_WIDTH, MIN_WIDTH = 100, 40
"""Widths between which lines may have been wrapped by a program, in characters."""
MIN_RUN, MIN_WORDS = 3, 4
"""So many narrow lines, of so many words on average, are one text; fewer are items of a list."""


def read_plain(text: str) -> Reading:
    """Paragraphs of `text`: separated by blank lines, by single line ends, or wrapped at a fixed width."""
    groups: list[list[str]] = [[]]
    for raw in text.split("\n"):
        if line := "\t".join(filter(None, map(fold, raw.split("\t")))):
            groups[-1].append(_MARK.sub(r"\1 ", line))
        elif groups[-1]:
            groups.append([])
    width = _wrapped_width(groups)
    paragraphs = [paragraph for group in groups for paragraph in _paragraphs(group, width)]
    return Reading(list(_drafts(paragraphs)))


def _drafts(paragraphs: list[str]) -> Iterator[Draft]:
    """Lines with tabs that stand together are the rows of a table, as a browser copies it."""
    for at, paragraph in enumerate(paragraphs):
        beside = paragraphs[max(at - 1, 0) : at] + paragraphs[at + 1 : at + 2]
        draft = Draft(_CELL.sub(", ", paragraph).replace("\t", " "))
        if "\t" in paragraph and any("\t" in other for other in beside):
            draft.give("list_item", "row of a table")
        yield draft


def _wrapped_width(groups: list[list[str]]) -> int | None:
    """Width at which the lines were wrapped, or None when a line is a paragraph.

    Evidence is a line end in the middle of a sentence: no stop, and the next line goes on in lower case.
    """
    ends = [pair for group in groups for pair in pairwise(group)]
    lengths = sorted(len(line) for group in groups for line in group)
    if not ends or not MIN_WIDTH <= lengths[-1] <= MAX_WIDTH:
        return None
    inside = sum(1 for line, following in ends if not line.endswith(_STOP) and following[0].islower())
    return lengths[-1] if inside >= 2 and inside >= 0.25 * len(ends) else None


def _paragraphs(group: list[str], width: int | None) -> list[str]:
    if width is None:
        return _unbroken(group)
    paragraphs: list[str] = []
    last = ""
    for line in group:
        if paragraphs and not _starts_block(last, line, width):
            paragraphs[-1] = _join(paragraphs[-1], line)
        else:
            paragraphs.append(line)
        last = line
    return paragraphs


def _unbroken(group: list[str]) -> list[str]:
    """Narrow lines that go on in small letters from one to the next (verse, a narrow column) as one paragraph."""
    paragraphs: list[str] = []
    at = 0
    while at < len(group):
        end = at + 1
        while end < len(group) and _goes_on(group[end - 1], group[end]):
            end += 1
        run = group[at:end]
        if len(run) >= MIN_RUN and run[0][0].isupper() and len(" ".join(run).split()) >= MIN_WORDS * len(run):
            run = [reduce(_join, run)]
        paragraphs += run
        at = end
    return paragraphs


def _goes_on(line: str, following: str) -> bool:
    narrow = len(line) < MIN_WIDTH * 1.5 and "\t" not in line + following
    return narrow and following[0].islower() and not line.endswith(_STOP) and not is_credit(line)


def _starts_block(last: str, line: str, width: int) -> bool:
    if "\t" in line + last or is_credit(line) or is_credit(last) or _OPENS_BLOCK.match(line):
        return True
    if line[0].islower() and not last.endswith(_STOP):
        return False
    # A program breaks a line only where the next word would not fit.
    return len(last) + 1 + len(line.split()[0]) < width - 1


def _join(text: str, line: str) -> str:
    if re.search(r"[^\W\d_]-$", text) and line[0].islower() and not _SUSPENDED.match(line):
        stem = re.split(r"[\s-]", text[:-1])[-1]
        # "TV-" and "E-" keep their hyphen; "samar-" was cut by the program.
        return text + line if stem.isupper() else text[:-1] + line
    return f"{text} {line}"
