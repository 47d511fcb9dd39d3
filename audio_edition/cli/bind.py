"""`audio-edition bind`: several editions in one EPUB."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from audio_edition.book.binding import bind as bind_editions
from audio_edition.counted import counted
from audio_edition.disk import whole
from audio_edition.page.cover import embedded_cover, make_cover


def bind(
    sources: Annotated[
        list[Path],
        typer.Argument(metavar="DIR...", help="Editions, or folders of editions, made with --format epub."),
    ],
    out: Annotated[Path, typer.Option(help="The EPUB to write.")],
    title: Annotated[str, typer.Option(help='Title of the whole, such as "Avisa 30. november".')],
    publisher: Annotated[str | None, typer.Option(help="Who publishes the whole.")] = None,
    cover: Annotated[Path | None, typer.Option(help="Picture for the cover; drawn when left out.")] = None,
) -> None:
    """Bind editions into one EPUB with sound: a part an article, newest first.

    Example:

      audio-edition make inbox/ --out editions --format epub

      audio-edition bind editions --out avisa.epub --title "Avisa 30. november"
    """
    image = embedded_cover(make_cover(title, None, publisher, picture=cover))
    with whole(out) as temporary:
        count = bind_editions(sources, temporary, title=title, publisher=publisher, cover=image)
    print(f"{out}: {counted(count, 'edition')}", file=sys.stderr)
    print(out)
