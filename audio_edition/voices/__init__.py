"""Voices: what they are (voice.toml), whether they are ready, who is in the cast, and how words become their
symbols. See voices/README.md for the file that describes one.
"""

from __future__ import annotations

from audio_edition.voices.cast import build_cast, build_fallback, load_member, load_voice
from audio_edition.voices.catalogue import VoiceStatus, find_voice, list_voices
from audio_edition.voices.files import model_digest, model_file, why_not_ready
from audio_edition.voices.pieces import to_pieces
from audio_edition.voices.symbols import check_vocabulary

__all__ = [
    "VoiceStatus",
    "build_cast",
    "build_fallback",
    "check_vocabulary",
    "find_voice",
    "list_voices",
    "load_member",
    "load_voice",
    "model_digest",
    "model_file",
    "to_pieces",
    "why_not_ready",
]
