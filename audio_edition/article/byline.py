"""Lines about who wrote an article and when it was published."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from audio_edition.article.tables import column, rows

_NAME = r"[A-ZÆØÅÉÖÄÜÁČŠŽ][\w'’.\-]*"
_NAMES = re.compile(rf"{_NAME}(?:(?: |, | og | & )(?:(?:van|von|de|da|af|av) )?{_NAME}){{0,7}}")
_MAIL = re.compile(r"\S+@\S+\.\w+")
_NUMERIC = re.compile(r"\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_WRITTEN = re.compile(r"\b(\d{1,2})\. ([a-zæøå]+)\.? (\d{4})\b", re.IGNORECASE)
_CLOCK = re.compile(r"\b(?:kl\.?|klokka|klokken)?\s*([01]?\d|2[0-3])[.:]([0-5]\d)\b")


def is_byline(text: str) -> bool:
    """True for "Av Kari Nordmann", "Kari Nordmann, journalist", "Publisert 13.09.2023 kl. 14:30"."""
    if len(text) > 160:
        return False
    lower = text.lower()
    if any(_starts_line(lower, word) for word in column("bylines", "start")):
        return len(text) <= 80 or parse_date(text) is not None
    if match := re.match(r"(?:Av|AV) (?=[A-ZÆØÅ])", text):
        names = text[match.end() :]
        return bool(_NAMES.fullmatch(names.strip())) or _has_role(names) or bool(_MAIL.search(names))
    if _MAIL.fullmatch(lower.strip(" ()<>")):
        return True
    if is_role(text):
        return True
    return _has_role(text) or _only_date(text)


def is_role(text: str) -> bool:
    """True for "Journalist", "essayist og omsetjar": what somebody does, and nothing else."""
    parts = re.split(r" og | & |/|, ", text.lower().strip(" ."))
    return all(part.strip() in column("bylines", "role") for part in parts)


def is_name(text: str) -> bool:
    """True for a text of two to five capitalised words and nothing else: a name that stands alone."""
    return 2 <= len(text.split()) <= 5 and bool(_NAMES.fullmatch(text)) and not text.isupper()


def names_in(text: str) -> tuple[str, ...]:
    """Names in a byline: "Av Kari Nordmann og Ola Vik" gives both; none for a date line."""
    if parse_date(text) is not None:
        return ()
    text = re.sub(r"\(.*?\)|\S+@\S+", " ", text)
    text = re.split(r"(?i)(?<=\w )foto:", text)[0] if text.count(":") > 1 else text
    text = re.sub(
        r"(?i)^\s*(?:tekst og foto|tekst/foto|tekst|journalist(?:ar)?|av|by)\b\s*:?\s*(?:av )?", "", text
    )
    found = []
    for part in re.split(r",| og | & |/|\|", text):
        part = part.strip(" .–-")
        if part.lower() not in column("bylines", "role") and re.fullmatch(
            rf"{_NAME}(?: {_NAME}){{1,4}}", part
        ):
            found.append(part)
    return tuple(found)


def _starts_line(lower: str, word: str) -> bool:
    if not lower.startswith(word):
        return False
    rest = lower[len(word) :]
    # "Publisert av", "Oppdatert kl. 14" are bylines; "Oppdatert statistikk viser at" is not.
    return (
        word.endswith((":", " av", " frå", " fra"))
        or not rest
        or bool(re.match(r"[\s:,]*(?:\d|kl|i dag|i går|av |for |$)", rest))
    )


def _has_role(text: str) -> bool:
    """True for a name followed by a role: "Kari Nordmann, journalist" or "Kari Nordmann (foto)"."""
    head, _, tail = re.sub(r"[(|–]", ",", text).partition(",")
    role = tail.strip(" ).").lower().split(",")[0].strip()
    if role in column("bylines", "role") and is_name(head.strip()):
        return True
    first, _, last = text.rpartition(" ")
    return last.lower() in column("bylines", "role") and is_name(first.strip())


def _only_date(text: str) -> bool:
    rest = text
    for pattern in (_NUMERIC, _ISO, _WRITTEN, _CLOCK):
        rest = pattern.sub(" ", rest)
    rest = re.sub(
        r"(?i)\b(?:kl|klokka|i dag|i går|måndag|mandag|tysdag|tirsdag|onsdag|torsdag|fredag|laurdag|lørdag|søndag)\b",
        " ",
        rest,
    )
    return rest != text and not re.search(r"\w", rest)


def parse_date(text: str) -> datetime | None:
    """The first full date in `text`, with its clock time where one follows; Norwegian time."""
    months = {row[1]: int(row[2]) for row in rows("bylines") if row[0] == "month"}
    if match := _NUMERIC.search(text):
        day, month, year = map(int, match.groups())
    elif match := _ISO.search(text):
        year, month, day = map(int, match.groups())
    elif (match := _WRITTEN.search(text)) and match.group(2).lower() in months:
        day, month, year = int(match.group(1)), months[match.group(2).lower()], int(match.group(3))
    else:
        return None
    clock = _CLOCK.search(text, match.end())
    hour, minute = map(int, clock.groups()) if clock else (0, 0)
    try:
        return norwegian_time(datetime(year, month, day, hour, minute))
    except ValueError:
        return None


def parse_timestamp(text: str) -> datetime | None:
    """An ISO 8601 time of a page's metadata, or a written date; Norwegian time where no zone is given."""
    try:
        return norwegian_time(datetime.fromisoformat(text.strip()))
    except ValueError:
        return parse_date(text)


def norwegian_time(moment: datetime) -> datetime:
    """`moment` with a zone: its own, else that of Norway."""
    if moment.tzinfo is not None:
        return moment
    try:
        return moment.replace(tzinfo=ZoneInfo("Europe/Oslo"))
    except ZoneInfoNotFoundError:  # a system without a time zone database
        return moment.replace(tzinfo=timezone(timedelta(hours=1)))
