"""The articles of a folder."""

from __future__ import annotations

import os
from pathlib import Path

from audio_edition.errors import ArticleError

SUFFIXES = (".txt", ".html", ".htm", ".md", ".markdown", ".docx", ".epub", ".pdf", ".eml")
_NOT_ARTICLES = ("readme", "license", "licence", "changelog", "contributing", "requirements", "notice")


def find_articles(path: Path) -> list[Path]:
    """`path` itself when it is a file, else every article in it and its subfolders, sorted by path.

    Hidden files, README and the like, and the folders of finished editions are left out. Raises ArticleError for
    a path that is missing or a folder without articles.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise ArticleError(f"{path}: there is no such file or folder")
    found = []
    for folder, subfolders, files in os.walk(path):
        if "edition.json" in files:
            subfolders.clear()
            continue
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        for name in files:
            stem, suffix = os.path.splitext(name)  # noqa: PTH122
            if suffix.lower() in SUFFIXES and not name.startswith(".") and stem.lower() not in _NOT_ARTICLES:
                found.append(Path(folder) / name)
    if not found:
        raise ArticleError(
            f"{path}: no articles in this folder; an article is a file in {', '.join(SUFFIXES)}"
        )
    return sorted(found)
