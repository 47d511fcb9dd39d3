"""`init`: a new site's folder, in which one settings file says everything once."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from audio_edition.disk import told, write_whole
from audio_edition.errors import UsageError

_STARTER = Path(__file__).parent / "starter"
FILES = {
    "site.toml": "site.toml",
    "velkomen.md": "inbox/velkomen.md",
    "lexicon.tsv": "lexicon.tsv",
    "Makefile": "Makefile",
    "audio-edition.service": "audio-edition.service",
    "audio-edition.timer": "audio-edition.timer",
    "crontab.txt": "crontab.txt",
}
"""Template → file of the new site."""


def init(
    folder: Path, title: str, url: str, *, description: str | None = None, publisher: str | None = None
) -> list[Path]:
    """Write a new site into `folder`, which is made; returns the files. Nothing that is there is written over.

    Raises UsageError for an address or a title that cannot be used, or when a file is there already;
    PublishError when the folder cannot be written.
    """
    title = " ".join(title.split())
    if not title:
        raise UsageError("--title is empty; say what the site is called")
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http") or not parts.netloc or not url.isascii() or " " in url:
        raise UsageError(f"--url {url!r} is no web address; it must be one such as https://lyd.example.org/")
    there = [name for name in FILES.values() if (folder / name).exists()]
    if there:
        raise UsageError(
            f"{folder}: {there[0]} is there already; nothing was written. Choose another folder, or edit site.toml"
        )
    templates = Environment(  # noqa: S701 - Makefiles, timers, settings: no HTML
        loader=FileSystemLoader(_STARTER), undefined=StrictUndefined, keep_trailing_newline=True
    )
    templates.filters["toml"] = lambda text: json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
    templates.filters["shell"] = shlex.quote
    values = {
        "title": title,
        "url": url.rstrip("/") + "/",
        "description": " ".join((description or f"{title}: artiklar lesne av ei syntetisk røyst.").split()),
        "publisher": " ".join((publisher or title).split()),
        "folder": str(folder.resolve()),
        "program": shutil.which("audio-edition") or str(Path(sys.executable).with_name("audio-edition")),
    }
    with told(folder):
        (folder / "inbox").mkdir(parents=True, exist_ok=True)
    for template, name in FILES.items():
        write_whole(folder / name, templates.get_template(template).render(**values))
    return [folder / name for name in FILES.values()]
