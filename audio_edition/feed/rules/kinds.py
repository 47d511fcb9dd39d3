"""The kinds of value that a feed's elements and attributes hold. Each says what is wrong with a value, or None.

The names are those of the tables in feed/data; the messages are read after the element's name.
"""

from __future__ import annotations

import re
import uuid
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import datetime
from html import entities
from urllib.parse import unquote

from audio_edition.feed.checked import is_url
from audio_edition.feed.html_tags import HTML_TAG
from audio_edition.feed.tables import countries, languages

ValueCheck = Callable[[str], str | None]

_MAIL = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WHOLE_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ZONES = ("UT", "UTC", "GMT", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "Z")
_DATE = re.compile(
    r"(?:(?P<weekday>[^\W\d]+)\.?\s*,\s*)?(?P<day>\d{1,2})\s+(?P<month>[^\W\d]+)\.?\s+(?P<year>\d{2,4})"
    r"\s+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?:\s*(?P<zone>[+-]\d{4}|[A-Za-z]+))?(?:\s*\([^)]*\))?"
)
_ENTITY = re.compile(r"&(#\d+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);")
_LANGUAGE = re.compile(
    r"(?P<language>[A-Za-z]{2,3})(-[A-Za-z]{3}){0,3}(-[A-Za-z]{4})?(-(?P<region>[A-Za-z]{2}|\d{3}))?"
    r"(-([A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*(-[A-Za-z0-9](-[A-Za-z0-9]{2,8})+)*"
)
_FREQUENCIES = ("SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_RRULE_PARTS = {
    "FREQ": "|".join(_FREQUENCIES),
    "UNTIL": r"\d{8}(T\d{6}Z?)?|\d{4}-\d\d-\d\d(T[0-9:.]+(Z|[+-]\d\d:?\d\d)?)?",
    "COUNT": r"[1-9]\d*",
    "INTERVAL": r"[1-9]\d*",
    "BYSECOND": r"\d+(,\d+)*",
    "BYMINUTE": r"\d+(,\d+)*",
    "BYHOUR": r"\d+(,\d+)*",
    "BYDAY": r"[+-]?\d{0,2}(MO|TU|WE|TH|FR|SA|SU)(,[+-]?\d{0,2}(MO|TU|WE|TH|FR|SA|SU))*",
    "BYMONTHDAY": r"-?\d+(,-?\d+)*",
    "BYYEARDAY": r"-?\d+(,-?\d+)*",
    "BYWEEKNO": r"-?\d+(,-?\d+)*",
    "BYMONTH": r"\d+(,\d+)*",
    "BYSETPOS": r"-?\d+(,-?\d+)*",
    "WKST": "MO|TU|WE|TH|FR|SA|SU",
}
_MEDIUMS = (
    "podcast",
    "music",
    "video",
    "film",
    "audiobook",
    "newsletter",
    "blog",
    "publisher",
    "course",
)
MEDIUMS = (*_MEDIUMS, *(f"{medium}L" for medium in _MEDIUMS), "mixed")
"""podcast:medium: the kinds of feed, their lists, and the list of mixed kinds."""


def like(pattern: str, needed: str) -> ValueCheck:
    """A kind whose values match `pattern` whole; `needed` says what is wanted."""
    compiled = re.compile(pattern)
    return lambda value: None if compiled.fullmatch(value) else f"must be {needed}, not {shown(value)}"


def among(*values: str) -> ValueCheck:
    """A kind with a closed list of values."""
    listed = ", ".join(values[:-1]) + f" or {values[-1]}" if len(values) > 1 else values[0]
    return lambda value: None if value in values else f"must be {listed}, not {shown(value)}"


def shown(value: str) -> str:
    """A value as a message shows it: quoted, and cut when it is long."""
    return repr(value if len(value) <= 80 else value[:77] + "…")


def line(value: str) -> str | None:
    """Text for people, without markup: what players show letter for letter."""
    if found := HTML_TAG.search(value):
        return f"holds the HTML tag {found[0]}, which players show letter for letter"
    for found in _ENTITY.finditer(value):
        if found[1].startswith("#") or found[1] in entities.name2codepoint or found[1] == "apos":
            return f"is escaped twice: players show {found[0]} letter for letter"
    return None


def web(value: str) -> str | None:
    return None if is_url(value) else f"must be a whole web address, not {shown(value)}"


def uri(value: str) -> str | None:
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:\S+$", value) and not any(c.isspace() for c in value):
        return web(value) if value.lower().startswith("http") else None
    return f"must be a whole address, not {shown(value)}"


