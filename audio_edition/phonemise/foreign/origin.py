"""What language the names of a text come from: their letters, the name beside them, and the same name elsewhere.

A first name tells how the family name beside it is read (Sharon Stone, Charles Aznavour); a family name that has
once stood beside one is remembered when it stands alone (`learn`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from ...tables import read_table
from .guess import signs_of
from .letter_groups import log_odds
from .table import FOLDER

_SURE = 3.0
_SURE_OF_A_FAMILY = 3.8
"""A family name that is usual in one language alone says more than the first name beside it (Jeremy Castillo)."""
_ONE_OF_SEVERAL = 1.6
_LETTERS_AT_MOST = 4.0
_POINTS_OF_ODDS = 0.6
"""What a natural logarithm of odds counts beside the signs."""
_NEIGHBOUR = 0.9
"""How much of what a name says counts for the one beside it."""
_HOME_NEIGHBOUR = 0.5
_AS_FAR_AS = 5
"""So many words away a name still counts for another of its run."""
_ENOUGH = 2.0
_ENOUGH_BESIDE = 2.4
_MARGIN = 0.5
_ENGLISH_IS_COMMONEST = 0.3
_HOME = "no"
_NEAR_HOME = ("da", "sv")
_AT_HOME = (_HOME, *_NEAR_HOME)
_KNOWN_BY_ITS_PARTS = 0.6
"""How much speaks for Norwegian in a name that our words can be joined to (Dun-more)."""
"""Their names are read the Norwegian way unless their letters tell."""
_PARTICLES = {
    "de": "fr es pt nl it", "la": "fr es it", "le": "fr", "du": "fr", "van": "nl", "der": "nl de", "den": "nl", "ter": "nl",
    "ten": "nl", "von": "de", "zu": "de", "di": "it", "del": "es it", "della": "it", "da": "pt it", "dos": "pt",
    "al": "ar", "bin": "ar", "ibn": "ar", "af": "sv da",
}  # fmt: skip
_PARTICLE_COUNTS = 2.0
_NAME = re.compile(r"[^\W\d_]{2,}(?:[’'\u2011-][^\W\d_]+)*")
_OVERRULED = frozenset(("en", "fr", "es", "it", "pt"))
"""Languages in which a first name that is usual in several is said their way beside a family name of theirs."""


class NameEntry(NamedTuple):
    """Languages in which a name is usual, likeliest first, and how it is said in the first of them, if told."""

    languages: tuple[str, ...]
    sounds: str


_UNKNOWN = NameEntry((), "")


@cache
def first_names() -> dict[str, NameEntry]:
    """The table `data/first_names.tsv`."""
    return _names("first_names.tsv")


@cache
def family_names() -> dict[str, NameEntry]:
    """The table `data/family_names.tsv`."""
    return _names("family_names.tsv")


def _names(table: str) -> dict[str, NameEntry]:
    return {
        name: NameEntry(tuple(languages.split()), sounds)
        for name, languages, sounds in read_table(FOLDER / table, 3, least=2)
    }


def is_name(word: str) -> bool:
    """Whether a word stands in one of the two tables."""
    return word in first_names() or word in family_names()


@lru_cache(maxsize=20_000)
def evidence(word: str) -> dict[str, float]:
    """What a name by itself says of its language: points by language, `no` among them."""
    points: dict[str, float] = {}
    for table in (first_names(), family_names()):
        entry = table.get(word) or table.get(word.removesuffix("s") if len(word) > 4 else word)
        if entry is not None:
            each = _SURE if len(entry.languages) == 1 else _ONE_OF_SEVERAL
            if table is family_names() and len(entry.languages) == 1:
                each = _SURE_OF_A_FAMILY
            for number, language in enumerate(entry.languages):
                points[language] = points.get(language, 0.0) + each + (0.4 if not number else 0.0)
    if not points:
        points = dict(signs_of(word))
        of_letters = log_odds(word)
        abroad = max((odds for language, odds in of_letters.items() if language not in _AT_HOME), default=0.0)
        if abroad < 0:
            points[_HOME] = points.get(_HOME, 0.0) - _POINTS_OF_ODDS * abroad
        for language, odds in of_letters.items():
            if odds > 0:
                points[language] = points.get(language, 0.0) + _POINTS_OF_ODDS * odds
        points = {language: min(weight, _LETTERS_AT_MOST) for language, weight in points.items()}
    return points


def languages_of(
    words: Sequence[str],
    ends: Sequence[bool],
    at_home: Callable[[str], int],
    language_in_lexicon: Callable[[str], str],
    remembered: Mapping[str, str],
) -> list[str]:
    """The language of origin of each word of a sentence, "" where nothing but its letters could tell one.

    `ends`: whether a run of names ends after the word (punctuation). `at_home`: 2 for a word of our own lexicon
    without a language, 1 for a word that is known by its parts, else 0. `language_in_lexicon`: that of our
    lexicon's entry, or "". `remembered`: names of this text and
    their language.
    """
    found = [""] * len(words)
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and _may_stand_in_a_name(words, end, at):
            end += 1
            if ends[end - 1]:
                break
        while end > at and not words[end - 1][:1].isupper():
            end -= 1
        if end == at:
            at += 1
            continue
        start = at
        if at == 0 and at_home(words[0]) and not is_name(words[0]):
            start = 1  # the first word of a sentence has a capital whatever it is
        if start < end:
            _weigh(words[start:end], start, at_home, language_in_lexicon, remembered, found)
        at = end
    return found


def _may_stand_in_a_name(words: Sequence[str], at: int, start: int) -> bool:
    word = words[at]
    if word[:1].isupper():
        if len(word) > 1 and (word.isupper() or not all(part[:1].isupper() for part in word.split("-"))):
            return False
        return len(word) > 1 or at > start
    return at > start and word in _PARTICLES


def _weigh(
    run: Sequence[str],
    start: int,
    at_home: Callable[[str], int],
    language_in_lexicon: Callable[[str], str],
    remembered: Mapping[str, str],
    found: list[str],
) -> None:
    """Put down the language of each word of a run of names that begins at `start`."""
    own = [_own_points(word, at_home, language_in_lexicon, remembered) for word in run]
    for number, word in enumerate(run):
        if not word[:1].isupper():
            continue
        beside: dict[str, float] = {}
        for other in range(max(0, number - _AS_FAR_AS), min(len(run), number + _AS_FAR_AS + 1)):
            if other != number:
                points = own[other]
                for language, weight in points.items():
                    share = _HOME_NEIGHBOUR if language == _HOME else _NEIGHBOUR
                    beside[language] = beside.get(language, 0.0) + share * weight
        home = at_home(word)
        told = (
            any(map(is_name, word.split("-"))) or word in remembered or word.removesuffix("s") in remembered
        )
        if home == 2 and not (word in first_names() and beside):
            continue
        total = dict(beside)
        if home < 2:
            for language, weight in own[number].items():
                total[language] = total.get(language, 0.0) + weight
        enough = _ENOUGH if home == 0 and told else _ENOUGH_BESIDE
        against = total.pop(_HOME, 0.0)
        near_home = max(total.pop(language, 0.0) for language in _NEAR_HOME)
        if not total or (not told and not beside):
            continue
        if "en" in total:
            total["en"] += _ENGLISH_IS_COMMONEST
        best = max(sorted(total), key=lambda language: total[language])
        next_best = max((weight for language, weight in total.items() if language != best), default=0.0)
        if home and told and not beside and word not in remembered:
            continue  # Brand, Field: a word of ours as well
        if total[best] - 0.8 * max(against, near_home) >= enough and total[best] - next_best >= _MARGIN:
            found[start + number] = best


def _own_points(
    word: str,
    at_home: Callable[[str], int],
    language_in_lexicon: Callable[[str], str],
    remembered: Mapping[str, str],
) -> dict[str, float]:
    """What a word of a run says of its language, for itself and for its neighbours."""
    if word.lower() in _PARTICLES:
        return dict.fromkeys(_PARTICLES[word.lower()].split(), _PARTICLE_COUNTS)
    points: dict[str, float] = {}
    if at_home(word) == 2 and word not in first_names():
        return {_HOME: 2.0}
    parts = word.split("-")
    for part in parts:
        for language, weight in evidence(part).items():
            points[language] = points.get(language, 0.0) + weight
        if len(parts) > 1 and (at_home(part) == 2 or _HOME in first_names().get(part, _UNKNOWN).languages):
            points[_HOME] = points.get(_HOME, 0.0) + 2.0  # May-Britt, Anne-Nora
    from_lexicon = language_in_lexicon(word)
    if from_lexicon and len(first_names().get(word, _UNKNOWN).languages) < 2:
        points[from_lexicon] = points.get(from_lexicon, 0.0) + _SURE
    known = remembered.get(word) or remembered.get(word.removesuffix("s"))
    if known:
        points[known] = points.get(known, 0.0) + _SURE
    home = at_home(word)
    languages = first_names().get(word, _UNKNOWN).languages
    if home == 2 and (len(languages) != 1 or _HOME in languages):
        points = {language: weight / 2 for language, weight in points.items() if language != _HOME}
        points[_HOME] = 2.0
    elif home == 1 and not is_name(word):
        points[_HOME] = points.get(_HOME, 0.0) + _KNOWN_BY_ITS_PARTS
    return points


def learn(
    texts: Iterable[str], at_home: Callable[[str], int], language_in_lexicon: Callable[[str], str]
) -> dict[str, str]:
    """Names that stand beside others somewhere in the texts, with the language that this tells."""
    learnt: dict[str, str] = {}
    for text in texts:
        last = 0
        run: list[str] = []
        for match in _NAME.finditer(text):
            word = match.group()
            gap = text[last : match.start()]
            if run and gap != " ":
                _remember(run, at_home, language_in_lexicon, learnt)
                run = []
            if word[0].isupper() or (run and word in _PARTICLES):
                run.append(word)
            elif run:
                _remember(run, at_home, language_in_lexicon, learnt)
                run = []
            last = match.end()
        if run:
            _remember(run, at_home, language_in_lexicon, learnt)
    return learnt


def _remember(
    run: list[str],
    at_home: Callable[[str], int],
    language_in_lexicon: Callable[[str], str],
    learnt: dict[str, str],
) -> None:
    if sum(word[0].isupper() for word in run) < 2:
        return
    languages = languages_of(run, [False] * len(run), at_home, language_in_lexicon, {})
    for word, language in zip(run, languages, strict=True):
        if language and word not in first_names():
            learnt.setdefault(
                word.removesuffix("s") if len(word) > 5 and word.endswith("s") else word, language
            )
            learnt.setdefault(word, language)


def said_otherwise(name: str, language: str) -> tuple[bool, str]:
    """Whether a name that our lexicon reads one way is said another in `language`, and its sounds if told."""
    entry = first_names().get(name)
    if entry is None or language not in _OVERRULED or language not in entry.languages:
        return False, ""
    return True, entry.sounds if entry.languages[0] == language else ""


def told_sounds(name: str, language: str) -> str:
    """Sounds that one of the tables gives for a name in `language`; empty where none does."""
    for table in (first_names(), family_names()):
        entry = table.get(name)
        if entry is not None and entry.sounds and entry.languages[0] == language:
            return entry.sounds
    return ""
