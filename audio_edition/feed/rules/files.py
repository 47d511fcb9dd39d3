"""Whether every file that a feed names lies there, when its files lie beside it."""

from __future__ import annotations

from collections.abc import Iterator

from audio_edition.feed.checked import Checked, named_files
from audio_edition.feed.rules.rule import fault
from audio_edition.finding import Finding


def missing_files(feed: Checked) -> Iterator[Finding]:
    for where, url, path in named_files(feed):
        if not path.is_file():
            yield fault("file", where, f"{url} is named but there is no such file beside the feed")
