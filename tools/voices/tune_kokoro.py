"""How is Nynorsk best spelt for Kokoro? ASR round trip on our own sentences, one variant a row.

    python -m tools.voices.tune_kokoro --jobs 2                     # the voice as it is against espeak-ng's phonemes
    python -m tools.voices.tune_kokoro --jobs 2 --held-out          # the same on the sentences nothing was chosen on
    python -m tools.voices.tune_kokoro --jobs 2 --text tools/voices/data/unseen.txt   # or on others, one a line
    python -m tools.voices.tune_kokoro --jobs 2 --words             # and in which words espeak-ng's do better
    python -m tools.voices.tune_kokoro --variants all --json figures.json

A variant of data/kokoro_variants.toml changes the voice's symbol map, where stress stands, rate or style. Errors of a
variant are compared sentence by sentence with the first row: `better` and `worse` count sentences, and the interval is
a bootstrap over sentences (95 %). Needs espeak-ng for the baseline, and the listener (see listener.py). Transcripts
are kept in the cache folder, so a second run costs nothing. `search_kokoro.py` finds variants.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import tomllib
from collections.abc import Sequence
from pathlib import Path

from audio_edition.phonemise import Phonemiser
from audio_edition.phonemise.inventory import PUNCTUATION
from audio_edition.types import CastMember, Piece
from audio_edition.voices import load_voice
from tools.voices.booth import SENTENCES, Booth, Variant, held_out, make_variant, sentences
from tools.voices.ear import errors, errors_by_word

_VARIANTS = Path(__file__).parent / "data" / "kokoro_variants.toml"
ESPEAK = "espeak-ng nb"
_ESPEAK_MAP = {"ʉː": "yː", "ʉ": "ʊ", "ɹ": "ɹ"}
"""The one symbol of espeak-ng's `nb` that Kokoro lacks; the rest goes in as it is."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--variants", nargs="*", default=[], help="names in data/kokoro_variants.toml, or: all"
    )
    parser.add_argument("--sentences", type=int, help="only the first N")
    parser.add_argument("--held-out", action="store_true", help="only those that search_kokoro.py holds out")
    parser.add_argument("--text", type=Path, default=SENTENCES, help="sentences, one a line")
    parser.add_argument("--speaker", default="kumo")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    parser.add_argument("--show", action="store_true", help="print what was heard in every sentence")
    parser.add_argument("--words", action="store_true", help="print the words with the largest difference")
    options = parser.parse_args()
    table = tomllib.loads(_VARIANTS.read_text(encoding="utf-8"))
    names = list(table) if options.variants == ["all"] else options.variants
    if unknown := [name for name in names if name not in table]:
        raise SystemExit(f"no variant is called {unknown[0]}; variants: {', '.join(table)}")
    said = held_out() if options.held_out else sentences(options.text)
    said = said[: options.sentences]
    voice = load_voice("kokoro")
    base = CastMember(voice, voice.speakers[options.speaker])
    phonemiser = Phonemiser()
    variants = [
        make_variant("as it is", base, {}, phonemiser),
        *(make_variant(name, base, table[name], phonemiser) for name in names),
        _espeak(base, said),
    ]
    heard = Booth(options.jobs).heard([(variant, sentence) for variant in variants for sentence in said])
    rows: dict[str, list[tuple[int, int]]] = {}
    for number, variant in enumerate(variants):
        mine = heard[number * len(said) : (number + 1) * len(said)]
        rows[variant.name] = [errors(sentence, one) for sentence, one in zip(said, mine, strict=True)]
        if options.show:
            for sentence, one, (wrong, _) in zip(said, mine, rows[variant.name], strict=True):
                print(f"{variant.name}\t{wrong}\t{sentence}\t{one}")
        _print_row(variant.name, rows[variant.name], rows["as it is"])
    if options.words:
        _print_words(said, heard[: len(said)], heard[-len(said) :])
    ours, theirs = _rate(rows["as it is"]), _rate(rows[ESPEAK])
    print(
        f"\n{len(said)} sentences: CER(ours) / CER(espeak-ng phonemes) = {ours:.3f} / {theirs:.3f} = {ours / theirs:.2f}"
    )
    if options.json:
        options.json.write_text(
            json.dumps({name: _rate(row) for name, row in rows.items()}, indent=1), encoding="utf-8"
        )


def _espeak(base: CastMember, said: Sequence[str]) -> Variant:
    """The same voice fed with espeak-ng's phonemes, words and punctuation where they stand in the sentence."""
    spoken = {sentence: _espeak_symbols(sentence, base) for sentence in said}

    def pieces(sentence: str) -> tuple[Piece, ...]:
        speaker = base.speaker
        return (Piece(symbols=spoken[sentence], text=sentence, speaker=speaker.name, rate=speaker.rate),)

    return Variant(ESPEAK, base, pieces)


def _espeak_symbols(sentence: str, base: CastMember) -> tuple[str, ...]:
    """espeak-ng reads clause by clause and drops the punctuation: put it back as our words carry it."""
    symbols = ""
    clause = ""
    for character in sentence + "\0":
        if character in PUNCTUATION or character == "\0":
            if clause.strip():
                run = subprocess.run(
                    ["espeak-ng", "-v", "nb", "-q", "--ipa", clause],
                    capture_output=True,
                    text=True,
                    check=True,
                )
                symbols += (" " if symbols else "") + " ".join(run.stdout.split())
            symbols += character.strip("\0")
            clause = ""
        else:
            clause += character
    for theirs, kokoro in _ESPEAK_MAP.items():
        symbols = symbols.replace(theirs, kokoro)
    return tuple(symbols)


def _print_words(said: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> None:
    """Words in which one of the two has most errors more than the other, over all sentences."""
    counts: dict[str, list[int]] = {}
    for sentence, one, other in zip(said, ours, theirs, strict=True):
        pairs = zip(errors_by_word(sentence, one), errors_by_word(sentence, other), strict=True)
        for (word, mine), (_, its) in pairs:
            count = counts.setdefault(word, [0, 0, 0])
            count[0], count[1], count[2] = count[0] + 1, count[1] + mine, count[2] + its
    ranked = sorted(counts.items(), key=lambda item: item[1][2] - item[1][1])
    print(f"\n{'word':16}{'times':>6}{'ours':>6}{'espeak-ng':>11}")
    for word, (times, mine, its) in [*ranked[:20], *ranked[-20:]]:
        print(f"{word:16}{times:6}{mine:6}{its:11}")


def _rate(row: Sequence[tuple[int, int]]) -> float:
    return sum(wrong for wrong, _ in row) / sum(length for _, length in row)


def _print_row(name: str, row: Sequence[tuple[int, int]], first: Sequence[tuple[int, int]]) -> None:
    better = sum(a[0] < b[0] for a, b in zip(row, first, strict=True))
    worse = sum(a[0] > b[0] for a, b in zip(row, first, strict=True))
    rng = random.Random(1)
    ratios = []
    for _ in range(1000):
        drawn = [rng.randrange(len(row)) for _ in row]
        below = _rate([first[index] for index in drawn])
        ratios.append(_rate([row[index] for index in drawn]) / below if below else 1.0)
    ratios.sort()
    print(
        f"{name:24} CER {_rate(row):.3f}  x{_rate(row) / (_rate(first) or 1):.2f} "
        f"[{ratios[25]:.2f}, {ratios[975]:.2f}]  better {better:2} worse {worse:2}",
        flush=True,
    )


if __name__ == "__main__":
    main()
