"""How well are Nynorsk words sounded, by our program and by others? One table: phones, stress, tone.

    python benchmarks/nynorsk/sounds.py [--wikipron FILE] [--markdown] [--wrong N]

Our own sets (`tests/phonemise/sets`, words; `tests/phonemise/people`, names from abroad; `tests/phonemise/cases/tones.tsv`)
were written before anyone saw what the program makes of them; what was mended afterwards counts as mended, so ours is a
figure of regression. FILE is WikiPron's list of Norwegian Nynorsk (CC BY-SA, not ours to ship): word, tab, phones parted
by spaces, several rows a word. Its dialects are mixed, so nobody reaches 0.

Peers: espeak-ng's voice `nb` where the program is installed; g2p2 (`pip install g2p2`) where its model for `nn` or `no` is.
Sounds are folded broadly for all alike (`fold`): length, r + t/d/n/l/s, open and closed vowels, ə and e do not count.
"""

from __future__ import annotations

import argparse
import datetime
import importlib
import importlib.metadata
import platform
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from audio_edition.phonemise import Phonemiser

TESTS = Path(__file__).parent.parent.parent / "tests" / "phonemise"
VOWELS = "iyueøoaæʉ"
SAME = (
    ("g", "ɡ"), ("ɳ", "rn"), ("ʈ", "rt"), ("ɖ", "rd"), ("ɭ", "rl"), ("ʋ", "v"), ("w", "v"), ("ʁ", "r"), ("ɾ", "r"), ("ɹ", "r"),
    ("ɽ", "l"), ("ɫ", "l"), ("ɲ", "nj"), ("ʎ", "lj"), ("ʝ", "j"), ("ɟ", "j"), ("x", "ç"), ("ɕ", "ʃ"), ("ʂ", "ʃ"), ("ɧ", "ʃ"), ("ʒ", "ʃ"),
    ("z", "s"), ("rs", "ʃ"), ("rʃ", "ʃ"), ("ʃl", "sl"), ("nk", "ŋk"), ("nɡ", "ŋɡ"), ("ŋɡ", "ŋ"),
    ("ɑ", "a"), ("ɐ", "a"), ("ʌ", "a"), ("ɪ", "i"), ("ʏ", "y"), ("ʊ", "u"), ("ɔ", "o"), ("ɒ", "o"), ("ɛ", "e"), ("ə", "e"), ("ɜ", "e"),
    ("œ", "ø"), ("æʉ", "øu"), ("eʉ", "øu"), ("æʊ", "øu"), ("æi", "ei"), ("æj", "ei"), ("ej", "ei"), ("øj", "øy"), ("oj", "oy"),
    ("aj", "ai"), ("æ", "e"),
)  # fmt: skip
Scores = dict[str, tuple[float, int]]
"""Task to (figure, of how many)."""


@dataclass(frozen=True)
class Reader:
    name: str
    read: Callable[[Sequence[str]], list[str]]
    """Words or names to IPA, with ˈ before the stressed syllable and ¹ or ² where the reader knows tones."""


def fold(ipa: str) -> str:
    """The sounds that count, without stress, length and tone."""
    plain = re.sub(
        r"[\u0300-\u036fˈˌ¹²ːˑ.\s'|-]", "", unicodedata.normalize("NFD", ipa.replace("ç", "\ue000"))
    )
    plain = plain.replace("\ue000", "ç").replace("ʧ", "tʃ").replace("ʤ", "dʃ")
    for one, other in SAME:
        plain = plain.replace(one, other)
    return re.sub(r"(.)\1", r"\1", plain)


def stressed(ipa: str) -> int:
    """Which syllable has the main stress; 0 for a word of one."""
    before, mark, _ = ipa.partition("ˈ")
    return len(re.findall(f"[{VOWELS}]+", fold(before))) if mark else 0


