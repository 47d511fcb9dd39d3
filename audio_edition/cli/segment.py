"""`audio-edition segment`: the blocks of an article, as the reader labelled them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from audio_edition.article import leave_out, read_article
from audio_edition.cli.reading import SKIPPED, piped_article
from audio_edition.settings import load_settings

if TYPE_CHECKING:
    from audio_edition.types import Article, Block


def segment(
    article: Annotated[
        str,
        typer.Argument(
            help="A text, HTML, Markdown, Word, EPUB (book.epub#3: its third chapter), PDF or e-mail file; - is standard input."
        ),
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="A JSON list with every block of the source.")
    ] = False,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain",
            help="Also which rule decided each block, and what it counts for in finding the text.",
        ),
    ] = False,
    skip: Annotated[
        list[str] | None,
        typer.Option(metavar=SKIPPED, help="Not read aloud; repeat for more."),
    ] = None,
    config: Annotated[
        Path | None, typer.Option(help="Settings. [default: audio-edition.toml, if there]")
    ] = None,
) -> None:
    """Show the blocks of an article: role, spoken or skipped and why.

    Examples:

      audio-edition segment examples/ferje.txt

      audio-edition segment --json examples/skule.html

      audio-edition segment --explain examples/ferje.txt

      audio-edition segment --skip byline --skip alt examples/skule.html

      curl -s https://example.org/sak | audio-edition segment -
    """
    settings = load_settings(config, skip=skip)
    found = leave_out(
        read_article(article, piped_article(article), parts=settings.reading.parts), settings.skip
    )
    for warning in found.warnings:
        typer.echo(f"Warning: {warning}", err=True)
    if as_json:
        rows = [_row(block, explain=explain) for block in found.blocks]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    _print_table(found, explain=explain)


def _row(block: Block, *, explain: bool) -> dict[str, object]:
    row: dict[str, object] = {
        "index": block.index,
        "role": block.role,
        "text": block.text,
        "speak": block.speak,
        "reason": block.reason,
    }
    return row | {"rule": block.rule, "points": block.points} if explain else row


def _print_table(article: Article, *, explain: bool) -> None:

    table = Table(title=article.title, title_justify="left", show_lines=False, expand=False)
    table.add_column("", justify="right", style="dim")
    table.add_column("role", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("text", ratio=3, overflow="fold")
    table.add_column("why", ratio=1, style="dim", overflow="fold")
    if explain:
        table.add_column("rule", ratio=1, style="dim", overflow="fold")
        table.add_column("points", justify="right", style="dim")
    for block in article.blocks:
        spoken = "spoken" if block.speak else "skipped"
        style = None if block.speak else "dim"
        language = "" if block.language == article.language else f" [{block.language}]"
        table.add_row(
            str(block.index),
            f"{block.role}{language}".replace("[", "\\["),
            spoken,
            _plain(block.text),
            _plain(block.reason),
            *(
                [_plain(block.rule), "" if block.points is None else f"{block.points:+.0f}"]
                if explain
                else []
            ),
            style=style,
        )
    # Without a terminal the width is nobody's business: long lines are for grep.
    console = Console(width=None if Console().is_terminal else 160, highlight=False)
    console.print(table)
    spoken_words = sum(len(block.text.split()) for block in article.blocks if block.speak)
    skipped = sum(not block.speak for block in article.blocks)
    console.print(f"{len(article.blocks)} blocks, {skipped} skipped; {spoken_words} words to be spoken")


def _plain(text: str) -> str:

    return escape(text)
