"""Who wrote it and when, among the blocks of an article."""

from __future__ import annotations

import re

from audio_edition.article.byline import is_byline, is_name, is_role
from audio_edition.article.credit import is_credit
from audio_edition.article.dates import is_date_line
from audio_edition.article.description import OWN_PICTURE
from audio_edition.article.draft import Draft

NEAR_TOP = 4
_POSTED = re.compile(r"[–—-] .{2,80} \(@\w{1,30}\)")
"""Whose an embedded post is: "— Florø SK (@florosk) 22. november 2026"."""
_OWN_PICTURE = re.compile(r"(?:(?:Bilete|Bilde|Portrett|Foto) av )?(.+?)(?: sitt profilbilete)?")


def find_bylines(drafts: list[Draft]) -> None:
    """Mark lines about who wrote it and when, names that stand alone near the top, and whose a post is."""
    seen = 0
    for at, draft in enumerate(drafts):
        if draft.role == "title":
            seen = 1
        elif draft.role == "byline":
            if is_credit(draft.text):
                draft.give("credit", "credit of a picture")
        elif draft.role in (None, "quote") and _POSTED.match(draft.text):
            draft.give("byline", "who posted it", "poster")
        elif draft.role is None or draft.role == "heading" and is_date_line(draft.text):
            seen += 1
            _judge(drafts, at, near_top=seen <= NEAR_TOP)


def _judge(drafts: list[Draft], at: int, *, near_top: bool) -> None:
    draft = drafts[at]
    if is_byline(draft.text):
        draft.give("byline", "who wrote it, or when")
    elif is_name(draft.text) and _is_signed(drafts, at, near_top=near_top):
        draft.give("byline", "a name near the top" if near_top else "a name above what they do")
        _drop_own_picture(drafts, at)


def _is_signed(drafts: list[Draft], at: int, *, near_top: bool) -> bool:
    """True when a role follows the name at `at`; near the top also when a date does, or a byline stands before it."""
    after = next((draft.text for draft in drafts[at + 1 : at + 3] if not draft.skipped), "")
    before = drafts[at - 1] if at else None
    if is_role(after):
        return True
    return near_top and (is_byline(after) or (before is not None and before.role == "byline"))


def _drop_own_picture(drafts: list[Draft], at: int) -> None:
    """ "Bilete av Kari Vik" right above the byline "Kari Vik" is the description of a picture as large as a stamp."""
    above = drafts[at - 1] if at else None
    match = _OWN_PICTURE.fullmatch(above.text) if above is not None and above.role in (None, "alt") else None
    if above is not None and match is not None and match.group(1) == drafts[at].text:
        above.give("boilerplate", OWN_PICTURE)
        above.image = None


def drop_pictures_of_authors(drafts: list[Draft]) -> None:
    """The description of a stamp-sized picture beside a byline names who wrote it, and is not read."""
    authors = {draft.text for draft in drafts if draft.role == "byline"}
    if not authors:
        return
    for draft in drafts:
        if draft.role == "alt" and len(draft.text) <= 80 and (match := _OWN_PICTURE.fullmatch(draft.text)):
            if match.group(1) in authors:
                draft.give("boilerplate", OWN_PICTURE)
                draft.image = None
