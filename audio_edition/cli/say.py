"""`audio-edition say`: text on standard input, sound out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer


def say(
    out: Annotated[Path, typer.Option(help="WAV to write (- is standard output); with --lines a folder.")],
    voice: Annotated[str | None, typer.Option(help="ID or ID:SPEAKER. [default: kokoro]")] = None,
    lines: Annotated[bool, typer.Option("--lines", help="One WAV a line: 0001.wav and on.")] = False,
    rate: Annotated[float | None, typer.Option(help="Speaking rate, 0.5 to 2. [default: 1]")] = None,
    jobs: Annotated[int | None, typer.Option(help="Worker processes. [default: measured]")] = None,
    lexicon: Annotated[list[Path] | None, typer.Option(help="Lexicon, TSV or PLS; repeat for more.")] = None,
    config: Annotated[
        Path | None, typer.Option(help="Settings. [default: audio-edition.toml, if there]")
    ] = None,
) -> None:
    """Say text from standard input with one voice.

    Examples:

      echo "God morgon frå Bergen." | audio-edition say --out morgon.wav

      audio-edition say --voice kokoro:tebukuro --rate 0.9 --out - < tekst.txt | ffplay -nodisp -autoexit -

      audio-edition say --lines --out lydar < setningar.txt
    """
    from audio_edition.errors import PublishError, UsageError
    from audio_edition.settings import load_settings
    from audio_edition.synthesis.aloud import speak_texts, to_wav, write_file
    from audio_edition.voices import build_cast

    settings = load_settings(config, voice=voice, rate=rate, jobs=jobs, lexicon=lexicon)
    cast = build_cast(settings)
    text = _decode(sys.stdin.buffer.read())
    texts = text.splitlines() if lines else [text]
    if not text.strip():
        raise UsageError(
            "there is no text on standard input; do: echo 'God morgon.' | audio-edition say --out god.wav"
        )
    if lines and out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file; --lines needs a folder")
    if not lines and out.is_dir():
        raise UsageError(f"{out} is a folder; name a WAV, or say --lines")
    spoken = speak_texts(texts, settings, cast)
    sample_rate_hz = cast["narrator"].voice.sample_rate_hz
    pause_ms = settings.pauses.sentence
    if not lines:
        if not spoken[0]:
            raise UsageError("there is no word to say in the text")
        wav = to_wav(spoken[0], pause_ms, sample_rate_hz)
        if str(out) == "-":
            sys.stdout.buffer.write(wav)
        else:
            write_file(out, wav)
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PublishError(f"{out} could not be made: {error.strerror or error}") from error
    for number, (line, clips) in enumerate(zip(texts, spoken, strict=True), start=1):
        if not clips and line.strip():
            typer.echo(f"Line {number} has no word to say: {line.strip()[:60]}", err=True)
        # A line without words gets its file too, so that numbers and lines stay together.
        write_file(out / f"{number:04}.wav", to_wav(clips, pause_ms, sample_rate_hz))


def _decode(data: bytes) -> str:
    from audio_edition.errors import UsageError

    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"standard input is not UTF-8 (byte {error.start + 1}); do: iconv -f latin1 -t utf-8"
        ) from None
