"""Names and texts of others as they may be shown: in a terminal, in a log, in a report.

A file name may hold anything but a slash: bytes that are no UTF-8, an escape sequence that renames the terminal's
window, a mark that turns the line around. Shown, each of these is its number: `\\xe5`, `\\x1b`, `\\u202e`.
"""

from __future__ import annotations

import re

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_LINE_ENDS = re.compile(r"[\n\t]")
_SECRET = re.compile(
    r"(?i)(?<=[?&;#])([\w.%\[\]-]*(?:pass(?:word|wd|ord|phrase)?|pwd|pw|token|secret|key(?:_?id)?|sig(?:nature)?|auth"
    r"|session(?:id)?|sid|credentials?|jwt|ticket)(?:\[?\]|(?:%5b)?%5d)*)=[^&;#\s]*"
)
# A password may hold `/`, `?` and `#` that nobody escaped; a port may not. Each part has a most, so that time is linear.
_USER = re.compile(
    r"""(?ix) ( \b[a-z][a-z0-9+.-]{0,20}:/{1,3} | (?<![:/\w])//(?=[^\s/?\#@:]{0,200}:) )
    (?: [^\s/?\#@]{0,400} | [^\s/?\#@:]{0,200}:(?!\d+[/?\#])[^\s@"<>]{0,200} ) (?: @[^\s/?\#@]{0,200} )* @"""
)


def shown(text: object) -> str:
    """`text` on one line with nothing in it that a terminal would obey."""
    return _LINE_ENDS.sub(_number, plain(str(text)))


def plain(text: str) -> str:
    """As `shown`, with line ends and tabs left as they are."""
    return _HIDDEN.sub(_number, text)


def without_secrets(text: str) -> str:
    """`text` in which no web address tells a user's name, password or key."""
    return _SECRET.sub(r"\1=…", _USER.sub(r"\1", text))


def _number(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:  # a byte that was no UTF-8, see os.fsdecode
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
