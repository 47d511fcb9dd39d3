"""Abbreviations, with their stops; a stop that also ends the sentence stays.

    t.d. -> til dømes · osb. -> og så bortetter. · St.meld. nr. 7 -> stortingsmelding nummer … · f. 1981 -> fødd …

`data/abbreviations.tsv`. A space may stand after an inner stop ("f. eks."), and the first letter may be a capital.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from audio_edition.normalise.before_figures import belongs
from audio_edition.normalise.sheet import TAKEN, Sheet
from audio_edition.normalise.tables import mapping, pick, rows
from audio_edition.normalise.units import by_first_letter


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """One row of the table."""

    written: str
    spoken: tuple[str, str, str]
    flags: frozenset[str]


@cache
def abbreviations() -> tuple[Abbreviation, ...]:
    """All rows, in the order of the table."""
    return tuple(
        Abbreviation(written, (nn, nb, en), frozenset(flags.split()))
        for written, nn, flags, nb, en in rows("abbreviations", 5)
    )


@cache
def _by_form() -> dict[str, tuple[Abbreviation, ...]]:
    """What is written, without spaces, to its rows in the order of the table: the first that fits its place is read."""
    forms: dict[str, tuple[Abbreviation, ...]] = {}
    for entry in abbreviations():
        key = entry.written.replace(" ", "")
        forms[key] = (*forms.get(key, ()), entry)
    for entry in abbreviations():
        key = entry.written.replace(" ", "")
        if "exact" not in entry.flags:
            for form in (key[0].upper() + key[1:], key.upper() if "caps" in entry.flags else key):
                forms.setdefault(form, forms[key])
    return forms


@cache
def _pattern() -> re.Pattern[str]:
    forms = []
    for form, (entry, *_) in _by_form().items():
        escaped = re.escape(form[0] + entry.written[1:]).replace("\\ ", " ?")
        # A space is allowed after an inner stop; the last stop may be missing where the table says so.
        escaped = re.sub(r"\\\.(?=.)", r"\\. ?", escaped)
        if "bare" in entry.flags and form.endswith("."):
            escaped = escaped[:-2] + r"\.?"
        if "spaced" in entry.flags:
            escaped = escaped.replace(r"\. ?", r"(?:\. ?| )")
        forms.append((len(form), escaped))
    body = by_first_letter([(escaped[0], escaped) for _, escaped in sorted(forms, reverse=True)])
    return re.compile(rf"(?<![\w/@-])(?<![^\W\d_]\.)({body})(?:(?<=/)(?=[^\W\d_]{{2}})|(?![^\W_]))")


_DIGIT_AFTER = re.compile(r" ?(?:['’]?\d|[½⅓¼¾]|[–-] ?\w)")
_OPENING_HOURS = re.compile(
    r" (?:steng|ope|til (?:kl\.? ?)?\d|stengt|kl\b|og (?:m[åa]n|t[iy]s|ons|tors?|fre|lau?r?|s[uø]n)\b)"
)
"""What stands behind a short weekday in lists of opening hours: "fre. stengt"."""
_MONTH = re.compile(
    r"(?:(?<=\b[Ii] )|(?<=\bfrå )|(?<=\btil )|(?<=\bog )|(?<=\b[Ff]or )|(?<=\binnan )|(?<=\bsidan )|(?<=\bfør )|(?<=\better )|(?<=\bav )|(?<=\bmedio )|(?<=\bprimo )|(?<=\bultimo )|(?<=[a-z]\.[–-])|\b(?=\w+\.(?: ?[–-] ?| og | til )(?:jan|feb|mars|apr|mai|ju[nl]|aug|sep|okt|nov|des)))"
    r"((?:[Jj]an|[Ff]ebr?|[Aa]pr|[Aa]ug|[Ss]ept?|[Oo]kt|[Nn]ov|[Dd]es)\b)\."
)
_MAIDEN_NAME = re.compile(r"(?:, |[^\W\d_] ?\(|\s\()f\. [A-ZÆØÅ][a-zæøå]")
"""The name that someone was born with: "Kari Nes, f. Moe"."""
_ROMAN_AFTER = re.compile(r" ?[IVXL]+\b")
_DIGIT_BEFORE = re.compile(r"\d ?$")
_TIME_AFTER = re.compile(
    r" (?:kl\b|m[åa]n|t[iy]s|ons|tor|fre|laur?|lør|s[uø]n|i (?:kveld|dag|morgon|natt)\b)"
)
"""When something is sent: "repr. tors. kl. 9"."""
_IN_BRACKET = re.compile(r"\((?:\d{1,3}(?:\.?\+\d{1,2})?\.?,? )?$")
"""What stands for itself between brackets: "(str.)", "(88., str.)"."""
_CAPITAL_AFTER = re.compile(r" ?[A-ZÆØÅ«\"]")


_NAME_BEFORE = re.compile(r"(?:^|[^\W\d_] |[(«,] ?)[A-ZÆØÅ][\w-]*,? ?\(?$")


def between_names(text: str, start: int) -> bool:
    """Whether what begins at `start` stands behind a name, so that a capital behind it opens no sentence: "Oslo el. Moss"."""
    return _NAME_BEFORE.search(text, max(0, start - 40), start) is not None


@cache
def _last_parts() -> re.Pattern[str]:
    """Those that may be the last part of a word, with or without a hyphen: "HMS-ansv.", "kjernetemp."."""
    behind, last = (
        "|".join(re.escape(entry.written[:-1]) for entry in abbreviations() if flag in entry.flags)
        for flag in ("part", "last")
    )
    return re.compile(rf"(?<![\w/@.])([^\W\d_]+)(?:-({behind})|(?<=[a-zæøå]{{2}})({last}))\.(?![^\W_])")


@cache
def _last_forms() -> tuple[str, ...]:
    """How a word with a last part that is shortened ends: looked for before each stop, which costs next to nothing."""
    return tuple(
        ("-" if flag == "part" else "") + entry.written[:-1]
        for flag in ("part", "last")
        for entry in abbreviations()
        if flag in entry.flags
    )


def _compounds(sheet: Sheet) -> None:
    if not any(before.endswith(_last_forms()) for before in sheet.free.split(".")[:-1]):
        return
    for found in _last_parts().finditer(sheet.free):
        if found.group() in _by_form():
            continue  # "Orgnr."
        entry = _by_form()[(found.group(2) or found.group(3)) + "."][-1]
        end = found.end()
        if not sheet.plain[end:].strip() or ("word" in entry.flags and sheet.ends_sentence(end)):
            end -= 1
        joint = "-" if found.group(2) else ""
        spoken = found.group(1) + joint + pick(entry.spoken, sheet.numerals.language)
        sheet.change(found.start(), end, spoken, "abbreviation")


def read(sheet: Sheet) -> None:
    """Claims the abbreviation with its stops."""
    if "." in sheet.free:
        _compounds(sheet)
        _streets(sheet)
        _months(sheet)
    for found in _pattern().finditer(sheet.free):
        written = found.group(1)
        key = re.sub(r"\s", "", written)
        rows_of = _by_form().get(key) or _by_form().get(key + ".") or _by_form().get(_dotted(key), ())
        entry = next((entry for entry in rows_of if _fits(sheet, found, entry)), None)
        if entry is None:
            continue
        spoken = pick(entry.spoken, sheet.numerals.language)
        if written[0].isupper() and not entry.written[0].isupper():
            spoken = spoken[0].upper() + spoken[1:]
        end = found.end()
        if written.endswith(".") and _ends(sheet, end, entry):
            end -= 1
        glued = sheet.plain[end : end + 1].isalnum()
        sheet.change(found.start(), end, spoken + (" " if glued else ""), "abbreviation")


@cache
def _street() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.-])([A-ZÆØÅ][a-zæøå]{{2,}}?)({'|'.join(mapping('streets'))})\.(?= ?\d)")


def _streets(sheet: Sheet) -> None:
    """ "Storgt. 5", "Parkvn. 12"."""
    for found in _street().finditer(sheet.plain):
        endings = mapping("streets", 2 if sheet.numerals.language == "nb" else 1)
        sheet.change(found.start(), found.end(), found.group(1) + endings[found.group(2)], "abbreviation")


def _months(sheet: Sheet) -> None:
    """Short names of months that stand without a day: "i jan.", "jan. og feb."."""
    for found in _MONTH.finditer(sheet.free):
        name = _month_names()[found.group(1).lower()]
        if found.group(1)[0].isupper():
            name = name.capitalize()
        end = found.end() - (1 if sheet.ends_sentence(found.end()) else 0)
        sheet.change(found.start(1), end, name, "abbreviation")


@cache
def _month_names() -> dict[str, str]:
    return {short: name for _, name, shorts in rows("months", 3) for short in shorts.split()}


def _dotted(key: str) -> str:
    """`feks` and `f.eks` both mean the row `f.eks.`."""
    bare = key.replace(".", "")
    return next((form for form in _by_form() if form.replace(".", "") == bare), "")


def _ends(sheet: Sheet, end: int, entry: Abbreviation) -> bool:
    if "inside" in entry.flags:
        return not sheet.plain[end:].strip(' »"”)]')
    return sheet.ends_sentence(end)


def _belongs(sheet: Sheet, found: re.Match[str]) -> bool:
    """Not the last word of a sentence before a figure: "Slik er det no. 17 personar …"."""
    name = found.group(1).rstrip(".").lower()
    behind = sheet.plain[found.end() : found.end() + 20].lstrip()
    if not behind[:1].isdigit() or found.group(1)[0].isupper():
        return True
    return belongs(name, sheet.plain[max(0, found.start() - 60) : found.start()], behind)


def _fits(sheet: Sheet, found: re.Match[str], entry: Abbreviation) -> bool:
    if "time" in entry.flags and not _TIME_AFTER.match(sheet.plain, found.end()):
        return False
    if "digit" in entry.flags:
        if not _belongs(sheet, found):
            return False
        return bool(
            _DIGIT_AFTER.match(sheet.plain, found.end())
            or (entry.spoken[0].endswith("dag") and _OPENING_HOURS.match(sheet.plain, found.end()))
            or ("roman" in entry.flags and _ROMAN_AFTER.match(sheet.plain, found.end()))
            or ("maiden" in entry.flags and _MAIDEN_NAME.match(sheet.plain, max(0, found.start() - 2)))
        )
    if "bracket" in entry.flags:
        return bool(
            _IN_BRACKET.search(sheet.plain, max(0, found.start() - 12), found.start())
            and sheet.plain[found.end() : found.end() + 1] in (",", ")")
        )
    if "after-digit" in entry.flags:
        return bool(_DIGIT_BEFORE.search(sheet.plain, 0, found.start()))
    if "word" in entry.flags and found.start() and sheet.ends_sentence(found.end()):
        # Between a comma and more there is no end of a sentence: ", ev. 1.3."
        more = sheet.plain[found.end() :].strip(' »"”)].')
        listed = (more[:1].isdigit() or more[:1] == TAKEN) and sheet.plain[: found.start()].endswith(
            (", ", "(")
        )
        between = "between" in entry.flags and more and between_names(sheet.plain, found.start())
        if not (listed or between):
            return False
    if "mid" in entry.flags and not sheet.plain[found.end() :].strip(' »"”)]'):
        return False
    if "capital" in entry.flags:
        return bool(_CAPITAL_AFTER.match(sheet.plain, found.end()))
    return True
