"""From text to HTML that cannot break out of its place."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import urljoin, urlsplit

_TEMPLATES = Path(__file__).parent / "templates"
# HTML has no place for control characters, and UTF-8 none for half of a surrogate pair.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def escape(text: str) -> str:
    """Text for an element or a quoted attribute."""
    return html.escape(_UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text), quote=True)


def lang(language: str, around: str) -> str:
    """` lang="…"` where `language` is a BCP 47 tag other than that of the surrounding text, else nothing."""
    if language == around or not _LANGUAGE.fullmatch(language):
        return ""
    return f' lang="{language}"'


def is_language(tag: str) -> bool:
    """Whether `tag` has the form of a BCP 47 tag."""
    return bool(_LANGUAGE.fullmatch(tag))


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
    text = _UNPRINTABLE.sub(
        "\N{REPLACEMENT CHARACTER}", json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    )
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@cache
def template(name: str) -> str:
    """A file of page/templates."""
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def fill(name: str, values: Mapping[str, Any]) -> str:
    """The template with every `$name` replaced; a name without a value is a bug and raises KeyError."""
    return Template(template(name)).substitute(values)
