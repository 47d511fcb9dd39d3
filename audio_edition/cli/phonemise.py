"""`audio-edition phonemise`: how each word of a text is said."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from audio_edition.cli.reading import piped_files, read_lines
from audio_edition.phonemise import ipa_line
from audio_edition.settings import load_settings
from audio_edition.speech import FrontEnd
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
        list[Path] | None, typer.Option(help="Lexicon, TSV or PLS; repeat for more, the last wins.")
    ] = None,
    table: Annotated[
        list[Path] | None, typer.Option(help="Table of written<TAB>spoken; repeat for more, the last wins.")
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
    front = FrontEnd(load_settings(config, lexicon=piped_files(lexicon), table=piped_files(table)))
    for problem in front.problems:
        typer.echo(f"Warning: left out: {problem}", err=True)
    for line in read_lines(files or ()):
        words = [
            word for _, sentence in front.sentences(line, language) for word in front.say(sentence).words
        ]
        if sources:
            for row in _rows(words, tone):
                sys.stdout.write(row + "\n")
        sys.stdout.write(("" if sources else ipa_line(words, tone)) + "\n")


def _rows(words: Sequence[Word], tone: bool) -> Iterator[str]:

    for word in words:
        said = ipa_line([word], tone) or "(nothing)"
        yield f"{word.grapheme}\t{said}\t{word.source}\t{word.note}".rstrip("\t")
