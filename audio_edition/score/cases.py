"""What the voices say for the scoreboard."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from audio_edition.tables import read_table

_DATA = Path(__file__).parent / "data"
Half = Literal["open", "kept"]
HALVES: tuple[Half, ...] = get_args(Half)
SentenceKind = Literal["statement", "question", "heading"]

WORD_FRAME = "Ho sa {} til dei andre."
"""Frame for a word whose tone is looked for: neither first nor last, and not before a pause."""
VOWELS = ("iː", "yː", "ʉː", "uː", "eː", "øː", "oː", "æː", "ɑː")


@dataclass(frozen=True, slots=True)
class Case:
    """One sentence."""

    half: Half
    kind: SentenceKind
    text: str


def sentences(half: Half) -> list[Case]:
    """The sentences of one half, in order."""
    rows = read_table(_DATA / "sentences.tsv", 3, least=3)
    return [Case(half, kind, text) for of, kind, text in rows if of == half]  # type: ignore[arg-type]


def tone_words() -> list[str]:
    """Words of both tones."""
    return _lines("words.txt")


def _lines(name: str) -> list[str]:
    lines = (_DATA / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
