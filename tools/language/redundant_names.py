"""Names of our own that the rules would give anyway: `python -m tools.language.redundant_names`.

They do no harm, and a name that is written down is not listed as unknown; but each is a line to keep right.
(`redundant.py` looks at the tables of words, where endings and compounds rest on the entries.)
"""

from __future__ import annotations

from collections.abc import Iterator

from audio_edition.phonemise.lexicon import Lexicon, LexiconEntry, builtin
from audio_edition.phonemise.phonemiser import Phonemiser


def redundant(entries: Iterator[LexiconEntry] | None = None) -> Iterator[LexiconEntry]:
    """The one-word names that are read the same, tone included, by all that follows our lexicon."""
    bare = Phonemiser()
    bare._ours = Lexicon()
    for entry in entries if entries is not None else builtin():
        if entry.word[:1].isupper() and " " not in entry.word and "-" not in entry.word:
            said = bare.words(entry.word)
            if len(said) == 1 and said[0].ipa == entry.ipa:
                yield entry


if __name__ == "__main__":
    for found in redundant():
        print(found.where, found.word, found.ipa, sep="\t")
