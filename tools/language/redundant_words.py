"""Which entries of our word tables the rules would give anyway: `python -m tools.language.redundant_words`.

Each entry of `data/words_*.tsv` is read once more as if it did not stand there. `--rewrite` takes the entries
out whose reading does not change; a stem that other entries rest on is looked at with all the rest in place.
"""

from __future__ import annotations

import sys
from pathlib import Path

from audio_edition.phonemise import native, unknown
from audio_edition.phonemise.lexicon import Lexicon, builtin
from audio_edition.phonemise.stems import Stems
from audio_edition.phonemise.tables import FOLDER


def redundant(path: Path) -> list[tuple[str, str]]:
    """(word, IPA) of the entries of a word table that endings, seams and letter rules give by themselves."""
    entries = {entry.word: entry.ipa for entry in builtin() if entry.word.islower()}
    found = []
    for entry in Lexicon.parse(path.read_bytes(), path.name):
        ipa = entries.pop(entry.word)
        stems = Stems(entries, native.read_stem)
        reading = native.known(entry.word, stems) or unknown.by_rules(entry.word, stems)
        if reading is not None and reading.ipa == ipa:
            found.append((entry.word, ipa))
        entries[entry.word] = ipa
    return found


def main(arguments: list[str]) -> int:
    """List the redundant entries of every word table; with `--rewrite` take them out."""
    total = 0
    for path in sorted(FOLDER.glob("words_*.tsv")):
        found = dict(redundant(path))
        total += len(found)
        for word, ipa in found.items():
            print(f"{path.name}\t{word}\t{ipa}")
        if "--rewrite" in arguments and found:
            lines = path.read_text(encoding="utf-8").split("\n")
            kept = [line for line in lines if line.partition("\t")[0] not in found]
            path.with_suffix(".part").write_text("\n".join(kept), encoding="utf-8")
            path.with_suffix(".part").replace(path)
    print(f"{total} entries are what the rules give", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