def mail(value: str) -> str | None:
    return None if re.fullmatch(_MAIL, value) else f"must be a mail address, not {shown(value)}"


def contact(value: str) -> str | None:
    """RSS 2.0: a mail address, a name in brackets after it if wanted."""
    if wrong := line(value):
        return wrong
    plain = unquote(value.removeprefix("mailto:")).partition("?")[0]
    if re.fullmatch(rf"{_MAIL}(\s*\([^()]*\))?|[^<>@]*<{_MAIL}>", plain):
        return None
    if re.fullmatch(rf"[^()<>@]+\({_MAIL}\)|[^()<>@]+\s{_MAIL}", plain):
        return f"should begin with the mail address, as in name@example.org (The Name), not {shown(value)}"
    return f"must be a mail address, as in name@example.org (The Name), not {shown(value)}"


def rights(value: str) -> str | None:
    """PSP-1: the holder's name alone."""
    if re.search(r"copyright|©|\(c\)|(?<!\d)(19|20)\d\d(?!\d)", value, re.IGNORECASE):
        return f"should be the holder's name without the word, the sign or a year, not {shown(value)}"
    return line(value)


def date(value: str) -> str | None:
    """RFC 2822, section 3.3, with the zones of RFC 822 that RSS allows."""
    found = _DATE.fullmatch(value)
    if found is None:
        return f"must be a date as RFC 2822 has it, as in Tue, 24 Nov 2026 05:30:00 +0100, not {shown(value)}"
    if found["month"] not in _MONTHS:
        return f"must name the month with three English letters, not {shown(value)}"
    if len(found["year"]) == 2:  # RSS 2.0 takes it; RFC 2822 calls it obsolete, and Apple wants four
        return f"should have a year of four digits, not {shown(value)}"
    month, year, day = _MONTHS.index(found["month"]) + 1, int(found["year"]), int(found["day"])
    if year < 1900 or not 1 <= day <= monthrange(year, month)[1]:
        return f"names a day that is not: {shown(value)}"
    if int(found["hour"]) > 23 or int(found["minute"]) > 59 or int(found["second"] or 0) > 60:
        return f"names a time that is not: {shown(value)}"
    if found["weekday"]:
        weekday = _DAYS[datetime(year, month, day).weekday()]
        if found["weekday"] not in _DAYS:
            return f"must name the weekday with three English letters ({weekday}), not {shown(value)}"
        if found["weekday"] != weekday:
            return f"says {found['weekday']}, but that day is a {weekday}"
    if not found["zone"]:
        return f"has no time zone: {shown(value)}"
    if found["zone"][0] not in "+-" and found["zone"] not in _ZONES:
        return f"has an unknown time zone: {shown(value)}"
    if found["zone"][0] in "+-" and (int(found["zone"][1:3]) > 14 or int(found["zone"][3:]) > 59):
        return f"has a time zone that is not: {shown(value)}"
    return None


def moment(value: str) -> str | None:
    """ISO 8601, a day or a day with its time."""
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return f"must be a time as ISO 8601 has it, not {shown(value)}"
    return None


def language(value: str) -> str | None:
    """RFC 5646: language, script, region, variants."""
    found = _LANGUAGE.fullmatch(value)
    if found is None or (len(found["language"]) == 2 and found["language"].lower() not in languages()):
        return f"must be a language's code such as nn or nn-NO, not {shown(value)}"
    region = found["region"] or ""
    if len(region) == 2 and region.upper() not in countries():
        return f"ends in an unknown country: {shown(value)}"
    return None


def duration(value: str) -> str | None:
    """Whole seconds, or H:MM:SS, or M:SS."""
    if seconds(value) is not None:
        return None
    return f"must be whole seconds or HH:MM:SS, not {shown(value)}"


def seconds(value: str) -> int | None:
    """What a duration is in seconds; None when it is no duration."""
    if not re.fullmatch(r"\d+|(\d+:)?\d{1,2}:\d{2}", value):
        return None
    parts = [int(part) for part in value.split(":")]
    if len(parts) > 1 and any(part > 59 for part in parts[1:]):
        return None
    total = 0
    for part in parts:
        total = 60 * total + part
    return total


def guid(value: str) -> str | None:
    """podcast:guid: UUID version 5."""
    wrong = uuid_(value)
    if wrong is None and uuid.UUID(value).version != 5:
        return f"must be a UUID of version 5, made from the feed's address, not {shown(value)}"
    return wrong


def uuid_(value: str) -> str | None:
    if re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", value):
        return None
    return f"is no UUID: {shown(value)}"


