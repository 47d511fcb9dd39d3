"""Splits Norwegian running text into sentences.

A mark that can end a sentence (. ? ! … :) is judged by what stands on both sides: abbreviations, ordinals and
dates, initials, addresses and numbers keep their stop; closing quotes and brackets go with the sentence. A
dash that opens a reply begins a sentence. Abbreviations come from the normaliser's table, so that one row
serves both; `data/sentence_words.tsv` holds what the splitter alone must know.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from audio_edition.normalise.before_figures import belongs, ends_amount
from audio_edition.normalise.classes.abbreviations import abbreviations, between_names
from audio_edition.normalise.classes.roman import roman_value
from audio_edition.normalise.classes.scripture import books
from audio_edition.normalise.parts import parts
from audio_edition.normalise.tables import mapping, rows
from audio_edition.normalise.units import units
from audio_edition.tables import read_groups

_DATA = Path(__file__).parent / "data" / "sentence_words.tsv"

_CLOSING = "»”\"’'“)]›"
_OPENING = "«„“\"‘'([‹–—-"
_BOUNDARY = re.compile(
    rf"([.?!…。！？]+)((?:[{re.escape(_CLOSING)}]|\[\d{{1,3}}\]|[⁰¹²³⁴-⁹])*)(\s+|$|(?<=[。！？]))|(?<=[a-zæøå])([.?!])(?=[A-ZÆØÅ][a-zæøå]+\s)|(?<!\s)\s*\n\s*"
)
_LOOK_BACK = 80
"""Characters before a mark that are looked at, so that a text without sentences takes linear time."""
_LAST_WORD = re.compile(r"[^\s(«\"„“]*$")
_TWO_WORDS = re.compile(r"(?<!\S)[a-zæøåA-ZÆØÅ]{2,4}\. [a-z.]{2,8}$")
"""The parts of an abbreviation with a space inside: "dr. philos"."""
_NEXT_WORD = re.compile(rf"[{re.escape(_OPENING)}\s]*([^\s]*)")
_INITIAL = re.compile(r"^(?:[A-ZÆØÅ]\.?-?)+$")
_NUMBER = re.compile(r"^(?:§|nr)?\d{1,3}$")
_FAR_EAST = "\u2e80"
"""From here on are letters of East Asia, which have no capitals."""
_STREET = re.compile(rf"[A-ZÆØÅ][a-zæøå]{{2,}}(?:{'|'.join(row[0] for row in rows('streets', 1))})")
_NUMBERS_ON = re.compile(r"(?: ?\d{1,3}\.,?)* ?(?:og|eller) \d{1,3}\. ?[a-zæøå]")
"""More ordinals before their noun: "5. 6. 7. og 8. klasse"."""
_VERSE = re.compile(r"\d{1,3}[,:] ?\d")
_FIGURE_BEHIND = re.compile(r"\s*[^\s\d]+ \d")
_ORDINALS_BEHIND = re.compile(r"(?:\d{1,3}\.,? ){0,9}\d{1,3}\.? (?:og|eller|til) \d{1,3}\. ?[a-zæøå]")
"""The rest of "5. 6. 7. og 8. klasse"."""
_MONTH_AND_YEAR = re.compile(r"(?:0?[1-9]|1[0-2])\. ?\d{4}(?!\d)")
_YEAR_BEHIND = re.compile(r"\d{4}(?!\d)")
_DAY_BEFORE = re.compile(r"(?<!\S)(?:0?[1-9]|[12]\d|3[01])\. $")


@cache
def _words() -> dict[str, frozenset[str]]:
    return read_groups(_DATA)


@cache
def _abbreviations() -> dict[str, bool]:
    """Abbreviation without its last stop, in small letters, to whether that stop may end a sentence."""
    found: dict[str, bool] = {}
    for entry in abbreviations():
        if not entry.written.endswith(".") or {"word", "digit", "after-digit"} & entry.flags:
            continue
        name = entry.written.lower().replace(" ", "")[:-1]
        found[name] = found.get(name, False) or "inside" not in entry.flags
    for word in _words()["never_ends"]:
        found[word.rstrip(".")] = False
    for word in _words()["may_end"]:
        found[word.rstrip(".")] = True
    return found


@cache
def _inside_words() -> frozenset[str]:
    """Abbreviations that may end a sentence, but never one that they begin: "ev."."""
    return frozenset(
        entry.written.lower()[:-1]
        for entry in abbreviations()
        if entry.written.endswith(".") and "word" in entry.flags
    )


@cache
def _between() -> frozenset[str]:
    """Those of them that may stand between two names."""
    return frozenset(entry.written[:-1] for entry in abbreviations() if "between" in entry.flags)


@cache
def _before_figures() -> frozenset[str]:
    """Abbreviations that stand before a figure, as "f. 1981", without their stop."""
    return frozenset(
        entry.written.lower().replace(" ", "")[:-1]
        for entry in abbreviations()
        if entry.written.endswith(".") and "digit" in entry.flags
    ) | {"el"}


@cache
def _before_roman() -> frozenset[str]:
    """Abbreviations that a Roman numeral may follow, without their stop: "bd. II"."""
    return frozenset(entry.written.lower()[:-1] for entry in abbreviations() if "roman" in entry.flags)


@cache
def _magnitudes() -> frozenset[str]:
    return frozenset(row[0].rstrip(".") for row in rows("magnitudes", 1))


@cache
def _currency_codes() -> frozenset[str]:
    """Codes that go on after "mrd.": 3,2 mrd. NOK."""
    return frozenset(row[0] for row in rows("currencies", 1) if len(row[0]) == 3 and row[0].isupper())


_SPAN_OF_DAYS = re.compile(r"[a-zæøå]{2,6}\.?[–-]([a-zæøå]{2,5})")
"""Short names of days or months, from one to another: "man.–tors. 9–11"."""


def sentence_spans(text: str, language: str = "nn") -> list[tuple[int, int]]:
    """(start, end) of each sentence of `text`, in order, without the space between.

    All that is not white space is in exactly one span; a sentence that is too long for one breath (1,000
    characters) comes in parts. `language` is taken for the sake of callers that have
    it; the rules hold for Nynorsk, Bokmål and English alike.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for found in _BOUNDARY.finditer(text):
        if "\n" in found.group() and found.group(1) is None:
            cut, following = found.start(), found.end()
        elif found.group(4):
            if not _is_glued_end(text, start, found):
                continue
            cut, following = found.end(4), found.end()
        else:
            if not _ends_here(text, start, found):
                continue
            cut, following = found.end(2), found.end()
        _append(spans, text, start, cut)
        start = following
    _append(spans, text, start, len(text))
    return spans


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    for first, last in parts(text, start, end):
        piece = text[first:last]
        if piece.strip():
            spans.append((first + len(piece) - len(piece.lstrip()), last - len(piece) + len(piece.rstrip())))


