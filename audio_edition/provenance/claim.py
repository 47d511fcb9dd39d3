"""What a signed file says about itself, as a C2PA manifest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import audio_edition

LABEL = "no.audio-edition.edition"
"""Label of the assertion that is ours; the others are those of the C2PA specification 2."""
WATERMARK = "resemble-perth implicit 250000"
"""Name of the inaudible mark: package, network and training step."""
SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
"""IPTC's word for what a trained model has made; the same stands in the tags, the feed and the page."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What is signed: which sound, made of what, by what."""

    title: str
    article_sha256: str
    """Of the article's bytes as they were read."""
    article_url: str | None
    language: str
    voices: tuple[str, ...]
    """`ID:SPEAKER` of all who speak."""
    watermark: str | None
    """Name of the inaudible mark, where the sound has one."""

    def manifest(self) -> dict[str, Any]:
        """The manifest definition that c2pa's `Builder` takes."""
        program = {"name": "Audio Edition", "version": audio_edition.__version__}
        created: dict[str, Any] = {
            "action": "c2pa.created",
            "digitalSourceType": SOURCE_TYPE,
            "softwareAgent": program,
            "description": "Read aloud from a written article by a synthetic voice.",
        }
        actions = [created]
        if self.watermark is not None:
            actions.append({"action": "c2pa.watermarked.unbound", "softwareAgent": {"name": self.watermark}})
        edition = {
            "article": {"sha256": self.article_sha256, "url": self.article_url, "language": self.language},
            "voices": list(self.voices),
            "program": program,
        }
        return {
            "claim_generator_info": [program],
            "title": self.title,
            "assertions": [
                {"label": "c2pa.actions.v2", "data": {"actions": actions}},
                {"label": LABEL, "data": edition},
            ],
        }
