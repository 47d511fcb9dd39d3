"""An article that comes in another file than text: its blocks, what it tells of itself, and its texts in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from audio_edition.article.draft import DraftArticle
from audio_edition.article.metadata import Metadata

Container = Literal["docx", "epub", "pdf", "mail", "feed"]


@dataclass(slots=True)
class OpenedDocument:
    """A document opened: its blocks without their last labels, what it tells of itself, and its texts in order."""

    kind: Container
    reading: DraftArticle
    metadata: Metadata = field(default_factory=Metadata)
    texts: list[str] = field(default_factory=list)
    """Every text of the source, as the blocks must hold it."""
