"""The lines of a PDF in the order in which they are read: columns one after the other, each from the top.

PDF knows letters and places, no lines. Letters that follow each other on one baseline are a line; a strip that few
lines cross, with lines on both sides of it, parts two columns; lines that cross it (a headline over both) part what
stands above them from what stands below.
"""

from __future__ import annotations

import ctypes
import statistics
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from audio_edition.errors import ArticleError

MAX_PAGES = 400
GAP_IN_LINE, SPACE = 1.6, 0.18
"""Gaps between letters, in sizes of the letter: from which a line ends, and from which a space stands there."""
MIN_COLUMN_LINES = 4
CROSSING = 0.2
"""Share of the lines that may cross the strip between two columns."""
BOLD = 600


@dataclass(slots=True)
class PdfLine:
    """A line of one column; places in points, from the lower left corner of its page."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    page: int
    column: int = 0
    """Number of the column in the whole document, in the order of reading."""


def read_lines(data: bytes, where: str) -> tuple[list[PdfLine], int, dict[str, str]]:
    """Lines in reading order, the number of pages, and what the file tells of itself. Raises ArticleError."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            raise ArticleError(
                f"{where}: this PDF is protected by a password; save a copy without one"
            ) from error
        raise ArticleError(
            f"{where}: this PDF is damaged and cannot be read ({error}); save it anew"
        ) from error
    try:
        pages = len(document)
        if pages > MAX_PAGES:
            raise ArticleError(
                f"{where}: this PDF has {pages} pages, which is more than an article can have (limit {MAX_PAGES}); split it"
            )
        lines: list[PdfLine] = []
        column = 0
        for number in range(pages):
            ordered, column = _ordered(_page_lines(document, number, where), column)
            lines += ordered
        told = {key: str(value).strip() for key, value in document.get_metadata_dict(skip_empty=True).items()}
        return lines, pages, told
    finally:
        document.close()


def _page_lines(document: Any, number: int, where: str) -> list[PdfLine]:
    try:
        page = document[number]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError as error:
        raise ArticleError(
            f"{where}: page {number + 1} of this PDF is damaged ({error}); save it anew"
        ) from error
    try:
        raw = text_page.raw
        box, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
        lines: list[_Building] = []
        current: _Building | None = None
        for at in range(pdfium.FPDFText_CountChars(raw)):
            code = pdfium.FPDFText_GetUnicode(raw, at)
            letter = "-" if code == 2 else chr(code) if code else ""  # 2 is a hyphen at a line's end
            if (
                not letter.strip()
                or (code < 32 and code != 2)
                or pdfium.FPDFText_IsGenerated(raw, at) == 1
                and code != 2
            ):
                if current is not None and letter == " ":
                    current.spaced = True
                continue
            if 0xD800 <= code <= 0xDFFF:
                continue
            pdfium.FPDFText_GetLooseCharBox(raw, at, ctypes.byref(box))
            size = pdfium.FPDFText_GetFontSize(raw, at) or 1.0
            if pdfium.FPDFText_GetMatrix(
                raw, at, ctypes.byref(matrix)
            ):  # browsers print in units of their own
                size *= abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5
            height = max(box.top - box.bottom, 1.0)
            if current is None or not current.takes(box.left, box.bottom, height):
                current = _Building(box.left, box.bottom, height)
                lines.append(current)
            current.add(letter, box.left, box.right, size, pdfium.FPDFText_GetFontWeight(raw, at) >= BOLD)
        return [line.line(number) for line in lines]
    finally:
        text_page.close()
        page.close()


