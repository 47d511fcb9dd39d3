"""Grapheme to phoneme for Nynorsk: every word with its sounds and where they are known from."""

from .inventory import PHONEMES, split_ipa
from .phonemiser import Phonemiser, ipa_line, phonemise

__all__ = ["PHONEMES", "Phonemiser", "ipa_line", "phonemise", "split_ipa"]
