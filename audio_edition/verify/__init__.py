"""What is wrong with a finished edition: its files, its sound, its texts, and with ASR also its words."""

from audio_edition.finding import Finding
from audio_edition.verify.edition import verify_edition

__all__ = ["Finding", "verify_edition"]
