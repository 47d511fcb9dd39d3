"""report.html for the editor: what may be wrong first, then every sentence with what was said and how."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from audio_edition.audio.master import PRESETS
from audio_edition.fault import KINDS
from audio_edition.page.anchor import anchor
from audio_edition.page.document import Document
from audio_edition.page.markup import other_language
from audio_edition.page.plot import plot
from audio_edition.page.waveform import Envelope
from audio_edition.page.wording import PageLanguage, Wording, clock, length, wording

_WORD = re.compile(r"\w+")
_UNSURE = ("rules", "foreign")
MONO_TO_STEREO_LU = 3.01
"""A mono file that is played in both channels is this much louder (BS.1770 adds the channels' energies)."""

Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ReportSentence:
    """A sentence with what an editor may want to know of it."""

    id: str
    written: str
    language: str | None
    spoken: str
    """Empty where it says no more than what is written."""
    start_s: float | None
    end_s: float | None
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
    manifest: Plain,
    envelope: Envelope | None = None,
    *,
    audio: str = "edition.mp3",
    language: PageLanguage = "nn",
) -> str:
    """The report as a string.

    `manifest` is that of edition.json; keys that are missing are left out of the report. `envelope` is what
    `waveform_envelope` gives for the sound `audio`, which lies beside the report. `language` is the report's own.
    """
    t = wording(language)
    stretches = tuple(_stretch(section, envelope, t) for section in manifest.get("sections") or [])
    sentences = [sentence for stretch in stretches for sentence in stretch.sentences]
    drawing = None
    if envelope is not None:
        target = _target_lufs(manifest.get("loudness") or {})
        faults_s = [one.start_s for one in sentences if one.faults and one.start_s is not None]
        drawing = plot(envelope, manifest.get("chapters") or [], target, faults_s)
    duration_s = float(manifest.get("duration_s") or (envelope.duration_s if envelope else 0.0))
    unread = tuple(_unread(manifest, t))
    values = {
        "title": str(manifest.get("title", "")),
        "audio": audio,
        "summary": tuple(_summary(manifest, duration_s, len(sentences), t)),
        "warnings": tuple(str(warning) for warning in manifest.get("warnings") or []),
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
        "words": tuple(_guesses(manifest, sentences)),
        "stretches": stretches,
        "unread": unread,
        "data": {"duration": duration_s},
    }
    return Document("report.html", t, ("report.css",), "report.js", values).html()


def _target_lufs(loudness: Mapping[str, Any]) -> float | None:
    """Where the preset's target lies among the drawn LUFS; None for a preset that is unknown here.

    A target of mean power is as many LUFS from the edition's loudness as the edition's mean power is dB from it.
    """
    preset = PRESETS.get(str(loudness.get("preset")))
    if preset is None:
        return None
    if not preset.rms:
        return preset.target
    if "integrated_lufs" not in loudness or "rms_db" not in loudness:
        return None
    return float(loudness["integrated_lufs"]) + preset.target - float(loudness["rms_db"])


def _summary(manifest: Plain, duration_s: float, sentences: int, t: Wording) -> Iterator[tuple[str, str]]:
    """(name, value) of what is known of the whole."""
    yield t("length"), length(duration_s)
    if made := _moment(manifest.get("made"), t):
        yield t("made"), made
    loudness = manifest.get("loudness") or {}
    if (lufs := loudness.get("integrated_lufs")) is not None:
        both = t.number(lufs + MONO_TO_STEREO_LU)
        yield t("loudness"), t("loudness_both", mono=t.number(lufs), both=both)
    if (peak := loudness.get("true_peak_dbtp")) is not None:
        yield t("true_peak"), f"{t.number(peak)} dBTP"
    if (spread := loudness.get("range_lu")) is not None:
        yield t("loudness_range"), f"{t.number(spread)} LU"
    if members := {f"{v.get('id')}:{v.get('speaker')}" for v in (manifest.get("voice") or {}).values()}:
        yield t("voices"), ", ".join(sorted(members))
    yield from _steadiness(manifest.get("steadiness") or {}, t)
    yield t("sentences"), str(sentences)
    if duration_s and (total_s := (manifest.get("timings") or {}).get("total_s")):
        share = t.number(total_s / duration_s, 2)
        yield t("made_in"), t("made_in_value", seconds=t.number(total_s), share=share)
    if program := str(manifest.get("generator", "")):
        yield t("program"), program


