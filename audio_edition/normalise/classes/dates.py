"""Dates.

26. juli 2023 -> tjuesjette juli … · 13.09.2023 -> trettande september tjuetjuetre · 31/12 -> trettiførste desember
1.–3. juni -> første til tredje juni · 16.-27 februar · 5. jan. -> femte januar · 2023-07-26
"""

from __future__ import annotations

import re
from functools import cache

from audio_edition.normalise.quantity import counts_something
from audio_edition.normalise.sheet import Sheet
from audio_edition.normalise.tables import grouped, rows

_DAY = r"(0?[1-9]|[12]\d|3[01])"
_MONTH = r"(0?[1-9]|1[0-2])"
_FULL = re.compile(rf"(?<![\w.,/]){_DAY}\. ?{_MONTH}[.\-/ ] ?(\d{{4}}|\d\d)(?![\w]|[.,:]\d)")
_SLASHED = re.compile(rf"(?<![\w.,/-]){_DAY}[/.]{_MONTH}[-–/ ] ?('?\d{{2}}|\d{{4}})(?![\w/]|[.,:]\d)")
_ISO = re.compile(r"(?<![\w-])(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?![\w-])")
_SHORT = re.compile(rf"(?<![\w.,/-]){_DAY}([/.]){_MONTH}(\.?)(?![\w/]|[.,:]?\d)")
_BETWEEN_FIGURES = re.compile(r"(?<=\ue000) ?[–-] ?(?=\ue000)")
_NEAR = 30
_DENOMINATORS = (2, 3, 4, 5, 10)
"""What a fraction at the beginning of a sentence is divided by: "2/3 er kvinner", but "1/6 er for seint"."""
_BEGINS = re.compile(r" (?:er|var|blir|vert|kjem|kom|byrjar|startar|opnar|møtest|reiser|skal)\b")
_NOTHING_FOLLOWS = re.compile(r"\s*(?:[.,:;!?)»]|$)| (?:og|men|i fjor|i år|kl\b|klokka|på|for|med)")
_CLOCK_BEHIND = re.compile(r",? (?:kl\b|klokka|klokken|frå kl|fra kl)")
_AFTER_DATE = re.compile(
    r"\d\. ?(?:jan|feb|mar|apr|mai|jun|jul|aug|sep|okt|nov|des)[a-z]*\.?,? (?:ev\.|evt\.|eventuelt|eller|og|til) $"
)
"""A day with its month named before another in figures: "15. feb., ev. 1.3." """
_SURE = re.compile(r"(?<![\w.,/-])(?:(?:1[3-9]|2\d|3[01])/(?:1[0-2]|[1-9]))(?![\w/]|[.,]\d)")
"""Day and month in figures that can be nothing else: "31/12"."""
_MARKS = ("3", "4", "5", "6", "10")
_WEEKS = re.compile(r"\b([Vv]ek(?:e|a|ene)|[Uu]k(?:e|a)) (\d{1,2})/(\d{1,2})(?![\w/])")
_CASES = re.compile(r"\d/(\d\d)( ?[–-] ?)(?=\d{1,4}/\1(?!\d))")
"""From one case of a year to another: "sakene 12/26–17/26"."""
_DAYS_OF_MONTH = re.compile(rf"(?<![\w.,/-]){_DAY} ?[–-] ?{_DAY}/{_MONTH}(?![\w/]|[.,]\d)")
"""Days of one month: "3–4/6"."""
_SHORT_RANGE = re.compile(rf"(?<![\w.,/-]){_DAY}/{_MONTH} ?[–-] ?{_DAY}/{_MONTH}(?![\w/])")


@cache
def _months() -> dict[str, str]:
    names = {}
    for number, name, short in rows("months", 3):
        names[number] = names[name] = name
        for form in short.split():
            names[form] = name
    return names