def distance(said: str, wanted: str) -> int:
    row = list(range(len(wanted) + 1))
    for i, one in enumerate(said, 1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(wanted, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (one != other))
    return row[-1]


def readers() -> Iterator[Reader]:
    """Ours, and every peer that is installed."""
    ours = Phonemiser()
    version = importlib.metadata.version("audio-edition")
    yield Reader(
        f"Audio Edition {version}",
        lambda texts: [" ".join(word.ipa for word in ours.words(text)) for text in texts],
    )
    if shutil.which("espeak-ng"):
        told = subprocess.run(["espeak-ng", "--version"], capture_output=True, text=True, check=True).stdout
        yield Reader(f"espeak-ng nb {told.split()[3]}", _espeak)
    try:
        g2p2 = importlib.import_module("g2p2")
        language = next(code for code in ("nn", "no", "nb") if _has_model(g2p2, code))
    except (ImportError, StopIteration):
        return
    yield Reader(
        f"g2p2 {language} {importlib.metadata.version('g2p2')}",
        lambda texts: [
            " ".join(g2p2.phonemize(word, language=language) for word in text.split()) for text in texts
        ],
    )


def _espeak(texts: Sequence[str]) -> list[str]:
    given = "\n\n".join(text.replace("-", " ") for text in texts)
    said = subprocess.run(
        ["espeak-ng", "-v", "nb", "-q", "--ipa"], input=given, capture_output=True, text=True, check=True
    ).stdout.strip("\n")
    lines = [line.strip() for line in said.split("\n") if line.strip()]
    if len(lines) != len(texts):  # a line was joined or parted: one by one
        lines = [
            subprocess.run(
                ["espeak-ng", "-v", "nb", "-q", "--ipa", text], capture_output=True, text=True, check=True
            ).stdout.strip()
            for text in texts
        ]
    return lines


def _has_model(g2p2: object, language: str) -> bool:
    """Whether a model lies on this machine; nothing is downloaded here."""
    path = getattr(g2p2, "model_path", None)
    try:
        return path is not None and Path(str(path(language))).is_file()
    except Exception:  # a peer may refuse a language in any way it likes
        return False


def own_sets() -> dict[str, list[tuple[str, list[str]]]]:
    """Task to (word, accepted IPA)."""
    found: dict[str, list[tuple[str, list[str]]]] = {}
    for folder, task in (("sets", "words"), ("people", "names")):
        for path in sorted((TESTS / folder).glob("*.tsv")):
            for line in path.read_text(encoding="utf-8").splitlines():
                if line.startswith("#"):
                    continue
                text, ipa = line.split("\t")[:2]
                if task == "words":
                    abroad = path.stem == "foreign_names"
                    found.setdefault("names" if abroad else task, []).append((text, ipa.split("|")))
                    continue
                parts, cells = text.split(" "), ipa.split(" ")
                found.setdefault(task, []).extend(
                    (part, cell.split("|"))
                    for part, cell in zip(parts, cells, strict=True)
                    if part[0].isupper()
                )
    return found


def score(reader: Reader, wikipron: Path | None, wrong: int) -> Scores:
    scores: Scores = {}
    for task, rows in own_sets().items():
        said = reader.read([text for text, _ in rows])
        errors = phones = right = stress = 0
        for ipa, (text, variants) in zip(said, rows, strict=True):
            best = min(variants, key=lambda one: distance(fold(ipa), fold(one)))
            off = distance(fold(ipa), fold(best))
            errors += off
            phones += len(fold(best))
            right += not off
            stress += any(stressed(ipa) == stressed(one) for one in variants)
            if off and wrong > 0:
                print(reader.name, text, ipa, best)
                wrong -= 1
        scores[f"{task}: phone error"] = (errors / phones, len(rows))
        scores[f"{task}: right"] = (right / len(rows), len(rows))
        scores[f"{task}: stress"] = (stress / len(rows), len(rows))
    tones = [
        line.split("\t")[:2]
        for line in (TESTS / "cases" / "tones.tsv").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    said = reader.read([word for word, _ in tones])
    marks = [
        (re.findall("[¹²]", ipa)[:1], re.findall("[¹²]", wanted)[:1])
        for ipa, (_, wanted) in zip(said, tones, strict=True)
    ]
    scores["tone"] = (sum(one == other for one, other in marks) / len(marks), len(marks))
    if wikipron is not None:
        scores |= _wikipron(reader, wikipron)
    return scores


def _wikipron(reader: Reader, path: Path) -> Scores:
    variants: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if "\t" in line:
            word, ipa = line.split("\t")[:2]
            variants.setdefault(word, []).append(ipa)
    said = reader.read(list(variants))
    errors = phones = tones = tones_right = 0
    for ipa, wanted in zip(said, variants.values(), strict=True):
        off, length = min((distance(fold(ipa), fold(one)), len(fold(one))) for one in wanted)
        errors += off
        phones += length
        agreed = {mark for one in wanted for mark in re.findall("[¹²]", one)[:1]}
        mine = re.findall("[¹²]", ipa)[:1]
        if len(agreed) == 1 and mine:
            tones += 1
            tones_right += mine[0] in agreed
    return {
        "WikiPron: phone error": (errors / phones, len(variants)),
        "WikiPron: tone": (tones_right / tones if tones else 0.0, tones),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--wikipron", type=Path, help="WikiPron's list, if you have it")
    parser.add_argument("--markdown", action="store_true", help="a table for documentation")
    parser.add_argument("--wrong", type=int, default=0, help="so many wrong words of each reader are shown")
    options = parser.parse_args()
    columns = {reader.name: score(reader, options.wikipron, options.wrong) for reader in readers()}
    print(f"Nynorsk sounds, {datetime.date.today()}, Python {platform.python_version()}\n")
    tasks = list(next(iter(columns.values())))
    counts = next(iter(columns.values()))
    if options.markdown:
        print("| | " + " | ".join(columns) + " |\n|" + "---|" * (len(columns) + 1))
    for task in tasks:
        cells = [f"{found[task][0]:.1%}" if found[task][1] else "none" for found in columns.values()]
        label = f"{task} ({counts[task][1]})"
        if options.markdown:
            print(f"| {label} | " + " | ".join(cells) + " |")
        else:
            print(f"{label:32}", *(f"{cell:>10}" for cell in cells))
    if not options.markdown:
        print("\n" + ", ".join(columns))


if __name__ == "__main__":
    main()
