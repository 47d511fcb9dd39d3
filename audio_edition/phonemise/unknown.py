"""How a word is read of which at most a part is known: after a small word, before an ending, at last by letters."""

from __future__ import annotations

import re
from functools import cache

from . import letters, loans, tones
from .heads import with_head
from .inflection import endings, sizes_of_endings
from .inventory import PRIMARY, SECONDARY
from .reading import WordReading, finish
from .sounds import SEAM, Sounds, count_vowels, demote, ensure_stress
from .stems import Stems
from .tables import rows, words_of

_READ_APART = words_of("ending read apart")


"""Endings that the letter rules would not read right as part of the stem."""


_OF_VERBS = tuple(words_of("end after a weak prefix"))


"""Ends of words in which a weak first part (for-, be-) is likely: verbs and what is made of them."""


_BEGINS_WORD = re.compile(
    r"(?:s|j|s?[kpt][rlvjn]?|s?[bdfghlmnrv]|[bdfghkv]r|[bfgk]l|[gkf]n|[bdfghkmnprst]j|skj|spj|stj|spr|str|skr|skv|sj|[dht]v)?"
    r"[aeiouyæøå]"
)


"""Beginnings of syllables that a Norwegian word may have."""


_VERB_IN_ERE = re.compile(
    "(?:is|ifis)er(?:e|er|t|te|tes|ast|ande|bar|bare|ar|arar|ing|inga|ingar|ingane|ingen)$"
)


"""Verbs in -isere and -ifisere: no seam in what stands before (kategorisere, verifiserbar)."""


_STRONG = re.compile(
    r"(?:er(?:t|te|e|ing|er)|isk|ikar|isme|ist|sjon|urg|graf|grafi|log|logi|ikk|ant|ent|itet|al|ell|ett|itt|ator|istor|asje|anse|iv|fil|krat)"
    r"(?:a|en|ar|ane|ene)?$"
)
"""Endings that are hardly ever letters of a native word: what stands before them must be a syllable."""
_LATE = re.compile(
    r"(?!.{10}|.*(?:[åæ]|øy|[kghsl]j|kv|ei))(?:[^aeiouyø]*[aeiouyø]){2,}(?<!e)(?:([bdfgklmnprstv])\1?)[eo]$"
    r"(?<!omme)(?<!ødde)(?<!ande)(?<!inge)(?<!aste)(?<!ane)(?<!are)(?<!ike)(?<!ige)(?<!some)(?<!same)(?<!une)"
)
"""Unknown words of three syllables or more that look foreign and are stressed on the last but one: amøbe, risotto."""
_OPENS_LAST = tuple(words_of("opens a last part"))
"""Particles that an unknown last part behind a first one of three letters begins with: sol-formørking."""
_VOWEL = re.compile("[aeiouyæøå]")
_OF_LOANS = tuple(words_of("continues a loan"))
"""Letters that continue a loan rather than begin one: nasjonal-isering."""
_UNLIKE = re.compile("u((?!t[aeiouyæøårj]|[aeiouyæøå]|n[aioy])[a-zæøå]*[aeiouyæøå][a-zæøå]+erte?)$")
"""Participles of loans with u-: u-sertifisert, u-kommentert."""
_NATURE = re.compile("hav|sjø|nord|sør|fjell|fjord|vest|aust|stor|vind")


_HARDLY_A_WORD = re.compile(r"^[^aeiouyæøå]+(?:e[nrlt]?|ete|a|ar|ene|ane|i|o|um|us|or)s?$")


"""What is left of a word is an ending with the end of its stem: kjære-ster."""


@cache
def _particles() -> dict[str, tuple[str, int]]:
    """First parts with their sounds and the least number of letters after them."""
    return {spelling: (sounds, int(least)) for spelling, sounds, least in rows("particles.tsv", 3)}


def with_tone(word: str, sounds: Sounds, kinds: str = "") -> Sounds:
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


