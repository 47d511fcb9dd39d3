"""PDF files with a text layer: lines become paragraphs; running heads and page numbers are not read."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from statistics import median

from audio_edition.article.dates import parse_date
from audio_edition.article.document import OpenedDocument
from audio_edition.article.draft import Draft, DraftArticle, fold
from audio_edition.article.line_shape import is_headline
from audio_edition.article.metadata import Metadata
from audio_edition.article.pdf_lines import PdfLine, read_lines
from audio_edition.article.plain import is_broken, join_lines
from audio_edition.errors import ArticleError

HEAD, PAGE_NUMBER = "running head or foot of the pages", "number of the page"
JUMP = "says on which page the article goes on"
SMALLER = 0.95
"""Size of the head and foot of a page, against the text's."""
MOST_SMALL = 8
"""A page of so few lines is no page of text with a head."""
MOST_BETWEEN = 4
"""So many small parts (captions, credits, the page's foot) may stand between two halves of a paragraph."""
KICKER_WORDS = 4
LARGER, TITLE_LARGER = 1.12, 1.25
"""Sizes of headings and of the title, against the text's."""
_NUMBER = re.compile(
    r"(?:side|s\.|page)?\s*[–—-]?\s*\d{1,4}\s*[–—-]?(?:\s*(?:av|of|/)\s*\d{1,4})?", re.IGNORECASE
)
_JUMP = re.compile(
    r"\W*(?:(?:framhald|framhaldet|held fram|fortsettelse|fortset|fortsetter|forts\.?|meir|mer)\s*(?:frå|fra|på|neste|førre|forrige)*"
    r"\s*(?:side|sidene|s\.)\s*(?:\d{1,3}(?:\s*(?:[–-]|og)\s*\d{1,3})?)?|(?:frå|fra) (?:side|s\.)\s*\d{1,3})\W*",
    re.IGNORECASE,
)
"""The whole of a line that leads to another page: "Framhald side 4", "Forts. frå s. 3"."""
_ITEM = re.compile(r"(?:[•·▪▫◦‣●○■]|\d{1,2}[.)])\s")
_DATE = re.compile(r"D:(\d{4})(\d{2})(\d{2})")
_STOPS = (".", "!", "?", ":", "»", "”", '"')
_EDGE = 2
"""So many lines at the top and the foot of a page may be its running head and its number."""


def open_pdf(data: bytes, where: str) -> OpenedDocument:
    """A PDF. Raises ArticleError for one that is locked, damaged, too long, or has no text layer."""
    lines, pages, told = read_lines(data, where)
    letters = sum(len(line.text) for line in lines)
    if letters < 20 or letters < 3 * pages:
        raise ArticleError(
            f"{where}: this PDF has no text layer, its {pages} page{'s are pictures' if pages > 1 else ' is a picture'}; "
            "run it through text recognition (OCR) first"
        )
    size = _text_size(lines)
    aside = _running(lines, pages, size)
    reading = DraftArticle(_drafts(lines, aside, size))
    created = _DATE.match(told.get("CreationDate", ""))
    metadata = Metadata(
        title=None,
        modified=parse_date("-".join(created.groups())) if created else None,
    )
    return OpenedDocument("pdf", reading, metadata, [line.text for line in lines])


def _text_size(lines: list[PdfLine]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0]


def _running(lines: list[PdfLine], pages: int, size: float) -> dict[int, str]:
    """Lines that are no text, by index, with the reason: they stand at the edge of their page and return on others."""
    by_page: dict[int, list[int]] = {}
    for at, line in enumerate(lines):
        by_page.setdefault(line.page, []).append(at)
    edges: list[int] = []
    for found in by_page.values():
        found.sort(key=lambda at: -lines[at].y)
        heights = sorted({round(lines[at].y) for at in found}, reverse=True)
        outer = set(heights[:_EDGE] + heights[-_EDGE:])
        edges += [at for at in found if round(lines[at].y) in outer]
    alike: Counter[tuple[str, int]] = Counter()
    for at in edges:
        alike[_shape(lines[at])] += 1
    aside: dict[int, str] = {}
    for at in edges:
        line = lines[at]
        if _NUMBER.fullmatch(line.text.strip()):
            aside[at] = PAGE_NUMBER
        elif pages > 1 and alike[_shape(line)] >= max(2, min(3, pages), pages * 0.3):
            aside[at] = HEAD
    for found in by_page.values():
        aside |= dict.fromkeys(_margins([at for at in found if at not in aside], lines, size), HEAD)
    aside |= {at: JUMP for at, line in enumerate(lines) if _JUMP.fullmatch(line.text.strip())}
    return aside


def _margins(found: list[int], lines: list[PdfLine], size: float) -> list[int]:
    """Lines at the very top or foot of one page (`found`, from the top) that are set smaller than the text, apart from it,
    and are no sentence: the head and the foot of a page that has no neighbours to compare it with.
    """
    margin: list[int] = []
    for order in (found, found[::-1]):
        if len(order) < MOST_SMALL:
            continue
        edge = [at for at in order if abs(lines[at].y - lines[order[0]].y) < 0.5 * size]
        rest = [at for at in order if at not in edge]
        gap = abs(lines[edge[0]].y - lines[rest[0]].y) if rest else 0.0
        small = all(lines[at].size < SMALLER * size for at in edge)
        sentence = any(lines[at].text.rstrip().endswith(_STOPS) for at in edge)
        if small and not sentence and gap > 1.8 * size:
            margin += edge
    return margin


def _shape(line: PdfLine) -> tuple[str, int]:
    """What a running head has in common on all pages: its words but for numbers, and its height."""
    return re.sub(r"\d+", "#", line.text).strip().casefold(), round(line.y / 6)