class _Building:
    """A line under way."""

    def __init__(self, x0: float, y: float, height: float) -> None:
        self.letters: list[str] = []
        self.sizes: list[float] = []
        self.x0, self.x1, self.y, self.height = x0, x0, y, height
        self.bold = 0
        self.spaced = False

    def takes(self, left: float, bottom: float, height: float) -> bool:
        same = abs(bottom - self.y) < 0.45 * max(height, self.height)
        return same and -0.6 * self.height <= left - self.x1 <= GAP_IN_LINE * self.height

    def add(self, letter: str, left: float, right: float, size: float, bold: bool) -> None:
        if self.letters and (self.spaced or left - self.x1 > SPACE * self.height):
            self.letters.append(" ")
        self.letters.append(letter)
        self.sizes.append(size if size > 2 else self.height)
        self.x1 = max(self.x1, right)
        self.bold += bold
        self.spaced = False

    def line(self, page: int) -> PdfLine:
        text = "".join(self.letters)
        bold = self.bold * 2 > len(self.sizes)
        return PdfLine(text, self.x0, self.x1, self.y, round(statistics.median(self.sizes), 1), bold, page)


def _ordered(lines: list[PdfLine], column: int, *, inner: bool = False) -> tuple[list[PdfLine], int]:
    """Lines in reading order, and the number of the next column. `inner`: of one side of a page in columns."""
    gutter = _gutter(lines, inner=inner)
    if gutter is None:
        for line in lines:
            line.column = column
        return _rows(lines), column + 1
    across = sorted((line for line in lines if line.x0 < gutter < line.x1), key=lambda line: -line.y)
    beside = [line for line in lines if not line.x0 < gutter < line.x1]
    found: list[PdfLine] = []
    for over in [*across, None]:
        band = [line for line in beside if over is None or line.y > over.y]
        beside = [line for line in beside if over is not None and line.y <= over.y]
        for side in ([x for x in band if x.x1 <= gutter], [x for x in band if x.x1 > gutter]):
            if side:
                ordered, column = _ordered(side, column, inner=True)
                found += ordered
        if over is not None:
            over.column = column
            found.append(over)
            following = next((x for x in across if x.y < over.y), None)
            between = following is None or any(line.y > following.y for line in beside)
            column += between
    return found, column


def _rows(lines: list[PdfLine]) -> list[PdfLine]:
    """Lines of one column from the top; what stands on one baseline, from the left."""
    rows: list[list[PdfLine]] = []
    for line in sorted(lines, key=lambda line: -line.y):
        if rows and abs(rows[-1][0].y - line.y) < 0.4 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.x0)]


def _gutter(lines: list[PdfLine], *, inner: bool = False) -> float | None:
    """Where a strip stands between two columns; None where the lines are one.

    On a page that is known to have columns, two lines beside longer ones are a column if no line crosses the strip.
    """
    if len(lines) < (MIN_COLUMN_LINES + 2 if inner else 2 * MIN_COLUMN_LINES) or len(lines) > 5000:
        return None
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    width = right - left
    if width <= 0:
        return None
    best: tuple[float, float] | None = None
    step = width / 120
    for n in range(12, 109):
        x = left + n * step
        crossing = sum(line.x0 < x < line.x1 for line in lines)
        if crossing > CROSSING * len(lines):
            continue
        before = [line for line in lines if line.x1 <= x]
        after = [line for line in lines if line.x0 >= x]
        least = 2 if inner and not crossing else MIN_COLUMN_LINES
        if min(len(before), len(after)) < least or not _side_by_side(before, after):
            continue
        score = -crossing - abs(_clearance(before, after, x)) / width
        if best is None or score > best[0]:
            best = (score, x)
    return best[1] if best else None


def _side_by_side(before: list[PdfLine], after: list[PdfLine]) -> bool:
    """True for two sides that stand beside each other for most of the shorter one's height, both of running text."""
    low, high = (
        max(min(x.y for x in before), min(x.y for x in after)),
        min(max(x.y for x in before), max(x.y for x in after)),
    )
    shorter = min(max(x.y for x in side) - min(x.y for x in side) for side in (before, after))
    words = min(statistics.median(len(x.text.split()) for x in side) for side in (before, after))
    return high - low >= 0.5 * shorter and words >= 3


def _clearance(before: list[PdfLine], after: list[PdfLine], x: float) -> float:
    """How far `x` is from the middle of the strip."""
    return (max(line.x1 for line in before) + min(line.x0 for line in after)) / 2 - x
