"""What a run shows: a bar with the time left on a terminal, plain lines without one, a table at the end."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from audio_edition.shown import plain, shown

if TYPE_CHECKING:
    from audio_edition.cli.bar import Bar
    from audio_edition.edition.manifest import Manifest, Timings
    from audio_edition.edition.outcome import Outcome


class TerminalTalk:
    """Implements `audio_edition.edition.talk.Talk` on stderr."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._bar: Bar | None = None
        self._left = 0
        self._begun = time.monotonic()

    def article(self, title: str, source: str) -> None:
        self._line(f"{shown(source)}: {shown(title)}")

    def warning(self, text: str) -> None:
        self._line(f"warning: {text}")

    def speaking(self, sentences: int, missing: int, phonemes: int) -> None:
        self._line(f"  {sentences} sentences, {missing} to be spoken")
        self._left = missing
        if missing and self._terminal:
            from audio_edition.cli.bar import Bar

            self._bar = Bar(phonemes)

    def spoken(self, phonemes: int) -> None:
        self._left -= 1
        if self._bar is not None:
            self._bar.advance(phonemes)
        elif self._left and self._left % 25 == 0:
            self._line(f"  {self._left} sentences left")

    def stage(self, name: str) -> None:
        self._stop_bar()
        self._line(f"  {name}")

    def outcome(self, outcome: Outcome) -> None:
        """The end of one article: its table, or what went wrong."""
        self._stop_bar()
        if outcome.status == "failed":
            self._line(f"failed: {outcome.problem}")
            return
        if outcome.status in ("held", "duplicate", "waiting"):
            self._line(f"{outcome.status}: {outcome.problem}")
            return
        if outcome.problem:
            self._line(f"failed: {shown(outcome.source)}: {outcome.problem}")
        for doubt in outcome.doubts:
            self._line(f"to check: {doubt.text}")
        if outcome.status == "unchanged":
            self._line(f"unchanged: {shown(outcome.address or outcome.folder)}")
        elif (manifest := outcome.manifest) is not None:
            for line in table(manifest, outcome.address or str(outcome.folder)):
                self._line(line)

    def close(self) -> None:
        self._stop_bar()

    def _stop_bar(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _line(self, text: str) -> None:
        text = plain(text)
        if self._bar is not None:
            self._bar.print(text)
        else:
            print(text, file=sys.stderr, flush=True)


def table(manifest: Manifest, folder: str) -> list[str]:
    """The finished edition in a few lines: chapters, duration, speed, loudness, unknown words, place."""
    from audio_edition.page.wording import clock, length

    lines = ["", f"  {'chapter':<60}{'start':>8}{'length':>8}"]
    for chapter in manifest.chapters:
        title = chapter.title if len(chapter.title) <= 58 else chapter.title[:57] + "…"
        lasting = length(chapter.end_s - chapter.start_s)
        lines.append(f"  {title:<60}{clock(chapter.start_s):>8}{lasting:>8}")
    asides = sum(section.cast == "aside" for section in manifest.sections)
    lufs = manifest.loudness.integrated_lufs
    lines += [
        "",
        f"  duration   {length(manifest.duration_s)}, {len(manifest.chapters)} chapters, {asides} asides",
        f"  speed      {_speed(manifest.timings)}",
        f"  loudness   {lufs:.1f} LUFS mono (= {lufs + 3.01:.1f} LUFS in two channels),"
        f" true peak {manifest.loudness.true_peak_dbtp:.1f} dBTP",
    ]
    unknown = manifest.unknown_words
    if unknown:
        shown = ", ".join(word.word for word in unknown[:8]) + (", …" if len(unknown) > 8 else "")
        lines.append(f"  unknown    {len(unknown)} names and words to listen to: {shown}")
    else:
        lines.append("  unknown    none: no name or odd word is read by guess")
    return [*lines, f"  files      {folder}/edition.mp3", ""]


def _speed(timings: Timings) -> str:
    if not timings.synthesised_s:
        return f"all speech was in the cache; {timings.total_s:.1f} s in all"
    factor = timings.synthesis_s / timings.synthesised_s
    return (
        f"real-time factor {factor:.2f} ({timings.synthesised_s:.0f} s of speech in {timings.synthesis_s:.0f} s); "
        f"{timings.total_s:.1f} s in all"
    )
