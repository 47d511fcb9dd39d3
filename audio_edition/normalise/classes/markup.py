"""Leftovers of HTML, and characters that are not seen.

    Vik &amp; Døtrer -> Vik & Døtrer · <br> -> a space · soft hyphens and zero-width spaces go

This runs before all classes, on its own sheet: what it gives is then read like any other text.
"""

from __future__ import annotations

import html
import re

from audio_edition.normalise.classes import typesetting
from audio_edition.normalise.sheet import compose
from audio_edition.types import Change, Spoken

_TAGS = "a|abbr|b|big|blockquote|br|cite|code|div|em|figure|figcaption|font|h[1-6]|hr|i|img|li|mark|ol|p|q|s|small|span|strong|sub|sup|table|tbody|td|th|tr|u|ul"
_LEFTOVER = re.compile(
    rf"&(?:#\d{{1,6}}|#[xX][0-9a-fA-F]{{1,5}}|[A-Za-z]{{2,8}}\d{{0,2}});|</?(?:{_TAGS})(?:\s[^<>]*)?/?>|[\u00ad\u200b\u2060\ufeff]+"
)


_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]+")


def clean(text: str) -> Spoken:
    """Text without leftovers, with what was taken out."""
    spoken = (
        _without_leftovers(text) if "&" in text or "<" in text or not text.isascii() else Spoken(text, text)
    )
    return compose(spoken, _as_set(spoken.text))


def _as_set(text: str) -> Spoken:
    """Words put together again that were set apart; see `typesetting`."""
    changes: list[Change] = []
    parts: list[str] = []
    at = 0
    for start, end, instead in typesetting.marks(text):
        if start >= at:
            parts += [text[at:start], instead]
            changes.append(Change(start, end, text[start:end], instead, "typesetting"))
            at = end
    return Spoken(text, "".join([*parts, text[at:]]), tuple(changes))


def _without_leftovers(text: str) -> Spoken:
    changes: list[Change] = []
    parts: list[str] = []
    at = 0
    for found in _LEFTOVER.finditer(text):
        written = found.group()
        instead = ""
        if written[0] == "&":
            instead = html.unescape(written)
            if _UNSEEN.fullmatch(instead):
                instead = ""
            elif instead == written or "\n" in instead:
                continue
        elif written[0] == "<":
            between = (
                text[found.start() - 1 : found.start()].isalnum()
                and text[found.end() : found.end() + 1].isalnum()
            )
            instead = (
                " " if between and not re.match(r"</?(?:b|em|i|strong|span|a|sub|sup)\b", written) else ""
            )
        parts += [text[at : found.start()], instead]
        changes.append(Change(found.start(), found.end(), written, instead, "markup"))
        at = found.end()
    return Spoken(text, "".join([*parts, text[at:]]), tuple(changes))
