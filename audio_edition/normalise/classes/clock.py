"""Clock times, by the 24-hour clock or as spoken (setting `clock`).

kl. 14.30 -> klokka fjorten tretti (spoken: klokka halv tre) · 07:05 -> sju null fem · kl. 10–20 -> klokka ti til tjue
00.07 -> null null null sju · 01.30-tida -> ein tretti-tida
"""

from __future__ import annotations

import re

from audio_edition.normalise.numerals import SMALL
from audio_edition.normalise.quantity import counts_something
from audio_edition.normalise.sheet import Sheet
from audio_edition.normalise.tables import grouped

_HOUR = r"([01]?\d|2[0-4])"
_MINUTE = r"([0-5]\d)"
_TIME = rf"{_HOUR}(?:[.:]{_MINUTE}|(?<=\d\d){_MINUTE})?"
_END = r"(?![\w]|[.:,]\d)"
_PREFIXED = re.compile(
    rf"(?<![\w])(?:([Kk][Ll])\.? ?|([Kk]lokk[ae]n?) )(?=\d){_TIME}(?: ?([–-]|til|og|eller) ?{_TIME})?{_END}"
)
_GOES_ON = re.compile(r" \d{3}(?!\d)")
"""A number of which the hours would be a part only: "kl. 9 og 5 000 personar"."""
_RANGE = re.compile(rf"(?<![\w.,:])([01]?\d|2[0-4])([.:]){_MINUTE} ?[–-] ?{_HOUR}\2{_MINUTE}{_END}")
_RESULT = re.compile(r"(?<![\w.,:])(\d{1,2})[.:](\d\d)(?:[.:](\d\d))?,(\d{1,2})(?![\w])")
"""A sportsman's time: minutes, seconds and tenths, "12.34,5"."""
_LONG_RESULT = re.compile(r"(?<![\w.,:])(\d)[.:]([0-5]\d)[.:]([0-5]\d)(?![\w]|[.,:]\d)")
"""Hours, minutes and seconds of a race, "2.09.58", where a time or a race is named."""
_RACE = re.compile(
    r"(?:tid|tida|tidene|tidar|maraton|maratonen|løp|løpet|løype|rekord|rekorden|ritt|rittet|etappe|etappen|renn|rennet|stafett|stafetten|sprint|sprinten|fellesstart|jaktstart|femmil|femmila|tremil|tremila|rundetid)\b",
    re.IGNORECASE,
)
_COLON = re.compile(rf"(?<![\w.,:]){_HOUR}:{_MINUTE}(?::([0-5]\d))?(?![\w]|[.:,]\d)")
_STOP = re.compile(rf"(?<![\w.,:])([01]?\d|2[0-4])\.{_MINUTE}(?![\w]|[.:,]\d)")


def read_results(sheet: Sheet) -> None:
    """Claims hours, minutes and seconds of a race, before they are taken for a date."""
    if _RACE.search(sheet.plain):
        for found in _LONG_RESULT.finditer(sheet.free):
            words = f"{sheet.numerals.cardinal(int(found.group(1)))} {_two(sheet, found.group(2))} {_two(sheet, found.group(3))}"
            sheet.change(found.start(), found.end(), words, "clock")


def read(sheet: Sheet) -> None:
    """Claims times, and `kl.` with them."""
    for found in _RESULT.finditer(sheet.free):
        figures = [figure for figure in found.group(1, 2, 3) if figure]
        parts = [_two(sheet, figure) for figure in figures]
        tenths = sheet.numerals.decimals(found.group(4))
        comma = SMALL[sheet.numerals.language]["komma"]
        sheet.change(found.start(), found.end(), f"{' '.join(parts)} {comma} {tenths}", "clock")
    for found in _PREFIXED.finditer(sheet.free):
        _prefixed(sheet, found)
    for found in _RANGE.finditer(sheet.free):
        hour, _, minute, last_hour, last_minute = found.groups()
        if found.group(2) == "." and sheet.word_before(found.start()).lower() in grouped("not_clock")["word"]:
            continue
        to = "to" if sheet.numerals.language == "en" else "til"
        words = f"{_time(sheet, hour, minute)} {to} {_time(sheet, last_hour, last_minute)}"
        sheet.change(found.start(), found.end(), words, "clock")
    for found in _COLON.finditer(sheet.free):
        hour, minute, second = found.groups()
        words = _time(sheet, hour, minute, bare=True)
        if second:
            words += f" {_two(sheet, second)}"
        sheet.change(found.start(), found.end(), words, "clock")
    for found in _STOP.finditer(sheet.free):
        if _is_time(sheet, found):
            hour, minute = found.groups()
            sheet.change(found.start(), found.end(), _time(sheet, hour, minute, bare=True), "clock")


