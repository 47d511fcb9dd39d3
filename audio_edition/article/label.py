"""Roles for the blocks that the source did not mark up, by what they say and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audio_edition.article.byline import is_byline
from audio_edition.article.copied import place_article, silence_the_rest
from audio_edition.article.credit import credit_start, is_credit
from audio_edition.article.draft import WHY, Draft, DraftArticle, Why, cut
from audio_edition.article.line_labels import is_labelled
from audio_edition.article.line_shape import STOPS, is_headline, is_quote, is_running_text, is_sentence
from audio_edition.article.lists import label_lists
from audio_edition.article.own_rules import NO_RULES, OwnRules, apply_phrases
from audio_edition.article.phrases import find_phrase
from audio_edition.article.pictures import find_pictures, mark_bare_credits, mark_repeated_captions
from audio_edition.article.signed import drop_pictures_of_authors, find_bylines

_TURN = re.compile(r"[A-ZÆØÅ][\w .\-]{0,30}: \S")
"""Who speaks, and what is said: "Ordføraren: Ja, det har eg."."""
_ADDRESS = re.compile(r"(?:https?://|www\.|pic\.twitter\.com/|t\.co/)\S+")
MAX_TITLE, MAX_LEAD = 250, 600
MIN_LINK_WORDS = 4
MAX_NAMES = 3
"""Lines above the title: the paper, the section, the kind of article."""


def label(reading: DraftArticle, rules: OwnRules = NO_RULES) -> None:
    """Give every draft of `reading` a role and a reason; may split a caption from its credit."""
    drafts = reading.drafts
    apply_phrases(drafts, rules)
    mark_bare_credits(drafts)
    drafts[:] = _split_credits(drafts)
    _drop_phrases(drafts, reading.structured)
    _drop_bare_links(reading)
    _find_credits(reading)
    has_title = any(draft.role == "title" for draft in drafts)
    body = None if reading.structured or has_title else place_article(drafts)
    _find_title(drafts)
    find_bylines(drafts)
    find_pictures(reading)
    drop_pictures_of_authors(drafts)
    label_lists(reading)
    _find_quotes(drafts)
    _find_lead(drafts)
    if reading.structured:
        _find_bold_headings(drafts)
    else:
        _find_headings(drafts)
    for draft in _open(drafts):
        draft.give("paragraph", "running text")
    mark_repeated_captions(drafts)
    if body is not None:
        silence_the_rest(drafts, body)


def _open(drafts: list[Draft]) -> Iterator[Draft]:
    return (draft for draft in drafts if draft.role is None)


def _split_credits(drafts: list[Draft]) -> Iterator[Draft]:
    for draft in drafts:
        at = credit_start(draft.text) if draft.role in (None, "caption", "alt") else None
        if at is None:
            yield draft
            continue
        caption, credit = cut(draft, at)
        caption.give(
            draft.role or "caption", "ends in a credit" if draft.role is None else draft.reason, draft.why
        )
        credit.give("credit", "credit of a picture")
        yield caption
        yield credit


def _after(pending: str) -> Why:
    return "teaser" if WHY.get(pending) == "elsewhere" else "headline"


def _drop_phrases(drafts: list[Draft], structured: bool) -> None:
    under_way = 0
    pending: str | None = None
    last_text = max(
        (i for i, d in enumerate(drafts) if not d.skipped and not is_headline(d.text)), default=-1
    )
    for at, draft in enumerate(drafts):
        if draft.skipped:
            pending = None
            continue
        hit = find_phrase(draft.text) if draft.role in (None, "heading", "list_item", "paragraph") else None
        if hit is not None and hit.where == "top" and under_way:
            hit = None
        if hit is not None and hit.where == "end" and _goes_on_after(drafts[at + 1 : at + 6]):
            hit = None
        if hit is None:
            if pending and draft.linked > 0.8:
                draft.give("boilerplate", f"{pending}: a headline after it", _after(pending))
                continue
            if pending and not structured and is_headline(draft.text):
                draft.give("boilerplate", f"{pending}: the headline after it", _after(pending))
                if at >= last_text or _are_headlines(drafts[at + 1 : at + 40]):
                    continue
            elif len(draft.text) > 60:
                under_way += 1
            pending = None
        elif hit.where == "end" and under_way >= 2:
            for rest in drafts[at:]:
                if not rest.skipped:
                    rest.give(
                        "boilerplate", f"“{hit.phrase}” ends the article: {hit.what}", WHY.get(hit.what, "")
                    )
            return
        else:
            draft.give("boilerplate", f"“{hit.phrase}”: {hit.what}", WHY.get(hit.what, ""))
            pending = hit.what if hit.where == "next" else None


def _goes_on_after(drafts: list[Draft]) -> bool:
    """True when two paragraphs follow without a headline between: "Tema" or "Akkurat no" is a heading of the article."""
    following = [draft for draft in drafts if not draft.skipped][:2]
    return len(following) == 2 and all(
        draft.role in (None, "paragraph")
        and draft.linked < 0.5
        and is_sentence(draft.text)
        and find_phrase(draft.text) is None
        for draft in following
    )


def _are_headlines(drafts: list[Draft]) -> bool:
    """True when two headlines follow: the last before the text is the article's own, those before it are links."""
    texts = [draft.text for draft in drafts if not draft.skipped][:2]
    return (
        len(texts) == 2
        and all(is_headline(text) and (text[0].isalpha() or text[0] in "«–") for text in texts)
        and len(texts[0].split()) >= MIN_LINK_WORDS
        and find_phrase(texts[1]) is None
    )


