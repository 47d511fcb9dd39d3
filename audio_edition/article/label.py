"""Roles for the blocks that the source did not mark up, by what they say and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audio_edition.article.byline import is_byline, is_name, is_role
from audio_edition.article.credit import credit_start, is_credit
from audio_edition.article.draft import Draft, Reading, cut
from audio_edition.article.language import article_language
from audio_edition.article.lists import label_lists
from audio_edition.article.phrases import find_phrase
from audio_edition.article.picture import ENOUGH, OWN_PICTURE, description_score
from audio_edition.article.tables import column
from audio_edition.types import Image

DASHES = "–—―-−"
_TWO_SENTENCES = re.compile(r"[a-zæøå]{3}[.!?] [A-ZÆØÅ]")
_TURN = re.compile(r"[A-ZÆØÅ][\w .\-]{0,30}: \S")
"""Who speaks, and what is said: "Ordføraren: Ja, det har eg."."""
_POSTED = re.compile(r"[–—-] .{2,60} \(@\w+\)")
"""Whose an embedded post is: "— Florø SK (@florosk) 22. november 2026"."""
_OWN_PICTURE = re.compile(r"(?:Bilete|Bilde|Portrett|Foto) av (.+)")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_QUOTE = re.compile(r"[–—―−]\s*\S|-\s+\S|-[«A-ZÆØÅ]")
_STOPS = (".", "!", "?", "…", ":", ";", ",", ".»", "!»", "?»", '."', ".”", ".)")
MAX_TITLE, MAX_LEAD, MAX_HEADING, MAX_HEADING_WORDS = 250, 600, 90, 14
WHO_POSTED = "who posted it"
MIN_LINK_WORDS = 4
MAX_NAMES = 3
"""Lines above the title: the paper, the section, the kind of article."""


def is_quote(text: str) -> bool:
    """True for a paragraph of speech: it begins with a dash."""
    return _QUOTE.match(text) is not None


def is_headline(text: str) -> bool:
    """True for a text that could head a section: short, no final stop, begins like a sentence."""
    if len(text) > MAX_HEADING or len(text.split()) > MAX_HEADING_WORDS or is_quote(text):
        return False
    question = text.endswith("?") and len(text) <= 60 and _TWO_SENTENCES.search(text) is None
    first = text.lstrip("«\"“'(")[:1]
    return (question or not text.endswith(_STOPS)) and (first.isupper() or first.isdigit()) and len(text) > 1


def label(reading: Reading) -> None:
    """Give every draft of `reading` a role and a reason; may split a caption from its credit."""
    reading.drafts[:] = _split_credits(reading.drafts)
    _drop_phrases(reading.drafts, reading.structured)
    _drop_bare_links(reading)
    _find_credits(reading)
    _find_title(reading.drafts)
    _find_bylines(reading.drafts)
    _find_pictures(reading)
    label_lists(reading)
    _find_quotes(reading.drafts)
    _find_lead(reading.drafts)
    if reading.structured:
        _find_bold_headings(reading.drafts)
    else:
        _find_headings(reading.drafts)
    for draft in _open(reading.drafts):
        draft.give("paragraph", "running text")


def _open(drafts: list[Draft]) -> Iterator[Draft]:
    return (draft for draft in drafts if draft.role is None)


def _split_credits(drafts: list[Draft]) -> Iterator[Draft]:
    for draft in drafts:
        at = credit_start(draft.text) if draft.role in (None, "caption") else None
        if at is None:
            yield draft
            continue
        caption, credit = cut(draft, at)
        caption.give("caption", "ends in a credit" if draft.role is None else draft.reason)
        credit.give("credit", "credit of a picture")
        yield caption
        yield credit


def _drop_phrases(drafts: list[Draft], structured: bool) -> None:
    under_way = 0
    pending: str | None = None
    for at, draft in enumerate(drafts):
        if draft.skipped:
            pending = None
            continue
        hit = find_phrase(draft.text) if draft.role in (None, "heading", "list_item", "paragraph") else None
        if hit is not None and hit.where == "top" and under_way:
            hit = None
        if hit is None:
            if pending and draft.linked > 0.8:
                draft.give("boilerplate", f"{pending}: a headline after it")
                continue
            if pending and not structured and is_headline(draft.text):
                draft.give("boilerplate", f"{pending}: the headline after it")
                if _is_list_of_headlines(drafts[at + 1 :]):
                    continue
            elif len(draft.text) > 60:
                under_way += 1
            pending = None
        elif hit.where == "end" and under_way >= 2:
            for rest in drafts[at:]:
                if not rest.skipped:
                    rest.give("boilerplate", f"“{hit.phrase}” ends the article: {hit.what}")
            return
        else:
            draft.give("boilerplate", f"“{hit.phrase}”: {hit.what}")
            pending = hit.what if hit.where == "next" else None


def _is_list_of_headlines(drafts: list[Draft]) -> bool:
    """True when two headlines follow: the last before the text is the article's own, those before it are links.

    True also when there is nothing but headlines to the end.
    """
    left = [draft.text for draft in drafts if not draft.skipped]
    if left and all(map(is_headline, left)):
        return True
    texts = left[:2]
    return (
        len(texts) == 2
        and all(is_headline(text) and (text[0].isalpha() or text[0] in "«–") for text in texts)
        and len(texts[0].split()) >= MIN_LINK_WORDS
        and find_phrase(texts[1]) is None
    )


def _drop_bare_links(reading: Reading) -> None:
    """A paragraph of a page that is a link and no sentence leads to something else."""
    for draft in _open(reading.drafts):
        if draft.linked > 0.95 and is_headline(draft.text):
            draft.give("boilerplate", "a link and nothing else")
        elif _ADDRESS.fullmatch(draft.text):
            draft.give("boilerplate", "an address and nothing else")


def _find_credits(reading: Reading) -> None:
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
    captioned = bool(after) and after[0].role == "credit" and first.text.endswith(_STOPS)
    if len(first.text) <= MAX_TITLE and not captioned and not _is_running_text(first.text):
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


def _is_running_text(text: str) -> bool:
    """True for two sentences, or one long one that ends in a full stop: no title is like that."""
    return (len(text) > 110 and text.endswith(".")) or bool(re.search(r"[a-zæøå]{3}[.!] [A-ZÆØÅ]", text[20:]))


def _find_bylines(drafts: list[Draft]) -> None:
    seen = 0
    for at, draft in enumerate(drafts):
        if draft.role not in (None, "title"):
            continue
        seen += 1
        if draft.role == "title":
            seen = 1
        elif is_byline(draft.text):
            draft.give("byline", "who wrote it, or when")
        elif _POSTED.match(draft.text):
            draft.give("byline", WHO_POSTED)
        elif is_name(draft.text) and _is_signed(drafts, at, near_top=seen <= 4):
            draft.give("byline", "a name near the top" if seen <= 4 else "a name above what they do")
            _drop_own_picture(drafts, at)


def _is_signed(drafts: list[Draft], at: int, near_top: bool) -> bool:
    """True when a role follows the name at `at`; near the top also when a date does, or a byline stands before it."""
    after = drafts[at + 1].text if at + 1 < len(drafts) else ""
    before = drafts[at - 1] if at else None
    if is_role(after):
        return True
    return near_top and (is_byline(after) or (before is not None and before.role == "byline"))


def _drop_own_picture(drafts: list[Draft], at: int) -> None:
    """ "Bilete av Kari Vik" right above the byline "Kari Vik" is the description of a picture as large as a stamp."""
    above = drafts[at - 1] if at else None
    match = _OWN_PICTURE.fullmatch(above.text) if above is not None and above.role is None else None
    if above is not None and match is not None and match.group(1) == drafts[at].text:
        above.give("boilerplate", OWN_PICTURE)


def _find_pictures(reading: Reading) -> None:
    drafts = reading.drafts
    language, _ = article_language(" ".join(draft.text for draft in drafts if not draft.skipped))
    for at, credit in enumerate(drafts):
        if credit.role != "credit" or credit.image is not None:
            continue
        before = drafts[at - 1] if at else None
        if before is not None and before.image is not None and before.role in ("alt", "caption", "credit"):
            credit.image = before.image
            continue
        caption = before if before is not None and before.role in (None, "caption") else None
        above = drafts[at - 2] if at >= 2 else None
        if caption is not None and above is not None and above.image is not None and above.role == "alt":
            # The picture itself is marked up, its caption is a paragraph of its own (Markdown).
            caption.image = credit.image = above.image
            caption.give("caption", "stands between a picture and its credit")
            continue
        image = Image(reading.new_image_id(), None, None)
        reading.add_image(image)
        credit.image = image.id
        if caption is None:
            continue
        caption.image = image.id
        caption.give("caption", "stands before a credit")
        if above is not None and above.role is None and not reading.structured:
            score = description_score(above.text, caption.text, language)
            if score >= ENOUGH:
                above.image = image.id
                above.give("alt", f"stands before a caption and describes what is seen (score {score:.1f})")
                reading.add_image(Image(image.id, None, above.text))


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
        before = next((other for other in reversed(drafts[:at]) if not other.skipped), None)
        after = next((other for other in drafts[at + 1 :] if not other.skipped), None)
        if after is None or (before is not None and before.text.endswith(":")):
            continue
        if draft.text.endswith("?") and (is_quote(after.text) or _are_turns(draft.text, after.text)):
            continue  # a question and its answer
        if _is_labelled(draft.text):
            continue
        draft.give("heading", "short line without a final stop")
        draft.level = 2


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
        after = next((other for other in drafts[at + 1 :] if not other.skipped), None)
        if (
            after is not None
            and after.role in (None, "quote")
            and not after.strong
            and not _is_labelled(draft.text)
        ):
            draft.give("heading", "a bold line on its own")
            draft.level = 2


def _are_turns(text: str, after: str) -> bool:
    """True for "Fjordposten: Du er bonde?" and "Lie: Ja.": two turns of a conversation."""
    return _TURN.match(text) is not None and _TURN.match(after) is not None


def _is_labelled(text: str) -> bool:
    """True for "Kjelde: SSB", "Dommar: Arne Holm", "Med venleg helsing"."""
    lower = text.lower()
    label, colon, _ = lower.partition(":")
    return (
        bool(colon)
        and label.strip() in column("not_headings", "label")
        or lower.startswith(tuple(column("not_headings", "start")))
    )