def _is_time(sheet: Sheet, found: re.Match[str]) -> bool:
    before = sheet.word_before(found.start()).lower()
    words = grouped("not_clock")
    if before in words["word"] or sheet.word_after(found.end()) in words["after"]:
        return False
    if re.match(r" ?[%‰€$£]| ?kr\b|,-", sheet.plain[found.end() :]):
        return False
    long = len(found.group(1)) == 2
    return long or before in words["before"] or sheet.plain.startswith(("-tid", " tid"), found.end())


def _prefixed(sheet: Sheet, found: re.Match[str]) -> None:
    abbreviation, _written, hour, minute, short, joint, hour2, minute2, short2 = found.groups()
    if joint in ("og", "eller", "til") or joint is None or hour2 is None:
        end = found.end(3) if not (minute or short) else found.end(4 if minute else 5)
        last = ""
    else:
        end = found.end()
        to = "to" if sheet.numerals.language == "en" else "til"
        last = f" {to} {_time(sheet, hour2, minute2 or short2)}"
    counted = hour2 and (_GOES_ON.match(sheet.plain, found.end()) or counts_something(sheet, found.end()))
    if joint in ("og", "eller", "til") and hour2 and not counted:
        sheet.change(found.start(7), found.end(), _time(sheet, hour2, minute2 or short2), "clock")
    words = _time(sheet, hour, minute or short) + last
    if abbreviation:
        name = "klokka" if sheet.numerals.language == "nn" else "klokken"
        name = name.capitalize() if abbreviation[0] == "K" else name
        sheet.change(found.start(), end, f"{name} {words}", "clock")
    else:
        sheet.change(found.start(3), end, words, "clock")


def _time(sheet: Sheet, hour: str, minute: str | None, bare: bool = False) -> str:
    hours, minutes = int(hour), int(minute or 0)
    if sheet.reading.clock == "spoken" and sheet.numerals.language != "en":
        return spoken_time(sheet, hours, minutes)
    first = (
        sheet.numerals.digits(hour)
        if hours == 0 and len(hour) == 2 and minute
        else sheet.numerals.cardinal(hours)
    )
    if not minute or (minutes == 0 and not bare):
        return sheet.numerals.cardinal(hours)
    return f"{first} {_two(sheet, minute)}"


def _two(sheet: Sheet, digits: str) -> str:
    return sheet.numerals.digits(digits) if digits.startswith("0") else sheet.numerals.cardinal(int(digits))


def spoken_time(sheet: Sheet, hours: int, minutes: int) -> str:
    """14, 30 -> "halv tre"; 14, 45 -> "kvart på tre"; 14, 25 -> "fem på halv tre"."""
    name = sheet.numerals.cardinal
    this, following = name((hours - 1) % 12 + 1), name(hours % 12 + 1)
    if minutes == 0:
        return this
    if minutes == 15:
        return f"kvart over {this}"
    if minutes == 30:
        return f"halv {following}"
    if minutes == 45:
        return f"kvart på {following}"
    if minutes <= 20:
        return f"{name(minutes)} over {this}"
    if minutes < 30:
        return f"{name(30 - minutes)} på halv {following}"
    if minutes < 40:
        return f"{name(minutes - 30)} over halv {following}"
    return f"{name(60 - minutes)} på {following}"