def _drop_bare_links(reading: DraftArticle) -> None:
    """A paragraph of a page that is a link and no sentence leads to something else."""
    for draft in _open(reading.drafts):
        if draft.linked > 0.95 and is_headline(draft.text):
            draft.give("boilerplate", "a link and nothing else")
        elif _ADDRESS.fullmatch(draft.text):
            draft.give("boilerplate", "an address and nothing else")


def _find_credits(reading: DraftArticle) -> None:
    for draft in _open(reading.drafts):
        if is_credit(draft.text):
            draft.give("credit", "credit of a picture")


def _find_title(drafts: list[Draft]) -> None:
    if any(draft.role == "title" for draft in drafts):
        return
    content = [draft for draft in drafts if draft.role is None and not is_byline(draft.text)]
    if not content:
        return
    first = content[0]
    names = _section_names(content)
    for name in content[:names]:
        name.give("boilerplate", "name of the section above the title")
    first = content[names]
    after = drafts[drafts.index(first) + 1 :]
    captioned = bool(after) and after[0].role == "credit" and first.text.endswith(STOPS)
    if len(first.text) <= MAX_TITLE and not captioned and not is_running_text(first.text):
        first.give("title", "first line of the article")


def _section_names(content: list[Draft]) -> int:
    """How many lines of one or two words stand above a longer headline: "Utanriks", "NRK" and "Vestland"."""
    texts = [draft.text for draft in content[: MAX_NAMES + 2]]
    for names in range(1, min(MAX_NAMES, len(texts) - 2) + 1):
        title, after = texts[names], texts[names + 1]
        if not is_headline(texts[names - 1]) or len(texts[names - 1].split()) > 2:
            return 0
        may_be_title = is_headline(title) or (is_quote(title) and not title.endswith("."))
        if may_be_title and len(title.split()) >= 3 and not is_headline(after):
            return names
    return 0


def _find_quotes(drafts: list[Draft]) -> None:
    for draft in _open(drafts):
        if is_quote(draft.text):
            draft.give("quote", "begins with a dash")


def _find_lead(drafts: list[Draft]) -> None:
    if any(draft.role == "lead" for draft in drafts):
        return
    titles = [at for at, draft in enumerate(drafts) if draft.role == "title"]
    if not titles:
        return
    body = sum(draft.role in (None, "quote") for draft in drafts[titles[0] + 1 :])
    for draft in drafts[titles[0] + 1 :]:
        if draft.role is None and (not is_headline(draft.text) or len(draft.text) >= 60):
            if len(draft.text) <= MAX_LEAD and body > 1 and not draft.text.endswith(":"):
                draft.give("lead", "first paragraph after the title")
            return
        if draft.role in (None, "quote", "heading", "list_item", "fact_box", "paragraph"):
            return


def _find_headings(drafts: list[Draft]) -> None:
    for at, draft in enumerate(drafts):
        if draft.role is not None or not is_headline(draft.text):
            continue
        before, after = _beside(drafts, at)
        if after is None or (before is not None and before.text.endswith(":")):
            continue
        if draft.text.endswith("?") and (is_quote(after.text) or _are_turns(draft.text, after.text)):
            continue  # a question and its answer
        if is_labelled(draft.text) or (after.text[0].islower() and after.role is None):
            continue
        draft.give("heading", "short line without a final stop")
        draft.level = 2


def _beside(drafts: list[Draft], at: int) -> tuple[Draft | None, Draft | None]:
    """The nearest blocks that are not skipped, before and after `at`."""
    before = next((drafts[i] for i in range(at - 1, -1, -1) if not drafts[i].skipped), None)
    after = next((drafts[i] for i in range(at + 1, len(drafts)) if not drafts[i].skipped), None)
    return before, after


def _find_bold_headings(drafts: list[Draft]) -> None:
    """A bold line on its own, with text after it: a heading that was not marked up as one. No question, for those
    are an interviewer's.
    """
    for at, draft in enumerate(drafts):
        if (
            draft.role is not None
            or not draft.strong
            or not is_headline(draft.text)
            or draft.text.endswith("?")
        ):
            continue
        _, after = _beside(drafts, at)
        if (
            after is not None
            and after.role in (None, "quote")
            and not after.strong
            and not is_labelled(draft.text)
        ):
            draft.give("heading", "a bold line on its own")
            draft.level = 2


def _are_turns(text: str, after: str) -> bool:
    """True for "Fjordposten: Du er bonde?" and "Lie: Ja.": two turns of a conversation."""
    return _TURN.match(text) is not None and _TURN.match(after) is not None
