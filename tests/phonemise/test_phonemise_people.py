"""People in the news by first and family name: most of the words of a set, sounds and place of stress, must be right.

A set was written before anyone looked at what the program says of it; sounds are compared as in `test_phonemise_sets`.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from audio_edition.phonemise import Phonemiser

HERE = Path(__file__).parent
LEAST_RIGHT = {
    "well_known": 0.87,
    "less_known": 0.89,
    "third_round": 0.89,
    "fourth_round": 0.89,
    "fifth_round": 0.85,
}
_VOWEL = re.compile("æɪ|œʏ|æʉ|ɑɪ|ɔʏ|oʊ|[iyʉueøoæɑɪʏʊɛœɔə]")


def _phones() -> Callable[[str], list[str]]:
    spec = importlib.util.spec_from_file_location("sets_of_words", HERE / "test_phonemise_sets.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[[str], list[str]] = module.phones
    return found


def stressed(ipa: str) -> int:
    """Which vowel of a word has the main stress; 0 for a word of one."""
    plain = re.sub("[¹²]", "", ipa)
    return len(_VOWEL.findall(plain.partition("ˈ")[0])) if len(_VOWEL.findall(plain)) > 1 else 0


@pytest.mark.parametrize("path", sorted((HERE / "people").glob("*.tsv")), ids=lambda path: path.stem)
def test_people(path: Path) -> None:
    phones = _phones()
    phonemiser = Phonemiser()
    right = all_words = 0
    missed = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, cells, _ = line.split("\t")
        said = phonemiser.words(name)
        wanted = cells.split(" ")
        assert len(said) == len(wanted), name
        for word, variants in zip(said, wanted, strict=True):
            if word.grapheme.islower():
                continue  # de, van, al-
            all_words += 1
            good = any(
                phones(word.ipa) == phones(one) and stressed(word.ipa) == stressed(one)
                for one in variants.split("|")
            )
            right += good
            if not good:
                missed.append(f"{word.grapheme} {word.ipa}")
    assert all_words > 100
    assert right / all_words >= LEAST_RIGHT[path.stem], missed


@pytest.mark.parametrize(
    "name",
    [
        "Anne Henriksen",
        "Mari Iversen",
        "Martine Hansen",
        "Ingeborg Solheim",
        "Emma Jenssen",
        "Randi Haug",
        "Markus Lunde",
    ],
)
def test_norwegian_names_stay_norwegian(name: str) -> None:
    assert {word.language for word in Phonemiser().words(name)} == {"nn"}
