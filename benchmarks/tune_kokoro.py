"""How is Nynorsk best spelt for Kokoro? ASR round trip on our own sentences, one variant a row.

    python benchmarks/tune_kokoro.py                     # the voice as it is against espeak-ng's phonemes
    python benchmarks/tune_kokoro.py --variants all      # every variant of data/kokoro_variants.toml
    python benchmarks/tune_kokoro.py --variants tone r_trill --sentences 24

A variant changes the voice's symbol map, where stress stands, rate or style. Errors of a variant are compared
sentence by sentence with the first row: `better` and `worse` count sentences, and the interval is a bootstrap over
sentences (95 %). Needs espeak-ng for the baseline, and the listener (see listener.py). Transcripts are kept in the
cache folder, so a second run costs nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import subprocess
import sys
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from listener import Listener, errors

from audio_edition.audio.trim import trim
from audio_edition.engines import engine_version, load_engine
from audio_edition.phonemise import Phonemiser
from audio_edition.phonemise.inventory import PUNCTUATION
from audio_edition.settings import cache_folder
from audio_edition.types import CastMember, Piece, Speaker
from audio_edition.voices import load_voice, to_pieces

_DATA = Path(__file__).parent / "data"
ESPEAK = "espeak-ng nb"
_ESPEAK_MAP = {"ʉː": "yː", "ʉ": "ʊ", "ɹ": "ɹ"}
"""The one symbol of espeak-ng's `nb` that Kokoro lacks; the rest goes in as it is."""


@dataclass(frozen=True)
class Variant:
    """One way to spell and to speak."""

    name: str
    member: CastMember
    rate: float
    pieces: Callable[[str], tuple[Piece, ...]]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--variants", nargs="*", default=[], help="names in data/kokoro_variants.toml, or: all"
    )
    parser.add_argument("--sentences", type=int, help="only the first N")
    parser.add_argument("--speaker", default="kumo")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    parser.add_argument("--show", action="store_true", help="print what was heard in every sentence")
    options = parser.parse_args()
    table = tomllib.loads((_DATA / "kokoro_variants.toml").read_text(encoding="utf-8"))
    names = list(table) if options.variants == ["all"] else options.variants
    if unknown := [name for name in names if name not in table]:
        raise SystemExit(f"no variant is called {unknown[0]}; variants: {', '.join(table)}")
    sentences = _sentences()[: options.sentences]
    voice = load_voice("kokoro")
    base = CastMember(voice, voice.speakers[options.speaker])
    phonemiser = Phonemiser()
    variants = [
        _variant("as it is", base, {}, phonemiser),
        *(_variant(n, base, table[n], phonemiser) for n in names),
    ]
    booth = Booth(options.threads)
    rows: dict[str, list[tuple[int, int]]] = {}
    for variant in [*variants, _espeak(base, sentences)]:
        rows[variant.name] = []
        for sentence in sentences:
            heard = booth.heard(variant, sentence)
            rows[variant.name].append(errors(sentence, heard))
            if options.show:
                print(f"{variant.name}\t{rows[variant.name][-1][0]}\t{sentence}\t{heard}")
        _print_row(variant.name, rows[variant.name], rows["as it is"])
    ours, theirs = _rate(rows["as it is"]), _rate(rows[ESPEAK])
    print(
        f"\n{len(sentences)} sentences: CER(ours) / CER(espeak-ng phonemes) = {ours:.3f} / {theirs:.3f} = {ours / theirs:.2f}"
    )
    if options.json:
        options.json.write_text(
            json.dumps({name: _rate(row) for name, row in rows.items()}, indent=1), encoding="utf-8"
        )


class Booth:
    """Speaks a variant and writes down what the listener hears; remembers both."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._folder = cache_folder() / "tuning"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._listener: Listener | None = None
        self._engines: dict[str, Any] = {}

    def heard(self, variant: Variant, sentence: str) -> str:
        pieces = variant.pieces(sentence)
        settings = json.dumps(dict(variant.member.speaker.settings or {}), sort_keys=True)
        said = [(piece.symbols, piece.rate) for piece in pieces]
        key = hashlib.sha256(json.dumps([engine_version("kokoro"), settings, said]).encode()).hexdigest()
        path = self._folder / f"{key}.txt"
        if not path.is_file():
            temporary = path.with_suffix(f".{os.getpid()}")
            temporary.write_text(self._listen(variant, pieces, settings), encoding="utf-8")
            os.replace(temporary, path)
        return path.read_text(encoding="utf-8")

    def _listen(self, variant: Variant, pieces: Sequence[Piece], settings: str) -> str:
        import numpy as np

        if settings not in self._engines:
            self._engines[settings] = load_engine(variant.member.voice, threads=self._threads)
        waveforms = [self._engines[settings].synthesise(piece) for piece in pieces]
        rate_hz = waveforms[0].sample_rate_hz
        parts = [one.samples[slice(*trim(one.samples, rate_hz))] for one in waveforms]
        self._listener = self._listener or Listener(self._threads)
        return self._listener.hear(np.concatenate(parts), rate_hz)


def _variant(name: str, base: CastMember, changes: dict[str, Any], phonemiser: Phonemiser) -> Variant:
    symbols = dict(base.voice.symbols) | {
        ours: tuple(theirs) for ours, theirs in changes.get("symbols", {}).items()
    }
    voice = replace(base.voice, symbols=symbols, stress_at=changes.get("stress_at", base.voice.stress_at))
    speaker = base.speaker
    if style := changes.get("style"):
        speaker = Speaker(name=speaker.name, rate=speaker.rate, settings={"style": style})
    voice = replace(voice, speakers={speaker.name: speaker})
    member = CastMember(voice, speaker)
    rate = float(changes.get("rate", 1.0))
    return Variant(name, member, rate, lambda sentence: to_pieces(phonemiser.words(sentence), member, rate))


def _espeak(base: CastMember, sentences: Sequence[str]) -> Variant:
    """The same voice fed with espeak-ng's phonemes, words and punctuation where they stand in the sentence."""
    spoken = {sentence: _espeak_symbols(sentence, base) for sentence in sentences}
    return Variant(
        ESPEAK,
        base,
        1.0,
        lambda sentence: (Piece(symbols=spoken[sentence], text=sentence, speaker=base.speaker.name),),
    )


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


def _sentences() -> list[str]:
    lines = (_DATA / "sentences.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


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