@cache
def _with_name() -> re.Pattern[str]:
    names = "|".join(sorted((name for name in _months() if name.isalpha()), key=len, reverse=True))
    return re.compile(
        rf"(?<![\w.,/§-])(?:{_DAY}\.? ?(og|eller|til|[–-]) ?)?{_DAY}(\.?)[ -]?((?i:{names}))(\.?)(?![^\W_])"
    )


@cache
def _to_next() -> re.Pattern[str]:
    names = "|".join(sorted((name for name in _months() if name.isalpha()), key=len, reverse=True))
    return re.compile(rf"(?<=[a-z])\.? ?[–-] ?(?={_DAY}\. ?(?:{names})(?![^\W_]))")


def read(sheet: Sheet) -> None:
    """Claims days, months in figures or short, and the year of a date in figures."""
    for found in _with_name().finditer(sheet.free):
        _named(sheet, found)
    for found in _to_next().finditer(sheet.plain):
        if any(name in sheet.plain[max(0, found.start() - 12) : found.start()].lower() for name in _months()):
            sheet.change(found.start(), found.end(), " til ", "date")
    for found in _ISO.finditer(sheet.free):
        _figures(sheet, found, found.group(3), found.group(2), found.group(1))
    for pattern in (_FULL, _SLASHED):
        for found in pattern.finditer(sheet.free):
            _figures(sheet, found, *found.groups())
    _weeks(sheet)
    for found in _SHORT_RANGE.finditer(sheet.free):
        day, month, last_day, last_month = found.groups()
        words = f"{_day(sheet, day)} {_months()[str(int(month))]} til {_day(sheet, last_day)} {_months()[str(int(last_month))]}"
        sheet.change(found.start(), found.end(), words, "date")
    if "/" in sheet.plain:
        for found in _CASES.finditer(sheet.plain):
            sheet.change(found.start(2), found.end(2), " til ", "range")
        for found in _DAYS_OF_MONTH.finditer(sheet.free):
            first, last, last_month = found.groups()
            if int(first) < int(last) and not counts_something(sheet, found.end()):
                words = f"{_day(sheet, first)} til {_day(sheet, last)} {_months()[str(int(last_month))]}"
                sheet.change(found.start(), found.end(), words, "date")
    for found in _SHORT.finditer(sheet.free):
        _short(sheet, found)
    for found in _BETWEEN_FIGURES.finditer(sheet.free):
        sheet.change(found.start(), found.end(), " til ", "date")


def _day(sheet: Sheet, day: str) -> str:
    return sheet.numerals.ordinal(int(day))


def _named(sheet: Sheet, found: re.Match[str]) -> None:
    first, joint, day, stop, month, month_stop = found.groups()
    name = _months()[month.lower()]
    full = name == month.lower()
    if not stop and not first and not full:
        return
    if month in ("sep", "des", "mar", "jan") and not (month_stop or stop):
        return
    if not stop and not first and sheet.plain[found.end() : found.end() + 1] == "-":
        return
    between = {"-": "til", "–": "til", None: ""}.get(joint, joint)
    if first and joint in ("og", "eller", "til"):
        sheet.change(found.start(), found.start(2), f"{_day(sheet, first)} ", "date")
    elif first:
        sheet.change(found.start(), found.start(3), f"{_day(sheet, first)} {between} ", "date")
    glued = not sheet.plain[found.end(4) : found.start(5)]
    if full:
        end = found.end(4)
        if sheet.plain[end] == "-":  # "17-mai"
            glued, end = True, end + 1
        sheet.change(found.start(3), end, _day(sheet, day) + (" " if glued else ""), "date")
        return
    end = found.end(6)
    if month_stop and sheet.ends_sentence(end):
        end = found.end(5)
    sheet.change(found.start(3), end, f"{_day(sheet, day)} {name}", "date")


