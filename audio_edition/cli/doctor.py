"""`audio-edition doctor`: what is there, what is missing, and how to mend it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from audio_edition.doctor import examine
from audio_edition.settings import load_settings
from audio_edition.site.config import Site


def doctor(
    site: Annotated[
        Path | None, typer.Argument(metavar="[SITE]", help="Also look at this site: its settings and voices.")
    ] = None,
    network: Annotated[
        bool, typer.Option("--network", help="Also ask whether voices can be downloaded.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The same as JSON.")] = False,
) -> None:
    """Say what this machine has and lacks for making editions, a line a thing, each lack with its mend.

    `missing` is what `make` cannot do without; `optional` is what would let it do more. Exit code 0 when `make`
    would work, else 1. Nothing is changed, and the network is left alone unless asked for.

    Examples:

      audio-edition doctor

      audio-edition doctor lydavis --network
    """
    if site is not None:
        found = Site(site)
        found.feeds()
        settings = found.settings()
    else:
        settings = load_settings()
    checks = []
    for check in examine(settings, network=network):
        checks.append(check)
        if not as_json:
            typer.echo(str(check))
    if as_json:
        typer.echo(json.dumps([asdict(check) for check in checks], ensure_ascii=False, indent=1))
    raise typer.Exit(1 if any(check.state == "missing" for check in checks) else 0)
