"""`audio-edition voices install|import|compile`: where a voice's model comes from."""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from audio_edition.engines.vits.checkpoint import require_torch
from audio_edition.errors import UsageError
from audio_edition.models.install import install_voice
from audio_edition.models.register import compile_voice, import_voice
from audio_edition.voices import find_voice


class _Precision(StrEnum):
    float32 = "float32"
    float16 = "float16"
    int8 = "int8"


def install(
    id: Annotated[str, typer.Argument(help="Id of a voice of the catalogue; see: audio-edition voices list")],
    offline: Annotated[bool, typer.Option("--offline", help="Check what is here and fetch nothing.")] = False,
) -> None:
    """Fetch a voice, check its size and digest, and try it once.

    A download that was cut goes on where it stopped. Proxies and certificates: HTTPS_PROXY, SSL_CERT_FILE.

    Examples:

      audio-edition voices install kokoro-styles

      audio-edition voices install nvcc && audio-edition make article.txt --voice nvcc --out editions
    """
    with _bars() as bar:
        done = install_voice(id, offline=offline, say=_say, on_progress=bar)
    typer.echo(str(done.voice.folder))


def import_(
    path: Annotated[
        Path, typer.Argument(help="NAME.onnx of a Piper voice, or the folder of a Coqui checkpoint.")
    ],
    id: Annotated[
        str | None, typer.Option("--id", help="What to call it; default: from the file's name.")
    ] = None,
    language: Annotated[str | None, typer.Option(help="BCP 47 tag, where the model does not tell.")] = None,
    licence: Annotated[str | None, typer.Option(help="Licence of the voice, shown with it.")] = None,
    attribution: Annotated[str | None, typer.Option(help="Who made it.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a voice with the same id.")] = False,
) -> None:
    """Make a Coqui voice of a Piper voice or of a checkpoint that you trained.

    A Piper voice is run beside its copy, and refused when the two do not sound the same. Needs torch.

    Examples:

      audio-edition voices import no_NO-talesyntese-medium.onnx --id tale

      audio-edition voices import training/run-1/ --id vaar --language nn && audio-edition voices compile vaar
    """
    done = import_voice(path, id, language=language, licence=licence, attribution=attribution, force=force)
    if done.difference is not None:
        _say(f"Same sound: largest difference {done.difference.largest:.1e} of full scale")
    _say(f"Licence: {done.voice.licence}")
    _say(f"Faster, and without torch: audio-edition voices compile {done.voice.id}")
    typer.echo(str(done.voice.folder))


def compile_(
    id: Annotated[str, typer.Argument(help="Id of a Coqui voice.")],
    precision: Annotated[
        _Precision,
        typer.Option(help="How weights are stored: float16 and int8 make smaller files, not faster ones."),
    ] = _Precision.float32,
    fp16: Annotated[bool, typer.Option("--fp16", help="Same as --precision float16.")] = False,
    int8: Annotated[bool, typer.Option("--int8", help="Same as --precision int8.")] = False,
) -> None:
    """Compile a Coqui voice to ONNX: about three times as fast, without torch, checked against torch.

    Examples:

      audio-edition voices compile vaar

      audio-edition voices compile vaar --fp16
    """
    asked = {p for p, on in ((_Precision.float16, fp16), (_Precision.int8, int8)) if on}
    if len(asked) > 1 or (asked and precision not in (_Precision.float32, *asked)):
        raise UsageError("--fp16, --int8 and --precision contradict each other; give one of them")
    chosen = next(iter(asked), precision)
    _, result = compile_voice(id, chosen.value)
    _say(f"Largest difference to torch: {result.difference.largest:.1e} of full scale")
    if result.stored is not None:
        lost = (
            f", {result.stored.durations_differ} durations differ" if result.stored.durations_differ else ""
        )
        _say(f"As stored in {chosen.value}: {result.stored.largest:.1e}{lost}")
    typer.echo(str(result.path))


def pack(
    id: Annotated[str, typer.Argument(help="Id of a voice compiled with --fp16.")],
    folder: Annotated[
        Path, typer.Argument(help="Where to; voices/ID in a checkout makes it part of the wheel.")
    ],
) -> None:
    """Write a compiled voice as it is shipped: small, and its Coqui checkpoint can be had back from it.

    Beside the files that are written a voice.toml has to stand. `voices import ID --id OTHER` gives the checkpoint.

    Examples:

      audio-edition voices compile vaar --fp16 && audio-edition voices pack vaar voices/vaar
    """
    voice = find_voice(id)
    require_torch()
    from audio_edition.models import packing

    packing.pack(voice.folder, folder)
    typer.echo(str(folder))


def _say(line: str) -> None:
    typer.echo(line, err=True)


class _bars:  # noqa: N801
    """One progress bar a file on a terminal; without one, a line a file when it begins."""

    def __enter__(self) -> Callable[[str], Callable[[int, int | None], None]]:
        if not sys.stderr.isatty():
            return self._line

        self._progress = Progress(
            TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn(),
            console=Console(stderr=True),
        )  # fmt: skip
        self._progress.start()
        return self._bar

    def __exit__(self, *problem: object) -> None:
        if hasattr(self, "_progress"):
            self._progress.stop()

    def _bar(self, name: str) -> Callable[[int, int | None], None]:
        task = self._progress.add_task(name, total=None)
        return lambda done, total: self._progress.update(task, completed=done, total=total)

    def _line(self, name: str) -> Callable[[int, int | None], None]:
        _say(f"Fetching {name}")
        return lambda done, total: None


def add_to(app: typer.Typer) -> None:
    """Add the commands to the app of `audio-edition voices`."""
    app.command("install")(install)
    app.command("import")(import_)
    app.command("compile")(compile_)
    app.command("pack")(pack)
