"""What pages and reports say, in the language that a newsroom chooses: words of data/wording.tsv, dates, numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from audio_edition.tables import read_table

PageLanguage = Literal["nn", "nb", "en"]
_COLUMNS: tuple[PageLanguage, ...] = ("nn", "nb", "en")
_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one language. `wording("by", names="Kari")` is "Av Kari"; an unknown name is a KeyError."""

    texts: Mapping[str, str]
    """Name → words, with `{…}` where something is filled in."""
    reasons: Mapping[str, str]
    """Why something is not read aloud: as the ledger has it → for readers."""

    def __call__(self, name: str, /, **values: object) -> str:
        """The words of that name with `values` filled in; they are text, not markup."""
        return self.texts[name].format(**values) if values else self.texts[name]

    def count(self, name: str, n: int, /, **values: object) -> str:
        """As a call, singular or plural by the number `n`."""
        return self(f"{name}.{'one' if n == 1 else 'many'}", n=n, **values)

    def named(self, group: str, name: str) -> str:
        """The words for `name` among those that begin with `group.`; the name itself where there are none."""
        return self.texts.get(f"{group}.{name}", name)

    @property
    def language(self) -> str:
        """BCP 47."""
        return self.texts["language"]

    def date(self, moment: datetime) -> str:
        """`13. september 2023`."""
        month = self.texts["months"].split()[moment.month - 1]
        return self("date", day=moment.day, month=month, year=moment.year)

    def date_and_time(self, moment: datetime) -> str:
        """`onsdag 13. september 2023 kl. 14.30`; midnight to the second is taken for a date without a time."""
        weekday = self.texts["days"].split()[moment.weekday()]
        text = self("date_with_day", weekday=weekday, date=self.date(moment))
        if (moment.hour, moment.minute, moment.second) != (0, 0, 0):
            clock = {"hour": f"{moment.hour:02d}", "minute": f"{moment.minute:02d}"}
            text = self("date_with_time", date=text, **clock)
        return text

    def duration(self, seconds: float) -> str:
        """`6 min`, `1 t 12 min`, `48 s`."""
        if seconds < 59.5:
            return self("seconds", n=max(1, round(seconds)))
        minutes = round(seconds / 60)
        if minutes < 60:
            return self("minutes", n=minutes)
        return self("hours", hours=minutes // 60, minutes=minutes % 60)

    def number(self, value: float, digits: int = 1) -> str:
        """Decimal comma and a true minus: `−19,0`; nothing is `−0,0`."""
        return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−").replace(
            ".", self.texts["decimal"]
        )

    def join_names(self, names: Sequence[str]) -> str:
        """`Kari, Ola og Per`."""
        if len(names) < 2:
            return "".join(names)
        return f"{', '.join(names[:-1])} {self.texts['and']} {names[-1]}"


@cache
def wording(language: PageLanguage = "nn") -> Wording:
    """The words of a language that pages can be written in."""
    column = _COLUMNS.index(language)
    texts = {row[0]: row[1 + column] for row in read_table(_DATA / "wording.tsv", 4, least=4)}
    told = read_table(_DATA / "reasons.tsv", 3, least=3)
    reasons = {row[0]: (*row[1:], row[0])[column] for row in told}
    return Wording(MappingProxyType(texts), MappingProxyType(reasons))


def length(seconds: float) -> str:
    """How long something lasts: `3:07`, or `1:03:07` from an hour on, to the nearest second."""
    return clock(round(seconds))


def clock(seconds: float) -> str:
    """A place in the sound, as `length`, but never after what stands there: `3:07` until the eighth second begins."""
    whole = max(0, int(seconds))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def iso_duration(seconds: float) -> str:
    """`PT6M12S` (ISO 8601)."""
    whole = round(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return "PT" + (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "") + f"{rest}S"