def _drafts(lines: list[PdfLine], aside: dict[int, str], size: float) -> list[Draft]:
    drafts: list[Draft] = []
    group: list[PdfLine] = []
    waiting: list[Draft] = []
    sizes: dict[int, float] = {}
    leading = _leading(lines)
    edges = _edges(lines)
    for at, line in enumerate(lines):
        if at in aside:
            if text := fold(line.text):
                waiting.append(Draft(text, role="boilerplate", reason=aside[at]))
            continue
        if group and _begins(group, line, leading, edges, size):
            drafts += [*_paragraph(group, size, sizes), *waiting]
            group, waiting = [], []
        elif not group:
            drafts += waiting
            waiting = []
        group.append(line)
    drafts += [*(_paragraph(group, size, sizes) if group else []), *waiting]
    drafts = _over_captions(drafts, sizes, size)
    _give_title(drafts, lines, sizes, size)
    return drafts


def _over_captions(drafts: list[Draft], sizes: dict[int, float], size: float) -> list[Draft]:
    """Paragraphs that go on below a picture at the top of the next column are one again; `sizes` are by id."""
    kept: list[Draft] = []
    broken: Draft | None = None
    between = 0
    for draft in drafts:
        own = sizes.get(id(draft), 0.0)
        small = own < SMALLER * size
        if broken is not None and between and not small and draft.text[:1].islower():
            broken.text = join_lines([broken.text, draft.text])
            broken = None
            continue
        if not small:
            goes_on = (
                draft.role != "title" and len(draft.text) > MOST_SMALL and not draft.text.endswith(_STOPS)
            )
            broken, between = (draft, 0) if goes_on and abs(own - size) < 0.05 * size else (None, 0)
        elif broken is not None:
            between += 1
            broken = broken if between <= MOST_BETWEEN else None
        kept.append(draft)
    return kept


def _leading(lines: list[PdfLine]) -> float:
    steps = [
        before.y - after.y for before, after in itertools.pairwise(lines)
        if before.column == after.column and 0 < before.y - after.y < 4 * before.size
    ]  # fmt: skip
    return median(steps) if steps else 14.0


def _edges(lines: list[PdfLine]) -> dict[int, tuple[float, float]]:
    found: dict[int, tuple[float, float]] = {}
    for line in lines:
        x0, x1 = found.get(line.column, (line.x0, line.x1))
        found[line.column] = (min(x0, line.x0), max(x1, line.x1))
    return found


def _begins(
    group: list[PdfLine], line: PdfLine, leading: float, edges: dict[int, tuple[float, float]], size: float
) -> bool:
    """True when `line` begins a paragraph of its own."""
    last = group[-1]
    if (
        abs(line.size - last.size) > 0.08 * last.size
        or line.bold != last.bold
        and (_alone(line) or _alone(last))
    ):
        return True
    if _ITEM.match(line.text):
        return True
    if line.column != last.column or line.page != last.page:
        ended = last.text.rstrip().endswith(_STOPS)
        return not is_broken(last.text, line.text) and (ended or line.size > LARGER * size)
    step = last.y - line.y
    if abs(step) < 0.4 * line.size:
        return False  # on the same baseline: the cells of a row
    if step > 1.35 * leading or step < 0:
        return not (step > 0 and step < 2.2 * leading and line.size > LARGER * size)
    left, right = edges[line.column]
    indented = line.x0 - left > 0.7 * line.size and last.x0 - left < 0.5 * line.size
    # A line that is full would not have held the next word.
    letter = (last.x1 - last.x0) / max(len(last.text), 1)
    fits = last.x1 + letter * (len(line.text.split(maxsplit=1)[0]) + 2) < right
    return indented or (fits and last.text.rstrip().endswith(_STOPS) and not line.text[:1].islower())


def _alone(line: PdfLine) -> bool:
    return len(line.text) <= 90


def _paragraph(group: list[PdfLine], size: float, sizes: dict[int, float]) -> list[Draft]:
    text = fold(join_lines([text for line in group if (text := fold(line.text))]))
    if not text:
        return []
    draft = Draft(text, strong=all(line.bold for line in group))
    sizes[id(draft)] = group[0].size
    sentence = text.endswith((".", ":", ","))
    if group[0].size >= LARGER * size and len(text) <= 200 and not sentence:
        draft.give("heading", f"set in {group[0].size:g} points, the text in {size:g}", "large")
        draft.level = 2
    elif draft.strong and is_headline(text) and len(group) <= 2:
        draft.give("heading", "a bold line on its own")
        draft.level = 2
    return [draft]


def _give_title(drafts: list[Draft], lines: list[PdfLine], sizes: dict[int, float], size: float) -> None:
    """The largest heading of the first page is the title; `sizes` are by id."""
    first_page = sum(len(fold(line.text)) for line in lines if line.page == lines[0].page)
    best: tuple[float, Draft] | None = None
    seen = 0
    for draft in drafts:
        if seen > first_page:
            break
        seen += len(draft.text)
        own = sizes.get(id(draft), 0.0) if draft.why == "large" else 0.0
        if own >= TITLE_LARGER * size and (best is None or own > best[0]):
            best = (own, draft)
    if best is not None:
        best[1].give("title", f"the largest letters of the first page: {best[0]:g} points")
        best[1].level = 0
        for draft in drafts[: drafts.index(best[1])]:
            if (
                draft.role in (None, "heading")
                and draft.text.isupper()
                and len(draft.text.split()) <= KICKER_WORDS
            ):
                draft.give("boilerplate", "a word in capitals above the headline")