def _steadiness(steadiness: Plain, t: Wording) -> Iterator[tuple[str, str]]:
    """Each figure beside the median of the editions before it."""
    before = steadiness.get("before") or {}
    for key in ("pace_syllables_s", "pitch_spread_st", "loudness_drift_lu", "mos"):
        if (own := steadiness.get(key)) is not None:
            value = t(f"steady.{key}", value=t.number(own))
            if (median := before.get(key)) is not None:
                value += f" ({t('steady.before', n=steadiness.get('compared', 0), value=t.number(median))})"
            yield t(f"steady.{key}.name"), value


def _moment(text: object, t: Wording) -> str:
    try:
        return t.date_and_time(datetime.fromisoformat(str(text)).astimezone())
    except ValueError:
        return ""


def _stretch(section: Plain, envelope: Envelope | None, t: Wording) -> ReportSection:
    facts = [str(section.get("voice", ""))]
    start_s, end_s = section.get("start_s"), section.get("end_s")
    if start_s is not None and end_s is not None:
        facts.append(f"{clock(float(start_s))}–{clock(float(end_s))}")
        lufs = envelope.loudness_lufs(float(start_s), float(end_s)) if envelope else None
        facts += [f"{t.number(lufs)} LUFS"] if lufs is not None else []
    index = int(section.get("index", 0))
    return ReportSection(
        role=str(section.get("role", "")),
        facts=tuple(filter(None, facts)),
        sentences=tuple(_sentence(index, one, t) for one in section.get("sentences") or []),
        unspoken=tuple(fault for fault in _faults(section) if fault[0] == "unspoken"),
    )


def _sentence(section: int, sentence: Plain, t: Wording) -> ReportSentence:
    written, spoken = str(sentence.get("written", "")), str(sentence.get("spoken", ""))
    words = sentence.get("words") or []
    start_s, end_s, lufs = (sentence.get(key) for key in ("start_s", "end_s", "loudness_lufs"))
    span = (float(start_s), float(end_s)) if start_s is not None and end_s is not None else (None, None)
    unsure = [
        (str(word.get("grapheme", "")), str(word.get("ipa", "")))
        for word in words
        if word.get("source") in _UNSURE
    ]
    return ReportSentence(
        id=anchor(section, int(sentence.get("index", 0))),
        written=written,
        language=other_language(str(sentence.get("language", "nn")), t.language),
        spoken="" if _words(spoken) == _words(written) else spoken,
        start_s=span[0],
        end_s=span[1],
        tries=int(sentence.get("tries") or 1),
        faults=_faults(sentence),
        unsure=tuple(dict.fromkeys(unsure)),
        ipa=" ".join(str(word.get("ipa", "")) for word in words),
        lufs=None if lufs is None else float(lufs),
        doubt=float(sentence.get("doubt") or 0.0),
    )


def _faults(of: Plain) -> tuple[tuple[str, str], ...]:
    return tuple(
        (kind if (kind := str(fault.get("kind", ""))) in KINDS else "", str(fault["problem"]))
        for fault in of.get("faults") or ()
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _guesses(manifest: Plain, sentences: list[ReportSentence]) -> Iterator[Guess]:
    """Words that no lexicon knows, each with the first sentence that it stands in."""
    where: dict[str, ReportSentence] = {}
    told = iter(sentences)
    for section in manifest.get("sections") or []:
        for sentence, one in zip(section.get("sentences") or [], told, strict=False):
            for word in sentence.get("words") or []:
                where.setdefault(str(word.get("grapheme")), one)
    for word in manifest.get("unknown_words") or []:
        grapheme = str(word.get("word", ""))
        yield Guess(
            word=grapheme,
            ipa=str(word.get("ipa", "")),
            source=str(word.get("source", "")),
            count=str(word.get("count", "")),
            heard=where.get(grapheme),
        )


def _unread(manifest: Plain, t: Wording) -> Iterator[Unread]:
    for entry in manifest.get("ledger") or []:
        if not entry.get("spoken"):
            reason = str(entry.get("reason", ""))
            role, text = str(entry.get("role", "")), str(entry.get("text", ""))
            yield Unread(role, text, reason, t.reasons.get(reason, ""))
