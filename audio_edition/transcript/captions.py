"""Sentences cut into captions: at most two lines and seven seconds, ending where a sentence or clause ends.

Two lines of 42 characters and 7 s are what subtitlers of Norwegian use; SRT is cut to 32 characters a line,
which small players show whole.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from audio_edition.tables import read_table
from audio_edition.transcript.breaks import CaptionToken, tokens
from audio_edition.transcript.timing import Clock, TimedWord
from audio_edition.types import Cue, Script, Span

MAX_CUE_S = 7.0
VTT_LINE_CHARS = 42
SRT_LINE_CHARS = 32

_CAPTION_COST = 0.5
_SHORT_CHARS, _SHORT_S = 30, 1.2
_SHORT_COST = 0.9


@dataclass(frozen=True, slots=True)
class CaptionCue:
    """One caption: a stretch of a written sentence with its true times."""

    start_s: float
    end_s: float
    text: str
    """Stretch of the sentence, without line breaks."""
    line_break: int | None
    """Offset in `text` at which the second line begins; None for a single line."""
    speaker: str
    """Who speaks, in Nynorsk: Opplesar, Sitat, Biletrøyst. Never what a lead-in says, or readers see it twice."""
    section: int
    sentence: int
    part: int
    """Number of this caption within its sentence, from 0."""
    prefix: str = ""
    """Shown before the text, and counted in the first line ("Opplesar: " where the speaker changes)."""
    language: str = "nn"
    passages: tuple[tuple[int, int, str], ...] = ()
    """(start, end, BCP 47 tag) of passages of `text` in a language that is not the article's."""
    words: tuple[TimedWord, ...] = ()
    """Words with offsets in `text`; empty where words are not timed."""
    word_times: str = "none"
    """`model`, `estimated` or `none`."""

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines as shown, without markup."""
        if self.line_break is None:
            return (self.prefix + self.text,)
        return (self.prefix + self.text[: self.line_break].rstrip(), self.text[self.line_break :])


def caption_cues(
    cues: Sequence[Cue],
    script: Script | None = None,
    *,
    line_chars: int = VTT_LINE_CHARS,
    max_cue_s: float = MAX_CUE_S,
    name_changes: bool = False,
    language: str = "nn",
) -> list[CaptionCue]:
    """Cut sentences into captions of at most two lines of `line_chars` and `max_cue_s` seconds.

    `script` adds what a cue does not hold: passages in other languages. With `name_changes` a speaker's name
    stands in the text where the speaker changes (for formats that have no other place for it), but not before a
    lead-in ("Bilete:"), which says as much. A lead-in shares its caption with what follows it. `language` is the
    article's. Every letter of every cue is in exactly one caption. A single word that is heard for longer than
    `max_cue_s` is shown for that long.
    """
    captions: list[CaptionCue] = []
    speaker = ""
    for cue, lead_in in joined_lead_ins(cues):
        name = speaker_name(cue)
        prefix = f"{name}: " if name_changes and name != speaker and not lead_in else ""
        speaker = name
        shift = len(lead_in) + 1 if lead_in else 0
        own = replace(cue, text=cue.text[shift:])
        passages = [(start + shift, end + shift, tag) for start, end, tag in _passages(own, script, language)]
        captions += _cut(cue, name, prefix, passages, line_chars, max_cue_s)
    return captions


def joined_lead_ins(cues: Sequence[Cue]) -> Iterator[tuple[Cue, str]]:
    """The cues that hold words, each with the lead-in that it begins with now ("" where there is none).

    A lead-in that stands alone in its section stays a cue of its own.
    """
    waiting: Cue | None = None
    for cue in cues:
        if not cue.text.strip():
            continue
        if waiting is not None:
            if cue.section == waiting.section:
                yield _after_lead_in(waiting, cue), waiting.text
                waiting = None
                continue
            yield waiting, ""
            waiting = None
        if cue.sentence < 0:
            waiting = cue
        else:
            yield cue, ""
    if waiting is not None:
        yield waiting, ""


def _after_lead_in(lead_in: Cue, cue: Cue) -> Cue:
    timed = "estimated" if "estimated" in (lead_in.word_times, cue.word_times) else cue.word_times
    return replace(
        cue,
        start_s=lead_in.start_s,
        text=f"{lead_in.text} {cue.text}",
        words=(*lead_in.words, *cue.words),
        word_times=timed,
    )


def speaker_name(cue: Cue) -> str:
    """Who speaks `cue`, in Nynorsk, by the cast."""
    names = _speaker_names()
    return names.get(cue.cast, names["narrator"])


@cache
def _speaker_names() -> dict[str, str]:
    table = read_table(Path(__file__).parent / "data" / "speakers.tsv", 2, least=2)
    return {role: name for role, name in table}


def sentence_spans_of(cue: Cue, script: Script | None) -> tuple[Span, ...]:
    """Spans of the sentence that `cue` says, or none where the cue says something else (a lead-in)."""
    if script is None or not 0 <= cue.section < len(script.sections):
        return ()
    sentences = script.sections[cue.section].sentences
    if not 0 <= cue.sentence < len(sentences) or sentences[cue.sentence].text != cue.text:
        return ()
    return sentences[cue.sentence].spans


def _passages(cue: Cue, script: Script | None, language: str) -> list[tuple[int, int, str]]:
    if cue.language != language:
        return [(0, len(cue.text), cue.language)]
    spans = sorted((s for s in sentence_spans_of(cue, script) if s.kind == "language"), key=lambda s: s.start)
    found: list[tuple[int, int, str]] = []
    for span in spans:
        start = max(span.start, found[-1][1] if found else 0)
        if start < min(span.end, len(cue.text)) and span.value != language:
            found.append((start, min(span.end, len(cue.text)), span.value))
    return found


def _cut(
    cue: Cue, name: str, prefix: str, passages: list[tuple[int, int, str]], line_chars: int, max_cue_s: float
) -> Iterable[CaptionCue]:
    clock = Clock(cue)
    found = tokens(cue.text, line_chars - min(len(prefix), line_chars // 2))
    starts = [*(clock.at(token.start) for token in found), cue.end_s]
    starts[0] = cue.start_s
    first = 0
    for part, last in enumerate(_best_cuts(cue.text, found, starts, len(prefix), line_chars, max_cue_s)):
        begin, end = found[first].start, found[last].end
        text = cue.text[begin:end]
        lead = prefix if part == 0 else ""
        start_s, end_s = starts[first], min(starts[last + 1], starts[first] + max_cue_s)
        words = tuple(
            TimedWord(word.start - begin, min(word.end, end) - begin, word.start_s, min(word.end_s, end_s))
            for word in clock.words
            if begin <= word.start < end and word.start_s <= end_s
        )
        yield CaptionCue(
            start_s=start_s,
            end_s=end_s,
            text=text,
            line_break=_line_break(cue.text, found[first : last + 1], len(lead), line_chars),
            speaker=name,
            section=cue.section,
            sentence=cue.sentence,
            part=part,
            prefix=lead,
            language=cue.language,
            passages=tuple(
                (max(s, begin) - begin, min(e, end) - begin, tag)
                for s, e, tag in passages
                if s < end and e > begin
            ),
            words=words,
            word_times=cue.word_times if words else "none",
        )
        first = last + 1


def _best_cuts(
    text: str,
    found: list[CaptionToken],
    starts: list[float],
    prefix_chars: int,
    line_chars: int,
    max_cue_s: float,
) -> list[int]:
    """Index of the last token of each caption, so that the sum of the costs is least (shortest path)."""
    count = len(found)
    best = [0.0] + [float("inf")] * count
    came_from = [0] * (count + 1)
    for first in range(count):
        if best[first] == float("inf"):
            continue
        lead = prefix_chars if first == 0 else 0
        for last in range(first, count):
            inside = found[first : last + 1]
            fits = _fits(text, inside, lead, line_chars) and starts[last + 1] - starts[first] <= max_cue_s
            if not fits and last > first:
                break
            cost = best[first] + _CAPTION_COST + found[last].cut_after
            if not (first == 0 and last == count - 1):
                # A caption that flashes by is worse than a cut at a lesser place.
                chars, seconds = inside[-1].end - inside[0].start, starts[last + 1] - starts[first]
                cost += _SHORT_COST * max(0.0, 1 - chars / _SHORT_CHARS, 1 - seconds / _SHORT_S)
            if cost < best[last + 1] - 1e-9:
                best[last + 1], came_from[last + 1] = cost, first
    ends = []
    at = count
    while at > 0:
        ends.append(at - 1)
        at = came_from[at]
    return ends[::-1]


def _fits(text: str, inside: list[CaptionToken], lead: int, line_chars: int) -> bool:
    if lead + inside[-1].end - inside[0].start <= line_chars:
        return True
    return _line_break(text, inside, lead, line_chars) is not None


def _line_break(text: str, inside: list[CaptionToken], lead: int, line_chars: int) -> int | None:
    """Offset from the first token at which the second line begins; None for one line, or if two do not do."""
    begin, end = inside[0].start, inside[-1].end
    if lead + end - begin <= line_chars:
        return None
    best: tuple[float, int] | None = None
    for left, right in itertools.pairwise(inside):
        upper, lower = lead + left.end - begin, end - right.start
        if upper > line_chars or lower > line_chars:
            continue
        # A longer second line is easier to read than a longer first one.
        uneven = abs(upper - lower) / line_chars + (0.1 if upper > lower else 0.0)
        cost = uneven + 0.5 * left.cut_after
        if best is None or cost < best[0]:
            best = (cost, right.start - begin)
    return None if best is None else best[1]
