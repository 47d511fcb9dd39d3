"""How a Norwegian word is read that is made of known ones: a stem, endings, seams, prefixes."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from . import compounds, letters, loans, tones
from .inflection import analyse
from .inventory import SECONDARY
from .reading import WordReading, finish
from .sounds import SEAM, Sounds, demote
from .stems import Base, Stems
from .tables import rows, words_of
from .unknown import after_particle, with_tone, without_ending

_DERIVED = (
    "leg",
    "lege",
    "ig",
    "sam",
    "skap",
    "heit",
    "het",
    "dom",
    "laus",
    "full",
    "bar",
    "nad",
    "else",
    "ing",
    "ar",
    "ande",
)


_SHORT_FIRST = words_of("first part of two")


"""Words of two letters that are often the first part of a compound: øl-brett, gå-tur."""


_NATIVE = re.compile("[åæ]|ø(?!r|s$|st|se)|øy|kj|gj|hj|kv")


"""Letters that hardly stand in a loanword."""


_OF_NOUNS = words_of("ending of a last part")
"""Endings of an inflected last part that tell that the word is a compound though it ends like a loan: fest-spela."""
_ODD = 2.0
"""What a division may cost beside its parts: more, and it is of odd scraps (mikro-be). The middle of what is safe: of the 3,517
words of tests/phonemise/sets none is read in another way from 1.25 to 3; at 1 *fotefaret* and *skuleåret* are no
compounds any more, and without a limit one more is: øl·brygge·ri."""
_PARTICIPLE = tuple(words_of("ending after u-"))
"""Endings of the verbs that u- may stand before: u-betalt, u-løyste, u-registrert."""


class _Prefix(NamedTuple):
    letters: str
    sounds: str
    kinds: str
    weak: bool


@cache
def _prefixes() -> tuple[_Prefix, ...]:
    return tuple(
        _Prefix(spelling, sounds, kinds, weak == "weak")
        for spelling, sounds, kinds, weak in rows("prefixes.tsv", 4)
    )


def known(word: str, stems: Stems) -> WordReading | None:
    """Read a lower-case word made of known words: a stem, a stem with endings, a compound, a prefixed word."""
    base = stems.get(word)
    if base is not None:
        if SEAM in base.sounds.text:
            return WordReading(finish(base.sounds, compound=True), "compound", "·".join(parts(word, stems)))
        return WordReading(finish(base.sounds), "stem" if base.kinds else "lexicon")
    inflected = analyse(word, stems)
    if inflected is not None and "-" not in inflected.ending:
        if SEAM in inflected.sounds.text:
            return WordReading(
                finish(inflected.sounds, compound=True), "compound", "·".join(parts(word, stems))
            )
        note = f"{inflected.base} + {inflected.ending or '∅'}"
        return WordReading(finish(inflected.sounds), "inflection", note)
    prefixed = _prefixed(word, stems)
    if prefixed is not None:
        return prefixed
    division = compounds.split(word, stems)
    loan = loans.analyse(word) if inflected is None else None
    in_doubt = (
        len(word) < 7
        or (letters.loan_ending(word) > 2 and (word.endswith("sjon") or not _NATIVE.search(word)))
        or loan is not None
    )
    if division is not None and in_doubt and not _is_plausible(word, division, stems, loan):
        division = None
    if division is not None and division.cost - len(division.parts) >= _ODD:
        division = None  # mikro-be
    if division is not None and len(division.parts) > 2 and _is_scrap(division.parts[0]):
        division = None  # li-sens-inntekter
    if division is not None and (inflected is None or division.cost < 3):
        note = "·".join(part.letters for part in division.parts)
        sounds = compounds.join(division.parts)
        return WordReading(finish(sounds, compound=True), "compound", note)
    if inflected is not None:
        return WordReading(finish(inflected.sounds), "inflection", f"{inflected.base} + {inflected.ending}")
    return None


def read_stem(word: str, kinds: str, stems: Stems) -> Sounds:
    """Sounds of a listed stem: of its own parts where it has some (van-leg, ut-trykk), else by letter rules."""
    return with_tone(word, _read_stem(word, kinds, stems), kinds)


def _read_stem(word: str, kinds: str, stems: Stems) -> Sounds:
    if len(word) > 4:
        if "v" in kinds:
            prefixed = _weakly_prefixed(word, stems)
            if prefixed is not None:
                return prefixed
        if (
            word.endswith(_DERIVED)
            and (derived := analyse(word, stems, derived_only=True, depth=0)) is not None
        ):
            return derived.sounds
        division = compounds.split(word, stems)
        if division is not None and _is_plausible(word, division, stems):
            return compounds.join(division.parts, kinds)
        for prefix in _prefixes():
            if not prefix.weak and prefix.letters != "re" and word.startswith(prefix.letters):
                base = stems.get(word[len(prefix.letters) :])
                if (
                    base is not None
                    and base.kinds
                    and len(word) > len(prefix.letters) + (2 if prefix.letters == "mis" else 3)
                ):
                    return Sounds(prefix.sounds + SEAM + demote(base.sounds).text)
    return after_particle(word) or without_ending(word) or letters.read(word)


def _weakly_prefixed(word: str, stems: Stems) -> Sounds | None:
    for prefix in _prefixes():
        if prefix.weak and word.startswith(prefix.letters):
            base = stems.get(word[len(prefix.letters) :])
            if base is not None and "v" in base.kinds:
                return Sounds(prefix.sounds + SEAM + base.sounds.text, 1)
    fore = word.startswith("fore") and len(word) > 4 and _is_verb(word[4:], stems)
    if word.startswith("for") and len(word) > 6 and not fore:
        # A listed verb in for- has it weak whatever follows: for-verre, for-ulykke.
        base = stems.get(word[3:])
        if base is not None:
            return Sounds("fɔr" + SEAM + base.sounds.text.replace(SECONDARY, ""), 1)
        return after_particle(word)
    return None


def _is_verb(word: str, stems: Stems) -> bool:
    base = stems.get(word)
    return base is not None and "v" in base.kinds


def _is_plausible(
    word: str, division: compounds.Division, stems: Stems, loan: loans.InflectedLoan | None = None
) -> bool:
    """Whether a word that may well be simple is to be believed a compound.

    A loanword's ending that makes up a whole part (konkret-is-erte) speaks against it.
    """
    *firsts, last = division.parts
    ending = letters.loan_ending(word) if loan is None else loan.size
    # natur-fag-læraren: what looks like a loan's ending is the end of a longer known word.
    own_ending = loan is not None and len(last.letters) > ending
    if len(division.parts) > 2 and division.cost > (3.8 if own_ending else 3.4):
        return False
    if len(firsts) == 1 and "p" in firsts[0].kinds:
        return division.cost <= 3.2 and (ending < 3 or len(last.letters) > ending)
    if last.kinds == "f":
        return True
    if len(firsts) == 1 and max(len(part.letters) for part in division.parts) < 4:
        return "h" in last.kinds or firsts[0].letters in _SHORT_FIRST
    if loan is not None and len(last.letters) <= ending:
        return False  # the seam would be inside the loan's ending: anarki-stane, fundament-ale
    if (
        word.endswith("sjon")
        and len(last.letters) < 7
        and last.letters[0] not in "aeiouyø"
        and firsts[-1].letters[-1] in "aeiouy"
    ):
        return False  # føde-rasjon, elimi-nasjon
    whole_ending = len(last.letters) <= ending and not (len(firsts) == 1 and len(firsts[0].letters) > 3)
    if (
        ending > 2
        and len(firsts) == 1
        and len(last.letters) < ending + 5
        and not _is_known_last(last.letters, loan, stems)
        and not word.endswith(("itt", "ått"))
    ):
        return False  # akt-ivere, mo-dellere
    if (
        ending > 2
        and len(firsts) == 1
        and len(last.letters) <= min(4, ending + 1)
        and not _NATIVE.search(word)
    ):
        if firsts[0].letters[-1] in "aiou":
            return False  # tabu-rett
    if ending > 2 and (whole_ending or min(len(part.letters) for part in firsts) < 3):
        short = (len(firsts) == 1 or own_ending) and firsts[0].letters in _SHORT_FIRST
        return short and stems.get(last.letters) is not None and "n" in last.kinds
    return division.cost <= (3.0 if len(firsts) == 1 else 3.8 if own_ending else 3.4)


def _is_scrap(part: compounds.CompoundPart) -> bool:
    return len(part.letters) < 3 and "p" not in part.kinds and part.letters not in _SHORT_FIRST


def _is_known_last(last: str, loan: loans.InflectedLoan | None, stems: Stems) -> bool:
    if stems.get(last) is not None:
        return True
    inflected = analyse(last, stems)
    if loan is None:
        return (
            inflected is not None
            and len(inflected.base) > 3
            and inflected.ending in _OF_NOUNS
            and stems.get(inflected.base) is not None
        )
    if inflected is not None and not letters.keeps_stress(inflected.base):
        return True  # rein-gjeringa
    before = sum(len(part) for part in (loan.stem, loan.ending.letters)) - len(last)
    base = stems.get(loan.base[before:])
    return base is not None and bool(base.kinds)


def _prefixed(word: str, stems: Stems) -> WordReading | None:
    for prefix in _prefixes():
        if not word.startswith(prefix.letters) or len(word) < len(prefix.letters) + 3:
            continue
        rest = word[len(prefix.letters) :]
        base = stems.get(rest)
        if base is None or not any(kind in prefix.kinds for kind in base.kinds):
            inflected = analyse(rest, stems, depth=1)  # u-redde is of redd, not of redde
            if inflected is None:
                continue
            base = Base(inflected.sounds, inflected.kinds)
            participle = prefix.letters == "u" and inflected.kinds == "v" and inflected.ending in _PARTICIPLE
            if not participle and not any(kind in prefix.kinds for kind in base.kinds):
                continue
        if prefix.letters == "re" and (
            len(rest) < 7 or rest.endswith(("ere", "ert", "erte", "erer", "ering"))
        ):
            continue  # re-forhandle, but regne, and re-etablere is stressed late
        if prefix.letters == "u" and rest[0] == "t" and rest.endswith(("ing", "ar")):
            continue  # ut-rykking is no u-trykking
        note = f"{prefix.letters}·{rest}"
        if prefix.weak and not (prefix.letters == "for" and _is_noun_alone(rest, stems)):
            return WordReading(finish(Sounds(prefix.sounds + SEAM + base.sounds.text, 1)), "inflection", note)
        return WordReading(
            finish(
                Sounds(
                    ("fˈɔr" if prefix.weak else prefix.sounds) + SEAM + demote(base.sounds).text,
                    tones.of_compound(prefix.letters, prefix.sounds, 0, "", rest, base.kinds),
                ),
                compound=True,
            ),
            "compound",
            note,
        )
    return None


def _is_noun_alone(word: str, stems: Stems) -> bool:
    """Whether for- before it makes a noun: forfilm and forsmak are stressed on it, forlange is not."""
    kinds = stems.kinds_of(word)
    return "n" in kinds and "v" not in kinds


def parts(word: str, stems: Stems) -> tuple[str, ...]:
    """The parts of a lower-case word between its seams, a linking letter with the part on its left.

    Of a part that is a compound itself the seams are given too: stor·tings·val.
    """
    kept = stems.parts(word)
    if kept:
        return kept
    if (
        stems.get(word) is None
        and (inflected := analyse(word, stems)) is not None
        and "-" not in inflected.ending
    ):
        stem = parts(inflected.base, stems)
        return (*stem[:-1], word[len("".join(stem[:-1])) :])
    base = stems.get(word)
    if base is not None and SEAM not in base.sounds.text:
        return (word,)
    division = compounds.split(word, stems)
    if division is None:
        return (word,)
    found: list[str] = []
    for part in division.parts:
        found += (
            parts(part.letters, stems)
            if len(part.letters) > 5 and stems.get(part.letters)
            else (part.letters,)
        )
    return tuple(found)
