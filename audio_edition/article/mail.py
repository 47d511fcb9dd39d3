"""E-mails (.eml): the text, or the page, that the message carries; its subject is the title."""

from __future__ import annotations

import re
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime

from audio_edition.article.dates import norwegian_time, possible
from audio_edition.article.document import OpenedDocument
from audio_edition.article.draft import Draft, DraftArticle, fold
from audio_edition.article.fragment import texts_of_html
from audio_edition.article.metadata import Metadata
from audio_edition.article.plain import read_plain
from audio_edition.article.webpage import FROM_DOCUMENT, read_webpage
from audio_edition.errors import ArticleError

_PREFIX = re.compile(r"^(?:(?:re|fw|fwd|sv|vs|vb)\s*:\s*)+", re.IGNORECASE)
ENOUGH = 0.6
"""Share of the page's words that a message's plain text must have to be read in its place."""


def open_mail(data: bytes, where: str) -> OpenedDocument:
    """A message. Raises ArticleError for one without a text."""
    try:
        message = BytesParser(policy=policy.default).parsebytes(data)
        plain, page = _text(message, "plain"), _text(message, "html")
    except (
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        KeyError,
        RecursionError,
    ) as error:
        raise ArticleError(
            f"{where}: this e-mail cannot be read ({type(error).__name__}); save its text instead"
        ) from error
    if not isinstance(message, EmailMessage):
        raise ArticleError(f"{where}: this is no e-mail")
    metadata = _metadata(message)
    texts = texts_of_html(page) if page else []
    words = sum(len(text.split()) for text in texts)
    if plain and len(plain.split()) >= ENOUGH * words:
        return OpenedDocument("mail", _plain(plain, metadata), metadata, plain.split("\n"))
    if not page:
        raise ArticleError(f"{where}: there is no text in this e-mail")
    reading, told = read_webpage(page, where)
    if not any(draft.role == "title" for draft in reading.drafts) and metadata.title:
        reading.drafts.insert(0, Draft(metadata.title, role="title", reason=FROM_DOCUMENT))
    metadata.warnings += told.warnings
    return OpenedDocument("mail", reading, metadata, texts)


def _text(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    if part is None:
        return ""
    content = part.get_content()
    return content.replace("\r\n", "\n") if isinstance(content, str) else ""


def _plain(text: str, metadata: Metadata) -> DraftArticle:
    """Paragraphs of the message; what is quoted from another and the signature under `-- ` are not of it."""
    lines = text.split("\n")
    sign = next((at for at, line in enumerate(lines) if line.rstrip("\r ") == "--"), len(lines))
    own = DraftArticle([])
    run: list[str] = []
    quoted = False
    for line in [*lines[:sign], None]:
        is_quoted = line is not None and line.lstrip().startswith(">")
        if line is None or is_quoted != quoted:
            drafts = read_plain("\n".join(run)).drafts
            for draft in drafts if quoted else ():
                draft.give("boilerplate", "quoted from another e-mail")
            own.drafts += drafts
            run, quoted = [], is_quoted
        if line is not None:
            run.append(line)
    for draft in read_plain("\n".join(lines[sign:])).drafts:
        draft.give("boilerplate", "signature of the e-mail")
        own.drafts.append(draft)
    title = metadata.title
    first = next((draft for draft in own.drafts if draft.role is None), None)
    if title and first is not None and first.text.casefold() == title.casefold():
        first.give("title", "the e-mail's subject")
    elif title:
        own.drafts.insert(0, Draft(title, role="title", reason=FROM_DOCUMENT))
    return own


def _metadata(message: EmailMessage) -> Metadata:
    subject = fold(_PREFIX.sub("", str(message.get("Subject", "") or ""))).replace("\ufffd", "")
    published = None
    try:
        if date := message.get("Date"):
            published = possible(norwegian_time(parsedate_to_datetime(str(date))))
    except (ValueError, TypeError, IndexError, OverflowError):
        published = None
    return Metadata(title=subject or None, published=published)
