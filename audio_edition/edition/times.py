"""When an article was published: a time with its zone, whatever was written down."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_FIRST, _LAST = 1700, 2200
"""Years that a newspaper may have: programs write 0001 and 9999 where they have no date."""


def moment(found: datetime | str) -> datetime:
    """A time with its zone; an article's time without one is Norwegian time.

    Raises ValueError for what is no time, or is one that no article can have.
    """
    if isinstance(found, str):
        found = datetime.fromisoformat(found)
    if not is_possible(found):
        raise ValueError(f"{found} is no time at which an article was published")
    if found.tzinfo is None:
        try:
            found = found.replace(tzinfo=ZoneInfo("Europe/Oslo"))
        except ZoneInfoNotFoundError:
            found = found.replace(tzinfo=UTC)
    return found


def is_possible(found: datetime | None) -> bool:
    """Whether an article may have been published then."""
    return found is not None and _FIRST <= found.year <= _LAST


def is_out(date: str, now: datetime) -> bool:
    """Whether `date` is a time, and not one to come."""
    try:
        return moment(date) <= now
    except (ValueError, TypeError):
        return False


def published(date: datetime | None, made: datetime) -> datetime:
    """When an edition counts as published: by its article's date, else from when it was made; never raises.

    A manifest may have been written by another version, or another hand: without any time in it, it is of 1970.
    """
    for found in (date, made):
        if is_possible(found):
            assert found is not None
            return moment(found)
    return datetime(1970, 1, 1, tzinfo=UTC)
