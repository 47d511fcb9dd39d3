"""`audio-edition phonemise`: how each word of a text is said."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audio_edition.types import Word


def phonemise(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE]...", help="Text; - is standard input.")
    ] = None,
    tone: Annotated[
        bool, typer.Option("--tone/--no-tone", help="Mark tone 1 and 2 before the main stress.")
    ] = True,
    sources: Annotated[
        bool, typer.Option("--sources", help="A row a word: word, IPA, where it is known from, note.")
    ] = False,
    lexicon: Annotated[
        list[Path] | None, typer.Option(help="Your own lexicon; repeat for more, the first wins.")
    ] = None,
    language: Annotated[str, typer.Option(help="Language of the text: nn, nb, en, …")] = "nn",
    config: Annotated[
        Path | None, typer.Option(help="Settings. [default: audio-edition.toml, if there]")
    ] = None,
) -> None:
    """Write the sounds of a text in IPA: one line out for each line in.

    The text is normalised first, so numbers and abbreviations may stand in it. A word alone on its line gets
    the form it has alone; in running text the function words are weak.

    Examples:

      echo "Statsministeren møtte 15 journalistar." | audio-edition phonemise

      audio-edition phonemise --sources --lexicon mine-ord.tsv artikkel.txt

      audio-edition phonemise --no-tone < artikkel.txt
    """
    from audio_edition.cli.normalise import _lines
    from audio_edition.normalise import Normaliser
    from audio_edition.phonemise import Phonemiser, ipa_line
    from audio_edition.script.sentences import sentence_spans
    from audio_edition.settings import load_settings

    settings = load_settings(config)
    normaliser = Normaliser(settings.reading, tables=settings.table)
    phonemiser = Phonemiser([*(lexicon or ()), *settings.lexicon])
    for problem in phonemiser.problems:
        typer.echo(f"left out: {problem}", err=True)
    for line in _lines(files or ["-"]):
        words: list[Word] = []
        for start, end in sentence_spans(line, language) or [(0, len(line))]:
            spoken = normaliser.normalise(line[start:end], language).text
            words += phonemiser.words(spoken, language)
        if sources:
            for row in _rows(words, tone):
                sys.stdout.write(row + "\n")
        sys.stdout.write(("" if sources else ipa_line(words, tone)) + "\n")


def _rows(words: list[Word], tone: bool) -> Iterator[str]:
    from audio_edition.phonemise import ipa_line

    for word in words:
        said = ipa_line([word], tone) or "(nothing)"
        yield "\t".join((word.grapheme, said, word.source, word.note)).rstrip("\t")
