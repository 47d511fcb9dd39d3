"""Does time grow with length and no faster? From the sentence to its sounds, on rows of one pattern.

    python benchmarks/bench_linear.py [--words] [PATTERN]...

Sentence splitting, normalisation and pronunciation; with `--words` the first two alone. Each pattern is repeated to 1,000, 10,000 and 100,000 characters. Printed: seconds of CPU for each, and how many times
longer the last took than ten times the middle one; above 3 it is marked. Without arguments it takes the list below.
"""

from __future__ import annotations

import sys
import time

from audio_edition.normalise import Normaliser
from audio_edition.phonemise import Phonemiser
from audio_edition.script.sentences import sentence_spans

SIZES = (1_000, 10_000, 100_000)
PATTERNS = (
    "A. ", "A.", "A. A. A. ", "I", "I ", "X. ", "a", "a ", "ab-", "1", "1 ", "1. ", "1.", "1, ", "1,", "1-", "1–", "1/", "1:", "1 000 ",
    "12.", "12:", "12 34 ", "0", "2014 ", "2014–", "3–1 ", "½", "²", "10²", "@", "@²", "#a ", "a@a", "a.no ", "http://a", "www.", "kr ", "kr. ",
    "kr. 5 ", "5 kr. ", "5 kr ", "5 kg. ", "%", "% ", "§", "§ 5 ", "(", ")", "()", "(1) ", "[1]", "[", "{", "{a|b}", "«", "»", "«a» ", '"', "'", "' ", "a' ",
    "’", "–", "– ", "-", "- ", "…", "... ", "? ", "! ", "!?", ".", ",", ";", ":", ": ", ":) ", "/", "a/", "A/", "&", "&amp;", "&#", "<", "<b>", "<b", "=", "= ", "+", "×", "° ", "5° ",
    "NRK ", "NRK-", "NRKs ", "EU's ", "TIL ", "VOSS I ", "f.eks. ", "f. eks. ", "t.d. ", "nr. 5 ", "no. ", "no. 5 ", "tom. 5 ", "mill. ", "jan. ", "5. mai ", "5.5. ", "5/5 ",
    "Harald V ", "Harald V. ", "IV ", "II.", "Mos ", "1. Mos 1,1 ", "Δ", "Δx ", "α-", "K ", "5 K ", "TV 2s ", "E39 ", "A-1 ", "1) ", "a) ", "ein og to ", "og ", "Han kom. ", "Han kom.Ho ",
    "\u00ad", "\u200b", "\u00a0", "\n", " \n", "\t", "  ", "😀", "😀 ", "ж", "中", "中 ", "é", "e\u0301", "Ａ", "①", "Ⅷ", "a\u0000", "_", "__", "*", "**", "~", "~5 ", "|", "\\", "^", "10^6 ", "F o l k ", "A B C ", "22 33 44 55 ",
    "kl. 14.30 ", "14.30 ", "14:30:15 ", "100,- ", ",-/mnd. ", "20-åra ", "20 åra ", "3x10 ", "m/t ", "5 m/s ", "H.M. ", "USDNOK ", "hus",  "ABCDE", "bAb",
)  # fmt: skip


def measure(normaliser: Normaliser, phonemiser: Phonemiser | None, pattern: str, size: int) -> float:
    """Seconds of CPU for a text of `size` characters, as an edition reads it."""
    text = (pattern * (size // len(pattern) + 1))[:size]
    begin_s = time.process_time()
    for start, end in sentence_spans(text):
        spoken = normaliser.normalise(text[start:end])
        if phonemiser is not None:
            phonemiser.words(spoken.text)
    return time.process_time() - begin_s


def main() -> None:
    normaliser = Normaliser()
    normaliser.normalise("Kl. 14.30 kom 15 000 kr. til NRK [1].")
    phonemiser = None if "--words" in sys.argv else Phonemiser()
    if phonemiser is not None:
        phonemiser.words("ferja")
    patterns = [argument for argument in sys.argv[1:] if argument != "--words"] or PATTERNS
    worst_s = worst_growth = 0.0
    for pattern in patterns:
        times_s = [measure(normaliser, phonemiser, pattern, size) for size in SIZES[:2]]
        if times_s[-1] > 4:
            print(f"{pattern!r:16} {times_s[0]:8.3f} {times_s[1]:8.3f}  too slow for more  <<<")
            continue
        times_s.append(measure(normaliser, phonemiser, pattern, SIZES[2]))
        growth = times_s[2] / max(10 * times_s[1], 0.02)
        worst_s, worst_growth = max(worst_s, times_s[2]), max(worst_growth, growth)
        mark = "  <<<" if growth > 3 or times_s[2] > 5 else ""
        print(
            f"{pattern!r:16} {' '.join(f'{value_s:8.3f}' for value_s in times_s)}  x{growth:.1f}{mark}",
            flush=True,
        )
    print(
        f"{len(patterns)} patterns; slowest {worst_s:.2f} s for {SIZES[2]:,} characters, worst growth x{worst_growth:.1f}"
    )


if __name__ == "__main__":
    main()
