"""Names and words from abroad, read as a Norwegian newsreader would: one table of letter rules a language.

`guess_language` tells the language of origin by the letters alone; `read_foreign` applies a language's
table (`data/<language>.tsv`).
"""

from __future__ import annotations

from . import origin
from .guess import guess_language
from .letter_groups import likely_language
from .reader import languages, read_foreign

__all__ = ["guess_language", "languages", "likely_language", "origin", "read_foreign"]
