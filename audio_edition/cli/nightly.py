"""`audio-edition nightly`: quiet when there is no news, so it has a module of its own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from audio_edition.cli.progress import TerminalTalk
from audio_edition.errors import AudioEditionError
from audio_edition.site.config import Site
from audio_edition.site.nightly import run
from audio_edition.site.watch import changes

_Site = Annotated[
    Path, typer.Argument(metavar="SITE", help="The site's folder: site.toml, inbox and the rest.")
]


def nightly(
    folder: _Site = Path("."),
    watch: Annotated[
        bool, typer.Option("--watch", help="Stay, and run again whenever the inbox or the lexicon changes.")
    ] = False,
    cluster: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Make the articles on a Dask cluster: tcp://HOST:8786, or local:N. [default: the site's]",
        ),
    ] = None,
) -> None:
    """Everything a site needs in a night: fetch, make, verify, feeds, the site's page, the report, notify.

    What is unchanged is left alone; a night without news writes nothing. Begin the day with SITE/report.html.
    Exit code 1 when an article, an address, a check or the command to notify failed; the rest is done.

    Examples:

      audio-edition nightly examples/site

      audio-edition nightly /srv/lyd --watch

      audio-edition nightly /srv/lyd --cluster tcp://10.0.0.5:8786
    """
    if watch:
        for _ in changes(folder):
            try:
                _one_night(folder, cluster)
            except AudioEditionError as error:  # such as a settings file that is being written just now
                print(f"audio-edition: {error}", file=sys.stderr)
    raise typer.Exit(_one_night(folder, cluster))


def _one_night(folder: Path, cluster: str | None) -> int:
    talk = TerminalTalk()
    try:
        night = run(Site(folder), talk=talk, on_outcome=talk.outcome, apart=True, cluster=cluster)
    finally:
        talk.close()
    for line in night.lines():
        print(line, file=sys.stderr)
    return 1 if night.problems else 0
