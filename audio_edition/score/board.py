"""Everything about one voice in a row, and rows as a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from audio_edition.errors import EngineUnavailable
from audio_edition.score import cases, judges, pitch
from audio_edition.score.formants import distances, formants_hz
from audio_edition.score.pace import measure_pace
from audio_edition.score.takes import ScoredTake, Teller, teller
from audio_edition.settings import Settings

PAIRS = (("iː", "yː"), ("yː", "ʉː"), ("ʉː", "uː"), ("uː", "oː"), ("øː", "ʉː"), ("eː", "øː"))
"""Vowels that must not sound alike."""
_WOMAN_ABOVE_HZ, _MAN_BAND_HZ, _WOMAN_BAND_HZ = 155.0, 5000.0, 5500.0
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class VoiceRow:
    """One voice. What could not be measured is None."""

    voice: str
    character_errors: float | None
    heading_errors: float | None
    distill_mos: float | None
    dnsmos: float | None
    syllables_a_second: float
    words_a_minute: float
    unwritten_silences: int
    written_silences: int
    longest_unwritten_s: float
    silent_share: float
    pitch_hz: float
    pitch_range_st: float
    statement_end_st: float
    question_end_st: float
    tones_told: float | None
    loudness_spread_lu: float | None
    formants_hz: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    vowel_distances: Mapping[str, float] = field(default_factory=dict)
    not_measured: Mapping[str, str] = field(default_factory=dict)
    """Measure → why not."""


COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("voice", "voice", ""),
    ("CER", "character_errors", ".3f"),
    ("CER headings", "heading_errors", ".3f"),
    ("Distill-MOS", "distill_mos", ".2f"),
    ("DNSMOS", "dnsmos", ".2f"),
    ("syllables/s", "syllables_a_second", ".2f"),
    ("words/min", "words_a_minute", ".0f"),
    ("silences > 0.15 s where nothing is written", "unwritten_silences", "d"),
    ("longest, s", "longest_unwritten_s", ".2f"),
    ("at punctuation", "written_silences", "d"),
    ("pitch, Hz", "pitch_hz", ".0f"),
    ("range, st", "pitch_range_st", ".1f"),
    ("end of statements, st", "statement_end_st", "+.1f"),
    ("of questions", "question_end_st", "+.1f"),
    ("tones told apart", "tones_told", ".2f"),
    ("loudness spread, LU", "loudness_spread_lu", ".2f"),
)
"""Heading, field, format."""


def score_voice(
    spec: str,
    half: cases.Half,
    settings: Settings,
    *,
    listener: Path | None = None,
    most_words: int | None = None,
    told: Say = lambda line: None,
) -> VoiceRow:
    """Measure the voice `spec` (ID, ID:SPEAKER, or espeak-ng) on one half of the sentences.

    A judge that is not installed leaves its measure out and says why in `not_measured`. `most_words` of the words
    for the tones are said, all if None. Raises VoiceError or EngineUnavailable when the voice cannot speak here.
    """
    voice = teller(spec, settings)
    try:
        told(f"{voice.name}: sentences")
        said = {case: voice.say(case.text) for case in cases.sentences(half)}
        by_kind = {
            kind: [take for case, take in said.items() if case.kind == kind]
            for kind in ("statement", "question", "heading")
        }
        sentences = [*by_kind["statement"], *by_kind["question"]]
        told(f"{voice.name}: words and vowels")
        words = cases.tone_words()[:most_words]
        tones = [voice.say(cases.WORD_FRAME.format(word)) for word in words] if sentences[0].starts_s else []
        pitch_hz, range_st = pitch.pitch_range(sentences)
        vowels = _vowels(voice, _WOMAN_BAND_HZ if pitch_hz > _WOMAN_ABOVE_HZ else _MAN_BAND_HZ)
    finally:
        voice.close()
    told(f"{voice.name}: judges")
    missing: dict[str, str] = {}

    def judged(name: str, judge: Callable[[], float]) -> float | None:
        try:
            return judge()
        except EngineUnavailable as error:
            missing[name] = str(error)
            return None

    pace = measure_pace(sentences)
    return VoiceRow(
        voice=voice.name,
        character_errors=judged("CER", lambda: judges.character_errors(sentences, listener)),
        heading_errors=judged("CER headings", lambda: judges.character_errors(by_kind["heading"], listener)),
        distill_mos=judged("Distill-MOS", lambda: judges.distill_mos(sentences)),
        dnsmos=judged("DNSMOS", lambda: judges.dnsmos(sentences)),
        syllables_a_second=pace.syllables_a_second,
        words_a_minute=pace.words_a_minute,
        unwritten_silences=pace.unwritten,
        written_silences=pace.written,
        longest_unwritten_s=pace.longest_unwritten_s,
        silent_share=pace.silent_share,
        pitch_hz=pitch_hz,
        pitch_range_st=range_st,
        statement_end_st=pitch.final_movement(by_kind["statement"]),
        question_end_st=pitch.final_movement(by_kind["question"]),
        tones_told=pitch.tone_accuracy(tones, 2) if tones else None,
        loudness_spread_lu=pace.loudness_spread_lu,
        formants_hz=vowels,
        vowel_distances=distances(vowels, PAIRS),
        not_measured=missing,
    )


def to_table(rows: Sequence[VoiceRow]) -> str:
    """Markdown: the measures, then the vowels."""
    lines = [_line([heading for heading, _, _ in COLUMNS]), _line(["---"] * len(COLUMNS))]
    lines += [_line([_cell(getattr(row, name), form) for _, name, form in COLUMNS]) for row in rows]
    timed = [row for row in rows if row.formants_hz]
    if timed:
        pairs = [f"{one} {other}" for one, other in PAIRS]
        lines += ["", _line(["F1, F2 in Hz", *cases.VOWELS]), _line(["---"] * (1 + len(cases.VOWELS)))]
        lines += [_line([row.voice, *(_formants(row, vowel) for vowel in cases.VOWELS)]) for row in timed]
        lines += ["", _line(["just-noticeable differences", *pairs]), _line(["---"] * (1 + len(pairs)))]
        lines += [
            _line([row.voice, *(_cell(row.vowel_distances.get(pair), ".1f") for pair in pairs)])
            for row in timed
        ]
    return "\n".join(lines) + "\n"


def to_json(rows: Sequence[VoiceRow]) -> list[dict[str, Any]]:
    """The rows as plain objects."""
    return [asdict(row) for row in rows]


def _vowels(voice: Teller, highest_hz: float) -> dict[str, tuple[float, float]]:
    found = {}
    for vowel in cases.VOWELS:
        take: ScoredTake | None = voice.vowel(vowel)
        if take is None:
            return {}
        if formants := formants_hz(take, highest_hz):
            found[vowel] = formants
    return found


def _formants(row: VoiceRow, vowel: str) -> str:
    known = row.formants_hz.get(vowel)
    return f"{known[0]:.0f}, {known[1]:.0f}" if known else "–"


def _cell(value: Any, form: str) -> str:
    return "–" if value is None else format(value, form)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
