"""A language's table of letter rules, as `data/<language>.tsv` holds it.

    @language   code   English name
    @include    code                  the rules of another table follow those of this one
    @stress     regex  rule           the first regex that is found in the word decides (see `stress.py`)
    @length     open | single | short which stressed vowels are long (see `reader.py`)
    @hyphen     last | each           which part of a hyphenated name has the main stress
    letters     before  after  sounds

`before` and `after` are regular expressions on the letters around; longer letters are tried first, then rules
with a condition, then the others, each in the order of the table. In `sounds`, symbols of the inventory stand for themselves; capitals are vowels whose
length and colour the stress decides: A E I O U Y Æ Ø Å, Û (the vowel of "rouge"), Ə that is never
stressed, and J, an i before a vowel that is heard but is no syllable of its own for the stress. ˈ before a vowel puts the stress there, `-` is a consonant that is not heard but counts, and `+` keeps what stands before it out of
the next syllable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from audio_edition.tables import read_table

FOLDER = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class SpellingRule:
    """`letters` between `before` and `after` are `sounds`."""

    letters: str
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    sounds: tuple[str, ...]

    def fits(self, word: str, at: int) -> bool:
        """Whether the rule may be applied to `word[at:]`, whose first letters are known to agree."""
        if self.after is not None and self.after.match(word, at + len(self.letters)) is None:
            return False
        return self.before is None or self.before.search(word[:at]) is not None


@dataclass(slots=True)
class Table:
    """All that is known about reading a language."""

    code: str
    name: str = ""
    stress: list[tuple[re.Pattern[str], str]] = field(default_factory=list)
    length: str = "open"
    hyphen: str = "last"
    rules: dict[str, list[SpellingRule]] = field(default_factory=dict)
    """Rules by their first letter, in the order in which they are tried."""


_SOUND = re.compile(r"[ˈ]|[iyʉueøoæɑ]ː|æɪ|œʏ|æʉ|ɑɪ|ɔʏ|oʊ|.")


@cache
def table(code: str) -> Table:
    """The table of a language. Raises KeyError for a language without one."""
    path = FOLDER / f"{code}.tsv"
    if not path.is_file():
        raise KeyError(code)
    made = Table(code)
    rules: list[SpellingRule] = []
    included: list[SpellingRule] = []
    for cells in _rows(path):
        match cells[0]:
            case "@language":
                made.name = cells[2]
            case "@stress":
                made.stress.append((re.compile(cells[1]), cells[2]))
            case "@length":
                made.length = cells[1]
            case "@hyphen":
                made.hyphen = cells[1]
            case "@include":
                other = table(cells[1])
                made.stress += other.stress
                included += [rule for group in other.rules.values() for rule in group]
            case _:
                rules.append(_rule(cells))
    # A rule with conditions is an exception to the one without, wherever it stands; ours come before others'.
    rules.sort(key=lambda rule: rule.before is None and rule.after is None)
    for rule in sorted(rules + included, key=lambda rule: -len(rule.letters)):
        made.rules.setdefault(rule.letters[0], []).append(rule)
    return made


@cache
def languages() -> tuple[str, ...]:
    """Codes (ISO 639-1) of the languages that have a table, in alphabetical order."""
    return tuple(sorted(path.stem for path in FOLDER.glob("??.tsv")))


def _rows(path: Path) -> Iterator[list[str]]:
    for cells in read_table(path, 5):
        yield list(cells[:4])


def _rule(cells: list[str]) -> SpellingRule:
    letters, before, after, sounds = cells
    return SpellingRule(
        letters,
        re.compile(f"(?:{before})$") if before else None,
        re.compile(after) if after else None,
        tuple(_SOUND.findall(sounds)),
    )
