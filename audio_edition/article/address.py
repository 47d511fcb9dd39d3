"""The address of an article as feeds, tags and pages can hold it: a URI in ASCII (RFC 3986, 3987)."""

from __future__ import annotations

from urllib.parse import quote, urlsplit, urlunsplit

_MOST_CHARS = 2000
_SAFE = "!$%&'()*+,/:;=?@~-._"


def as_uri(url: str | None) -> str | None:
    """`https://æ.no/ei sak` → `https://xn--6ca.no/ei%20sak`; None for what is no whole web address.

    What is escaped already stays so. An address of more than 2,000 characters is none: browsers and players cut it.
    A name and password before the host (`https://ola:x@æ.no/`) are left out: pages, tags and feeds are public.
    """
    try:
        parts = urlsplit("".join((url or "").split("\n")).strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    try:
        host = host.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    if any(sign in host for sign in " <>\"'\\^`{|}%"):
        return None
    place = f"[{host}]" if ":" in host else host
    place += f":{port}" if port is not None else ""
    whole = urlunsplit(
        (parts.scheme, place, _escaped(parts.path), _escaped(parts.query), _escaped(parts.fragment))
    )
    return whole if len(whole) <= _MOST_CHARS else None


def _escaped(text: str) -> str:
    return quote(text.encode("utf-8", "replace"), safe=_SAFE)
