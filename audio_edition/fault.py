"""What may be wrong with a spoken sentence: kinds with names, so that nobody needs to read what is told of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

KINDS: Mapping[str, bool] = {
    "silent": True,
    "no_sound": True,
    "mute_word": True,
    "unspoken": True,
    "clipped": True,
    "cut_off_start": True,
    "cut_off_end": True,
    "noise": True,
    "too_short": True,
    "inner_silence": False,
    "too_long": False,
    "missing": False,
    "extra": False,
    "unlike": False,
    "misheard": False,
}
"""Each kind, and whether it is hard. `mute_word`: no sound was found for a word. `unspoken`: nothing of a sentence could
be said, and it stands in its section alone. `missing`, `extra`: time that a run of phonemes lacks or has too much.
`unlike`: does not sound like its words. `misheard`: a listener wrote down other words (`make --listen`)."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that the quality gate holds against a sentence."""

    kind: str
    """One of `KINDS`, or a name that a later version of the program gave."""
    hard: bool
    """A listener surely hears it; else it is a judgement, about 1 % of them wrong: for an editor to check."""
    problem: str
    """For a person: "too long (4.0 s of sound, expected 2.1 s)"."""

    @classmethod
    def of(cls, kind: str, problem: str) -> Fault:
        """A fault of one of `KINDS`."""
        return cls(kind, KINDS[kind], problem)


_IN_WORDS = (
    ("no sound for", "mute_word"),
    ("no sound", "no_sound"),
    ("silent", "silent"),
    ("clipped", "clipped"),
    ("cut off at the start", "cut_off_start"),
    ("cut off", "cut_off_end"),
    ("noise", "noise"),
    ("too short", "too_short"),
    ("too long", "too_long"),
    ("a silence", "inner_silence"),
)


def from_words(problem: str) -> Fault:
    """A fault as manifests of format 1 and clips of that time hold it: the words alone."""
    kind = next((kind for begins, kind in _IN_WORDS if problem.startswith(begins)), None)
    if kind is None:
        kind = next(
            (kind for word, kind in (("missing", "missing"), ("too much", "extra")) if word in problem),
            "unlike",
        )
    return Fault.of(kind, problem)
