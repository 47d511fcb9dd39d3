"""Programs that write Norwegian numbers out in words, as they come; each is left out where it is not installed.

A peer gives the words of a number. In a sentence it is used as its users do: each run of figures is replaced by its
words and all else stays.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from audio_edition.normalise import Normaliser
from audio_edition.script.sentences import sentence_spans

_NUMBER = re.compile(r"\d+(?:,\d+)?")


@dataclass(frozen=True)
class Peer:
    """One program in one of its languages."""

    name: str
    version: str
    number: Callable[[str, str], str]
    """Written number ("2408", "3,5") and kind (cardinal, ordinal, decimal, year) to words; raises what it raises."""
    sentence: Callable[[str], str]


def ours() -> Peer:
    """Audio Edition, through the same door as an edition: sentence by sentence."""
    normaliser = Normaliser()

    def sentence(text: str) -> str:
        return " ".join(normaliser.normalise(text[start:end]).text for start, end in sentence_spans(text))

    def number(written: str, kind: str) -> str:
        frames = {"ordinal": ("Den ", "{}. gongen."), "year": ("I ", "{}."), "cardinal": ("Nesten ", "{}.")}
        before, rest = frames.get(kind, ("", "{}"))
        said = sentence(before + rest.format(written))
        return said.removeprefix(before).removesuffix(" gongen.").removesuffix(".")

    return Peer("Audio Edition", importlib.metadata.version("audio-edition"), number, sentence)


def nothing() -> Peer:
    """The floor: the text as it was written."""
    return Peer("nothing done", "", lambda written, kind: written, lambda text: text)


def installed() -> Iterator[Peer]:
    """Ours, the floor, and every peer that can be imported."""
    yield ours()
    for module, language, of in (
        ("num2words2", "nn", _num2words),
        ("num2words", "no", _num2words),
        ("icu_rbnf", "nn", _icu),
        ("icu_rbnf", "nb", _icu),
    ):
        try:
            library = importlib.import_module(module)
        except ImportError:
            continue
        number = of(library, language)
        version = importlib.metadata.version(module.replace("_", "-"))
        yield Peer(f"{module} {language}", version, number, _replacing(number))
    yield nothing()


def _num2words(library: Any, language: str) -> Callable[[str, str], str]:
    def number(written: str, kind: str) -> str:
        value = float(written.replace(",", ".")) if "," in written else int(written)
        return str(library.num2words(value, lang=language, to="cardinal" if kind == "decimal" else kind))

    return number


def _icu(library: Any, language: str) -> Callable[[str, str], str]:
    def number(written: str, kind: str) -> str:
        if kind == "ordinal":
            return str(library.spellout_ordinal(int(written), language))
        value = float(written.replace(",", ".")) if "," in written else int(written)
        return str(library.spellout(value, language)).replace("\u00ad", "")

    return number


def _replacing(number: Callable[[str, str], str]) -> Callable[[str], str]:
    def words(found: re.Match[str]) -> str:
        try:
            return number(found.group(), "decimal" if "," in found.group() else "cardinal")
        except Exception:  # a peer may refuse a number in any way it likes; then the figure stays
            return found.group()

    return lambda text: _NUMBER.sub(words, text)
