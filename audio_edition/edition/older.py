"""Manifests of older formats, brought to the form of today."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from audio_edition.fault import from_words

_ARTICLE = (
    "slug", "title", "language", "publisher", "byline", "published", "modified", "section", "url", "source",
    "source_format", "images",
)  # fmt: skip


def upgraded(document: dict[str, Any]) -> dict[str, Any]:
    """A document of format 1 in the form of format 2; what is of neither is given back as it is.

    In format 1 a fault was words alone, and the first editions had no `article` table beside its keys.
    """
    if document.get("format") != 1:
        return document
    new = document | {"format": 2}
    new.setdefault("article", {key: document[key] for key in _ARTICLE if key in document})
    new["sections"] = [
        _with_faults(section) | {"sentences": [_with_faults(sentence) for sentence in section["sentences"]]}
        for section in document.get("sections", ())
    ]
    return new


def _with_faults(part: dict[str, Any]) -> dict[str, Any]:
    return part | {
        "faults": [asdict(from_words(fault)) if isinstance(fault, str) else fault for fault in part["faults"]]
    }
