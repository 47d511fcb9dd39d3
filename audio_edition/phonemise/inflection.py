"""Known words with endings: lærar-ane, kjøp-te, mogleg-heit; endings in `data/endings.tsv`."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

from . import tones
from .inventory import PRIMARY, VOWELS
from .sounds import Sounds, count_vowels, default_tone, shorten_last, unstress
from .stems import Base, Stems
from .tables import rows, words_of

_VOWEL_LETTERS = frozenset("aeiouyæøå")
_ONLY_FOR_KNOWN_KINDS = words_of("ending of known kinds")
_AFTER_VOWELS = words_of("ending after vowels")
_VOICELESS_STOPS = ("p", "k")
_LONG = tuple(v for v in VOWELS if v.endswith("ː"))


class Ending(NamedTuple):
    """A line of the table. `tone` 0 keeps the tone of the base."""

    letters: str
    sounds: str
    tone: int
    kinds: str
    derives: bool


class Inflected(NamedTuple):
    """A word with endings taken off: what it was made from and how it sounds."""

    base: str
    ending: str
    sounds: Sounds
    kinds: str


@cache
def endings() -> dict[str, list[Ending]]:
    """The endings by their letters."""
    table: dict[str, list[Ending]] = {}
    for spelling, sounds, tone, kinds, derives in rows("endings.tsv", 5):
        ending = Ending(spelling, sounds, int(tone) if tone in "12" else 0, kinds, derives == "d")
        table.setdefault(spelling, []).append(ending)
    return table


@cache
def _by_last_letters(derived_only: bool) -> dict[str, list[tuple[int, dict[str, list[Ending]]]]]:
    """The endings by their last two letters and their length, shortest first; those of one letter under that letter as well."""
    table: dict[str, dict[int, dict[str, list[Ending]]]] = {}
    alone: dict[str, dict[str, list[Ending]]] = {}
    for spelling, found in endings().items():
        kept = [ending for ending in found if ending.derives or not derived_only]
        if kept and len(spelling) == 1:
            alone[spelling] = {spelling: kept}
        elif kept:
            table.setdefault(spelling[-2:], {}).setdefault(len(spelling), {})[spelling] = kept
    for pair, sizes in table.items():
        if pair[1] in alone:
            sizes[1] = alone[pair[1]]
    found_by = {letters: sorted(sizes.items(), key=lambda item: item[0]) for letters, sizes in table.items()}
    return found_by | {letter: [(1, one)] for letter, one in alone.items()}


def sizes_of_endings(word: str) -> tuple[int, ...]:
    """Lengths of the endings of these last two letters, longest first."""
    return _sizes().get(word[-2:]) or _sizes().get(word[-1:], ())


@cache
def _sizes() -> dict[str, tuple[int, ...]]:
    return {
        letters: tuple(size for size, _ in reversed(sizes))
        for letters, sizes in _by_last_letters(False).items()
    }


@cache
def derived_endings() -> tuple[str, ...]:
    """Letters of the endings that make a new word, for a quick look before `analyse`."""
    return tuple(spelling for spelling, found in endings().items() if any(ending.derives for ending in found))


LONGEST_ENDING = 8
"""Letters; no ending of the table has more (tested)."""


@lru_cache(maxsize=20_000)
def _at_the_end(tail: str, derived_only: bool) -> tuple[tuple[int, Ending], ...]:
    """The endings that a word with these last letters may have, with their lengths, shortest first."""
    table = _by_last_letters(derived_only)
    found = [
        (size, ending)
        for size, spellings in table.get(tail[-2:]) or table.get(tail[-1], [])
        if (matching := spellings.get(tail[-size:])) is not None
        for ending in matching
    ]
    if tail.endswith("et"):
        # A noun in the definite form is likelier than a participle: møtet is møte + t only in letters.
        found.sort(key=lambda pair: pair[1].sounds != "ə" or pair[1].letters != "et")
    return tuple(found)


def analyse(
    word: str,
    stems: Stems,
    derived_only: bool = False,
    depth: int = 2,
    reach: int | None = None,
    tail: str = "",
) -> Inflected | None:
    """Take endings off until a known word remains; the longest known word wins.

    `derived_only` allows only endings that make a new word (for the first part of a compound). `reach`: that of
    `word` among the stems, where it has been looked up; `tail`: the last letters of the longer word that `word` is the end of.
    """
    if not derived_only:
        bare = stems.get(word + "e")
        if bare is not None and "v" in bare.kinds and bare.sounds.text.endswith("ə"):
            return Inflected(word + "e", "", Sounds(bare.sounds.text[:-1], 1), "v")
    found = _at_the_end(tail or word[-LONGEST_ENDING:], derived_only)
    if not found:
        return None
    longest = len(word) - 2
    if reach is None:
        reach = stems.reach(word)
    shortest = len(word) - reach - 1  # a base has all letters of what stands before the ending but the last
    if shortest > LONGEST_ENDING * (depth + 1) or (not depth and shortest > max(size for size, _ in found)):
        return None
    bases: dict[int, list[tuple[str, Base]]] = {}
    for size, ending in found:
        if not shortest <= size <= longest:
            continue
        stem = word[:-size]
        if ending.letters in _AFTER_VOWELS and stem[-1] not in _VOWEL_LETTERS:
            continue
        if size not in bases:  # endings of one size are of the same letters here
            bases[size] = _bases(stem, ending, stems)
        for spelling, base in bases[size]:
            if _fits(base, ending) and not _is_participle(stem, base, ending, stems):
                return Inflected(
                    spelling, ending.letters, join(base, spelling, stem, ending), _result_kinds(base, ending)
                )
    if depth:
        for size, ending in found:
            stem = word[:-size]
            if len(stem) < 4 or size > longest:
                continue
            least = min(reach, len(stem))
            if len(stem) - least - 1 > LONGEST_ENDING * depth:
                continue  # no known word can begin so
            inner = analyse(stem, stems, not ending.letters.startswith("s"), depth - 1, least)
            if inner is not None and _fits(Base(inner.sounds, inner.kinds), ending):
                sounds = join(Base(inner.sounds, inner.kinds), stem, stem, ending)
                return Inflected(inner.base, f"{inner.ending}-{ending.letters}", sounds, inner.kinds)
    return None


def _result_kinds(base: Base, ending: Ending) -> str:
    if not ending.derives:
        return base.kinds
    return "a" if ending.letters.endswith(("leg", "lig", "ig", "sam", "bar", "laus", "løs", "full")) else "n"


def _fits(base: Base, ending: Ending) -> bool:
    if not base.kinds:
        return ending.letters not in _ONLY_FOR_KNOWN_KINDS and (
            ending.letters != "et" or ending.sounds == "ə"
        )
    if ending.letters == "et" and ending.sounds == "ət":
        return "n" not in base.kinds
    return any(kind in ending.kinds for kind in base.kinds)


def _is_participle(stem: str, base: Base, ending: Ending, stems: Stems) -> bool:
    """snakket is Bokmål for snakka: there is the verb snakke, and snakk is not listed as a neuter noun (t)."""
    if ending.letters != "et" or ending.sounds != "ə" or "t" in base.kinds or not base.kinds:
        return False
    verb = stems.get(stem + "e")
    return verb is not None and "v" in verb.kinds


def _bases(stem: str, ending: Ending, stems: Stems) -> list[tuple[str, Base]]:
    """Known words that may stand behind `stem` before this ending."""
    vowel = ending.letters[0] in _VOWEL_LETTERS
    last = stem[-1]
    tries = [stem]
    if last in "ei" and vowel and len(stem) > 3:
        tries.append(stem + "um")
    if last not in "aeou" and not _VOWEL_LETTERS.isdisjoint(stem):
        tries.append(stem + "e")
        if last in "mn" and stem[-2:-1] == last and vowel:
            tries.append(stem[:-1])
        if not vowel and stem[-2:-1] != last and last in "bdfgklmnprst":
            tries += (
                [stem + last + "e"]
                if last == "s" and ending.letters == "t"
                else [stem + last, stem + last + "e"]
            )
        if vowel and len(stem) > 2:
            tries.append(stem + "um")
        if vowel and last in "lrn" and len(stem) > 2 and stem[-2] not in _VOWEL_LETTERS:
            tries += [stem[:-1] + "e" + last, stem[:-1] + stem[-2] + "e" + last]
    known = stems.known
    found = [
        (spelling, base)
        for spelling in tries
        if spelling in known and (base := stems.get(spelling)) is not None
    ]
    if len(found) < 2:
        return found
    verb_first = ending.letters in ("a", "ar", "er", "st", "ast")
    if ending.letters == "t":
        found.sort(
            key=lambda pair: (not pair[1].kinds, "a" not in pair[1].kinds)
        )  # tynt is of tynn, not of tyne
    else:
        found.sort(key=lambda pair: (not pair[1].kinds, verb_first and "v" not in pair[1].kinds))
    return found


def join(base: Base, spelling: str, stem: str, ending: Ending) -> Sounds:
    """Sounds of a base, written `spelling`, with `ending` after the letters that are left of it, `stem`."""
    text = base.sounds.text
    tone = base.sounds.tone
    sounds = ending.sounds
    if PRIMARY in sounds:
        text = unstress(base.sounds).text  # lærarinne
    if spelling == stem + "um" and text.endswith("ʉm"):
        text = text[:-2]
    elif len(spelling) > len(stem) and spelling.endswith("e") and text.endswith("ə"):
        text = text[:-1]
    elif (
        spelling[-2:-1] == "e"
        and spelling[-1] in "lrn"
        and not spelling.startswith(stem)
        and text[-2:-1] == "ə"
    ):
        text = text[:-2] + text[-1]
    elif text.endswith("ə") and sounds[0] == "ə" and spelling.endswith("e"):
        sounds = sounds[1:]
    elif text.endswith(("lə", "ɭə")) and spelling.endswith("leg") and ending.letters[0] in _VOWEL_LETTERS:
        text += "ɡ"
    if "v" in base.kinds and ending.letters in ("te", "t", "test") and text.endswith(_VOICELESS_STOPS):
        if text[:-1].endswith(_LONG):
            text = shorten_last(text)
    elif "v" in base.kinds and ending.letters in ("de", "dest", "d", "t") and text.endswith("m"):
        if text[:-1].endswith(_LONG):
            text = shorten_last(text)  # døme, dømde
    elif (
        "v" in base.kinds and ending.letters in ("de", "te", "dest", "test") and stem[-1] == ending.letters[0]
    ):
        if text[:-1].endswith(_LONG):
            text = shorten_last(text)  # klede, kledde
    elif ending.letters in ("tt", "dd", "dde", "tte") and text.endswith(_LONG):
        text = shorten_last(text)
    elif ending.letters == "t" and stem[-1] == "t" and text[:-1].endswith(_LONG):
        text = shorten_last(text)  # flat, flatt
    if ending.letters == "t" and text.endswith("ɡ"):
        text = text[:-1] + "k"  # trygg, trygt
    if PRIMARY in ending.sounds:
        return Sounds(text + sounds, ending.tone)
    if count_vowels(text.partition(PRIMARY)[0]):
        tone = 1
        if spelling.endswith("e") and base.kinds == "n":
            tone = base.sounds.tone or default_tone(base.sounds.text)  # kommunar like kommune
    elif count_vowels(base.sounds.text) > 1:
        tone = tone or tones.of_simple(spelling, base.sounds.text)  # fingrar like finger
    elif ending.tone:
        tone = ending.tone
    elif ending.letters == "a" and "n" not in base.kinds and base.kinds:
        tone = 2  # breia, tørka
    elif not tone:
        tone = 1
    return Sounds(text + sounds, tone)