def _ends_here(text: str, start: int, found: re.Match[str]) -> bool:
    marks, closing, _, _ = found.groups()
    if found.end() == len(text) or "\n" in found.group(3):
        return True
    following = _NEXT_WORD.match(text, found.end())
    after = following.group(1) if following else ""
    opened = text[found.end() : found.end() + 1]
    begins_upper = (
        after[:1].isupper() or after[:1] > _FAR_EAST or (after[:1].isdigit() and opened not in "–—-")
    )
    dash = opened in "–—-" and text[found.end() + 1 : found.end() + 2].isspace()
    if marks[-1] in "。！？":
        return True
    if marks != ".":
        # "Kva no?» spurde ho" and "Ja! ropte han" go on; so does an ellipsis before a small letter.
        if marks.startswith(("…", "..")):
            return after[:1].isupper() and not dash
        return begins_upper and not (closing and dash and not after[:1].isupper())
    start = max(start, found.start() - _LOOK_BACK)
    before = _LAST_WORD.search(text, start, found.start())
    word = before.group() if before else ""
    if not (begins_upper or dash and after[:1].isupper()):
        return False
    return not _keeps_stop(text, start, found.start(), word, after, bool(closing))


def _keeps_stop(text: str, start: int, at: int, word: str, after: str, closed: bool) -> bool:
    """Whether the stop belongs to `word` and the sentence goes on with `after`."""
    if closed:
        return False
    bare = word.lower().lstrip("-–")
    if "/" in bare:
        bare = bare.rpartition("/")[2] or bare  # "E16/rv. 5"
    span = _SPAN_OF_DAYS.fullmatch(bare)
    if span and (span.group(1) in _before_figures() or _abbreviations().get(span.group(1)) is False):
        bare = span.group(1)
    if len(bare) > 2 and (joined := _TWO_WORDS.search(text, start, at)):
        whole = joined.group().replace(" ", "").lower()
        if _abbreviations().get(whole) is False:
            return True  # "dr. philos. Ola"
    if bare in _inside_words() and text[start : at - len(word)].endswith((", ", "(")):
        return True  # "15. februar, ev. 1. mars"
    if bare in _between() and after[:1].isupper() and between_names(text, at - len(word)):
        return True  # "Oslo el. Moss"
    if bare in _before_figures() and text[start : at - len(word)].endswith("("):
        return True  # "Kari (f. Moe)"
    if bare in _before_roman() and roman_value(after.strip(".,;:!?»)")):
        return True
    if after[:1].isdigit():
        return _goes_with_figure(text, start, at - len(word), at + 1, word, bare)
    if bare in _abbreviations():
        return not _abbreviations()[bare] or (
            bare in _magnitudes() and after.strip(".,;:!?»)") in _currency_codes()
        )
    if _INITIAL.match(word) and len(word.replace(".", "").replace("-", "")) == 1:
        # "J. Fosse" goes on; "vitamin C. Det" does not.
        previous = text[start : at - len(word)].rstrip()
        return (
            not previous.endswith(tuple(_words()["letter_ends"])) and after.lower() not in _words()["starts"]
        )
    if re.fullmatch(r"(?:[A-ZÆØÅ]\.-?)+[A-ZÆØÅ]", word):
        return after.lower() not in _words()["starts"]
    if _NUMBER.match(word):
        return _is_ordinal(text, start, at, word, after)
    return False


