"""Are very short sentences garbled? ASR round trip of one- to three-word texts, by way of protecting them.

    python benchmarks/short_sentences.py [--show]

Kokoro picks its style by the number of symbols; rows of few symbols are little trained. `row >= N` takes the style
of a longer text, `stop` closes a text that has no punctuation with one. Kept is what is heard best.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from listener import Listener, errors

from audio_edition.audio.trim import trim
from audio_edition.engines import load_engine
from audio_edition.engines.kokoro.engine import KokoroEngine
from audio_edition.phonemise import Phonemiser
from audio_edition.types import Piece
from audio_edition.voices import load_member, to_pieces

TEXTS = (
    "Ja.", "Nei!", "Fakta", "Bilettekst:", "Takk.", "Ny bru", "Ti døde", "Stort ras", "Krigen held fram", "God natt.",
    "Snø i fjellet", "Sol og regn", "Han smilte.", "Kven vann?", "Valet i haust", "Mange unge flyttar",
)  # fmt: skip


def main() -> None:
    member = load_member("kokoro")
    engine = load_engine(member.voice, threads=1)
    assert isinstance(engine, KokoroEngine)
    listener, phonemiser = Listener(), Phonemiser()
    pieces = [to_pieces(phonemiser.words(text), member)[0] for text in TEXTS]
    for name, least, stop in (
        ("as it comes", 0, ""),
        ("stop", 0, "."),
        ("row >= 20", 20, ""),
        ("row >= 20, stop", 20, "."),
        ("row >= 40, stop", 40, "."),
    ):
        wrong = length = 0
        for text, piece in zip(TEXTS, pieces, strict=True):
            said = (
                piece
                if piece.symbols[-1] in ".?!:" or not stop
                else replace(piece, symbols=(*piece.symbols, stop))
            )
            samples = _say(engine, said, least)
            heard = listener.hear(samples[slice(*trim(samples, 24000))], 24000)
            a, b = errors(text, heard)
            wrong, length = wrong + a, length + b
            if "--show" in sys.argv:
                print(f"  {name}: {text} → {heard}")
        print(f"{name:20} CER {wrong / length:.3f}", flush=True)


def _say(engine: KokoroEngine, piece: Piece, least: int) -> Any:
    feed = engine.feed(piece)
    feed["style"] = engine._styles[piece.speaker][max(least, len(piece.symbols))]
    return engine._session.run(["audio"], feed)[0]


if __name__ == "__main__":
    main()
