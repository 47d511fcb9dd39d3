"""Waveform and loudness of an edition as one inline SVG drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from audio_edition.page import wording
from audio_edition.page.markup import escape
from audio_edition.page.waveform import Envelope

WIDTH, WAVE_TOP, WAVE_HEIGHT, LOUD_TOP, LOUD_HEIGHT, HEIGHT = 1200, 22, 120, 168, 120, 312
_LOUDEST_LUFS, _SOFTEST_LUFS = -8.0, -40.0
_GRID_LUFS = (-10, -20, -30, -40)
_POINTS = 900


def plot(
    envelope: Envelope,
    chapters: Sequence[Mapping[str, Any]],
    target_lufs: float | None,
    faults_s: Sequence[float] = (),
) -> str:
    """The drawing: chapters as lines, faults as triangles on the upper edge; a click's share of the width is a time."""
    length_s = max(envelope.duration_s, 0.001)

    def x(seconds: float) -> float:
        return round(WIDTH * min(max(seconds / length_s, 0.0), 1.0), 1)

    parts = [_wave(envelope), _lines(), _loudness(envelope, x), _labels()]
    if target_lufs is not None:
        y = _loud_y(target_lufs)
        parts.append(f'<path class="target" d="M0 {y}H{WIDTH}"/>')
        parts.append(
            f'<text class="target-text" x="{WIDTH - 4}" y="{y - 4}">mål {wording.number(target_lufs, 0)}</text>'
        )
    for number, chapter in enumerate(chapters):
        at = x(float(chapter.get("start_s") or 0))
        title = escape(str(chapter.get("title", "")))
        parts.append(f'<path class="chapter" d="M{at} 14V{LOUD_TOP + LOUD_HEIGHT}"/>')
        parts.append(
            f'<text class="chapter-text" x="{at + 4}" y="12">{number + 1}<title>{title}</title></text>'
        )
    for seconds in faults_s:
        at = x(seconds)
        parts.append(f'<path class="fault" d="M{at - 6} {WAVE_TOP - 6}h12l-6 10z"/>')
    parts += [
        f'<text x="{x(second)}" y="{HEIGHT - 6}" class="tick">{wording.clock(second)}</text>'
        for second in _ticks(length_s)
    ]
    parts.append(f'<path id="cursor" class="cursor" d="M0 14V{LOUD_TOP + LOUD_HEIGHT}"/>')
    label = f"Bølgjeform og lydstyrke gjennom {wording.duration(length_s)}"
    return f'<svg id="plot" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(label)}">{"".join(parts)}</svg>'


def _wave(envelope: Envelope) -> str:
    middle = WAVE_TOP + WAVE_HEIGHT / 2
    count = max(len(envelope.high), 1)
    upper = [
        f"{WIDTH * i / count:.1f} {middle - v * WAVE_HEIGHT / 2:.1f}" for i, v in enumerate(envelope.high)
    ]
    lower = [
        f"{WIDTH * i / count:.1f} {middle - v * WAVE_HEIGHT / 2:.1f}" for i, v in enumerate(envelope.low)
    ]
    if not upper:
        return ""
    return f'<path class="wave" d="M{"L".join(upper + lower[::-1])}Z"/>'


def _lines() -> str:
    return "".join(f'<path class="grid" d="M0 {_loud_y(lufs)}H{WIDTH}"/>' for lufs in _GRID_LUFS)


def _labels() -> str:
    return "".join(
        f'<text class="tick" x="4" y="{_loud_y(lufs) - 3}">{wording.number(lufs, 0)} LUFS</text>'
        for lufs in _GRID_LUFS
    )


def _loudness(envelope: Envelope, x: Any) -> str:
    """The short-term loudness; the line is broken where there is silence."""
    values = envelope.short_term_lufs
    step = max(1, len(values) // _POINTS)
    chosen = values[::step]
    if len(chosen) < 2:
        return ""
    path = [f"M{x(chosen[0][0])} {_loud_y(chosen[0][1])}"]
    for (before_s, _), (at_s, lufs) in pairwise(chosen):
        path.append(f"{'L' if at_s - before_s < 0.15 * step + 0.5 else 'M'}{x(at_s)} {_loud_y(lufs)}")
    return f'<path class="loudness" d="{"".join(path)}"/>'


def _loud_y(lufs: float) -> float:
    share = (_LOUDEST_LUFS - lufs) / (_LOUDEST_LUFS - _SOFTEST_LUFS)
    return round(LOUD_TOP + LOUD_HEIGHT * min(max(share, 0.0), 1.0), 1)


def _ticks(length_s: float) -> list[float]:
    """Round times, six to twelve of them."""
    step = next((s for s in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200) if length_s / s <= 12), 3600)
    return [n * step for n in range(1, int(length_s / step) + 1) if n * step < length_s * 0.97]
