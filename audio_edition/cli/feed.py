"""`audio-edition feed`: build the podcast feeds of a folder of editions, and check any feed."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from audio_edition.counted import counted
from audio_edition.disk import read_up_to
from audio_edition.edition.publish import locked
from audio_edition.edition.store_shelf import StoreShelf, desk_of
from audio_edition.errors import FeedError
from audio_edition.feed.build import Built, build_feeds
from audio_edition.feed.check import check_feed, findings_in, gathered, lies_with_files, parsed
from audio_edition.feed.media import StoreMedia
from audio_edition.feed.snippets import snippets as of_editions
from audio_edition.objects import is_address, local_path

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Build and check podcast feeds.")


@app.command()
def build(
    folder: Annotated[
        str,
        typer.Argument(
            metavar="DIR|ADDRESS", help="Folder of editions, or object store, as `make --out` left it."
        ),
    ],
    config: Annotated[Path, typer.Option(help="What the feeds say and which editions they hold.")] = Path(
        "feed.toml"
    ),
) -> None:
    """Build every feed of feed.toml into DIR, with an OPML list of them; unchanged files are not written.

    Example:

      audio-edition feed build editions --config feed.toml
    """
    built, beside = _built(folder, config)
    errors = 0
    for feed in built:
        findings = check_feed(feed.path.read_bytes(), folder=beside)
        errors += sum(finding.is_error for finding in findings)
        path = feed.path if beside is not None else f"{folder.rstrip('/')}/{feed.path.name}"
        print(
            f"{path}: {counted(feed.items, 'item')}, {'changed' if feed.changed else 'unchanged'}",
            file=sys.stderr,
        )
        for finding in gathered(findings):
            print(f"{finding} [{finding.check}]", file=sys.stderr)
        print(path)
    raise typer.Exit(1 if errors else 0)


def _built(where: str, config: Path) -> tuple[list[Built], Path | None]:
    """The feeds of a folder, and that folder; those of a store, which has no files beside them here."""
    folder = local_path(where) if is_address(where) else Path(where)
    if folder is None:
        desk = desk_of(where)
        with StoreShelf(where, desk).at_work():
            media = StoreMedia(where, desk)
            built = build_feeds(desk, config, media=media)
            media.send()
        return built, None
    if not folder.is_dir():
        raise FeedError(f"{folder}: there is no such folder of editions; run audio-edition make first")
    with locked(folder):
        return build_feeds(folder, config), folder


@app.command()
def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A feed; - is standard input.")],
    files: Annotated[
        bool, typer.Option(help="Also check the files that lie beside the feed, where any of them does.")
    ] = True,
) -> None:
    """Say what is wrong with a feed, a line a finding on stdout, equal ones in one line. Exit code 1 when there is an error.

    Example:

      audio-edition feed check editions/feed.xml

      curl -s https://example.org/feed.xml | audio-edition feed check -
    """
    try:
        data = sys.stdin.buffer.read() if file == "-" else read_up_to(Path(file))
    except OSError as error:
        raise FeedError(f"{file}: cannot be read: {error.strerror or error}") from error
    folder = Path(file).resolve().parent if files and file != "-" else None
    try:
        feed = parsed(data, folder)
        if folder is not None and not lies_with_files(feed):
            feed = replace(feed, folder=None)
            print(
                f"{file}: its sound and pictures do not lie beside it, so they are not checked",
                file=sys.stderr,
            )
        findings = findings_in(feed)
    except FeedError as error:
        raise FeedError(f"{file}: {error}") from error
    for finding in gathered(findings):
        print(f"{finding} [{finding.check}]")
    errors = sum(finding.is_error for finding in findings)
    print(
        f"{file}: {counted(errors, 'error')}, {counted(len(findings) - errors, 'warning')}", file=sys.stderr
    )
    raise typer.Exit(1 if errors else 0)


@app.command()
def snippets(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder of editions with their feeds, built before.")
    ],
    config: Annotated[
        Path, typer.Option(help="What the feeds say and where the folder is published.")
    ] = Path("feed.toml"),
) -> None:
    """For a site with a feed of its own (WordPress and others): the elements that put sound into its existing items.

    A line an edition on stdout, newest first: the article's address, a tab, the elements on one line. Editions of
    articles without an address are told on stderr. A plugin or a script adds the elements to the item with that link.

    Example:

      audio-edition feed snippets editions --config feed.toml
    """
    for address, elements in of_editions(folder, config):
        if address is None:
            print(f"{elements}: its article has no address", file=sys.stderr)
        else:
            print(f"{address}\t{elements}")