def after_particle(word: str) -> Sounds | None:
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
        read = without_ending(rest) or letters.read(rest)
        if PRIMARY in sounds:
            return Sounds(sounds + SEAM + demote(read).text)
        if word.endswith(_OF_VERBS):
            return Sounds(sounds + SEAM + read.text, 1)
    return None


def by_rules(word: str, stems: Stems, name: bool = False) -> WordReading | None:
    """Read a lower-case word of no known parts; None where it has no letter that can be sounded."""
    loan = loans.analyse(word) if not name else None
    if loan is not None:
        return WordReading(finish(loans.read(loan)), "inflection", f"{loan.base} + {loan.ending.letters}")
    if not name and (unlike := _UNLIKE.match(word)):
        rest = letters.read(unlike.group(1))
        return WordReading(
            finish(Sounds("ˈʉː" + SEAM + demote(rest).text, 2), compound=True),
            "rules",
            f"u·{unlike.group(1)}",
        )
    if not name and _VERB_IN_ERE.search(word):
        return WordReading(finish(without_ending(word) or letters.read(word)), "rules")
    if name:
        headed = with_head(word, stems, name)
    else:
        headed = with_head(word, stems, name, _first_part) if len(word) > 7 else None
    followed = None
    if headed is not None:
        followed = _with_first(word, stems) if not name else None
        if followed is None or _known_letters(headed, 1) >= _known_letters(followed, 0):
            return headed
        return followed
    if not name:
        particled = after_particle(word)
        if particled is not None:
            compound = not particled.text.startswith(("fɔr+", "bə+"))
            return WordReading(finish(with_tone(word, particled), compound=compound), "rules")
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
    if not name and _LATE.match(word) and not count_vowels(sounds.text.partition(PRIMARY)[0]):
        return WordReading(finish(letters.read(word, stressed=-2)), "rules")
    if not count_vowels(sounds.text.partition(PRIMARY)[0]):
        sounds = without_ending(word) or sounds
    if not name and not sounds.tone and tones.is_of_two(word, sounds.text):
        sounds = Sounds(sounds.text, 2)
    return WordReading(finish(with_tone(word, sounds)), "rules")


def by_pieces(word: str, size: int = 40) -> str:
    """IPA of a run of letters that is far too long for a word: piece by piece, stressed in the first alone."""
    said = ""
    for start in range(0, len(word), size):
        sounds = letters.read(word[start : start + size].lower())
        if not count_vowels(sounds.text):
            continue
        ipa = finish(Sounds(sounds.text.replace(SECONDARY, ""), 1))
        said += ipa if not said else ipa.replace("¹", "").replace(PRIMARY, "")
    return said


def without_ending(word: str) -> Sounds | None:
    """Read an unknown word by its stem where it ends like an inflected one; the longest ending wins."""
    if letters.loan_ending(word) > 2:
        return None
    table = endings()
    for size in sizes_of_endings(word):
        if not 1 < size <= len(word) - 3:
            continue
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


def _with_nature(word: str, stems: Stems) -> WordReading | None:
    """A name that begins like many Norwegian ones, with sea, wind or a quarter of the sky: Hav-sula."""
    match = _NATURE.match(word)
    base = stems.get(match.group()) if match is not None else None
    if match is None or base is None:
        return None
    rest = word[match.end() :]
    if len(rest) < 4 or rest[0] in "aeiouyæøå" or _BEGINS_WORD.match(rest) is None:
        return None
    text = ensure_stress(base.sounds.text) + SEAM + demote(letters.read(rest)).text
    return WordReading(finish(Sounds(text), compound=True), "rules", f"{match.group()}·{rest}")


