"""From an article to the script of its edition: who says what, in which order, in which chapter."""

from audio_edition.script.limits import limits_met
from audio_edition.script.write import write_script

__all__ = ["limits_met", "write_script"]
