"""What an edition's sound is given so that a machine can tell who spoke: the settings `sign` and `watermark`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from audio_edition.errors import EngineUnavailable
from audio_edition.settings import Settings
from audio_edition.types import Article, Cast

if TYPE_CHECKING:
    from audio_edition.provenance.signing import EditionSigner
    from audio_edition.provenance.watermark import Watermark


class Marks:
    """Certificate and watermark of a run, ready before anything is spoken; nothing where neither is asked for."""

    def __init__(self, settings: Settings) -> None:
        """Raises SettingsError for a certificate or key that cannot be used, EngineUnavailable for a missing package."""
        self._signer: EditionSigner | None = None
        self._watermark: Watermark | None = None
        try:
            if settings.sign:
                from audio_edition.provenance import signing

                self._signer = signing.EditionSigner(settings.certificate, settings.signing_key)
            if settings.watermark:
                from audio_edition.provenance import watermark

                self._watermark = watermark.Watermark()
        except ImportError as error:
            raise EngineUnavailable(
                f"signing and watermarks need the Python module {error.name}; "
                "do: pip install 'audio-edition[provenance]'"
            ) from error

    def put(self, wav_path: Path) -> bool:
        """Mark the joined sound, before it is levelled and encoded; whether that changed it."""
        if self._watermark is not None:
            self._watermark.put(wav_path)
        return self._watermark is not None

    def sign(self, folder: Path, article: Article, article_sha256: str, cast: Cast) -> None:
        """Sign every finished sound file in `folder` that can be; the last thing that is done to them."""
        if self._signer is not None:
            self._signer.sign(folder, article, article_sha256, cast, marked=self._watermark is not None)
