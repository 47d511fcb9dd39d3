"""`audio-edition voices train`: a newsroom's own voice from its recordings."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from audio_edition.engines.vits.checkpoint import require_torch


class _Device(StrEnum):
    cpu = "cpu"
    cuda = "cuda"


class _Objective(StrEnum):
    direct = "direct"
    variational = "variational"


def train(
    data: Annotated[
        Path,
        typer.Argument(
            help="Folder of recordings: NAME.wav with NAME.txt, or LJSpeech's metadata.csv and wavs/; or a corpus."
        ),
    ],
    id: Annotated[str, typer.Option("--id", help="What to call the voice.")],
    licence: Annotated[str, typer.Option(help="Licence of the voice, kept in its voice.toml.")] = "",
    consent: Annotated[
        str,
        typer.Option(help="Who agreed to be made a voice of: name, date, for what. Kept in its voice.toml."),
    ] = "",
    attribution: Annotated[str, typer.Option(help="Who is to be named; default: the consent.")] = "",
    base: Annotated[
        str,
        typer.Option(
            help="Voice to begin from: lerke, another that was trained here, a Piper voice's id, or NAME.onnx."
        ),
    ] = "joe",
    minutes: Annotated[float | None, typer.Option(min=0, help="Stop after so many minutes.")] = None,
    steps: Annotated[int | None, typer.Option(min=1, help="Stop at this step.")] = None,
    batch: Annotated[int, typer.Option(min=0, help="Sentences a step; default 8.")] = 0,
    score_minutes: Annotated[
        float, typer.Option(min=0.1, help="Minutes between two scores on held-out sentences.")
    ] = 20.0,
    objective: Annotated[
        _Objective | None, typer.Option(help="Default: direct where times are known, else variational.")
    ] = None,
    device: Annotated[_Device, typer.Option(help="cuda where there is a GPU.")] = _Device.cpu,
    finish: Annotated[bool, typer.Option(help="Import and compile the best weights at the end.")] = True,
) -> None:
    """Train a Coqui VITS voice on recordings, and go on where an earlier call stopped.

    Needs the extra [train]. Licence and consent are asked for, and stand in the voice. Ctrl-C saves, then scores; the
    same command goes on. How to record, what it takes and how long it lasts: docs/train.md.

    Examples:

      audio-edition voices train opptak/ --id kari --licence CC-BY-4.0 --consent "Kari Nes, 3.11.2026, avisa sine lydutgåver" --minutes 600

      audio-edition voices train opptak/ --id kari --licence CC-BY-4.0 --consent "Kari Nes, 3.11.2026" --steps 20000 --device cuda
    """
    require_torch()
    from audio_edition.train.session import Wish, train

    wish = Wish(
        data=data,
        id=id,
        licence=licence or _asked("Licence of the voice (SPDX, as CC-BY-4.0)"),
        consent=consent or _asked("Who agreed to it: name, date, for what"),
        attribution=attribution,
        base=base,
        objective=objective.value if objective else "",
        batch=batch,
        steps=steps,
        minutes=minutes,
        score_every_s=score_minutes * 60,
        device=device.value,
        finish=finish,
    )
    voice = train(wish, lambda line: typer.echo(line, err=True))
    if voice is not None:
        typer.echo(str(voice.folder))


def _asked(question: str) -> str:
    """The user's answer on a terminal; nothing where there is none to ask."""
    return str(typer.prompt(question, err=True)) if sys.stdin.isatty() else ""


def add_to(app: typer.Typer) -> None:
    """Add the command to the app of `audio-edition voices`."""
    app.command("train")(train)
