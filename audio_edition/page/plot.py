"""Waveform and loudness of an edition as points of one drawing; `templates/plot.html` draws it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from audio_edition.page.waveform import Envelope

if TYPE_CHECKING:
    from audio_edition.edition.manifest import ChapterRecord

WIDTH, WAVE_TOP, WAVE_HEIGHT, LOUD_TOP, LOUD_HEIGHT, HEIGHT = 1200, 22, 120, 168, 120, 312
_LOUDEST_LUFS, _SOFTEST_LUFS = -8.0, -40.0
_GRID_LUFS = (-10, -20, -30, -40)
_POINTS = 900


@dataclass(frozen=True, slots=True)
class Plot:
    """Coordinates in the drawing, of which `width` is the whole sound: a click's share of it is a time."""

    length_s: float
    wave: str
    """Path of the waveform; empty without one."""
    loudness: str
    """Path of the short-term loudness; it is broken where there is silence."""
    grid: tuple[tuple[float, float], ...]
    """(y, LUFS) of each line."""
    target: tuple[float, float] | None
    chapters: tuple[tuple[float, str], ...]
    """(x, title)."""
    faults: tuple[float, ...]
    ticks: tuple[tuple[float, float], ...]
    """(x, seconds)."""
    width: int = WIDTH
    height: int = HEIGHT
    wave_top: int = WAVE_TOP
    bottom: int = LOUD_TOP + LOUD_HEIGHT


def plot(
    envelope: Envelope,
    chapters: Sequence[ChapterRecord],
    target_lufs: float | None,
    faults_s: Sequence[float] = (),
) -> Plot:
    """The drawing: chapters as lines, faults as triangles on the upper edge."""
    length_s = max(envelope.duration_s, 0.001)

    def x(seconds: float) -> float:
        return round(WIDTH * min(max(seconds / length_s, 0.0), 1.0), 1)

    return Plot(
        length_s=length_s,
        wave=_wave(envelope),
        loudness=_loudness(envelope, x),
        grid=tuple((_loud_y(lufs), lufs) for lufs in _GRID_LUFS),
        target=None if target_lufs is None else (_loud_y(target_lufs), target_lufs),
        chapters=tuple((x(chapter.start_s), chapter.title) for chapter in chapters),
        faults=tuple(map(x, faults_s)),
        ticks=tuple((x(second), second) for second in _ticks(length_s)),
    )


def _wave(envelope: Envelope) -> str:
    middle = WAVE_TOP + WAVE_HEIGHT / 2
    count = max(len(envelope.high), 1)
    upper, lower = (
        [f"{WIDTH * i / count:.1f} {middle - v * WAVE_HEIGHT / 2:.1f}" for i, v in enumerate(edge)]
        for edge in (envelope.high, envelope.low)
    )
    return f"M{'L'.join(upper + lower[::-1])}Z" if upper else ""


def _loudness(envelope: Envelope, x: Callable[[float], float]) -> str:
    values = envelope.short_term_lufs
    step = max(1, len(values) // _POINTS)
    chosen = values[::step]
    if len(chosen) < 2:
        return ""
    path = [f"M{x(chosen[0][0])} {_loud_y(chosen[0][1])}"]
    for (before_s, _), (at_s, lufs) in pairwise(chosen):
        path.append(f"{'L' if at_s - before_s < 0.15 * step + 0.5 else 'M'}{x(at_s)} {_loud_y(lufs)}")
    return "".join(path)


def _loud_y(lufs: float) -> float:
    share = (_LOUDEST_LUFS - lufs) / (_LOUDEST_LUFS - _SOFTEST_LUFS)
    return round(LOUD_TOP + LOUD_HEIGHT * min(max(share, 0.0), 1.0), 1)


def _ticks(length_s: float) -> list[float]:
    """Round times, six to twelve of them."""
    step = next((s for s in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200) if length_s / s <= 12), 3600)
    return [n * step for n in range(1, int(length_s / step) + 1) if n * step < length_s * 0.97]
