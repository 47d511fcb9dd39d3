"""`voices train`: from recordings to a voice, going on with whatever an earlier call has done."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audio_edition.engines.vits.checkpoint import TOKENS_NAME
from audio_edition.engines.vits.files import is_packed
from audio_edition.errors import EngineUnavailable, UsageError, VoiceError
from audio_edition.listener.whisper import load_listener
from audio_edition.models.packing import unpack
from audio_edition.settings import home
from audio_edition.train.finishing import finish
from audio_edition.train.heldout import Judge
from audio_edition.train.network import has_blanks
from audio_edition.train.plan import FILE_NAME as PLAN_NAME
from audio_edition.train.plan import TrainingPlan
from audio_edition.train.preparing import DONE_NAME, prepare
from audio_edition.train.trainer import Trainer
from audio_edition.types import Voice
from audio_edition.voices import find_voice, model_file, why_not_ready

ABOUT_NAME, BASE_NAME = "about.json", "base"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user of `voices train` asks for."""

    data: Path
    id: str
    licence: str
    consent: str
    attribution: str
    speaker: str = ""
    base: str = "joe"
    objective: str = ""
    """Empty: `direct` where the corpus has times, else `variational`."""
    batch: int = 0
    steps: int | None = None
    minutes: float | None = None
    score_every_s: float = 1200.0
    device: str = "cpu"
    finish: bool = True


def training_folder(id: str) -> Path:
    """Where the run of a voice is kept."""
    return home() / "training" / id


def train(wish: Wish, say: Callable[[str], None]) -> Voice | None:
    """Prepare, train or go on, and finish; the voice, or None where it was asked not to be finished yet.

    Raises VoiceError or UsageError with what is missing: licence, consent, recordings, a base voice.
    """
    if not wish.licence or not wish.consent:
        missing = "--licence" if not wish.licence else "--consent"
        raise UsageError(
            f"{missing} is needed: under which licence the voice may be used, and who agreed to its making "
            "(name, date, for what); both stand in its voice.toml. See docs/train.md"
        )
    run = training_folder(wish.id)
    if (run / PLAN_NAME).is_file():
        say(f"going on with the training in {run}")
    else:
        _begin(wish, run, say)
    about: dict[str, Any] = json.loads((run / ABOUT_NAME).read_text(encoding="utf-8"))
    trainer = Trainer(run, say, find_judge(say))
    score = trainer.run(steps=wish.steps, minutes=wish.minutes, score_every_s=wish.score_every_s)
    if not wish.finish:
        return None
    recordings = about | {
        "consent": wish.consent,
        "steps": trainer.step,
        "hours": round(trainer.seconds / 3600, 2),
        "mel_distance": round(min(trainer.best, score.mel), 3),
    }
    if score.character_errors is not None:
        recordings["character_errors"] = round(score.character_errors, 3)
    voice, _ = finish(
        run,
        wish.id,
        licence=wish.licence,
        attribution=wish.attribution or wish.consent,
        recordings=recordings,
    )
    return voice


def _begin(wish: Wish, run: Path, say: Callable[[str], None]) -> None:
    run.mkdir(parents=True, exist_ok=True)
    lines = sorted(wish.data.glob("*.jsonl")) if wish.data.is_dir() else []
    if lines:
        corpus, speakers = wish.data, tuple(path.stem for path in lines)
        with lines[0].open(encoding="utf-8") as file:
            timed = "ends" in json.loads(file.readline() or "{}")
        about: dict[str, Any] = {"from": "a corpus with times" if timed else "a corpus"}
    else:
        corpus, speaker, timed = run / "corpus", wish.speaker or wish.id, False
        if not (corpus / DONE_NAME).is_file():
            prepare(wish.data, corpus, speaker, say)
        about = {"from": "recordings"} | json.loads((corpus / DONE_NAME).read_text(encoding="utf-8"))
        speakers = (speaker,)
    (run / ABOUT_NAME).write_text(json.dumps(about, ensure_ascii=False) + "\n", encoding="utf-8")
    objective = wish.objective or ("direct" if timed else "variational")
    base = find_base(wish.base, run / BASE_NAME)
    TrainingPlan(
        corpus=str(corpus.resolve()),
        base=str(base),
        speakers=speakers,
        objective=objective,
        blanks=has_blanks(base) if base.is_dir() else objective == "variational",
        batch=wish.batch or 8,
        device=wish.device,
    ).write(run)


def find_judge(say: Callable[[str], None]) -> Judge | None:
    """The listener of this installation, or None, which is said."""
    try:
        return load_listener().check
    except EngineUnavailable as error:
        say(f"the scores do without a listener: {error}")
        return None


def find_base(base: str, copy: Path) -> Path:
    """Where training begins: the .onnx of a Piper voice, or a checkpoint that was trained by this program.

    `base`: a path of NAME.onnx, or the id of a voice that is here. A checkpoint is copied to the folder `copy`, as
    its voice may be made anew while the run goes on.
    """
    path = Path(base)
    if path.suffix == ".onnx" and path.is_file():
        return path
    voice = find_voice(base)
    if reason := why_not_ready(voice):
        raise VoiceError(f"the voice '{base}' to begin from is not ready: {reason}")
    if is_packed(voice.folder):
        unpack(voice.folder, copy)
        return copy
    if all((voice.folder / name).is_file() for name in (TOKENS_NAME, "model.pth", "config.json")):
        copy.mkdir(parents=True, exist_ok=True)
        for name in (TOKENS_NAME, "model.pth", "config.json"):
            shutil.copyfile(voice.folder / name, copy / name)
        return copy
    name = next(
        (str(entry["name"]) for entry in voice.model.get("files", ()) if entry["name"].endswith(".onnx")), ""
    )
    if voice.engine != "onnx" or not name:
        raise VoiceError(
            f"'{base}' is neither a Piper voice nor one that was trained here; see: audio-edition voices list"
        )
    return model_file(voice, name)
