"""Dates as Norwegian pages write them: whether a line is nothing but a date, and which moment it names."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from audio_edition.article.tables import rows

MAX_DATE_LINE = 100
FIRST_YEAR = 1900
"""Dates before it are what a system writes where it knows none (0001-01-01, 0000-00-00)."""
_NUMERIC = re.compile(r"\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})\b(?![.:]\d)")
_SLASHED = re.compile(r"\b(\d{1,2})/(\d{1,2})[-/ ](\d{4})\b")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_WRITTEN = re.compile(r"\b(\d{1,2})\.? ([a-zæøå]{3,9})\.?,? (\d{4})\b", re.IGNORECASE)
_NO_YEAR = re.compile(r"\b\d{1,2}\. ?([a-zæøå]{3,9})\b\.?", re.IGNORECASE)
_CLOCK = re.compile(r"\b(?:kl\.?|klokka|klokken)?\s*([01]?\d|2[0-3])[.:]([0-5]\d)(?:[.:][0-5]\d)?\b")
_AGO = re.compile(
    r"\b(?:for )?(?:om lag |ca\.? )?\d{1,3} ?(?:t|min|time|timar|timer|minutt|minuttar|minutter|dag|dagar|dager|veke|veker|uke|uker"
    r"|månad|månader|måned|måneder|år) (?:sidan|siden)\b",
    re.IGNORECASE,
)
_SMALL = re.compile(
    r"\b(?:kl|klokka|klokken|den|i dag|i går|måndag|mandag|tysdag|tirsdag|onsdag|torsdag|fredag|laurdag|lørdag|sundag|søndag"
    r"|man|tys|tir|ons|tor|fre|lau|lør|sun|søn|publisert|oppdatert|sist|først|endra|endret|lagt ut|frå|fra|av|cet|cest)\b",
    re.IGNORECASE,
)


@cache
def _months() -> dict[str, int]:
    return {row[1]: int(row[2]) for row in rows("bylines") if row[0] == "month"}


def is_date_line(text: str) -> bool:
    """True for a text that is a date with its year, a clock time, or how long ago it was, and nothing else."""
    rest, sure = without_dates(text)
    return sure and not re.search(r"\w", _SMALL.sub(" ", rest))


def without_dates(text: str) -> tuple[str, bool]:
    """`text` without its dates and clock times, and whether there were any that are no mere day of a month."""
    if len(text) > MAX_DATE_LINE:
        return text, False
    rest, sure = text, False
    for pattern in (_NUMERIC, _SLASHED, _ISO, _WRITTEN, _AGO):
        rest, found = pattern.subn(" ", rest)
        sure = sure or found > 0
    rest = _NO_YEAR.sub(lambda match: " " if match.group(1).lower() in _months() else match.group(), rest)
    rest, found = _CLOCK.subn(" ", rest)
    return rest, sure or found > 0


def parse_date(text: str) -> datetime | None:
    """The first full date in `text`, with its clock time where one follows; Norwegian time."""
    if len(text) > 4000:
        return None
    if match := (_NUMERIC.search(text) or _SLASHED.search(text)):
        day, month, year = map(int, match.groups())
        year += 2000 if year < 100 else 0
    elif match := _ISO.search(text):
        year, month, day = map(int, match.groups())
    elif (match := _WRITTEN.search(text)) and match.group(2).lower() in _months():
        day, month, year = int(match.group(1)), _months()[match.group(2).lower()], int(match.group(3))
    else:
        return None
    clock = _CLOCK.search(text, match.end())
    hour, minute = (int(clock.group(1)), int(clock.group(2))) if clock else (0, 0)
    try:
        return possible(norwegian_time(datetime(year, month, day, hour, minute)))
    except (ValueError, OverflowError):
        return None


def parse_timestamp(text: str) -> datetime | None:
    """An ISO 8601 time of a page's metadata, or a written date; Norwegian time where no zone is given."""
    try:
        return possible(norwegian_time(datetime.fromisoformat(text.strip())))
    except (ValueError, OverflowError):
        return parse_date(text)


def possible(moment: datetime) -> datetime | None:
    """`moment`, or None where it is a system's way of saying that it knows none."""
    return moment if FIRST_YEAR <= moment.year <= 9998 else None


def norwegian_time(moment: datetime) -> datetime:
    """`moment` with a zone: its own, else that of Norway."""
    if moment.tzinfo is not None:
        return moment
    try:
        return moment.replace(tzinfo=ZoneInfo("Europe/Oslo"))
    except ZoneInfoNotFoundError:  # a system without a time zone database
        return moment.replace(tzinfo=timezone(timedelta(hours=1)))
