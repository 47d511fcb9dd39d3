"""Text on pictures: any text, set as large as its box allows.

Source Serif Pro (SIL Open Font Licence, from the package font-source-serif-pro) gives the same cover on every
machine. Letters that it lacks are taken from a typeface of the system where one is installed, else without
their accents; what is then still missing (most emoji) is left out of the picture, never drawn as a box.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from PIL import ImageFont
from PIL.ImageDraw import ImageDraw
from PIL.ImageFont import FreeTypeFont

Weight = Literal["Regular", "Semibold"]

_FOLDERS = (
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts",
    "/Library/Fonts", "/System/Library/Fonts", "C:/Windows/Fonts",
)  # fmt: skip
_FILES = (
    "NotoSans-Regular.ttf", "DejaVuSans.ttf", "NotoSansArabic-Regular.ttf", "NotoSansHebrew-Regular.ttf",
    "Arial Unicode.ttf", "segoeui.ttf", "LiberationSans-Regular.ttf",
)  # fmt: skip
_PROBE_PX = 40
_ABSENT = "\U0010fffd"
"""A code point that no typeface has: what is drawn for it is the sign for a missing letter."""


@dataclass(frozen=True, slots=True)
class FaceRun:
    """A stretch of a line in one typeface; `face` is its place in the order of preference."""

    text: str
    face: int


@dataclass(frozen=True, slots=True)
class SetText:
    """Text broken into lines at a size."""

    lines: tuple[tuple[FaceRun, ...], ...]
    size_px: int
    weight: Weight
    leading: float
    """Distance of the baselines, in sizes."""
    right_to_left: bool


def fit(
    text: str, width_px: int, height_px: int, *, smallest_px: int, largest_px: int, weight: Weight, leading: float = 1.14
) -> SetText:  # fmt: skip
    """Set `text` as large as `width_px` x `height_px` allows; what does not fit at `smallest_px` ends in "…"."""
    words = [clusters for word in text.split() if (clusters := _drawable(word))]
    size = largest_px
    while True:
        column = _Column(size, weight, width_px)
        lines = column.broken(words, int(height_px / (size * leading)) + 1)
        fits = len(lines) * size * leading <= height_px
        # A word that would be cut in two is a reason to set the text smaller, down to a point.
        if (fits and (size <= 1.5 * smallest_px or all(map(column.holds, words)))) or size <= smallest_px:
            break
        size = max(smallest_px, int(size * 0.95))
    room = max(1, int(height_px / (size * leading)))
    if len(lines) > room:
        lines = [*lines[: room - 1], column.shortened(lines[room - 1])]
    return SetText(tuple(map(_runs, lines)), size, weight, leading, _right_to_left(text))


def draw(
    canvas: ImageDraw, text: SetText, at: tuple[int, int], width_px: int, colour: tuple[int, int, int], *,
    right: bool = False,
) -> None:  # fmt: skip
    """Draw from the upper left corner `at`; right-to-left text, and all with `right`, ends at the right edge."""
    left, top = at
    for number, line in enumerate(text.lines):
        runs = line[::-1] if text.right_to_left else line
        fonts = [_font(run.face, text.size_px, text.weight) for run in runs]
        widths = [float(font.getlength(run.text)) for run, font in zip(runs, fonts, strict=True)]
        x = left + (width_px - sum(widths) if right or text.right_to_left else 0.0)
        # One baseline for all typefaces of a line.
        y = top + text.size_px * (0.9 + number * text.leading)
        for run, font, run_width in zip(runs, fonts, widths, strict=True):
            canvas.text((x, y), run.text, font=font, fill=colour, anchor="ls")
            x += run_width


@dataclass(frozen=True, slots=True)
class _Column:
    """A width to be filled; text is a list of clusters (a letter with the marks written on it)."""

    size_px: int
    weight: Weight
    width_px: int

    def holds(self, clusters: list[str]) -> bool:
        widths = (_font(run.face, self.size_px, self.weight).getlength(run.text) for run in _runs(clusters))
        return float(sum(widths)) <= self.width_px

    def broken(self, words: list[list[str]], most_lines: int) -> list[list[str]]:
        """The lines of `words`, of which those after `most_lines` + 1 are left out: nobody sees them."""
        lines: list[list[str]] = [[]]
        for word in words:
            joined = [*lines[-1], " ", *word] if lines[-1] else word
            if len(joined) <= self.width_px and self.holds(joined):  # a letter of less than a pixel is none
                lines[-1] = joined
                continue
            if lines[-1]:
                lines.append([])
            rest = word
            while rest and len(lines) <= most_lines:
                fitting = self._fitting(rest)
                lines[-1], rest = rest[:fitting], rest[fitting:]
                if rest:
                    lines.append([])
            if len(lines) > most_lines:
                break
        return [line for line in lines if line]

    def _fitting(self, clusters: list[str]) -> int:
        """How many of `clusters`, one at least, go on a line: found by halving, for words without end."""
        low, high = 1, 2
        while high < len(clusters) and self.holds(clusters[:high]):
            low, high = high, 2 * high
        high = min(high, len(clusters))
        while low < high:
            middle = (low + high + 1) // 2
            if self.holds(clusters[:middle]):
                low = middle
            else:
                high = middle - 1
        return low

    def shortened(self, line: list[str]) -> list[str]:
        while line and not self.holds([*line, "…"]):
            line = line[:-1]
        return [*line, "…"]


def _drawable(word: str) -> list[str]:
    """The clusters of a word, without what no typeface has."""
    clusters: list[str] = []
    for letter in unicodedata.normalize("NFC", word):
        kind = unicodedata.category(letter)
        if kind in ("Mn", "Me", "Mc"):
            if clusters and _face_for(clusters[-1] + letter) is not None:
                clusters[-1] += letter
        elif _face_for(letter) is not None:
            clusters.append(letter)
        elif (plain := unicodedata.normalize("NFKD", letter)[0]) != letter and _face_for(plain) is not None:
            clusters.append(plain)
    return clusters


def _runs(clusters: list[str]) -> tuple[FaceRun, ...]:
    runs: list[FaceRun] = []
    for cluster in clusters:
        face = _face_for(cluster) or 0
        if runs and (face == runs[-1].face or cluster == " "):
            runs[-1] = FaceRun(runs[-1].text + cluster, runs[-1].face)
        else:
            runs.append(FaceRun(cluster, face))
    return tuple(runs)


def _right_to_left(text: str) -> bool:
    """Whether the first letter with a direction is written from right to left (Unicode's rule P2)."""
    kinds = (unicodedata.bidirectional(letter) for letter in text)
    return next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") != "L"


@cache
def _face_for(cluster: str) -> int | None:
    """The first typeface that has every letter of `cluster`; None if there is none."""
    if any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn") for letter in cluster):
        return None
    return next(
        (face for face in range(_face_count()) if all(_has(face, letter) for letter in cluster)), None
    )


def _face_count() -> int:
    return len(_system_faces()) + 2


@cache
def _has(face: int, letter: str) -> bool:
    if letter == " ":
        return True
    font = _font(face, _PROBE_PX, "Regular")
    drawn, absent = font.getmask(letter), font.getmask(_ABSENT)
    return drawn.getbbox() is not None and (drawn.size, bytes(drawn)) != (absent.size, bytes(absent))


@cache
def _font(face: int, size_px: int, weight: Weight) -> FreeTypeFont:
    """Face 0 is Source Serif, then those of the system, last the few letters that Pillow itself carries."""
    path = _own_face(weight) if face == 0 else None
    if 0 < face <= len(_system_faces()):
        path = _system_faces()[face - 1]
    font = ImageFont.load_default(size_px) if path is None else ImageFont.truetype(str(path), size_px)
    return font  # type: ignore[no-any-return]


def _own_face(weight: Weight) -> Path | None:
    spec = find_spec("font_source_serif_pro")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "files" / f"SourceSerifPro-{weight}.ttf"


@cache
def _system_faces() -> tuple[Path, ...]:
    found: dict[str, Path] = {}
    for folder in _FOLDERS:
        root = Path(folder).expanduser()
        if root.is_dir():
            for path in sorted(root.rglob("*.ttf")):
                if path.name in _FILES:
                    found.setdefault(path.name, path)
    return tuple(found[name] for name in _FILES if name in found)
