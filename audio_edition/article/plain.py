"""Plain text, as copied from a page or an e-mail, into paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from audio_edition.article.credit import is_credit
from audio_edition.article.dates import is_date_line
from audio_edition.article.draft import Draft, DraftArticle, fold

_STOP = (".", "!", "?", ":", "…", "»", "”", '"', ")")
_OPENS_BLOCK = re.compile(r"[–—―•·▪◦*]\s*\S|-\s+\S|\d{1,2}[.)]\s+\S")
_MARK = re.compile(r"^([–—―•·▪◦*-]|\d{1,2}[.)])\t")
"""A bullet or a number, and the tab after it."""
_CELL = re.compile(r"(?<=[^\s.,;:!?])\t")
_SUSPENDED = re.compile(r"(?:og|eller|til|samt|and|or)\b")
MAX_WIDTH, MIN_WIDTH = 100, 40
"""Widths between which lines may have been wrapped by a program, in characters."""
MIN_FULL = 35
"""A line of so many characters that ends within a sentence was broken by a program; a shorter one may be an item."""
MIN_CUT = 20
"""The same for a line that ends within a word."""
MIN_RUN, MIN_WORDS = 3, 4
"""So many narrow lines, of so many words on average, are one text; fewer are items of a list."""
HALF, FULL = 0.5, 0.7
"""A line of half the width may have been broken within a sentence, one of seven tenths is full."""
_INITIAL = re.compile(r"[«–\" ]*[A-ZÆØÅ]")
_DOUBLED = re.compile(r"([bdfgklmnprst])\1")
_CUT_WORD = re.compile(r"[^\W\d_]-$")
_AFTER_FIGURE = re.compile(r"\d-$")
"""A number and the hyphen of its word: "17-", "åring"."""
_FROM_TO = re.compile(r"\w–$")
"""A dash without a space before it at a line's end: "10–", "15 kroner"; "Oslo–", "Bergen"."""
_SOUNDED = re.compile("[aeiouyæøåé]", re.IGNORECASE)


def read_plain(text: str) -> DraftArticle:
    """Paragraphs of `text`: separated by blank lines, by single line ends, or wrapped at a fixed width."""
    groups: list[list[str]] = [[]]
    for raw in text.split("\n"):
        if line := "\t".join(filter(None, map(fold, raw.split("\t")))):
            groups[-1].append(_MARK.sub(r"\1 ", line))
        elif groups[-1]:
            groups.append([])
    groups = _joined_over_page_breaks([_initials_joined(group) for group in groups])
    width = _wrapped_width(groups)
    paragraphs = [paragraph for group in groups for paragraph in _paragraphs(group, width)]
    return DraftArticle(list(_drafts(paragraphs)))


def _drafts(paragraphs: list[str]) -> Iterator[Draft]:
    """Lines with tabs that stand together are the rows of a table, as a browser copies it."""
    for at, paragraph in enumerate(paragraphs):
        beside = paragraphs[max(at - 1, 0) : at] + paragraphs[at + 1 : at + 2]
        draft = Draft(_CELL.sub(", ", paragraph).replace("\t", " "))
        if "\t" in paragraph and any("\t" in other for other in beside):
            draft.give("list_item", "row of a table")
        yield draft


def _initials_joined(group: list[str]) -> list[str]:
    """Lines of a group, an initial that a typesetter gave a line of its own put before its word: "D", "et var …"."""
    joined: list[str] = []
    for line in group:
        if joined and _INITIAL.fullmatch(joined[-1]) and line[0].islower():
            alone = joined[-1][-1] in "IÅ" and not _DOUBLED.match(
                line
            )  # words of one letter: "I", "dag tidleg …"
            joined[-1] += (" " if alone else "") + line
        else:
            joined.append(line)
    return joined


def _joined_over_page_breaks(groups: list[list[str]]) -> list[list[str]]:
    """Groups of lines, a group that goes on within a sentence or a word joined to the one before it."""
    joined: list[list[str]] = []
    for group in filter(None, groups):
        if joined and (is_broken(joined[-1][-1], group[0]) and (len(group[0]) >= 20 or len(group) > 1)):
            joined[-1].extend(group)
        else:
            joined.append(group)
    return joined


def is_broken(line: str, following: str) -> bool:
    """True when a sentence or a word goes on from one line to the next."""
    if (
        "\t" in line + following
        or is_credit(line)
        or _OPENS_BLOCK.match(following)
        or is_date_line(following)
    ):
        return False
    if _CUT_WORD.search(line[-2:]) and following[0].isalpha():
        return len(line) >= MIN_CUT
    return len(line) >= MIN_FULL and following[0].islower() and not line.endswith(_STOP)


