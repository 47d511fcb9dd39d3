"""A copied page: the headline, and silence for what stands before it and after the last paragraph without a reason."""

from __future__ import annotations

from audio_edition.article.body import Body, find_body
from audio_edition.article.byline import is_byline, is_name
from audio_edition.article.draft import Draft
from audio_edition.article.line_labels import is_greeting, is_labelled
from audio_edition.article.line_shape import is_headline
from audio_edition.article.phrases import is_fact_heading

ABOVE = "above the headline"
BELOW = "below the article's last paragraph, and nothing tells that it belongs to it"
WAY_TO_PAGE = "the way to the page, or its section, above the headline"
MAX_GAP = 2
"""So many lines may stand between the headline and a picture or a byline above it."""
MAX_SIGNATURE, MAX_SIGNATURE_WORDS = 4, 8
"""After a greeting so many lines less one may say who sends it; after a name, one that begins small."""
_KEPT = ("byline", "caption", "alt", "credit", "fact_box")


def place_article(drafts: list[Draft]) -> Body | None:
    """Give the headline its role, and the lines between it and the lead theirs; None where no body is found."""
    body = find_body(drafts)
    if body is None or body.title is None:
        return body
    drafts[body.title].give("title", "the line above the text that shares most with it")
    _between(drafts, body)
    return body


def _between(drafts: list[Draft], body: Body) -> None:
    """A line of several words right under the headline is its lead; single words there are sections and buttons."""
    assert body.title is not None
    for at in range(body.title + 1, body.first):
        draft = drafts[at]
        if (
            draft.role is not None
            or is_byline(draft.text)
            or is_name(draft.text)
            or is_fact_heading(draft.text)
        ):
            continue
        if draft.text == drafts[body.title].text:
            draft.give("boilerplate", "the headline once more")
        elif len(draft.text.split()) == 1 and at + 1 < body.first:
            draft.give("boilerplate", "a single word under the headline")


def silence_the_rest(drafts: list[Draft], body: Body) -> None:
    """Called when all roles are known: what is outside and has no reason to be spoken becomes boilerplate."""
    if body.title is not None:
        _silence_above(drafts, body.title)
    _silence_below(drafts, body.last)


def _silence_above(drafts: list[Draft], title: int) -> None:
    gap = 0
    for draft in reversed(drafts[:title]):
        if draft.skipped:
            gap += 1
        elif gap <= MAX_GAP and draft.role in ("byline", "caption", "alt", "credit"):
            continue
        else:
            gap += 1
            draft.give("boilerplate", WAY_TO_PAGE if gap <= MAX_GAP else ABOVE)
            draft.image = None


def _silence_below(drafts: list[Draft], last: int) -> None:
    """The article ends at the first block below its last paragraph that nothing ties to it."""
    ended = False
    colon = drafts[last].text.endswith(":")
    signed = 0
    for at in range(last + 1, len(drafts)):
        draft = drafts[at]
        if draft.skipped:
            continue
        tied = _is_tied(drafts, at, colon=colon, signed=signed)
        signed = MAX_SIGNATURE if is_greeting(draft.text) else 1 if is_name(draft.text) else signed - 1
        if ended or not tied:
            ended = True
            draft.give("boilerplate", BELOW)
            draft.image = None
            continue
        colon = colon or draft.text.endswith(":")
        if is_name(draft.text) and draft.role in ("heading", "list_item", "paragraph"):
            draft.give("byline", "a name under the last paragraph")


def _is_tied(drafts: list[Draft], at: int, *, colon: bool, signed: int) -> bool:
    draft = drafts[at]
    if draft.role in _KEPT or is_labelled(draft.text):
        return True
    if draft.role == "list_item":
        return colon or draft.why != "short line" or any(map(str.isdigit, draft.text))
    if is_name(draft.text):
        return True  # who signed it
    if signed > 0 and len(draft.text.split()) <= MAX_SIGNATURE_WORDS:
        return signed > 1 or draft.text[:1].islower()
    if draft.role == "heading" or draft.text.endswith(":"):
        following = next((i for i in range(at + 1, len(drafts)) if not drafts[i].skipped), None)
        is_list = following is not None and drafts[following].role == "list_item"
        return is_list and _is_tied(drafts, following or 0, colon=colon, signed=0)
    return colon and is_headline(draft.text)
