"""`audio-edition cache`: finished sentences on disk."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from audio_edition.settings import load_settings
from audio_edition.synthesis.pruning import prune_clips

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The cache of finished sentences.")


@app.command()
def tidy(
    keep_gb: Annotated[
        float | None, typer.Option(min=0, help="Gigabytes to keep. [default: cache_gb of the settings]")
    ] = None,
) -> None:
    """Remove the sentences that were used least recently, until the rest is within the limit.

    What was used in the last day stays. `nightly` does the same after each night with news.

    Examples:

      audio-edition cache tidy

      audio-edition cache tidy --keep-gb 5
    """
    limit_gb = load_settings().cache_gb if keep_gb is None else keep_gb
    print(prune_clips(limit_gb * 1e9).line(), file=sys.stderr)