def _with_first(word: str, stems: Stems) -> WordReading | None:
    """A known first part before an unknown last one: stein-kolmile, bjørne-fella."""
    loan = letters.loan_ending(word)
    strong = loan > 2 and _STRONG.search(word) is not None
    if loan < 3:
        loan = 0
    for size in range(len(word) - max(4, loan + 1), 2, -1):
        first, rest = word[:size], word[size:]
        if first not in stems.known and first[:-1] not in stems.known:
            continue
        if size == 3 and not (rest.startswith(_OPENS_LAST) and "n" in _kinds(first, stems) and len(rest) > 6):
            continue
        if rest[0] in "aeiouyæøå" and not _is_loan_of_its_own(first, rest, stems):
            continue
        if _BEGINS_WORD.match(rest) is None or _HARDLY_A_WORD.search(rest) or rest.startswith("jon"):
            continue
        if strong and not _VOWEL.search(rest[:-loan]) and stems.get(rest) is None:
            continue  # kryp-terte, drama-turg
        particle = "p" in (kinds := _kinds(first, stems)) and "n" not in kinds
        if word.endswith("sjon") and (particle or len(_VOWEL.findall(rest)) < 3):
            continue  # demon-strasjon, inter-pellasjon
        known_first = _first_sounds(first, stems)
        if known_first is None or (known_first[1] and size < 5 and len(rest) < 6):
            continue
        if first in ("inter", "tran", "trans") and _STRONG.search(word):
            continue  # interkulturell, transplantasjon have their stress late
        base, link = known_first
        late = count_vowels(base.text.partition(PRIMARY)[0]) > 0
        if strong and (link == "e" or late or (first[-1] in "aiouy" and "p" not in _kinds(first, stems))):
            continue  # kine-matografi, prosti-tuert
        if (
            link == "s"
            and count_vowels(base.text) == 1
            and rest[0] in "ptkln"
            and stems.get(first[:-1]) is not None
        ):
            continue  # luft-speglingar: a noun of one syllable seldom takes -s-
        weak = size == 3 or (rest.startswith(("be", "for")) and not rest.startswith("ber"))
        listed = stems.get(rest)  # offentleg-gjorde
        read = (
            (after_particle(rest) if weak else None)
            or (listed.sounds if listed is not None else None)
            or without_ending(rest)
            or letters.read(rest)
        )
        if PRIMARY in read.text:
            tone = tones.of_compound(first, base.text, base.tone, link, rest, "")
            sounds = Sounds(base.text + SEAM + demote(read).text, tone)
            return WordReading(finish(sounds, compound=True), "rules", f"{first}·{rest}")
    return None


def _is_loan_of_its_own(first: str, rest: str, stems: Stems) -> bool:
    """Whether a rest that begins with a vowel is a loan behind a noun, not the noun's own ending: teater-instruktør."""
    ending = letters.loan_ending(rest)
    return (
        len(first) > 4
        and len(rest) > 7
        and 1 < ending < len(rest) - 2
        and "n" in _kinds(first, stems)
        and _VOWEL.search(rest[1:-ending]) is not None
        and not rest.startswith(_OF_LOANS)
    )


def _first_part(letters_of_part: str) -> Sounds:
    """Sounds of an unknown first part: of its own known first part where it has one (ut-bytte)."""
    read = after_particle(letters_of_part) or letters.read(letters_of_part)
    return Sounds(read.text.replace(SECONDARY, ""), read.tone)


def _known_letters(reading: WordReading, part: int) -> int:
    return len(reading.note.split("·")[part])


def _kinds(word: str, stems: Stems) -> str:
    base = stems.get(word)
    return base.kinds if base is not None else ""


def _first_sounds(first: str, stems: Stems) -> tuple[Sounds, str] | None:
    """Sounds of a noun, adjective or particle as a first part with its linking letter, and that letter."""
    for stem, link in ((first, ""), (first[:-1], first[-1])):
        base = stems.get(stem)
        if (
            link in ("", "s", "e")
            and base is not None
            and len(stem) > (2 if not link or (link == "s" and "h" in base.kinds) else 3)
            and set("nap") & set(base.kinds)
        ):
            text = ensure_stress(base.sounds.text).replace(SECONDARY, "") + link.replace("e", "ə")
            return Sounds(text, base.sounds.tone), link
    return None
