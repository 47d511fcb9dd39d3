"""Quotes, dashes, brackets and slashes: pauses, or nothing.

«ein god start» -> ein god start · – Eg er glad -> Eg er glad · (62) -> , sekstito, · Hauge / AFP -> Hauge, …
Viking–Molde -> Viking – Molde · di/din -> di, din
"""

from __future__ import annotations

import re

from audio_edition.normalise.numerals import SMALL
from audio_edition.normalise.sheet import Sheet
from audio_edition.normalise.tables import mapping

_QUOTES = re.compile(r"[«»„“”\"‹›‘‚‟″〝〞「」『』]")
_SINGLE_QUOTES = re.compile(r"(?<![\w.'’])['’](?=[^\W\d_])[^'’\n]{1,80}(?<=[\w.,!?])['’](?![\w'’])")
_LEADING = re.compile(r"^[^\w]*")
_DASHES = re.compile(r"[-–—]+\s*")
_SPACED = re.compile(r"(?<=\s)(?:-{1,3}|—|––+)(?=\s)")
_DOUBLE = re.compile(r"(?<=\w) ?--+ ?(?=\w)|(?<=\w)—(?=\w)")
_TIGHT = re.compile(r"(?<=[^\W\d_])–(?=[^\W\d_])")
_BRACKET = re.compile(r"[()\[\]{}]")
_EMPTY = re.compile(r"[(\[{]\s*[)\]}]")
_INSIDE = re.compile(r"([^\W\d_]+)[(\[]([^\W\d_]{1,4})[)\]]([^\W\d_]*)")
_SIGN_ALONE = re.compile(r"(?<=\()([-–−])(?=\))")
_LIST_MARK = re.compile(r"(^|(?<=\S) +)(\d{1,2}|[a-hj-z])\)(?= )")
_OPEN = re.compile(r"\s*[(\[{]\s*")
_CLOSE = re.compile(r"\s*[)\]}]")
_SLASH = re.compile(r"\s*[/⁄∕]+\s*")


def read_list_marks(sheet: Sheet) -> None:
    """Claims "1)" and "a)" before what they count: "1) Brann 2) Viking" -> ein: Brann, to: Viking."""
    if ")" not in sheet.free:
        return
    for found in _LIST_MARK.finditer(sheet.free):
        _gap, mark = found.groups()
        before = sheet.plain[: found.start()].rstrip()
        if before.rfind("(") > before.rfind(")"):
            continue
        name = (
            sheet.numerals.cardinal(int(mark))
            if mark.isdigit()
            else mapping("letters").get(mark.upper(), mark)
        )
        joint = "" if not before else (" " if before[-1] in ",.;:!?–-…" else ", ")
        sheet.change(found.start(), found.end(), f"{joint}{name}:", "list mark")


def _dashes(sheet: Sheet) -> None:
    leading = _LEADING.match(sheet.plain)
    if leading:
        for found in _DASHES.finditer(sheet.free, 0, leading.end()):
            sheet.change(found.start(), found.end(), "", "dash")
    for found in _SPACED.finditer(sheet.free):
        sheet.change(found.start(), found.end(), "–", "dash")
    for pattern in (_DOUBLE, _TIGHT):
        for found in pattern.finditer(sheet.free):
            sheet.change(found.start(), found.end(), " – ", "dash")


def read(sheet: Sheet) -> None:
    """Claims the marks."""
    for found in _QUOTES.finditer(sheet.free):
        sheet.change(found.start(), found.end(), "", "quote")
    if "'" in sheet.free or "’" in sheet.free:
        for found in _SINGLE_QUOTES.finditer(sheet.free):
            sheet.change(found.start(), found.start() + 1, "", "quote")
            sheet.change(found.end() - 1, found.end(), "", "quote")
    if "-" in sheet.free or "–" in sheet.free or "—" in sheet.free:
        _dashes(sheet)
    if "(" in sheet.free:
        for found in _SIGN_ALONE.finditer(sheet.free):
            sheet.change(found.start(1), found.end(1), SMALL[sheet.numerals.language]["minus"], "symbol")
    if any(slash in sheet.free for slash in "/⁄∕"):
        for found in _SLASH.finditer(sheet.free):
            ends = found.end() == len(sheet.plain) or found.start() == 0
            plain = ends or sheet.word_before(found.start()) in ("og", "and")
            sheet.change(found.start(), found.end(), " " if plain else ", ", "slash")
    if not _BRACKET.search(sheet.free):
        return
    for found in _EMPTY.finditer(sheet.free):
        sheet.change(found.start(), found.end(), "", "bracket")
    for found in _INSIDE.finditer(sheet.free):
        sheet.change(found.start(), found.end(), "".join(found.groups()), "bracket")
    for found in _OPEN.finditer(sheet.free):
        first = not sheet.plain[: found.start()].strip(" «»\"“”'([{–—-")
        after_mark = sheet.plain[: found.start()].rstrip()[-1:] in tuple(",.;:!?–…")
        sheet.change(found.start(), found.end(), "" if first else (" " if after_mark else ", "), "bracket")
    for found in _CLOSE.finditer(sheet.free):
        rest = sheet.plain[found.end() :].lstrip(" »”\"')]}")
        marked = not rest or rest[0] in ",.;:!?…–—"
        glued = sheet.plain[found.end() : found.end() + 1].isalnum()
        sheet.change(found.start(), found.end(), "" if marked else (", " if glued else ","), "bracket")
