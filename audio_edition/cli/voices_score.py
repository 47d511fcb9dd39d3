"""`audio-edition voices score`: every measure of a voice that an instrument can take."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from audio_edition.errors import UsageError
from audio_edition.settings import load_settings


class _Half(StrEnum):
    open = "open"
    kept = "kept"


def score(
    voices: Annotated[
        list[str], typer.Argument(metavar="ID...", help="ID, ID:SPEAKER, or espeak-ng as a yardstick.")
    ],
    half: Annotated[
        _Half, typer.Option(help="Sentences to choose by, or those that are kept for the last word.")
    ] = _Half.open,
    rate: Annotated[float | None, typer.Option(help="Speaking rate, 0.5 to 2. [default: 1]")] = None,
    tones: Annotated[bool, typer.Option(help="Draw the tune, or leave the voice its own melody.")] = True,
    words: Annotated[
        int | None, typer.Option(min=1, help="So many words for the tones. [default: all]")
    ] = None,
    asr_model: Annotated[Path | None, typer.Option(help="A faster-whisper model's folder.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON on stdout instead of the table.")] = False,
) -> None:
    """Measure voices on fixed sentences: errors, quality, pace, silences, pitch, tones, vowels. Takes minutes.

    Examples:

      audio-edition voices score kokoro kokoro:alpha espeak-ng

      audio-edition voices score kokoro --half kept --no-tones --json > utan.json
    """
    if asr_model is not None and not asr_model.is_dir():
        raise UsageError(f"{asr_model}: there is no such folder; name that of a faster-whisper model")
    from audio_edition.score.board import score_voice, to_json, to_table

    settings = load_settings(None, rate=rate, tones=tones)
    rows = []
    for spec in voices:
        row = score_voice(
            spec,
            half.value,
            settings,
            listener=asr_model,
            most_words=words,
            told=lambda line: typer.echo(line, err=True),
        )
        for measure, why in row.not_measured.items():
            typer.echo(f"{row.voice}: no {measure}: {why}", err=True)
        rows.append(row)
    typer.echo(
        json.dumps(to_json(rows), ensure_ascii=False, indent=1) if as_json else to_table(rows), nl=False
    )
