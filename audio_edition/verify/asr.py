"""Write down what is heard in a finished edition and compare it with what was to be said (extra [verify])."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from audio_edition.edition.manifest import NAME, read_manifest
from audio_edition.errors import UsageError
from audio_edition.listener.sound import RATE_HZ
from audio_edition.listener.whisper import load_listener
from audio_edition.verify.sound import cut


@dataclass(frozen=True, slots=True)
class HeardSection:
    """One section, meant and heard."""

    section: int
    start_s: float
    error_rate: float
    longest_run: int
    run_text: str
    meant: str
    heard: str


@dataclass(frozen=True, slots=True)
class AsrReport:
    """The round trip of an edition."""

    model: str
    error_rate: float
    """Character error rate of the whole edition after folding; the listener's own errors are in it."""
    sections: tuple[HeardSection, ...]
    """Worst first: the longest wrong run, then the error rate."""

    def lines(self, worst: int = 5) -> list[str]:
        """For a terminal: the global figure and the worst sections."""
        lines = [f"heard by {self.model}: {100 * self.error_rate:.1f} % of the letters differ"]
        for section in self.sections[:worst]:
            lines.append(
                f"  section {section.section} at {section.start_s:.1f} s: {section.longest_run} words wrong in a row"
                f" («{section.run_text}»), {100 * section.error_rate:.0f} % of its letters; heard: «{section.heard}»"
            )
        return lines


def listen(folder: Path, model_folder: Path | None = None) -> AsrReport:
    """Transcribe every section of the edition in `folder` and compare.

    `model_folder`: a faster-whisper (CTranslate2) model; None: the installed whisper-base packages. Raises
    EngineUnavailable when faster-whisper or a model is missing, UsageError when the folder holds no edition.
    """
    manifest = read_manifest(folder)
    if manifest is None:
        raise UsageError(f"{folder}: there is no readable {NAME}; give an edition's folder that `make` wrote")
    listener = load_listener(model_folder)
    spoken = [section for section in manifest.sections if section.sentences]
    times = [(section.sentences[0].start_s, section.sentences[-1].end_s) for section in spoken]
    spans = [(round(start_s * RATE_HZ), round(end_s * RATE_HZ)) for start_s, end_s in times]
    heard_sections, letters, errors = [], 0, 0
    sounds = cut(folder / "edition.mp3", spans, RATE_HZ)
    for section, (start_s, _), samples in zip(spoken, times, sounds, strict=True):
        heard = listener.hear(samples, manifest.language)
        meant = " ".join(sentence.spoken for sentence in section.sentences)
        result = listener.compare(meant, heard)
        letters, errors = letters + result.letters, errors + result.errors
        heard_sections.append(
            HeardSection(
                section=section.index,
                start_s=start_s,
                error_rate=round(result.error_rate, 4),
                longest_run=result.longest_run,
                run_text=result.run_text,
                meant=meant,
                heard=heard,
            )
        )
    heard_sections.sort(key=lambda section: (-section.longest_run, -section.error_rate, section.start_s))
    return AsrReport(listener.name, round(errors / max(1, letters), 4), tuple(heard_sections))
