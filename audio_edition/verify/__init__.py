"""What is wrong with a finished edition: its files, its sound, its texts, and with ASR also its words."""

from audio_edition.verify.edition import verify_edition
from audio_edition.verify.finding import Finding

__all__ = ["Finding", "verify_edition"]
