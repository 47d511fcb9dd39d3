"""How a Norwegian word is read that no lexicon holds: endings, seams, prefixes, and at last letter rules."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from . import compounds, letters, loans, tones
from .heads import with_head
from .inflection import analyse, endings
from .inventory import PRIMARY, SECONDARY
from .reading import Reading, finish
from .sounds import SEAM, Sounds, count_vowels, demote, ensure_stress
from .stems import Base, Stems
from .tables import rows

_READ_APART = frozenset(
    "et ets ande andes leg lege legare legast legaste legvis legheit eleg elege elegheit lig lige lighet elig elige ige"
    " ighet igheit sam samt samme bar bart bare skap dom heit het leik laus full aktig aktige messig vis".split()
)
"""Endings that the letter rules would not read right as part of the stem."""


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


_OF_VERBS = ("e", "a", "ar", "ast", "ing", "ling", "else", "nad", "ande", "eleg", "te", "de", "er", "en")
"""Ends of words in which a weak first part (for-, be-) is likely: verbs and what is made of them."""
_BEGINS_WORD = re.compile(
    r"(?:s|j|s?[kpt][rlvjn]?|s?[bdfghlmnrv]|[bdfghkv]r|[bfgk]l|[gkf]n|[bdfghkmnprst]j|skj|spj|stj|spr|str|skr|skv|sj|[dht]v)?"
    r"[aeiouyæøå]"
)
"""Beginnings of syllables that a Norwegian word may have."""


_SHORT_FIRST = frozenset(("by", "bu", "øl", "øy", "ås", "is", "tå", "ku", "gå", "ny", "rå"))
"""Words of two letters that are often the first part of a compound: øl-brett, gå-tur."""
_NATURE = re.compile("hav|sjø|nord|sør|fjell|fjord|vest|aust|stor|vind")
_HARDLY_A_WORD = re.compile(r"^[^aeiouyæøå]+(?:e[nrlt]?|a|ar|ene|ane|i|o|um|us|or)s?$")
"""What is left of a word is an ending with the end of its stem: kjære-ster."""


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


@cache
def _particles() -> dict[str, tuple[str, int]]:
    """First parts with their sounds and the least number of letters after them."""
    return {spelling: (sounds, int(least)) for spelling, sounds, least in rows("particles.tsv", 3)}


def known(word: str, stems: Stems) -> Reading | None:
    """Read a lower-case word made of known words: a stem, a stem with endings, a compound, a prefixed word."""
    base = stems.get(word)
    if base is not None:
        if SEAM in base.sounds.text:
            return Reading(finish(base.sounds, compound=True), "compound", "·".join(parts(word, stems)))
        return Reading(finish(base.sounds), "stem" if base.kinds else "lexicon")
    inflected = analyse(word, stems)
    if inflected is not None and "-" not in inflected.ending:
        if SEAM in inflected.sounds.text:
            return Reading(finish(inflected.sounds, compound=True), "compound", "·".join(parts(word, stems)))
        note = f"{inflected.base} + {inflected.ending or '∅'}"
        return Reading(finish(inflected.sounds), "inflection", note)
    prefixed = _prefixed(word, stems)
    if prefixed is not None:
        return prefixed
    division = compounds.split(word, stems)
    loan = loans.analyse(word) if inflected is None else None
    in_doubt = len(word) < 7 or letters.loan_ending(word) > 2 or loan is not None
    if division is not None and in_doubt and not _is_plausible(word, division, stems, loan):
        division = None
    if division is not None and (inflected is None or division.cost < 3):
        note = "·".join(part.letters for part in division.parts)
        sounds = compounds.join(division.parts)
        return Reading(finish(sounds, compound=True), "compound", note)
    if inflected is not None:
        return Reading(finish(inflected.sounds), "inflection", f"{inflected.base} + {inflected.ending}")
    return None


def read_stem(word: str, kinds: str, stems: Stems) -> Sounds:
    """Sounds of a listed stem: of its own parts where it has some (van-leg, ut-trykk), else by letter rules."""
    return _with_tone(word, _read_stem(word, kinds, stems), kinds)


def _with_tone(word: str, sounds: Sounds, kinds: str = "") -> Sounds:
    """The same sounds with the tone that parts or letters tell, where nothing has settled it."""
    if sounds.tone or not sounds.text:
        return sounds
    if SEAM not in sounds.text:
        return Sounds(sounds.text, tones.of_simple(word, sounds.text, kinds))
    first = sounds.text.partition(SEAM)[0]
    letters_of_first = next(
        (p for p in _particles() if word.startswith(p) and _particles()[p][0] == first), ""
    )
    tone = tones.of_compound(letters_of_first, first, 0, "", word, kinds)
    return Sounds(sounds.text, tone)


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
            if not prefix.weak and word.startswith(prefix.letters):
                base = stems.get(word[len(prefix.letters) :])
                if (
                    base is not None
                    and base.kinds
                    and len(word) > len(prefix.letters) + (2 if prefix.letters == "mis" else 3)
                ):
                    return Sounds(prefix.sounds + SEAM + demote(base.sounds).text)
    return _after_particle(word) or _without_ending(word) or letters.read(word)


def _after_particle(word: str) -> Sounds | None:
    """Read a word of a known first part (til-, opp-, for-) and an unknown rest: til-knyting, for-bause."""
    if letters.loan_ending(word) > 2 and not word.endswith(("ing", "ekt", "akt", "ikt", "ett", "ale", "ese")):
        return None
    for size in (7, 6, 5, 4, 3, 2):
        particle = _particles().get(word[:size])
        if particle is None:
            continue
        sounds, shortest = particle
        rest = word[size:]
        if len(rest) < shortest or _BEGINS_WORD.match(rest) is None or word.startswith("bei"):
            continue
        read = _without_ending(rest) or letters.read(rest)
        if PRIMARY in sounds:
            return Sounds(sounds + SEAM + demote(read).text)
        if word.endswith(_OF_VERBS):
            return Sounds(sounds + SEAM + read.text, 1)
    return None


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
        return _after_particle(word)
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
    if len(division.parts) > 2 and division.cost > 3.4:
        return False
    *firsts, last = division.parts
    ending = letters.loan_ending(word) if loan is None else loan.size
    if len(firsts) == 1 and "p" in firsts[0].kinds:
        return division.cost <= 3.2 and (ending < 3 or len(last.letters) > ending)
    if len(firsts) == 1 and max(len(part.letters) for part in division.parts) < 4:
        return "h" in last.kinds or firsts[0].letters in _SHORT_FIRST
    whole_ending = len(last.letters) <= ending and not (len(firsts) == 1 and len(firsts[0].letters) > 3)
    if (
        ending > 2
        and len(firsts) == 1
        and len(last.letters) < ending + 5
        and not _is_known_last(last.letters, loan, stems)
        and not word.endswith(("itt", "ått"))
    ):
        return False  # akt-ivere, mo-dellere
    if ending > 2 and (whole_ending or min(len(part.letters) for part in firsts) < 3):
        short = len(firsts) == 1 and firsts[0].letters in _SHORT_FIRST
        return short and stems.get(last.letters) is not None and "n" in last.kinds
    return division.cost <= (3.4 if len(firsts) > 1 else 3.0)


def _is_known_last(last: str, loan: loans.InflectedLoan | None, stems: Stems) -> bool:
    if stems.get(last) is not None:
        return True
    if loan is None:
        return False
    inflected = analyse(last, stems)
    if inflected is not None and not letters.keeps_stress(inflected.base):
        return True  # rein-gjeringa
    before = sum(len(part) for part in (loan.stem, loan.ending.letters)) - len(last)
    base = stems.get(loan.base[before:])
    return base is not None and bool(base.kinds)


def _prefixed(word: str, stems: Stems) -> Reading | None:
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
            if not any(kind in prefix.kinds for kind in base.kinds):
                continue
        if prefix.letters == "u" and rest[0] == "t" and rest.endswith(("ing", "ar")):
            continue  # ut-rykking is no u-trykking
        note = f"{prefix.letters}·{rest}"
        if prefix.weak:
            return Reading(finish(Sounds(prefix.sounds + SEAM + base.sounds.text, 1)), "inflection", note)
        return Reading(
            finish(
                Sounds(
                    prefix.sounds + SEAM + demote(base.sounds).text,
                    tones.of_compound(prefix.letters, prefix.sounds, 0, "", rest, base.kinds),
                ),
                compound=True,
            ),
            "compound",
            note,
        )
    return None


def by_rules(word: str, stems: Stems, name: bool = False) -> Reading | None:
    """Read a lower-case word of no known parts; None where it has no letter that can be sounded."""
    loan = loans.analyse(word) if not name else None
    if loan is not None:
        return Reading(finish(loans.read(loan)), "inflection", f"{loan.base} + {loan.ending.letters}")
    if name or len(word) > 8:
        headed = with_head(word, stems, name)
        if headed is not None:
            return headed
    if not name:
        particled = _after_particle(word)
        if particled is not None:
            compound = not particled.text.startswith(("fɔr+", "bə+"))
            return Reading(finish(_with_tone(word, particled), compound=compound), "rules")
        followed = _with_first(word, stems)
        if followed is not None:
            return followed
    else:
        nature = _with_nature(word, stems)
        if nature is not None:
            return nature
    sounds = letters.read(word, name)
    if not count_vowels(sounds.text):
        return None
    if not count_vowels(sounds.text.partition(PRIMARY)[0]):
        sounds = _without_ending(word) or sounds
    return Reading(finish(_with_tone(word, sounds)), "rules")


def _without_ending(word: str) -> Sounds | None:
    """Read an unknown word by its stem where it ends like an inflected one; the longest ending wins."""
    if letters.loan_ending(word) > 2:
        return None
    table = endings()
    for size in range(min(9, len(word) - 3), 1, -1):
        ending = table.get(word[-size:])
        stem = word[:-size]
        if ending is None or not any(letter in "aeiouyæøå" for letter in stem):
            continue
        loan = letters.loan_ending(stem) > 1 and stem[-1] not in "aeu" and ending[0].letters[0] in "aeiouyæøå"
        if not loan and ending[0].letters not in _READ_APART:
            continue
        if word.endswith("ett") or stem[-1] in "aeu":
            continue
        read = letters.read(stem)
        late = count_vowels(read.text.partition(PRIMARY)[0]) > 0
        return Sounds(read.text + ending[0].sounds, 1 if late else ending[0].tone)
    return None


def _with_nature(word: str, stems: Stems) -> Reading | None:
    """A name that begins like many Norwegian ones, with sea, wind or a quarter of the sky: Hav-sula."""
    match = _NATURE.match(word)
    base = stems.get(match.group()) if match is not None else None
    if match is None or base is None:
        return None
    rest = word[match.end() :]
    if len(rest) < 4 or rest[0] in "aeiouyæøå" or _BEGINS_WORD.match(rest) is None:
        return None
    text = ensure_stress(base.sounds.text) + SEAM + demote(letters.read(rest)).text
    return Reading(finish(Sounds(text), compound=True), "rules", f"{match.group()}·{rest}")


def _with_first(word: str, stems: Stems) -> Reading | None:
    """A known first part before an unknown last one: stein-kolmile, bjørne-fella."""
    loan = letters.loan_ending(word)
    for size in range(len(word) - max(4, loan + 1 if loan > 2 else 0), 3, -1):
        first, rest = word[:size], word[size:]
        if rest[0] in "aeiouyæøå" or _BEGINS_WORD.match(rest) is None or _HARDLY_A_WORD.search(rest):
            continue
        known_first = _first_sounds(first, stems)
        if known_first is None or count_vowels(known_first[0].text.partition(PRIMARY)[0]):
            continue
        base, link = known_first
        read = _without_ending(rest) or letters.read(rest)
        if PRIMARY in read.text:
            tone = tones.of_compound(first, base.text, base.tone, link, rest, "")
            sounds = Sounds(base.text + SEAM + demote(read).text, tone)
            return Reading(finish(sounds, compound=True), "rules", f"{first}·{rest}")
    return None


def _first_sounds(first: str, stems: Stems) -> tuple[Sounds, str] | None:
    """Sounds of a noun, adjective or particle as a first part with its linking letter, and that letter."""
    for stem, link in ((first, ""), (first[:-1], first[-1])):
        base = stems.get(stem)
        if link in ("", "s", "e") and len(stem) > 3 and base is not None and set("nap") & set(base.kinds):
            text = ensure_stress(base.sounds.text).replace(SECONDARY, "") + link.replace("e", "ə")
            return Sounds(text, base.sounds.tone), link
    return None


def parts(word: str, stems: Stems) -> tuple[str, ...]:
    """The parts of a lower-case word between its seams, a linking letter with the part on its left.

    Of a part that is a compound itself the seams are given too: stor·tings·val.
    """
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
