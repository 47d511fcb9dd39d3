"""Compounds: where the seams are, and how the parts are said together.

The cheapest division into known parts wins (`_COST…`): few parts, long parts, no linking letter where none is
needed; the last part may carry endings. A linking -s- or -e- belongs to the part on its left.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from . import tones
from .inflection import LONGEST_ENDING, analyse, derived_endings
from .inventory import SECONDARY
from .sounds import SEAM, Sounds, demote, unstress
from .stems import Stems
from .tables import words_of

_COST_PART = 1.0
_COST_LINK_S = 0.05
_COST_USUAL_LINK = -0.02
_USUALLY_LINKED = tuple(words_of("linked with -s-"))
"""Nouns that hardly stand in a compound without -s-: forskings·parken, not forsking·sparken."""
_COST_LINK_E = 0.35
_COST_ENDING = 0.2
_COST_LOST_LETTER = 0.2
_COST_NOUN_WITHOUT_E = 0.15
"""A noun seldom loses its -e: kommune·del·plan, not kommun·edel·plan; a verb does (skrive, skriv·arbeid)."""
_COST_NEUTER = 0.3
_NEUTER = ("t", "tt")
_OF_VERBS = re.compile(r"(?:ande|a|[dt]|[dt]e|en|ne)$")
"""Ends of participles: they alone are made with an adverb (fritt-ståande, enkelt-ståande)."""
_COST_SHORT = {2: 0.9, 3: 0.3}
_COST_SHORT_PARTICLE = 0.25
_COST_NO_KIND = 0.15
_COST_ODD_LAST = 2.0
_COST_BARE_VERB = 0.5
_COST_AFTER_S = 0.8
"""An imperative or a participle in -et is seldom a last part: overtids·målet, not overtid·smålet."""
_SHORT_LAST_PARTS = words_of("last part of two")
_SHORT_FORMS = words_of("last form of three")
"""Forms of three letters that end compounds: hopp-uka. Others of this length are mostly endings."""
_LINKED_OF_TWO = words_of("of two with -s-")
_INNER_PARTICLES = words_of("inner particle")
"""Particles of two letters that may stand inside a word: film-ut-gåve."""
_VERBS_OF_TWO = words_of("verb of two")
_BEFORE_FORMS = words_of("before strong forms")
"""First parts that strong verbs are made with: deltek, godtek, kunngjer, oppgav."""
_NEVER_LAST = words_of("never last")
"""Words that are far more often an ending: rør-ande is no duck, heng-sel no seal."""
_ONE_SOUND = ("kkj", "ggj", "øy")
"""A letter group that no seam runs through: bikkje is no bik·kje, sprøyte no sprø·yte."""
_SHORTEST_PART = 2
_COST_OF_TWO = 1.98
"""What two parts cost at the least: a rest that is cheaper as one part need not be divided."""
_SHORTEST_DERIVED = 5
"""Letters of the shortest first part that is looked for without its ending."""
_LONGEST_WORD = 60


class CompoundPart(NamedTuple):
    """A part with its linking letter (`letters`) and its sounds."""

    letters: str
    sounds: Sounds
    kinds: str
    link: str = ""


class Division(NamedTuple):
    """Parts of a compound in order, and what the division costs."""

    cost: float
    parts: tuple[CompoundPart, ...]


def split(word: str, stems: Stems) -> Division | None:
    """Divide a word of lower-case letters at its seams; None where no division is made of known parts."""
    if not 4 <= len(word) <= _LONGEST_WORD:
        return None
    memo: dict[int, Division | None] = {}
    best = _divide(word, 0, stems, memo)
    if best is None or len(best.parts) < 2:
        return None
    before, last = best.parts[-2:]
    if last.kinds == "f" and len(last.letters) < 5 and before.letters not in _BEFORE_FORMS:
        return None  # tit-tel is no telling
    return best


def _divide(word: str, start: int, stems: Stems, memo: dict[int, Division | None]) -> Division | None:
    if start in memo:
        return memo[start]
    rest = word[start:]
    best: Division | None = None
    if start:
        best = _last_part(rest, stems, word[-LONGEST_ENDING:])
        if best is not None and best.cost < _COST_OF_TWO:
            memo[start] = best
            return best
    known = stems.known
    reach = start + stems.reach(rest)
    is_known = has_e = False
    for end in range(start + _SHORTEST_PART, len(word) - 1):
        if end > reach + 1 and (
            end - start < _SHORTEST_DERIVED or word[end - 2 : end] not in _ends_of_derived()
        ):
            is_known = has_e = False
            continue
        letters = word[start:end]
        # A part is known as it stands, without a linking letter, with an -e, or by the ending that made it.
        linked, is_known = is_known, end <= reach and letters in known
        lost, has_e = has_e, end <= reach and letters + "e" in known
        if not (is_known or has_e or linked or lost) and (
            end - start < _SHORTEST_DERIVED or letters[-2:] not in _ends_of_derived()
        ):
            continue
        if word.startswith(_ONE_SOUND, end - 1):
            continue
        inner = start and end - start == 2
        if inner and word[start:end] not in _SHORT_LAST_PARTS and word[start:end] not in _INNER_PARTICLES:
            continue  # vak-si-nasjon
        for cost, part in _first_parts(letters, stems):
            if best is not None and cost + 1.0 > best.cost:
                continue
            for follow, loss in ((end, 0.0), (end - 1, _COST_LOST_LETTER)):
                if loss and not _letter_lost(word, start, end):
                    continue
                tail = _divide(word, follow, stems, memo)
                if loss and tail is not None and tail.parts[0].kinds == "f":
                    continue  # mot-tok, not mott-tok
                if part.link == "t" and tail is not None and not _OF_VERBS.search(tail.parts[-1].letters):
                    continue  # fritt-ståande, høgt-lønte, but hardly a noun
                if tail is not None and (best is None or cost + loss + tail.cost <= best.cost):
                    best = Division(cost + loss + tail.cost, (part, *tail.parts))
    memo[start] = best
    return best


def _letter_lost(word: str, start: int, end: int) -> bool:
    """busstopp: three equal letters at a seam are written as two."""
    return (
        end - start > 3 and word[end - 1] == word[end - 2] and word[end : end + 1] not in ("", word[end - 1])
    )


@cache
def _ends_of_derived() -> frozenset[str]:
    """The last two letters of a first part that is known by an ending: derived, with -s- or not, or a neuter."""
    letters = "abcdefghijklmnopqrstuvwxyzæøåéóôò"
    ends = {spelling[-2:] for spelling in derived_endings()}
    return frozenset(ends | {end[-1] + "s" for end in ends} | {letter + "t" for letter in letters})


def _short(length: int, kinds: str = "") -> float:
    return _COST_SHORT_PARTICLE if "p" in kinds and length < 4 else _COST_SHORT.get(length, 0.0)


def _first_parts(letters: str, stems: Stems) -> list[tuple[float, CompoundPart]]:
    found = []
    base = stems.part(letters)
    unfit = ("f", "o", "v") if len(letters) < 3 and letters not in _VERBS_OF_TWO else ("f", "o")
    if base is not None and (base.kinds or len(letters) > 3) and base.kinds not in unfit:
        cost = _COST_PART + _short(len(letters), base.kinds) + (0.0 if base.kinds else _COST_NO_KIND)
        found.append((cost, CompoundPart(letters, base.sounds, base.kinds)))
    elif len(letters) > 4 and letters.endswith(derived_endings()):
        derived = analyse(letters, stems, derived_only=True, depth=1)
        if derived is not None:
            found.append((_COST_PART + _COST_ENDING, CompoundPart(letters, derived.sounds, derived.kinds)))
    if base is None and letters[-1] == "t" and len(letters) > 4:
        neuter = analyse(letters, stems, depth=0)
        if neuter is not None and "a" in neuter.kinds and neuter.ending in _NEUTER:
            found.append((_COST_PART + _COST_NEUTER, CompoundPart(letters, neuter.sounds, "a", "t")))
    if base is None and len(letters) > 2:
        linked = letters[:-1]
        if letters[-1] == "s" and (len(letters) > 3 or linked in _LINKED_OF_TWO):
            inner = stems.get(linked)
            if inner is not None and inner.kinds not in (*unfit, "v") and (inner.kinds or len(linked) > 3):
                link = _COST_USUAL_LINK if linked.endswith(_USUALLY_LINKED) else _COST_LINK_S
                cost = _COST_PART + _short(len(linked)) + link
                found.append(
                    (
                        cost,
                        CompoundPart(
                            letters, Sounds(inner.sounds.text + "s", inner.sounds.tone), inner.kinds, "s"
                        ),
                    )
                )
            elif (
                inner is None
                and (lost := stems.get(linked + "e")) is not None
                and lost.kinds == "n"
                and len(linked) > 4
            ):
                cost = _COST_PART + _COST_LINK_S + _COST_ENDING
                found.append(
                    (
                        cost,
                        CompoundPart(
                            letters, Sounds(lost.sounds.text[:-1] + "s", lost.sounds.tone), "n", "s"
                        ),
                    )
                )
            elif len(linked) > 4 and linked.endswith(derived_endings()):
                derived = analyse(linked, stems, derived_only=True, depth=1)
                if derived is not None:
                    cost = _COST_PART + _COST_ENDING + _COST_LINK_S
                    found.append(
                        (
                            cost,
                            CompoundPart(
                                letters, Sounds(derived.sounds.text + "s", derived.sounds.tone), "n", "s"
                            ),
                        )
                    )
        elif letters[-1] == "e":
            inner = stems.get(linked)
            if inner is not None and inner.kinds and len(linked) > 2:
                cost = _COST_PART + _short(len(linked)) + _COST_LINK_E
                found.append(
                    (cost, CompoundPart(letters, Sounds(inner.sounds.text + "ə", 2), inner.kinds, "e"))
                )
    if (base is None or base.kinds == "f") and letters != "kom" and letters[-1] not in "aeiouyæøå":
        verb = stems.get(letters + "e")
        shortest = 3 if verb is not None and "v" in verb.kinds else 4
        if verb is not None and verb.kinds and len(letters) >= shortest and verb.sounds.text.endswith("ə"):
            cost = _COST_PART + _short(len(letters)) + _COST_ENDING
            cost += 0.0 if "v" in verb.kinds else _COST_NOUN_WITHOUT_E
            found.append((cost, CompoundPart(letters, Sounds(verb.sounds.text[:-1], 0), verb.kinds)))
    return found


def _last_part(letters: str, stems: Stems, tail: str) -> Division | None:
    base = stems.part(letters)
    if letters in _NEVER_LAST or (base is None and len(letters) < 6 and letters.endswith("ande")):
        return None
    if base is not None and (base.kinds or len(letters) > 4):
        if base.kinds == "o" or (base.kinds == "p" and len(letters) < 4):
            return None
        cost = _COST_PART + _short(len(letters)) + (0.0 if base.kinds else _COST_NO_KIND)
        if len(letters) == 2 and letters not in _SHORT_LAST_PARTS:
            cost += _COST_ODD_LAST
        return Division(cost, (CompoundPart(letters, base.sounds, base.kinds),))
    if len(letters) < 4 and letters not in _SHORT_FORMS:
        return None
    inflected = analyse(letters, stems, tail=tail)
    if inflected is None or not (inflected.kinds or len(inflected.base) > 4):
        return None
    if len(inflected.base) < 3 and inflected.base not in _SHORT_LAST_PARTS:
        return None
    cost = _COST_PART + _short(len(inflected.base)) + _COST_ENDING
    bare = letters.endswith("et") or not (inflected.ending or letters.endswith("er"))
    if bare and not set("nat") & set(stems.kinds_of(inflected.base)):
        cost += _COST_BARE_VERB + (_COST_AFTER_S if letters[0] == "s" else 0.0)
    return Division(cost, (CompoundPart(letters, inflected.sounds, inflected.kinds),))


def join(parts: tuple[CompoundPart, ...], kinds: str = "") -> Sounds:
    """Say the parts as one word: main stress in the first, secondary in the last, none between; the first's tone.

    `kinds` are those of the whole word where they are known.
    """
    first = parts[0].sounds
    # The main stress of the first part stands alone; of the others only the last one is stressed.
    text = first.text.replace(SECONDARY, "") if len(parts) > 1 else first.text
    for part in parts[1:-1]:
        text += SEAM + unstress(part.sounds).text
    if len(parts) > 1:
        text += SEAM + demote(parts[-1].sounds).text
    last = parts[-1]
    tone = tones.of_compound(
        parts[0].letters,
        first.text,
        first.tone,
        parts[0].link,
        last.letters,
        kinds or (last.kinds if len(parts) == 2 else ""),
    )
    return Sounds(text, tone)