def _wrapped_width(groups: list[list[str]]) -> int | None:
    """Width at which the lines were wrapped, or None when a line is a paragraph.

    Evidence is a line end in the middle of a sentence: no stop, and the next line goes on in lower case. It is weighed
    against the other full lines only: the items of a list, however many, say nothing of how its neighbours were broken.
    """
    pairs = [pair for group in groups for pair in pairwise(group)]
    broken = [line for line, following in pairs if is_broken(line, following)]
    if len(broken) < 2:
        return None
    lengths = [len(line) for group in groups for line in group]
    long = sum(length > MAX_WIDTH for length in lengths)
    if long * 20 > len(lengths):
        return None
    width = max(length for length in lengths if length <= MAX_WIDTH)
    if width < MIN_WIDTH:
        return None
    full = sum(
        1 for line, following in pairs
        if FULL * width <= len(line) <= MAX_WIDTH and not _OPENS_BLOCK.match(following)
    )  # fmt: skip
    return width if len(broken) >= 0.25 * full else None


def _paragraphs(group: list[str], width: int | None) -> list[str]:
    if width is None:
        return _unbroken(group)
    parts: list[list[str]] = []
    for at, line in enumerate(group):
        if parts and not _starts_block(group[at - 1], line, width):
            parts[-1].append(line)
        else:
            parts.append([line])
    return [join_lines(lines) for lines in parts]


def _unbroken(group: list[str]) -> list[str]:
    """Narrow lines that go on in small letters from one to the next (verse, a narrow column) as one paragraph.

    So is a long line that ends within a sentence and what follows it.
    """
    paragraphs: list[str] = []
    at = 0
    while at < len(group):
        end = at + 1
        while end < len(group) and _goes_on(group[end - 1], group[end]):
            end += 1
        run = group[at:end]
        if len(run) >= MIN_RUN and run[0][0].isupper() and len(" ".join(run).split()) >= MIN_WORDS * len(run):
            paragraphs.append(join_lines(run))
        else:
            paragraphs += _broken_joined(run)
        at = end
    return paragraphs


def _broken_joined(run: list[str]) -> list[str]:
    parts: list[list[str]] = []
    for line in run:
        if parts and (is_broken(parts[-1][-1], line) or _runs_on(parts[-1][-1], line)):
            parts[-1].append(line)
        else:
            parts.append([line])
    return [join_lines(lines) for lines in parts]


def _goes_on(line: str, following: str) -> bool:
    if is_broken(line, following) or _runs_on(line, following):
        return True
    narrow = len(line) < MIN_WIDTH * 1.5 and "\t" not in line + following
    return narrow and following[0].islower() and not line.endswith(_STOP) and not is_credit(line)


def _starts_block(last: str, line: str, width: int) -> bool:
    if "\t" in line + last or is_credit(line) or is_credit(last) or _OPENS_BLOCK.match(line):
        return True
    if is_broken(last, line) or (_CUT_WORD.search(last[-2:]) and line[0].islower()):
        return False
    if _runs_on(last, line):
        return False
    if line[0].islower() and not last.endswith(_STOP) and len(last) >= HALF * width:
        return False
    # A program breaks a line only where the next word would not fit.
    return len(last) + 1 + len(line.split(maxsplit=1)[0]) < width - 1


def _runs_on(last: str, line: str) -> bool:
    """Whether a line ends in the middle of "17-åring", "10–15" or "Oslo–Bergen"."""
    if _AFTER_FIGURE.search(last[-2:]):
        return line[0].islower() and not _SUSPENDED.match(line)
    return _FROM_TO.search(last[-2:]) is not None and line[0].isalnum()


def join_lines(lines: list[str]) -> str:
    """One paragraph of its lines; a word that was cut at a line's end is whole again."""
    parts = [lines[0]]
    for line in lines[1:]:
        last = parts[-1]
        if _CUT_WORD.search(last[-2:]) and line[0].isalpha() and not _SUSPENDED.match(line):
            stem = re.split(r"[\s-]", last[:-1])[-1]
            # "TV-", "tv-" and "e-" keep their hyphen, and so do names ("Anne-Marie"); "samar-" was cut by the program.
            kept = stem.isupper() or line[0].isupper() or len(stem) == 1 or not _SOUNDED.search(stem)
            parts[-1] = last if kept else last[:-1]
            parts.append(line)
        elif _runs_on(last, line):
            parts.append(line)
        else:
            parts += [" ", line]
    return "".join(parts)
