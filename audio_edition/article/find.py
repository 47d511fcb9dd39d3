"""The articles of a folder."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from audio_edition.disk import is_folder
from audio_edition.errors import ArticleError

SUFFIXES = (".txt", ".html", ".htm", ".md", ".markdown", ".docx", ".epub", ".pdf", ".eml")
_NOT_ARTICLES = ("readme", "license", "licence", "changelog", "contributing", "requirements", "notice")


def find_articles(path: Path) -> list[Path]:
    """`path` itself when it is a file, else every article in it and its subfolders, sorted by path.

    Hidden files, README and the like, and the folders of finished editions are left out. Raises ArticleError for
    a path that is missing or a folder without articles.
    """
    return [Path(name) for name in articles_in(path)]


def articles_in(path: Path) -> Iterator[str]:
    """As `find_articles`, one path at a time: there may be a hundred thousand."""
    if path.is_file():
        yield str(path)
        return
    if not path.is_dir():
        raise ArticleError(f"{path}: there is no such file or folder")
    root = "" if path == Path() else f"{str(path).rstrip(os.sep)}{os.sep}"
    found = False
    waiting = [(root, iter(_names_in(str(path))))]
    while waiting:
        folder, names = waiting[-1]
        for name, holds_more in names:
            if holds_more:
                below = f"{folder}{name}"
                waiting.append((f"{below}{os.sep}", iter(_names_in(below))))
                break
            found = True
            yield f"{folder}{name}"
        else:
            waiting.pop()
    if not found:
        raise ArticleError(
            f"{path}: no articles in this folder; an article is a file in {', '.join(SUFFIXES)}"
        )


def _names_in(folder: str) -> Iterator[tuple[str, bool]]:
    """(name, whether it is a folder) of the articles and folders in a folder, sorted; nothing of an edition's."""
    names, folders = [], set()
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                name = entry.name
                if name.startswith("."):
                    continue
                if is_folder(entry):
                    if not entry.is_symlink():
                        names.append(name)
                        folders.add(name)
                    continue
                if name == "edition.json":
                    return
                stem, suffix = os.path.splitext(name)  # noqa: PTH122
                if suffix.lower() in SUFFIXES and stem.lower() not in _NOT_ARTICLES:
                    names.append(name)
    except OSError:  # what cannot be looked into is handed on as it is, and who reads it says what is wrong
        yield "", False
        return
    names.sort()
    for name in names:
        yield name, name in folders


def no_such_file(name: str) -> str:
    """The sentence for a path that is not there, or for an address in the place of a path."""
    if re.match(r"https?:/", name):
        return f"{name}: is an address, not a file; fetch the page first: curl -sL ADDRESS | audio-edition make - --out DIR"
    return f"{name}: there is no such file or folder"
