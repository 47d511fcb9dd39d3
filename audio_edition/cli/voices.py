"""`audio-edition voices`: which voices there are, what they are, how they sound."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from audio_edition.cli import voices_models, voices_score, voices_train
from audio_edition.disk import write_whole
from audio_edition.errors import PublishError
from audio_edition.models.copies import remove_unused_copies
from audio_edition.models.removal import remove_voice
from audio_edition.settings import Settings
from audio_edition.synthesis.aloud import speak_texts, to_wav
from audio_edition.voices import build_cast, find_voice, list_voices, load_voice

if TYPE_CHECKING:
    from audio_edition.types import Voice
    from audio_edition.voices import VoiceStatus

app = typer.Typer(
    help="Voices: list, show, install, import, compile, pack, train, remove, sample, score, tidy.",
    no_args_is_help=True,
)
voices_models.add_to(app)
voices_train.add_to(app)
app.command()(voices_score.score)

_SAMPLE = "God dag. Dette er ei prøve på korleis røysta les nynorsk: I haust opnar dei den nye brua, og ferja sluttar å gå."


@app.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="A JSON list on stdout.")] = False) -> None:
    """Show all voices: engine, language, speakers, licence, size, ready or the reason why not.

    Examples:

      audio-edition voices list

      audio-edition voices list --json | jq -r '.[] | select(.ready) | .id'
    """
    found = list_voices()
    if as_json:
        typer.echo(json.dumps([_row(status) for status in found], ensure_ascii=False, indent=2))
        return

    table = Table()
    for heading in ("voice", "engine", "language", "speakers", "licence", "size", "ready"):
        table.add_column(heading, overflow="fold", no_wrap=heading == "voice")
    for status in found:
        row = _row(status)
        ready = "yes" if status.ready else f"no: {status.reason}"
        size = f"{status.bytes / 1e6:.0f} MB" if status.bytes else ""
        cells = [
            row["id"],
            row["engine"],
            row["language"],
            ", ".join(row["speakers"]),
            row["licence"],
            size,
            ready,
        ]
        table.add_row(*(escape(str(cell)) for cell in cells))
    Console(width=None if Console().is_terminal else 160, highlight=False).print(table)


@app.command()
def show(
    voice: Annotated[str, typer.Argument(metavar="ID", help="A voice of `voices list`.")],
    as_json: Annotated[bool, typer.Option("--json", help="JSON on stdout, with the symbol map.")] = False,
) -> None:
    """Show all of one voice: speakers, cast, where it comes from, licence, files, symbols.

    Examples:

      audio-edition voices show kokoro

      audio-edition voices show kokoro --json | jq .symbols
    """
    found = find_voice(voice)
    status = next(status for status in list_voices() if status.id == voice)
    row = _row(status) | _details(found)
    if as_json:
        typer.echo(json.dumps(row, ensure_ascii=False, indent=2))
        return
    for name, value in row.items():
        if name == "symbols":
            value = "  ".join(f"{ours}→{theirs}" for ours, theirs in value.items() if ours != theirs)
        elif isinstance(value, dict):
            value = ", ".join(f"{key}: {item}" for key, item in value.items())
        elif isinstance(value, list):
            value = ", ".join(map(str, value))
        typer.echo(f"{name.replace('_', ' '):>15}  {value}")


@app.command()
def sample(
    voice: Annotated[str, typer.Argument(metavar="ID[:SPEAKER]", help="Without a speaker: all of them.")],
    out: Annotated[Path, typer.Option(help="Folder for the WAV files.")] = Path("."),
    text: Annotated[str | None, typer.Option(help="What to say, in Nynorsk.")] = None,
) -> None:
    """Let a voice say a few words: one WAV a speaker, named ID-SPEAKER.wav.

    Examples:

      audio-edition voices sample kokoro --out prover

      audio-edition voices sample kokoro:kumo --text "Eg heiter Kumo."
    """
    id, _, chosen = voice.partition(":")
    speakers = [chosen] if chosen else list(load_voice(id).speakers)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PublishError(f"{out} could not be made: {error.strerror or error}") from error
    for speaker in speakers:
        settings = Settings(voice=f"{id}:{speaker}")
        cast = build_cast(settings)
        (clips,) = speak_texts([text or _SAMPLE], settings, cast)
        path = out / f"{id}-{speaker}.wav"
        write_whole(path, to_wav(clips, settings.pauses.sentence, cast["narrator"].voice.sample_rate_hz))
        typer.echo(path)


@app.command()
def remove(
    voice: Annotated[str, typer.Argument(metavar="ID", help="A voice you installed or imported.")],
) -> None:
    """Remove an installed, imported or compiled voice from your data folder.

    Its copy in the cache goes with: audio-edition voices tidy

    Examples:

      audio-edition voices remove nvcc
    """
    freed = remove_voice(voice)
    typer.echo(f"Removed voice '{voice}': {freed / 1e6:.0f} MB freed.", err=True)


@app.command()
def tidy() -> None:
    """Remove copies of models from the cache that no voice uses any more.

    Models are rewritten once, so that they speak faster, and the copy is kept. A removed voice and a new version of
    the program leave copies behind. What is removed too much is made again when it is needed.

    Examples:

      audio-edition voices tidy
    """
    count, freed = remove_unused_copies()
    typer.echo(f"Removed {count} unused copies of models: {freed / 1e6:.0f} MB freed.", err=True)


def _row(status: VoiceStatus) -> dict[str, Any]:
    voice = status.voice
    return {
        "id": status.id,
        "name": voice.name if voice else "",
        "engine": voice.engine if voice else "",
        "language": voice.language if voice else "",
        "speakers": list(voice.speakers) if voice else [],
        "licence": voice.licence if voice else "",
        "bytes": status.bytes,
        "ready": status.ready,
        "reason": status.reason,
    }


def _details(voice: Voice) -> dict[str, Any]:
    return {
        "attribution": voice.attribution,
        "sample_rate_hz": voice.sample_rate_hz,
        "input": voice.input,
        "max_symbols": voice.max_symbols,
        "cast": dict(voice.cast),
        "levels_db": {name: speaker.level_db for name, speaker in voice.speakers.items()},
        "folder": str(voice.folder),
        "files": [entry["name"] for entry in voice.model.get("files", ())],
        "symbols": {ours: " ".join(theirs) for ours, theirs in voice.symbols.items()},
        "words": {ipa: " ".join(theirs) for ipa, theirs in voice.words.items()},
    }
