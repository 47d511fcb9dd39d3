"""Lines about who wrote an article and when it was published."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from audio_edition.article.dates import is_date_line, parse_date, without_dates
from audio_edition.article.tables import column

MAX_BYLINE = 160
MAX_NAMES_LINE = 400
"""A line of more characters is searched for names no more."""
_NAME = r"[A-ZÆØÅÉÖÄÜÁČŠŽ][\w'’.\-]*"
_NAMES = re.compile(rf"{_NAME}(?:(?: |, | og | & )(?:(?:van|von|de|da|af|av) )?{_NAME}){{0,7}}")
_ONE_NAME = re.compile(rf"{_NAME}(?: {_NAME}){{1,4}}")
_MAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,100}\.\w{2,20}")
_LEADING = re.compile(
    r"(?i)^[\s,.:–-]*(?:(?:sist |først )?(?:publisert|oppdatert|endra|skrive|skrevet|dato)\b[\s:.,–-]*)*(?:av\b\s*)?|\bkl\b\.?"
)
_AFTER_ROLE = re.compile(r"(?:i|på|frå|fra|ved|for) [A-ZÆØÅ][\w.\- ]{0,40}")
"""Where somebody is what they are: "Journalist i Paris"."""


@lru_cache(maxsize=4096)
def is_byline(text: str) -> bool:
    """True for "Av Kari Nordmann", "Kari Nordmann, journalist", "Publisert 13.09.2023 kl. 14:30"."""
    if len(text) > MAX_BYLINE:
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
    return _has_role(text) or is_date_line(text) or _is_dated(text)


def _is_dated(text: str) -> bool:
    """True for a date with names or a few words beside it: "6. mars 2026 av Kari Vik", "Pressemelding | Dato: 05.03.2026"."""
    rest, dated = without_dates(text)
    if not dated:
        return False
    names = _LEADING.sub("", rest).strip(" |·•—–-,.:")
    if names and _NAMES.fullmatch(names) and len(names.split()) >= 2:
        return True
    parts = [part.strip(" :.,") for part in re.split(r"[|·•]| — | – ", rest)]
    return len(parts) > 1 and all(len(part.split()) <= 3 and not part.endswith(".") for part in parts)


def _names_beside_date(text: str) -> str:
    rest = without_dates(text)[0]
    return _LEADING.sub("", rest).strip(" |·•—–-,.:")


def is_role(text: str) -> bool:
    """True for "Journalist", "essayist og omsetjar", "Journalist i Paris": what somebody does, and nothing else."""
    if len(text) > MAX_BYLINE:
        return False
    parts = re.split(r" og | & |/|, ", text.strip(" ."))
    return all(_is_one_role(part.strip()) for part in parts)


def _is_one_role(text: str) -> bool:
    if text.lower() in _roles():
        return True
    first, _, where = text.partition(" ")
    return first.lower() in _roles() and _AFTER_ROLE.fullmatch(where) is not None


@cache
def _roles() -> frozenset[str]:
    return column("bylines", "role")


def is_name(text: str) -> bool:
    """True for a text of two to five capitalised words and nothing else: a name that stands alone."""
    if len(text) > MAX_BYLINE or not 2 <= len(text.split()) <= 5:
        return False
    return bool(_NAMES.fullmatch(text)) and not text.isupper()


def names_in(text: str) -> tuple[str, ...]:
    """Names in a byline: "Av Kari Nordmann og Ola Vik" gives both; none for a date line."""
    if len(text) > MAX_NAMES_LINE or is_date_line(text):
        return ()
    if parse_date(text) is not None:
        text = _names_beside_date(text)
    text = re.sub(r"\([^()]*\)", " ", text)
    text = _MAIL.sub(" ", text)
    text = re.split(r"(?i)(?<=\w )foto:", text)[0] if text.count(":") > 1 else text
    text = re.sub(
        r"(?i)^\s*(?:tekst og foto|tekst/foto|tekst|journalist(?:ar)?|av|by)\b\s*:?\s*(?:av )?", "", text
    )
    found = []
    for part in re.split(r",| og | & |/|\|| [–-] ", text):
        part = part.strip(" .–-")
        if not is_role(part) and _ONE_NAME.fullmatch(part):
            found.append(part)
    return tuple(found)


def _starts_line(lower: str, word: str) -> bool:
    if not lower.startswith(word):
        return False
    rest = lower[len(word) :]
    # "Publisert av", "Oppdatert kl. 14" are bylines; "Oppdatert statistikk viser at" is not.
    if word.startswith("vi rapporterer"):
        return not rest.rstrip().endswith(".")
    return (
        word.endswith((":", " av", " frå", " fra"))
        or not rest
        or bool(re.match(r"[\s:,]*(?:\d|kl|i dag|i går|av |for |måndag|mandag|tysdag|tirsdag|onsdag|torsdag|fredag|laurdag"
                         r"|lørdag|sundag|søndag|$)", rest))
    )  # fmt: skip


def _has_role(text: str) -> bool:
    """True for a name followed by a role: "Kari Nordmann, journalist", "Kari Vik – Journalist i Paris"."""
    head, _, tail = re.sub(r"[(|–—/]| - ", ",", text).partition(",")
    role = tail.strip(" ).").split(",")[0].strip()
    if is_role(role) and is_name(head.strip()):
        return True
    first, _, last = text.rpartition(" ")
    return last.lower() in _roles() and is_name(first.strip())
