"""Signing a whole edition: which of its files, and what is claimed of them."""

from __future__ import annotations

from pathlib import Path

from audio_edition.provenance.certificate import load_credentials
from audio_edition.provenance.claim import WATERMARK, Claim
from audio_edition.provenance.signature import TYPES, sign
from audio_edition.types import Article, Cast


class EditionSigner:
    """Holds a certificate and its key, read once a run."""

    def __init__(self, certificate: Path | None, key: Path | None) -> None:
        """Paths of two PEM files. Raises SettingsError for what cannot be used."""
        self._credentials = load_credentials(certificate, key)

    def sign(self, folder: Path, article: Article, article_sha256: str, cast: Cast, *, marked: bool) -> None:
        """Sign every finished sound file in `folder` that can be. `marked`: the sound has the inaudible mark."""
        voices = {f"{member.voice.id}:{member.speaker.name}": None for member in cast.values()}
        claim = Claim(
            title=article.title,
            article_sha256=article_sha256,
            article_url=article.url,
            language=article.language,
            voices=tuple(voices),
            watermark=WATERMARK if marked else None,
        )
        for path in sorted(folder.rglob("*")):
            if path.suffix in TYPES:
                sign(path, claim, self._credentials)
