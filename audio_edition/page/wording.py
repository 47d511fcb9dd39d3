"""Dates, times and durations as a Nynorsk newspaper writes them."""

from __future__ import annotations

from datetime import datetime

_DAYS = ("måndag", "tysdag", "onsdag", "torsdag", "fredag", "laurdag", "sundag")
_MONTHS = (
    "januar", "februar", "mars", "april", "mai", "juni",
    "juli", "august", "september", "oktober", "november", "desember",
)  # fmt: skip


def date(moment: datetime) -> str:
    """`13. september 2023`."""
    return f"{moment.day}. {_MONTHS[moment.month - 1]} {moment.year}"


def date_and_time(moment: datetime) -> str:
    """`onsdag 13. september 2023 kl. 14.30`; midnight to the second is taken for a date without a time."""
    text = f"{_DAYS[moment.weekday()]} {date(moment)}"
    if (moment.hour, moment.minute, moment.second) != (0, 0, 0):
        text += f" kl. {moment.hour:02d}.{moment.minute:02d}"
    return text


def clock(seconds: float) -> str:
    """`3:07`, or `1:03:07` from an hour on."""
    whole = max(0, int(seconds))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def duration(seconds: float) -> str:
    """`6 min`, `1 t 12 min`, `48 s`."""
    if seconds < 59.5:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes // 60} t {minutes % 60} min" if minutes >= 60 else f"{minutes} min"


def iso_duration(seconds: float) -> str:
    """`PT6M12S` (ISO 8601)."""
    whole = round(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return "PT" + (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "") + f"{rest}S"


def number(value: float, digits: int = 1) -> str:
    """Decimal comma and a true minus: `−19,0`."""
    return f"{value:.{digits}f}".replace("-", "−").replace(".", ",")


def join_names(names: tuple[str, ...]) -> str:
    """`Kari, Ola og Per`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} og {names[-1]}" if names else ""
