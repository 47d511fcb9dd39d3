"""Grapheme to phoneme for Nynorsk: every word with its sounds and where they are known from."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audio_edition.phonemise.inventory import PHONEMES, split_ipa
    from audio_edition.phonemise.phonemiser import Phonemiser, ipa_line, phonemise

_HOMES = {
    "PHONEMES": "audio_edition.phonemise.inventory",
    "Phonemiser": "audio_edition.phonemise.phonemiser",
    "ipa_line": "audio_edition.phonemise.phonemiser",
    "phonemise": "audio_edition.phonemise.phonemiser",
    "split_ipa": "audio_edition.phonemise.inventory",
}
"""Imported when they are asked for: who needs one module does not pay for all."""

__all__ = ["PHONEMES", "Phonemiser", "ipa_line", "phonemise", "split_ipa"]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
