"""Sounds of a word under construction, and how they are written down at the end.

While a word is put together its sounds are a string of inventory symbols in which a stress mark stands
right before its *vowel* and `+` stands at every seam, so that parts can simply be strung together:
"bˈɑːrnə" + "+" + "hˌɑːɡə". `render` settles what happens over seams (retroflexes, doubled consonants),
moves each mark to the onset of its syllable and adds the tone: "²ˈbɑːɳəˌhɑːɡə".
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .inventory import CONSONANTS, LONG_VOWELS, PRIMARY, SECONDARY, TONES, VOWELS

SEAM = "+"
_VOWEL = "|".join(sorted(map(re.escape, VOWELS), key=len, reverse=True))
_CONSONANTS = "".join(CONSONANTS)
_CONSONANT = f"[{_CONSONANTS}]"
_VOWEL_FINDER = re.compile(_VOWEL)
_MARK_BEFORE_ONSET = re.compile(f"([{PRIMARY}{SECONDARY}])({_CONSONANT}*)")
_STRESSED = re.compile(f"[{PRIMARY}{SECONDARY}](?:{_VOWEL})")
SHORT_OF = dict(zip(LONG_VOWELS, ("ɪ", "ʏ", "ʉ", "ʊ", "ɛ", "œ", "ɔ", "æ", "ɑ"), strict=True))

# r and a following coronal melt together, and the retroflexion spreads to the right.
_RETROFLEX = {"t": "ʈ", "d": "ɖ", "n": "ɳ", "l": "ɭ", "s": "ʂ"}
_R_CORONAL = re.compile(r"r(\+?)([tdnls])")
_SPREAD = re.compile(r"([ʈɖɳɭʂ]\+?)([tdnls])")
_DOUBLED = re.compile(f"({_CONSONANT})(\\+?)\\1")

_ONSETS = frozenset(
    "pl pr pj bl br bj tr tj tv dr dj dv kl kr kn kv kj ɡl ɡr ɡn ɡj fl fr fj fn vr vj sp st sk sv sl sm sn sf"
    " spr spl spj str stj stv skr skl skv skj mj tʃ dʃ ts ʃl ʃp ʃk ʃt ʃm ʃn ʃv ʃtr ʃpr ʂk ʂʈ ʂɭ ʂm ʂɳ ʂp ʂv ʂʈr hj hv"
    " ʈr ʈv ʈj ɖr ɖv".split()
)


class Sounds(NamedTuple):
    """Sounds of a word or of a part of one, before `render`.

    `tone` is 1 or 2, or 0 where nothing has decided it yet.
    """

    text: str
    tone: int = 0


def from_ipa(ipa: str) -> Sounds:
    """Sounds of finished IPA (of a lexicon): marks move to their vowels, the tone is remembered."""
    tone = 0
    for number, mark in enumerate(TONES, 1):
        if mark in ipa:
            tone = number
            ipa = ipa.replace(mark, "")
    return Sounds(_MARK_BEFORE_ONSET.sub(_swapped, ipa), tone)


def count_vowels(text: str) -> int:
    """Number of syllables."""
    return len(_VOWEL_FINDER.findall(text))


def demote(sounds: Sounds) -> Sounds:
    """The same sounds as a later part of a compound: its main stress becomes secondary."""
    return Sounds(sounds.text.replace(SECONDARY, "").replace(PRIMARY, SECONDARY), sounds.tone)


def unstress(sounds: Sounds) -> Sounds:
    """The same sounds without any stress mark (length stays)."""
    return Sounds(sounds.text.replace(SECONDARY, "").replace(PRIMARY, ""), sounds.tone)


def ensure_stress(text: str) -> str:
    """Stress the first vowel where no vowel has the main stress."""
    if PRIMARY in text:
        return text
    match = _VOWEL_FINDER.search(text)
    if match is None:
        return text
    return text[: match.start()] + PRIMARY + text[match.start() :]


def shorten_last(text: str) -> str:
    """The same sounds with the last long vowel made short."""
    at = text.rfind("ː")
    return text if at < 1 else text[: at - 1] + SHORT_OF[text[at - 1 : at + 1]] + text[at + 1 :]


def _swapped(match: re.Match[str]) -> str:
    """The second group before the first; a template in letters is parsed anew in each call."""
    return match[2] + match[1]


def render(sounds: Sounds) -> str:
    """IPA as the contract has it: marks before onsets, tone before the main stress."""
    text = _DOUBLED.sub(_swapped, sounds.text)
    if "r" in text or text != sounds.text or _SPREAD.search(text):
        text = _R_CORONAL.sub(lambda m: m[1] + _RETROFLEX[m[2]], text)
        while True:
            spread = _SPREAD.sub(lambda m: m[1] + _RETROFLEX[m[2]], text)
            if spread == text:
                break
            text = spread
        text = _DOUBLED.sub(_swapped, text)
    out: list[str] = []
    end = 0
    for match in _STRESSED.finditer(text):
        syllable = match.group()
        start = match.start()
        onset = _onset(text[end:start], end == 0)
        out.append(text[end : start - len(onset)])
        mark = syllable[0]
        if mark == PRIMARY and sounds.tone:
            mark = TONES[sounds.tone - 1] + mark
        out.append(mark + onset + syllable[1:])
        end = match.end()
    out.append(text[end:])
    return "".join(out).replace(SEAM, "")


def _onset(before: str, at_start: bool) -> str:
    """The consonants at the end of `before` that open the syllable of the vowel after it."""
    open_end = before.removesuffix(SEAM)
    cluster = before[len(open_end.rstrip(_CONSONANTS)) :]
    if cluster.endswith(SEAM):
        # A part that begins with a vowel takes over the last consonant before the seam.
        return cluster[-2:] if len(cluster) > 1 else ""
    if at_start and before == cluster:
        return cluster
    for size in (3, 2):
        if cluster[-size:] in _ONSETS and len(cluster) >= size:
            return cluster[-size:]
    last = cluster[-1:]
    return "" if last == "ŋ" else last


_LATE_TONE_1 = ("eːrə", "eːʈə", "smə", "ŋsə", "nsə", "ʃə", "jə", "ɪə", "rvə")
"""Ends of words that are stressed on the last syllable but one and have tone 1 though they end in -e: regissere,
balanse, garasje, medalje, reserve; the others have 2 (kommune, analyse)."""


def default_tone(text: str, compound: bool = False) -> int:
    """Tone 1 or 2 of sounds that nothing else has decided (reference: counts of the NST lexicon).

    Tone 2: compounds, and words stressed on the last syllable but one that end in ə or ɑ, ɑr, ɪŋ, lə;
    tone 1: everything stressed on its last syllable, words in -əl -ən -ər, loans stressed late.
    """
    head, mark, tail = text.partition(PRIMARY)
    syllables_after = count_vowels(tail) - 1
    if not mark or syllables_after <= 0:
        return 1
    if compound:
        return 1 if count_vowels(head) else 2
    if count_vowels(head):
        return 2 if syllables_after == 1 and tail.endswith("ə") and not tail.endswith(_LATE_TONE_1) else 1
    plain = tail.rstrip("s")
    if plain.endswith(
        ("ə", "ɑ", "ɑr", "ɪŋ", "ɪ", "ɑst", "ɑn", "ʊ", "səm", "sɑm", "skɑːp", "dɔm", "hæɪt", "læɪk")
    ):
        return 2
    return 1 if syllables_after == 1 else 2