def _goes_with_figure(text: str, start: int, begin: int, end: int, word: str, bare: str) -> bool:
    """Whether the stop of `word`, which stands at `begin`, belongs to it and the figure behind `end` goes on."""
    before, behind = text[start:begin], text[end : end + _LOOK_BACK].lstrip(_OPENING + " ")
    if _STREET.fullmatch(word):
        return True  # "Storgt. 5"
    if _NUMBER.match(word) and _NUMBERS_ON.match(behind):
        return True
    ends = ends_amount(word if word in units() else bare, before, behind)
    if ends is not None:
        return not ends or text[end:].lstrip()[:1] == "("  # "58 p. (25 k.)"
    if word in books() and (_VERSE.match(behind) or before.rstrip().endswith(".")):
        return True  # "Matt. 5,3"
    if bare in _before_figures():
        return belongs(bare, before, behind) or (word[:1].isupper() and bare == "no")
    if bare in _abbreviations():
        return not _abbreviations()[bare]
    if word[:1].isupper() and len(bare) > 4 and before.strip() and bare.endswith(tuple(mapping("streets"))):
        return True  # "i Storgt. 5"
    if not _NUMBER.match(word):
        return False
    if _in_date(word, before, behind) or _ORDINALS_BEHIND.match(behind):
        return True
    return _is_ordinal(text, start, end - 1, word, behind.split(" ")[0])


def _in_date(word: str, before: str, behind: str) -> bool:
    """Whether `word` is the day or the month of a date in figures with spaces: 3. 8. 1954."""
    if not word.isdecimal() or int(word) > 31:
        return False
    if _MONTH_AND_YEAR.match(behind):
        return True
    return 0 < int(word) <= 12 and bool(_DAY_BEFORE.search(before) and _YEAR_BEHIND.match(behind))


def _is_ordinal(text: str, start: int, at: int, word: str, after: str) -> bool:
    head = text[start : at - len(word)].strip(_OPENING + " \t\n\r\u00a0").split()
    if not head:
        return True  # the label of a list item
    name = after.lower().strip(".,;:!?»")
    if after.strip(".") in books() and _FIGURE_BEHIND.match(text, at + 1):
        return True  # "2. Mos 20,3"
    if name in _words()["after_ordinal"]:
        return True
    return (
        head[-1].lower() in _words()["before_ordinal"]
        and after[:1].isupper()
        and name not in _words()["starts"]
    )


def _is_glued_end(text: str, start: int, found: re.Match[str]) -> bool:
    """A missing space: "… slutt.Det var …"; not "Adm.Dir." or an address."""
    before = _LAST_WORD.search(text, max(start, found.start(4) - _LOOK_BACK), found.start(4))
    word = (before.group() if before else "").lower()
    after = _NEXT_WORD.match(text, found.end(4))
    return (
        word not in _abbreviations()
        and len(word) > 2
        and "." not in word
        and "/" not in word
        and "@" not in word
        and after is not None
        and after.group(1).lower() in _words()["starts"]
    )
