"""What HTML asks of texts, addresses and tags of languages. Escaping is the work of `rendering`."""

from __future__ import annotations

import json
import re
from urllib.parse import urljoin, urlsplit

# HTML has no place for control characters, and UTF-8 none for half of a surrogate pair.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def is_language(tag: str) -> bool:
    """Whether `tag` has the form of a BCP 47 tag."""
    return bool(_LANGUAGE.fullmatch(tag))


def other_language(language: str, around: str) -> str | None:
    """`language` where it must be said: a BCP 47 tag other than that of the text around it."""
    return language if language != around and is_language(language) else None


def printable(text: str) -> str:
    """Text without what no document may hold: control characters, halves of surrogate pairs."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def web_address(address: str | None, base: str | None = None) -> str | None:
    """`address`, relative to `base`, if it is http or https with a host; None for everything else."""
    if not address:
        return None
    try:
        whole = urljoin(base, address.strip()) if base else address.strip()
        parts = urlsplit(whole)
    except ValueError:
        return None
    return (
        whole if parts.scheme in ("http", "https") and parts.netloc and not re.search(r"\s", whole) else None
    )


def json_block(value: object) -> str:
    """JSON for a `<script>` that holds data: nothing in it can end the element."""
    text = printable(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