def rrule(value: str) -> str | None:
    """RFC 5545, section 3.3.10."""
    parts = [part.partition("=") for part in value.split(";")]
    for name, sign, setting in parts:
        pattern = _RRULE_PARTS.get(name)
        if not sign or pattern is None or not re.fullmatch(pattern, setting):
            return f"must be a rule as RFC 5545 has it, as in FREQ=DAILY, not {shown(value)}"
    names = [name for name, _, _ in parts]
    if "FREQ" not in names or len(set(names)) < len(names) or {"COUNT", "UNTIL"} <= set(names):
        return f"must have one FREQ, nothing twice and not both COUNT and UNTIL, not {shown(value)}"
    return None


def geo(value: str) -> str | None:
    """RFC 5870."""
    found = re.fullmatch(r"geo:(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)(,-?\d+(\.\d+)?)?(;[^\s]*)?", value)
    if found and abs(float(found[1])) <= 90 and abs(float(found[2])) <= 180:
        return None
    return f"must be a place as RFC 5870 has it, as in geo:60.39,5.32, not {shown(value)}"


def country(value: str) -> str | None:
    return None if value.upper() in countries() else f"must be a country's two letters, not {shown(value)}"


def srcset(value: str) -> str | None:
    for part in value.split(","):
        address, _, size = part.strip().partition(" ")
        if not is_url(address) or not re.fullmatch(r"\d+w|\d+(\.\d+)?x|", size.strip()):
            return f"must be addresses with widths, as in https://example.org/a.jpg 600w, not {shown(value)}"
    return None


def ranged(low: int, high: int | None, needed: str) -> ValueCheck:
    """A kind of whole numbers from `low` to `high`."""

    def number(value: str) -> str | None:
        if re.fullmatch(r"\d+", value) and int(value) >= low and (high is None or int(value) <= high):
            return None
        return f"must be {needed}, not {shown(value)}"

    return number


KINDS: Mapping[str, ValueCheck] = {
    "text": lambda value: None,
    "any": lambda value: None,
    "line": line,
    "note": line,
    "prose": lambda value: None,
    "empty": lambda value: None,
    "rights": rights,
    "web": web,
    "uri": uri,
    "mail": mail,
    "contact": contact,
    "date": date,
    "moment": moment,
    "language": language,
    "duration": duration,
    "guid": guid,
    "uuid": uuid_,
    "rrule": rrule,
    "geo": geo,
    "country": country,
    "srcset": srcset,
    "truth": among("true", "false"),
    "yes-no": among("yes", "no"),
    "yes": like(r"[Yy]es", "Yes or left out"),
    "episode-type": among("full", "trailer", "bonus"),
    "show-type": among("episodic", "serial"),
    "medium": among(*MEDIUMS),
    "live": among("pending", "live", "ended"),
    "place": among("subject", "creator"),
    "integrity": among("sri", "pgp-signature"),
    "captions": among("captions"),
    "chat": among("irc", "xmpp", "nostr", "matrix"),
    "social": among("disabled", "activitypub", "twitter", "lightning", "atproto", "hive", "matrix", "nostr"),
    "layer": like(r"[a-z][a-z0-9-]*", "a service's name in small letters, as in lightning"),
    "slug": like(r"[A-Za-z][A-Za-z0-9-]*", "one word, as in keysend or node"),
    "cloud": among("xml-rpc", "soap", "http-post"),
    "day": among(*_WHOLE_DAYS),
    "hour": ranged(0, 23, "an hour from 0 to 23"),
    "count": ranged(1, None, "a whole number of minutes"),
    "width": ranged(1, 144, "a width of 1 to 144 pixels"),
    "height": ranged(1, 400, "a height of 1 to 400 pixels"),
    "number": ranged(1, None, "a whole number from 1"),
    "whole": ranged(0, None, "a whole number"),
    "decimal": like(r"\d+(\.\d+)?", "a number"),
    "ratio": like(r"\d+(\.\d+)?\s*/\s*\d+(\.\d+)?|\d+(\.\d+)?", "a ratio such as 16/9"),
    "osm": like(r"[NWR]\d+(#\d+)?", "a letter N, W or R and a number"),
    "npt": like(
        r"\d+(\.\d+)?|\d+:[0-5]?\d(\.\d+)?|\d+:[0-5]?\d:[0-5]?\d(\.\d+)?", "a time such as 00:01:02.500"
    ),
    "psc-version": among("1.0", "1.1", "1.2"),
    "version": among("2.0"),
    "mime": like(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+(\s*;.*)?", "a media type such as audio/mpeg"),
}
"""Name in the tables → what is wrong with a value of that kind."""