def _figures(sheet: Sheet, found: re.Match[str], day: str, month: str, year: str) -> None:
    year = year.lstrip("'")
    number = int(year)
    if len(year) == 4 and not 1000 <= number < 2200:
        return
    spoken = (
        sheet.numerals.pairs(year) if len(year) == 2 else sheet.numerals.year(number, sheet.reading.years)
    )
    if year == "20":
        spoken = sheet.numerals.year(2020, "pair")  # "tjue" alone would be no year
    sheet.change(
        found.start(), found.end(), f"{_day(sheet, day)} {_months()[str(int(month))]} {spoken}", "date"
    )


def _after_verb(sheet: Sheet, found: re.Match[str], before: str, verbs: frozenset[str]) -> bool:
    """Whether nothing follows that could be counted after a verb of time: "ferdig 9/10.", "kjem 3/4 og"."""
    return before in verbs and _NOTHING_FOLLOWS.match(sheet.plain, found.end()) is not None


def _beside_date(sheet: Sheet, found: re.Match[str]) -> bool:
    """Whether a date that can be nothing else stands in the same sentence: "31/12 og 2/1"."""
    return _SURE.search(sheet.plain) is not None and not counts_something(sheet, found.end())


def _weeks(sheet: Sheet) -> None:
    """ "Veke 8/9"."""
    for found in _WEEKS.finditer(sheet.free):
        first, last = int(found.group(2)), int(found.group(3))
        if last == first + 1:
            joint = "and" if sheet.numerals.language == "en" else "og"
            words = f"{sheet.numerals.cardinal(first)} {joint} {sheet.numerals.cardinal(last)}"
            sheet.change(found.start(2), found.end(), words, "range")


def _short(sheet: Sheet, found: re.Match[str]) -> None:
    day, sign, month, stop = found.groups()
    before = sheet.word_before(found.start()).lower()
    context = grouped("date_context")
    near = re.findall(r"[^\W\d_]+", sheet.plain[max(0, found.start() - _NEAR) : found.start()].lower())[-3:]
    following = sheet.plain[found.end() : found.end() + 12]
    dated = (
        before in context["day"] or before in context["event"] or bool(_CLOCK_BEHIND.match(following))
    ) or any(word.endswith(tuple(context["ending"])) for word in near)
    if sign == "/":
        dated = dated or _beside_date(sheet, found) or _after_verb(sheet, found, before, context["verb"])
        dated = dated or (
            before in context["with stop"] and int(month) not in _DENOMINATORS  # "natt til 3/11"
        )
        dated = dated or (
            int(month) not in _DENOMINATORS
            and bool(_BEGINS.match(sheet.plain, found.end()))
            and not found.start()
        )
        if day == month and day not in _MARKS and not counts_something(sheet, found.end()):
            dated = True  # no critic gives 9 of 9
        fraction = int(day) < int(month) and (not dated or counts_something(sheet, found.end()))
        if fraction or int(day) == int(month) and not dated:
            return
        if before in context["never"] or sheet.word_after(found.end()) in context["never_before"]:
            return
    elif (
        (stop and (found.start() == 0 or before in context["with stop"]))
        or before in context["verb"]
        or (stop and len(month) == 1 and before in context["being"] and sheet.ends_sentence(found.end()))
        or (stop and _AFTER_DATE.search(sheet.plain, max(0, found.start() - _NEAR), found.start()))
    ):
        pass
    elif (
        stop
        and int(day) > 12
        and before.isalpha()
        and before not in grouped("not_clock")["word"]
        and before not in grouped("not_clock")["before"]
        and before not in context["never"]
    ):
        pass  # "i møtet 14.5."
    elif stop and not sheet.ends_sentence(found.end()) and before not in grouped("not_clock")["word"]:
        pass  # "flytta inn 1.9. og …"
    elif not (dated and (stop or len(month) == 2)) and not (
        stop and len(month) == 2 and (int(day) > 23 or not sheet.ends_sentence(found.end()))
    ):
        return
    end = found.end()
    if stop and sheet.ends_sentence(end):
        end -= 1
    sheet.change(found.start(), end, f"{_day(sheet, day)} {_months()[str(int(month))]}", "date")
