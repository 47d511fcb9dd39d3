"""A web page into blocks: every text node in one block, the article's with its role, the rest with a reason."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from audio_edition.article.byline import is_byline, is_name
from audio_edition.article.credit import is_credit
from audio_edition.article.description import overlap
from audio_edition.article.draft import Draft, DraftArticle, fold
from audio_edition.article.mainpart import MainPart, find_main
from audio_edition.article.metadata import Metadata
from audio_edition.article.own_rules import NO_RULES, OwnRules, marked
from audio_edition.article.pagemeta import page_metadata
from audio_edition.article.pagewalk import PageWalk
from audio_edition.article.styles import hidden_by_style
from audio_edition.article.tree import Node, measure, walk
from audio_edition.errors import ArticleError

TAB_TITLE = "title of the browser's tab"
FROM_METADATA = "headline of the page's metadata; the text has none"
FROM_DOCUMENT = "title that the document gives itself; the text has none"
_PROSE = ("paragraph", "quote", "lead", "list_item", "fact_box", None)
MAX_KICKERS, MAX_KICKER_WORDS = 3, 4
MAX_DEPTH = 25_000
"""Boxes within each other, roughly counted; browsers stop at 512. The parser's time grows with the square of it."""
_BOX = re.compile(
    r"<(/?)(?:div|section|article|ul|ol|dl|main|blockquote|aside|details|fieldset|figure|nav|form|center)\b",
    re.I,
)
MIN_PROSE = 40
"""Characters of running text under which a page is taken to hold no article."""


def parse(text: str) -> Node:
    """Root element of the page."""
    return LexborHTMLParser(text.replace("\x00", "")).root


def read_webpage(text: str, name: str, rules: OwnRules = NO_RULES) -> tuple[DraftArticle, Metadata]:
    """Blocks and metadata of a page. Raises ArticleError for a page without an article."""
    where = "standard input" if name == "-" else name
    if _depth(text) > MAX_DEPTH:
        raise ArticleError(
            f"{where}: more than {MAX_DEPTH} boxes stand within each other; this is no article"
        )
    document = parse(text)
    if document is None:
        raise ArticleError(f"{where}: there is no page in this HTML file")
    metadata = page_metadata(document)
    sizes = measure(document)
    main = find_main(document, sizes, metadata.title)
    told = marked(document, rules)
    main = _as_told(document, main, told)
    metadata.warnings += main.warnings
    reading = PageWalk(document, sizes, main, hidden=hidden_by_style(document), told=told).read()
    _check(reading, document, where)
    _title(reading, metadata)
    _mark_lead(reading, metadata)
    _drop_repeated_quotes(reading)
    _drop_repeated_title(reading)
    _drop_kicker(reading)
    return reading, metadata


