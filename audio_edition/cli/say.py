"""`audio-edition say`: text on standard input, sound out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from audio_edition.cli.reading import STDIN, read_text, split_lines
from audio_edition.disk import write_whole
from audio_edition.errors import PublishError, SynthesisError, UsageError
from audio_edition.settings import load_settings
from audio_edition.speech import FrontEnd
from audio_edition.synthesis.aloud import speak, to_wav
from audio_edition.types import Clip, Utterance
from audio_edition.voices import build_cast


def say(
    out: Annotated[Path, typer.Option(help="WAV to write (- is standard output); with --lines a folder.")],
    voice: Annotated[str | None, typer.Option(help="ID or ID:SPEAKER. [default: kokoro]")] = None,
    lines: Annotated[bool, typer.Option("--lines", help="One WAV a line: 0001.wav and on.")] = False,
    rate: Annotated[float | None, typer.Option(help="Speaking rate, 0.5 to 2. [default: 1]")] = None,
    jobs: Annotated[int | None, typer.Option(help="Worker processes. [default: measured]")] = None,
    lexicon: Annotated[
        list[Path] | None, typer.Option(help="Lexicon, TSV or PLS; repeat for more, the last wins.")
    ] = None,
    table: Annotated[
        list[Path] | None, typer.Option(help="Table of written<TAB>spoken; repeat for more, the last wins.")
    ] = None,
    config: Annotated[
        Path | None, typer.Option(help="Settings. [default: audio-edition.toml, if there]")
    ] = None,
) -> None:
    """Say text from standard input with one voice.

    What could not be said is named on stderr, and so is what the quality gate holds against a sentence; the exit code
    is 1 where anything is surely wrong. The rest is said.

    Examples:

      echo "God morgon frå Bergen." | audio-edition say --out morgon.wav

      audio-edition say --voice kokoro:alpha --rate 0.9 --out - < tekst.txt | ffplay -nodisp -autoexit -

      audio-edition say --lines --out lydar < setningar.txt
    """
    settings = load_settings(config, voice=voice, rate=rate, jobs=jobs, lexicon=lexicon, table=table)
    cast = build_cast(settings)
    text = read_text(STDIN)
    if not text.strip():
        raise UsageError(
            "there is no text on standard input; do: echo 'God morgon.' | audio-edition say --out god.wav"
        )
    if lines and out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file; --lines needs a folder")
    if not lines and out.is_dir():
        raise UsageError(f"{out} is a folder; name a WAV, or say --lines")
    front = FrontEnd(settings)
    for problem in front.problems:
        typer.echo(f"Warning: left out: {problem}", err=True)
    texts = split_lines(text) if lines else [text]
    utterances, complete = _utterances(front, texts, lines)
    if not lines and not utterances[0]:
        raise UsageError("there is no word to say in the text")
    spoken = speak(utterances, settings, cast)
    sample_rate_hz = cast["narrator"].voice.sample_rate_hz
    pause_ms = settings.pauses.sentence
    if lines:
        try:
            out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise PublishError(f"{out} could not be made: {error.strerror or error}") from error
    for said, clips in zip(utterances, spoken, strict=True):
        for utterance, clip in zip(said, clips, strict=True):
            complete = sounds_right(utterance, clip) and complete
    for number, clips in enumerate(spoken, start=1):
        wav = to_wav(clips, pause_ms, sample_rate_hz)
        if str(out) == STDIN:
            sys.stdout.buffer.write(wav)
        else:
            # A line without words gets its file too, so that numbers and lines stay together.
            write_whole(out / f"{number:04}.wav" if lines else out, wav)
    if not complete:
        raise typer.Exit(1)


def sounds_right(utterance: Utterance, clip: Clip) -> bool:
    """Tell what the gate holds against a sentence; False where a listener surely hears it. Words without a sound are
    told before anything is spoken.
    """
    heard = [fault for fault in clip.faults if fault.kind != "mute_word"]
    for fault in heard:
        verdict = "Wrong" if fault.hard else "To check"
        typer.echo(f"{verdict}: {fault.problem}: «{utterance.written}»", err=True)
    return not any(fault.hard for fault in heard)


def _utterances(front: FrontEnd, texts: list[str], lines: bool) -> tuple[list[list[Utterance]], bool]:
    """The utterances of each text, and whether all that stands there will be heard; what will not is told."""
    complete = True
    found: list[list[Utterance]] = []
    for number, text in enumerate(texts, start=1):
        said: list[Utterance] = []
        try:
            said += front.text(text)
        except SynthesisError as error:
            if not lines:
                raise
            complete = False
            said.clear()
            typer.echo(f"Line {number}: {error}", err=True)
        else:
            if lines and not said and text.strip():
                typer.echo(f"Line {number} has no word to say: {text.strip()[:60]}", err=True)
        for utterance in said:
            for word in utterance.mute:
                complete = False
                typer.echo(f"No sound for «{word}» in the sentence «{utterance.written}»", err=True)
        found.append(said)
    return found, complete
