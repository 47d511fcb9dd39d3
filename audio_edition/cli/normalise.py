"""`audio-edition normalise`: written lines in, spoken lines out, and why."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audio_edition.normalise import Normaliser
    from audio_edition.phonemise import Phonemiser
    from audio_edition.types import Spoken


def normalise(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE]...", help="Text; - is standard input.")
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show each changed span, what it became, and the words' sounds.")
    ] = False,
    clock: Annotated[
        Literal["24h", "spoken"] | None, typer.Option(help="14.30: fjorten tretti, or halv tre.")
    ] = None,
    years: Annotated[
        Literal["pair", "thousand"] | None, typer.Option(help="2014: tjuefjorten, or totusenogfjorten.")
    ] = None,
    initialisms: Annotated[
        Literal["letters", "names"] | None, typer.Option(help="KrF by letters, or Kristeleg Folkeparti.")
    ] = None,
    table: Annotated[
        list[Path] | None,
        typer.Option(help="Your own written<TAB>spoken lines; repeat for more, the last wins."),
    ] = None,
    language: Annotated[str, typer.Option(help="nn, nb or en; nn also finds out by itself.")] = "nn",
    config: Annotated[
        Path | None, typer.Option(help="Settings. [default: audio-edition.toml, if there]")
    ] = None,
) -> None:
    """Write text out in words, as it will be spoken: one line out for each line in.

    Examples:

      echo "Kl. 14.30 kom 15 000 til NRK." | audio-edition normalise

      audio-edition normalise --explain --clock spoken artikkel.txt

      audio-edition normalise --table mine-ord.tsv < artikkel.txt > tale.txt
    """
    from audio_edition.errors import SettingsError
    from audio_edition.normalise import Normaliser
    from audio_edition.settings import load_settings

    if language.split("-")[0] not in ("nn", "nb", "no", "en"):
        raise SettingsError(f"--language {language}: numbers are read in nn, nb and en; choose one of them")
    settings = load_settings(config)
    chosen = {"clock": clock, "years": years, "initialisms": initialisms}
    reading = settings.reading.model_copy(update={key: value for key, value in chosen.items() if value})
    normaliser = Normaliser(reading, tables=[*settings.table, *(table or ())])
    output = sys.stdout
    for line in _lines(files or ["-"]):
        spoken = _read_line(normaliser, line, language)
        output.write(spoken.text + "\n")
        if explain:
            for row in _explain(spoken, language, tuple(settings.lexicon)):
                output.write(row + "\n")


def _lines(names: list[str]) -> Iterator[str]:
    """Lines of all files. Only a newline ends a line: what else breaks lines stays inside and becomes a space."""
    from audio_edition.errors import UsageError

    for name in names:
        try:
            data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        except OSError as error:
            raise UsageError(f"{name}: cannot be read: {error.strerror or error}") from None
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            where = "standard input" if name == "-" else name
            raise UsageError(
                f"{where}: not UTF-8 (byte {error.start + 1}); do: iconv -f latin1 -t utf-8"
            ) from None
        lines = text.split("\n")
        yield from (line.removesuffix("\r") for line in (lines[:-1] if lines[-1] == "" else lines))


def _read_line(normaliser: Normaliser, line: str, language: str) -> Spoken:
    """A line sentence by sentence, as an edition reads it, put together again."""
    from dataclasses import replace

    from audio_edition.script.sentences import sentence_spans
    from audio_edition.types import Spoken

    spans = sentence_spans(line, language)
    if len(spans) <= 1:
        return normaliser.normalise(line, language)
    parts: list[str] = []
    changes = []
    at = 0
    for start, end in spans:
        spoken = normaliser.normalise(line[start:end], language)
        gap = " " if line[at:start].strip(" ") or not line[at:start] else line[at:start]
        parts += [gap if at else line[at:start], spoken.text]
        changes += [
            replace(change, start=change.start + start, end=change.end + start) for change in spoken.changes
        ]
        at = end
    return Spoken(line, "".join(parts), tuple(changes))


def _explain(spoken: Spoken, language: str, lexicons: tuple[Path, ...]) -> Iterator[str]:
    for change in spoken.changes:
        said = change.spoken.strip() or "(nothing)"
        yield f"    {change.start}-{change.end}\t{change.written.strip()}\t→ {said}\t{change.kind}"
    for word in _phonemiser(lexicons).words(spoken.text, language):
        yield "        " + "\t".join(filter(None, (word.grapheme, f"/{word.ipa}/", word.source, word.note)))


@cache
def _phonemiser(lexicons: tuple[Path, ...]) -> Phonemiser:
    from audio_edition.phonemise import Phonemiser

    return Phonemiser(lexicons)
