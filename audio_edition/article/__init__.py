"""Reading: bytes of a text, a web page or a Markdown file → `Article`, every block with its role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audio_edition.article.find import find_articles
from audio_edition.article.leave_out import leave_out

if TYPE_CHECKING:
    from audio_edition.article.read import read_article

__all__ = ["find_articles", "leave_out", "read_article"]


def __getattr__(name: str) -> object:
    if name != "read_article":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from audio_edition.article.read import read_article  # late: finding articles needs none of the rules

    return read_article
