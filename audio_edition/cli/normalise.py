"""`audio-edition normalise`: written lines in, spoken lines out, and why."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

import typer

from audio_edition.cli.reading import piped_files, read_bytes, read_lines
from audio_edition.errors import SettingsError
from audio_edition.settings import load_settings
from audio_edition.speech import FrontEnd, Said


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
    lexicon: Annotated[
        list[Path] | None,
        typer.Option(help="Lexicon for the sounds that --explain shows; repeat for more, the last wins."),
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
    if language.split("-")[0] not in ("nn", "nb", "no", "en"):
        raise SettingsError(f"--language {language}: numbers are read in nn, nb and en; choose one of them")
    settings = load_settings(config, table=piped_files(table), lexicon=piped_files(lexicon))
    chosen = {"clock": clock, "years": years, "initialisms": initialisms}
    reading = settings.reading.model_copy(update={key: value for key, value in chosen.items() if value})
    for path in settings.lexicon if lexicon and not explain else ():
        read_bytes(str(path))  # not needed here; what is named wrongly is told all the same
    front = FrontEnd(settings.model_copy(update={"reading": reading}))
    for problem in front.problems if explain else ():
        typer.echo(f"Warning: left out: {problem}", err=True)
    for line in read_lines(files or ()):
        sentences = list(front.sentences(line, language))
        if not explain:
            sys.stdout.write(" ".join(front.spell_out(sentence).text for _, sentence in sentences) + "\n")
            continue
        said = [(start, front.say(sentence)) for start, sentence in sentences]
        sys.stdout.write(" ".join(sentence.spoken.text for _, sentence in said) + "\n")
        for row in _explain(said):
            sys.stdout.write(row + "\n")


def _explain(said: list[tuple[int, Said]]) -> Iterator[str]:
    """A row a change, then a row a word; offsets are into the line."""
    for start, sentence in said:
        for change in sentence.spoken.changes:
            spoken = change.spoken.strip() or "(nothing)"
            yield (
                f"    {start + change.start}-{start + change.end}\t{change.written.strip()}\t"
                f"→ {spoken}\t{change.kind}"
            )
    for _, sentence in said:
        for word in sentence.words:
            yield "        " + "\t".join(
                filter(None, (word.grapheme, f"/{word.ipa}/", word.source, word.note))
            )
