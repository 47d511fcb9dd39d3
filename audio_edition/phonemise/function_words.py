"""Function words: a strong form alone or before a pause, a weak one in running speech."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from .tables import rows


class Forms(NamedTuple):
    """IPA of both forms; `weak` is empty for a word that is not weakened."""

    strong: str
    weak: str


class Particle(NamedTuple):
    """Weak sounds of a small word inside a foreign name; `begins`: a name may begin with it."""

    sounds: str
    begins: bool


@cache
def name_particles() -> dict[str, Particle]:
    """The table `data/name_particles.tsv` by word."""
    return {
        word: Particle(sounds, begins == "begin") for word, sounds, begins in rows("name_particles.tsv", 3)
    }


@cache
def function_words() -> dict[str, Forms]:
    """The table `data/function_words.tsv` by lower-case word."""
    return {word: Forms(strong, weak) for word, strong, weak in rows("function_words.tsv", 3)}
