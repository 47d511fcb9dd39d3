"""Read all listed stems by the rules and keep what they give: `python -m tools.language.read_stems`.

To be run when a table or rule of `audio_edition/phonemise` has been changed: `data/stems_read.tsv` is what makes known words quick.
"""

from __future__ import annotations

import sys

from audio_edition.phonemise import native, stems_read
from audio_edition.phonemise.phonemiser import common_words
from audio_edition.phonemise.sounds import SEAM
from audio_edition.phonemise.stems import Stems, kinds_of_stems
from audio_edition.phonemise.stems_read import Kept


def readings() -> dict[str, Kept]:
    """The readings of the stems that our lexicon does not hold, by the rules alone."""
    known = common_words()
    stems = Stems(known, native.read_stem)
    kept = {}
    for stem in kinds_of_stems():
        base = stems.get(stem)
        if stem in known or base is None:
            continue
        parts = native.parts(stem, stems) if SEAM in base.sounds.text else ()
        kept[stem] = Kept(base.sounds, parts)
    return kept


def main() -> int:
    """Write the table."""
    found = readings()
    part = stems_read.TABLE.with_suffix(".part")
    part.write_text(stems_read.written(found), encoding="utf-8")
    part.replace(stems_read.TABLE)
    print(f"{len(found)} stems", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
