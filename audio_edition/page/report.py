"""report.html for the editor: what may be wrong first, then every sentence with what was said and how."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audio_edition.audio.master import PRESETS
from audio_edition.fault import KINDS, Fault
from audio_edition.page.anchor import anchor
from audio_edition.page.document import Document
from audio_edition.page.markup import other_language
from audio_edition.page.plot import plot
from audio_edition.page.waveform import Envelope
from audio_edition.page.wording import PageLanguage, Wording, clock, length, wording

if TYPE_CHECKING:
    from audio_edition.edition.manifest import (
        Account,
        LoudnessRecord,
        SectionRecord,
        SentenceRecord,
        Steadiness,
    )

_WORD = re.compile(r"\w+")
_UNSURE = ("rules", "foreign")
MONO_TO_STEREO_LU = 3.01
"""A mono file that is played in both channels is this much louder (BS.1770 adds the channels' energies)."""


@dataclass(frozen=True, slots=True)
class ReportSentence:
    """A sentence with what an editor may want to know of it."""

    id: str
    written: str
    language: str | None
    spoken: str
    """Empty where it says no more than what is written."""
    start_s: float
    end_s: float
    tries: int
    faults: tuple[tuple[str, str], ...]
    """(kind, or "" for one that has no name here; the program's own words)."""
    unsure: tuple[tuple[str, str], ...]
    """(word, IPA) of what was read by rule."""
    ipa: str
    lufs: float | None
    doubt: float
    """How far a listener was from what was said; 0 where nobody listened."""


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A section of the script."""

    role: str
    facts: tuple[str, ...]
    sentences: tuple[ReportSentence, ...]
    unspoken: tuple[tuple[str, str], ...] = ()
    """Faults as `ReportSentence.faults` has them: sentences of which nothing could be said."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A block that is not read aloud."""

    role: str
    text: str
    reason: str
    known_reason: str
    """The reason in the page's language; empty where the table has none."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A word that no lexicon knows, and the first sentence that it stands in."""

    word: str
    ipa: str
    source: str
    count: str
    heard: ReportSentence | None


def write_report(
    account: Account,
    envelope: Envelope | None = None,
    *,
    audio: str = "edition.mp3",
    language: PageLanguage = "nn",
) -> str:
    """The report as a string.

    `envelope` is what `waveform_envelope` gives for the sound `audio`, which lies beside the report. `language` is the
    report's own.
    """
    t = wording(language)
    stretches = tuple(_stretch(section, account.language, envelope, t) for section in account.sections)
    sentences = [sentence for stretch in stretches for sentence in stretch.sentences]
    drawing = None
    if envelope is not None:
        faults_s = [one.start_s for one in sentences if one.faults]
        drawing = plot(envelope, account.chapters, _target_lufs(account.loudness), faults_s)
    unread = tuple(_unread(account, t))
    values = {
        "title": account.title,
        "audio": audio,
        "summary": tuple(_summary(account, len(sentences), t)),
        "warnings": account.warnings,
        "doubtful": tuple(
            sorted(
                (one for one in sentences if one.faults or one.tries > 1),
                key=lambda one: (-len(one.faults), -one.doubt, -one.tries),
            )
        ),
        "lost": tuple(block for block in unread if block.role not in ("credit", "boilerplate")),
        "unspoken": tuple(fault for stretch in stretches for fault in stretch.unspoken),
        "all_passed": not any(stretch.unspoken for stretch in stretches)
        and all(not one.faults and one.tries == 1 for one in sentences),
        "plot": drawing,
        "words": tuple(_guesses(account, sentences)),
        "stretches": stretches,
        "unread": unread,
        "data": {"duration": account.duration_s},
    }
    return Document("report.html", t, ("report.css",), "report.js", values).html()


def _target_lufs(loudness: LoudnessRecord) -> float | None:
    """Where the preset's target lies among the drawn LUFS; None for a preset that is unknown here.

    A target of mean power is as many LUFS from the edition's loudness as the edition's mean power is dB from it.
    """
    preset = PRESETS.get(loudness.preset)
    if preset is None:
        return None
    return loudness.integrated_lufs + preset.target - loudness.rms_db if preset.rms else preset.target


def _summary(account: Account, sentences: int, t: Wording) -> Iterator[tuple[str, str]]:
    """(name, value) of what is known of the whole."""
    yield t("length"), length(account.duration_s)
    yield t("made"), t.date_and_time(account.made.astimezone())
    loudness = account.loudness
    mono_lufs, both_lufs = loudness.integrated_lufs, loudness.integrated_lufs + MONO_TO_STEREO_LU
    yield t("loudness"), t("loudness_both", mono=t.number(mono_lufs), both=t.number(both_lufs))
    yield t("true_peak"), f"{t.number(loudness.true_peak_dbtp)} dBTP"
    yield t("loudness_range"), f"{t.number(loudness.range_lu)} LU"
    yield t("voices"), ", ".join(sorted({voice.member for voice in account.voice.values()}))
    if account.steadiness is not None:
        yield from _steadiness(account.steadiness, t)
    yield t("sentences"), str(sentences)
    if account.duration_s and account.timings.total_s:
        share = t.number(account.timings.total_s / account.duration_s, 2)
        yield t("made_in"), t("made_in_value", seconds=t.number(account.timings.total_s), share=share)
    yield t("program"), account.generator


def _steadiness(steadiness: Steadiness, t: Wording) -> Iterator[tuple[str, str]]:
    """Each figure beside the median of the editions before it."""
    own = {
        "pace_syllables_s": steadiness.pace_syllables_s,
        "pitch_spread_st": steadiness.pitch_spread_st,
        "loudness_drift_lu": steadiness.loudness_drift_lu,
        "mos": steadiness.mos,
    }
    for key, figure in own.items():
        if figure is not None:
            value = t(f"steady.{key}", value=t.number(figure))
            if (median := steadiness.before.get(key)) is not None:
                value += f" ({t('steady.before', n=steadiness.compared, value=t.number(median))})"
            yield t(f"steady.{key}.name"), value


def _stretch(section: SectionRecord, language: str, envelope: Envelope | None, t: Wording) -> ReportSection:
    facts = [section.voice]
    if section.start_s is not None and section.end_s is not None:
        facts.append(f"{clock(section.start_s)}–{clock(section.end_s)}")
        lufs = envelope.loudness_lufs(section.start_s, section.end_s) if envelope else None
        facts += [f"{t.number(lufs)} LUFS"] if lufs is not None else []
    return ReportSection(
        role=section.role,
        facts=tuple(filter(None, facts)),
        sentences=tuple(_sentence(section.index, one, language, t) for one in section.sentences),
        unspoken=tuple(fault for fault in _faults(section.faults) if fault[0] == "unspoken"),
    )


def _sentence(section: int, sentence: SentenceRecord, language: str, t: Wording) -> ReportSentence:
    unsure = [(word.grapheme, word.ipa) for word in sentence.words if word.source in _UNSURE]
    return ReportSentence(
        id=anchor(section, sentence.index),
        written=sentence.written,
        language=other_language(language, t.language),
        spoken="" if _words(sentence.spoken) == _words(sentence.written) else sentence.spoken,
        start_s=sentence.start_s,
        end_s=sentence.end_s,
        tries=sentence.tries,
        faults=_faults(sentence.faults),
        unsure=tuple(dict.fromkeys(unsure)),
        ipa=" ".join(word.ipa for word in sentence.words),
        lufs=sentence.loudness_lufs,
        doubt=sentence.doubt or 0.0,
    )


def _faults(faults: Sequence[Fault]) -> tuple[tuple[str, str], ...]:
    return tuple((fault.kind if fault.kind in KINDS else "", fault.problem) for fault in faults)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _guesses(account: Account, sentences: Sequence[ReportSentence]) -> Iterator[Guess]:
    """Words that no lexicon knows, each with the first sentence that it stands in."""
    where: dict[str, ReportSentence] = {}
    for (_, sentence), one in zip(account.sentences, sentences, strict=True):
        for word in sentence.words:
            where.setdefault(word.grapheme, one)
    for unknown in account.unknown_words:
        yield Guess(unknown.word, unknown.ipa, unknown.source, str(unknown.count), where.get(unknown.word))


def _unread(account: Account, t: Wording) -> Iterator[Unread]:
    for block in account.ledger:
        if not block.spoken:
            yield Unread(block.role, block.text, block.reason, t.reasons.get(block.reason, ""))
