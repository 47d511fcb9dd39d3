"""Values that channel and items both have: texts, dates, whether it is explicit."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import parsedate_to_datetime

from audio_edition.feed.check import Checked, Finding, name, numbered, text
from audio_edition.feed.rss import DESCRIPTION_BYTES
from audio_edition.feed.rules.rule import fault

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SHORT = 255


def description_bytes(feed: Checked) -> Iterator[Finding]:
    for where, element in [("channel", feed.channel), *numbered(feed)]:
        for tag in ("description", "content:encoded"):
            size = len((text(element, tag) or "").encode())
            if size > DESCRIPTION_BYTES:
                yield fault(
                    "description-bytes", where, f"<{tag}> has {size} bytes; {DESCRIPTION_BYTES} are read"
                )


def explicit(feed: Checked) -> Iterator[Finding]:
    for where, element in [("channel", feed.channel), *numbered(feed)]:
        value = text(element, "itunes:explicit")
        if value is not None and value not in ("true", "false"):
            yield fault("explicit", where, f"<itunes:explicit> must be true or false, not {value!r}")


def dates(feed: Checked) -> Iterator[Finding]:
    for where, element in [("channel", feed.channel), *numbered(feed)]:
        for tag in ("pubDate", "lastBuildDate"):
            value = text(element, tag)
            if value is None:
                continue
            try:
                moment = parsedate_to_datetime(value)
            except (ValueError, TypeError):
                yield fault("date", where, f"<{tag}> is no date as RFC 2822 has it: {value!r}")
                continue
            day, comma, _ = value.partition(",")
            if comma and day.strip() != _DAYS[moment.weekday()]:
                yield fault(
                    "date", where, f"<{tag}> says {day.strip()}, but that day is a {_DAYS[moment.weekday()]}"
                )
            if moment.tzinfo is None:
                yield fault("date", where, f"<{tag}> has no time zone: {value!r}")


def short_values(feed: Checked) -> Iterator[Finding]:
    for where, element in [("channel", feed.channel), *numbered(feed)]:
        for tag in ("title", "itunes:author", "itunes:title"):
            value = text(element, tag) or ""
            if len(value) > _SHORT:
                yield fault(
                    "long", where, f"<{tag}> has {len(value)} characters; {_SHORT} are kept", "warning"
                )
        for person in element.findall(name("podcast:person")):
            if not (person.text or "").strip() or len(person.text or "") > 128:
                yield fault("person", where, "<podcast:person> must be a name of 1 to 128 characters")
