"""Templates, styles and programs of pages, by their names."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent.parent
FOLDERS = ("page/templates", "site/templates", "book/templates")
"""Where they lie, relative to the package."""


@cache
def asset(name: str) -> str:
    """The text of a style or a program by its name."""
    for folder in FOLDERS:
        path = PACKAGE / folder / name
        if path.is_file():
            return path.read_text(encoding="utf-8")
    raise FileNotFoundError(name)


@cache
def looks() -> str:
    """Digest of everything that pages are made of besides their values."""
    digest = hashlib.blake2b(digest_size=16)
    for folder in (*FOLDERS, "page/data"):
        for path in sorted((PACKAGE / folder).rglob("*.*")):
            digest.update(path.read_bytes())
    digest.update((Path(__file__).parent / "rendering.py").read_bytes())
    return digest.hexdigest()