def _depth(text: str) -> int:
    """The most boxes that are open at once, if none closes by itself."""
    depth = deepest = 0
    for found in _BOX.finditer(text):
        depth = max(depth - 1, 0) if found[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _as_told(document: Node, main: MainPart, told: dict[int, tuple[str, str]]) -> MainPart:
    """The article's element and its title as the user's own rules name them."""
    if not any(role in ("article", "title") for role, _ in told.values()):
        return main
    nodes = [node for event, node in walk(document) if event == "open" and node.mem_id in told]
    root = next((node for node in nodes if told[node.mem_id][0] == "article"), None)
    title = next((node for node in nodes if told[node.mem_id][0] == "title"), None)
    return MainPart(root or main.root, title or main.title, () if root is not None else main.warnings)


def read_fragment(html: str) -> DraftArticle:
    """Blocks of HTML that is all article (made from Markdown)."""
    document = parse(html)
    sizes = measure(document)
    title = document.css_first("h1")
    body = document.css_first("body") or document
    return PageWalk(document, sizes, MainPart(body, title), own=True).read()


def _check(reading: DraftArticle, document: Node, where: str) -> None:
    prose = sum(len(draft.text) for draft in reading.drafts if draft.role in _PROSE)
    if prose >= MIN_PROSE:
        return
    scripts = len(document.css("script"))
    has = "a script" if scripts == 1 else f"{scripts} scripts"
    hint = f"; it has {has}, which may make its text: save the page from a browser" if scripts else ""
    raise ArticleError(f"{where}: there is no article in this page{hint}")


def _title(reading: DraftArticle, metadata: Metadata) -> None:
    """Without a heading that is the title, take the tab's title as far as it is the headline, else the metadata."""
    drafts = reading.drafts
    if any(draft.role == "title" for draft in drafts):
        return
    tab = next((draft for draft in drafts if draft.reason == TAB_TITLE), None)
    if tab is not None:
        headline = metadata.title if metadata.title and tab.text.startswith(metadata.title) else None
        if headline is None and metadata.title is None:
            headline = re.split(r" (?:[|·»]|[–—-](?= [^–—|-]{1,30}$)) ", tab.text)[0]
        if headline:
            at = drafts.index(tab)
            drafts[at : at + 1] = [Draft(headline, role="title", reason=TAB_TITLE)]
            if rest := tab.text[len(headline) :].strip():
                drafts.insert(at + 1, Draft(rest, role="boilerplate", reason=TAB_TITLE))
            return
    if metadata.title:
        drafts.insert(0, Draft(metadata.title, role="title", reason=FROM_METADATA))


def _mark_lead(reading: DraftArticle, metadata: Metadata) -> None:
    """A paragraph near the top that says what the page's description says is the lead."""
    drafts = reading.drafts
    if not metadata.lead or any(draft.role == "lead" for draft in drafts):
        return
    near = [draft for draft in drafts if draft.role is None][:2]
    for draft in near:
        if len(draft.text) <= 600 and overlap(draft.text, metadata.lead) >= 0.8:
            draft.give("lead", "is the page's description")
            return


def _drop_repeated_quotes(reading: DraftArticle) -> None:
    """A quotation lifted out of the text is read where it stands in the text, not twice."""
    dropped = False
    for draft in reading.drafts:
        if not draft.pulled or draft.skipped:
            dropped = False
        elif dropped and len(draft.text) <= 60:
            draft.give("boilerplate", "who said the quotation that is lifted out of the text")
        elif dropped := _is_said_elsewhere(draft, reading.drafts):
            draft.give("boilerplate", "quotation lifted out of the text, where it is read")


def _drop_repeated_title(reading: DraftArticle) -> None:
    """The headline is read once, however often the page's player or its bar repeats it."""
    title = next((draft for draft in reading.drafts if draft.role == "title"), None)
    for draft in reading.drafts:
        if (
            draft is not title
            and title is not None
            and draft.role in (None, "heading")
            and draft.text == title.text
        ):
            draft.give("boilerplate", "the headline once more")


def _drop_kicker(reading: DraftArticle) -> None:
    """Up to three short lines right above the headline are its section and its kicker."""
    drafts = reading.drafts
    title = next((at for at, draft in enumerate(drafts) if draft.role == "title"), 0)
    for draft in drafts[max(title - MAX_KICKERS, 0) : title]:
        short = len(draft.text.split()) <= MAX_KICKER_WORDS and not draft.text.endswith((".", "!", "?"))
        if (
            draft.role is None
            and short
            and not is_byline(draft.text)
            and not is_credit(draft.text)
            and not is_name(draft.text)
        ):
            draft.give("boilerplate", "kicker above the headline")


def _is_said_elsewhere(draft: Draft, drafts: list[Draft]) -> bool:
    said = _bare(draft.text)
    return len(said) > 15 and any(
        said in _bare(other.text) for other in drafts if not other.pulled and not other.skipped
    )


def _bare(text: str) -> str:
    return re.sub(r"\W+", " ", fold(text).lower()).strip()
