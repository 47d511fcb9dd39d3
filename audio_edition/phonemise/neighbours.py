"""What a word's neighbours do to it: homographs told apart, and r before t, d, n, l, s in the next word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from ..types import Word
from .inventory import MARKS, TONES
from .tables import rows

_RETROFLEX = {"t": "ʈ", "d": "ɖ", "n": "ɳ", "l": "ɭ", "s": "ʂ"}
_SPREADS_TO = re.compile("[tdnls]")
_AS_WRITTEN = frozenset(("inline", "user", "article"))
"""Sources whose sounds an editor wrote: they stay as they are."""
TOLD = "told by its neighbours"
"""Why such a word is read as it is (`Word.note`)."""
_NORWEGIAN = ("nn", "nb", "no")


class _Context(NamedTuple):
    before: re.Pattern[str]
    after: re.Pattern[str]
    ipa: str


@cache
def _homographs() -> dict[str, tuple[_Context, ...]]:
    table: dict[str, list[_Context]] = {}
    for words, before, after, ipa, _ in rows("homographs.tsv", 5):
        context = _Context(re.compile(before.replace("^", r"\^")), re.compile(after.replace("$", r"\$")), ipa)
        for word in words.split():
            table.setdefault(word, []).append(context)
    return {word: tuple(contexts) for word, contexts in table.items()}


def homograph(texts: Sequence[str], ends: Sequence[bool], at: int) -> str:
    """IPA of the word at `at` where its neighbours tell which of several it is; empty for any other word.

    A tone alone ("¹", "²") is the word's own reading with that tone.

    `ends`: whether punctuation follows each word.
    """
    table = _homographs()
    contexts = table.get(texts[at]) or table.get(texts[at].lower())
    if contexts is None:
        return ""
    before = "^" if at == 0 or ends[at - 1] else texts[at - 1]
    after = "$" if at + 1 >= len(texts) or ends[at] else texts[at + 1]
    for context in contexts:
        if _is(context.before, before) and _is(context.after, after):
            return context.ipa
    return ""


def with_tone(ipa: str, tone: str) -> str:
    """The same sounds with another word tone."""
    return ipa.replace(TONES[0], tone).replace(TONES[1], tone)


def _is(pattern: re.Pattern[str], word: str) -> bool:
    """Whether a neighbour fits in small letters, or is a name where the table says Aa."""
    if pattern.fullmatch(word.lower()) is not None:
        return True
    return word[:1].isupper() and pattern.fullmatch("Aa") is not None


def melted(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words with a final r melted into a following t, d, n, l or s: er du æ ɖʉ, for saka fɔ ²ˈʂɑːkɑ.

    Not over a pause, not in words of another language, and not in sounds that an editor has written.
    """
    out = list(words)
    for at in range(len(out) - 1):
        first, second = out[at], out[at + 1]
        if not first.ipa.endswith("r") or first.after or len(first.ipa) < 2:
            continue
        if not _may_melt(first) or not _may_melt(second):
            continue
        begins = len(second.ipa) - len(second.ipa.lstrip("".join(MARKS)))
        letter = second.ipa[begins : begins + 1]
        if letter not in _RETROFLEX:
            continue
        out[at] = replace(first, ipa=first.ipa[:-1])
        out[at + 1] = replace(second, ipa=second.ipa[:begins] + _spread(second.ipa[begins:]))
    return tuple(out)


def _may_melt(word: Word) -> bool:
    return (
        word.source not in _AS_WRITTEN and word.language.split("-")[0] in _NORWEGIAN and " " not in word.ipa
    )


def _spread(sounds: str) -> str:
    """Retroflexes from the first sound on, as far as t, d, n, l, s follow each other."""
    end = 0
    while end < len(sounds) and _SPREADS_TO.match(sounds, end):
        end += 1
    return "".join(_RETROFLEX[sound] for sound in sounds[:end]) + sounds[end:]
