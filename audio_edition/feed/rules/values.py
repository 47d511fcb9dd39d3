"""Texts and dates of channel and items that more than their form can be wrong about."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser

from audio_edition.feed.checked import Checked, everywhere, numbered, text
from audio_edition.feed.rss import DESCRIPTION_BYTES
from audio_edition.feed.rules.kinds import date, seconds
from audio_edition.feed.rules.rule import fault
from audio_edition.finding import Finding

_KEPT = {"p", "ol", "ul", "li", "a", "b", "i", "strong", "em", "br"}
"""Tags that players keep (PSP-1), and the line break, whose loss loses nothing."""
_DANGEROUS = {
    "script",
    "iframe",
    "object",
    "embed",
    "form",
    "style",
    "link",
    "meta",
    "base",
    "applet",
    "input",
}
_STAMP = re.compile(r"^\(?(\d{1,2}:\d{2}(?::\d{2})?)\)?[ \t–-]+\S", re.MULTILINE)
_PROSE = ("description", "content:encoded", "itunes:summary")


def description_bytes(feed: Checked) -> Iterator[Finding]:
    for where, element in everywhere(feed):
        for tag in _PROSE:
            size = len((text(element, tag) or "").encode())
            if size > DESCRIPTION_BYTES:
                yield fault(
                    "description-bytes",
                    where,
                    f"<{tag}> has {size} bytes; {DESCRIPTION_BYTES} are read",
                    "error" if tag == "description" else "warning",
                )


def markup(feed: Checked) -> Iterator[Finding]:
    """HTML that players drop, or that no reader should be sent."""
    for where, element in everywhere(feed):
        for tag in _PROSE[:2]:
            value = text(element, tag)
            if not value or "<" not in value:
                if value and re.search(r"&amp;(#\d+|[a-z]+);|&lt;/?(p|a|br|li|ul|ol|b|i)\b", value):
                    yield fault("html", where, f"<{tag}> is escaped twice", "warning")
                continue
            reader = _Tags()
            reader.feed(value)
            reader.close()
            if reader.dangerous:
                yield fault("html", where, f"<{tag}> holds {_listed(reader.dangerous)}, which no player runs")
            if reader.dropped:
                yield fault(
                    "html",
                    where,
                    f"<{tag}> holds {_listed(reader.dropped)}; players keep p, ol, ul, li, a, b, i, strong and em",
                    "warning",
                )
            for address in reader.relative:
                yield fault("html", where, f"<{tag}> links to {address!r}, which is no whole address")


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names))


class _Tags(HTMLParser):
    """What the tags of a text are, and where its links lead."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.dangerous: set[str] = set()
        self.dropped: set[str] = set()
        self.relative: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DANGEROUS:
            self.dangerous.add(f"<{tag}>")
        elif tag not in _KEPT:
            self.dropped.add(f"<{tag}>")
        for attribute, value in attrs:
            given = (value or "").strip()
            if attribute.startswith("on") or given.lower().startswith("javascript:"):
                self.dangerous.add(f"{attribute} with a script")
            elif attribute == "href" and tag == "a" and not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|#", given):
                self.relative.append(given)


def dates(feed: Checked) -> Iterator[Finding]:
    """Apple shows an episode when its time has come."""
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    for where, element in [("channel", feed.channel), *numbered(feed)]:
        for tag in ("pubDate", "lastBuildDate"):
            value = text(element, tag)
            if value is None or date(value):
                continue
            try:
                moment = parsedate_to_datetime(" ".join(value.replace(" ,", ",").split()))
            except ValueError:
                continue  # in a form that the standard allows and this reader does not
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=UTC)
            if moment > tomorrow:
                yield fault("date", where, f"<{tag}> lies in the future: {value}", "warning")
            elif moment.timestamp() == 0:
                yield fault(
                    "date",
                    where,
                    f"<{tag}> is the moment at which computers begin to count: {value}",
                    "warning",
                )


def timestamps(feed: Checked) -> Iterator[Finding]:
    """Apple: chapters in a description begin at 00:00:00, and there are at least three."""
    for where, item in numbered(feed):
        stamps = [seconds(found) for found in _STAMP.findall(text(item, "description") or "")]
        times = [stamp for stamp in stamps if stamp is not None]
        if len(times) < 3:
            continue
        told = seconds(text(item, "itunes:duration") or "")
        if times[0] == 0 and any(b <= a for a, b in itertools.pairwise(times)):
            yield fault("chapters", where, "the times in <description> do not ascend", "warning")
        if times[0] == 0 and told is not None and max(times) > told:
            yield fault("chapters", where, "a time in <description> lies after the end", "warning")
