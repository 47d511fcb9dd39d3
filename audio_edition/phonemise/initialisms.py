"""Initialisms, letter by letter: a run of spaced capitals ("N R K", "P C-en", "N R K-s") is one word."""

from __future__ import annotations

from functools import cache

from .inflection import endings
from .inventory import PRIMARY, SECONDARY
from .sounds import Sounds, from_ipa, render
from .tables import rows


@cache
def letter_names() -> dict[str, str]:
    """Norwegian names of the letters, in sounds with the mark before the vowel."""
    return dict(rows("letter_names.tsv", 2))


@cache
def known_initialisms() -> frozenset[str]:
    """Initialisms that begin with a letter which is also a word (I, Å)."""
    return frozenset(row[0] for row in rows("initialisms.tsv", 1))


def spell(run: str, ending: str = "") -> str:
    """IPA of the letters of `run`, stress on the last, with an ending ("en", "s") after it.

    Letters without a name are left out; `run` holds at least one that has one.
    """
    names = [letter_names()[letter] for letter in run.lower() if letter in letter_names()]
    weak = "".join(name.replace(PRIMARY, "").replace(SECONDARY, "") for name in names[:-1])
    sounds = ""
    if ending:
        entry = endings().get(ending)
        sounds = entry[0].sounds if entry else ""
    last = names[-1]
    return render(Sounds(weak + last + sounds, 1))


def ipa_with_ending(ipa: str, ending: str) -> str:
    """Finished IPA with an ending after it."""
    entry = endings().get(ending)
    base = from_ipa(ipa)
    return render(Sounds(base.text + (entry[0].sounds if entry else ""), base.tone))
