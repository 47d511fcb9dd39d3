"""One article from a file, standard input or bytes: format found, blocks labelled, languages told."""

from __future__ import annotations

import errno
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal

from audio_edition.article.address import as_uri
from audio_edition.article.byline import names_in
from audio_edition.article.dates import parse_date
from audio_edition.article.decode import decode
from audio_edition.article.description import SAYS_AS_MUCH, overlap
from audio_edition.article.draft import Draft, DraftArticle
from audio_edition.article.find import no_such_file
from audio_edition.article.label import label
from audio_edition.article.language import article_language, block_language, is_readable
from audio_edition.article.markdown import read_markdown
from audio_edition.article.metadata import Metadata
from audio_edition.article.opening import open_document
from audio_edition.article.own_rules import OwnRules, own_rules
from audio_edition.article.plain import read_plain
from audio_edition.article.slug import slugify
from audio_edition.article.webpage import read_webpage
from audio_edition.disk import read_up_to
from audio_edition.errors import ArticleError
from audio_edition.source_name import split_part
from audio_edition.types import OTHER_SCRIPT, Article, Block

TextFormat = Literal["text", "html", "markdown"]
Format = TextFormat | Literal["docx", "epub", "pdf", "mail", "feed"]

MAX_TEXT = 1_000_000
"""Characters of spoken text; about 18 hours of speech, more than any article."""
_SUFFIXES: dict[str, TextFormat] = {
    ".txt": "text", ".text": "text", ".html": "html", ".htm": "html", ".xhtml": "html", ".md": "markdown",
    ".markdown": "markdown",
}  # fmt: skip
_HTML_START = re.compile(
    r"<(?:!doctype html|html|head|body|title|meta|link|style|script|article|main|header|div|p|h1|h2|section|table|ul|ol)\b",
    re.I,
)
_BLANK = re.compile(r"\s*")
_XML_START = re.compile(r"\s*<\?xml[^>]{0,400}>")
_FRONT_MATTER = re.compile(r"\s*---[ \t]*\n(?:[^\n]*\n)*?(?:---|\.\.\.)[ \t]*(?:\n|$)")
_MARKDOWN_SIGN = re.compile(r"^(?:#{1,6} \S|!\[[^\]\n]*\]\([^)\n]+\)|> \S)", re.M)
_SPOKEN_TEXT = ("title", "lead", "heading", "paragraph", "quote", "list_item", "fact_box")


def read_article(
    source: str | Path, data: str | bytes | None = None, *, parts: Mapping[str, str] | None = None
) -> Article:
    """Read an article: `source` is a path, or with `data`, the article's text or bytes, a name for it.

    `parts` are rules of the user's own, selector or phrase → role (`[reading.parts]` of the settings).

    Raises ArticleError for a file that is missing, unreadable, empty, binary, too large or without an article.
    """
    name = str(source)
    if data is None:
        data = _read_bytes(name)
    elif isinstance(data, str):
        data = data.encode()
    rules = own_rules(parts or {})
    if (document := open_document(data, name)) is not None:
        label(document.reading, rules)
        return _assemble(document.reading, document.metadata, document.kind, name, ())
    text, warnings = decode(data, _where(name))
    kind = detect_format(text, name)
    if kind != "html":  # a page's scripts and markup do not count, its text is counted when it is known
        _check_size(len(text), name)
    reading, metadata = _read(kind, text, name, rules)
    label(reading, rules)
    return _assemble(reading, metadata, kind, name, warnings)


def detect_format(text: str, name: str) -> TextFormat:
    """Format by what the text begins with and by the file's extension."""
    by_name = _SUFFIXES.get(Path(name).suffix.lower())
    if _begins_as_html(text) and by_name != "markdown":
        return "html"
    if by_name is not None:
        return by_name
    return "markdown" if _FRONT_MATTER.match(text) or _MARKDOWN_SIGN.search(text) else "text"


def _begins_as_html(text: str) -> bool:
    """True where the first thing after an XML declaration and comments is an element of a page."""
    declared = _XML_START.match(text)
    at = _blank_end(text, declared.end() if declared else 0)
    while text.startswith("<!--", at):
        end = text.find("-->", at)
        if end < 0:
            return False
        at = _blank_end(text, end + 3)
    return _HTML_START.match(text, at) is not None


def _blank_end(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return match.end() if match else at


def read_source(source: str) -> bytes:
    """The bytes of an article; of the whole book for `book.epub#3`. Raises OSError."""
    path = Path(source)
    return read_up_to(Path(split_part(source)[0] if not path.exists() else source))


def _read_bytes(source: str) -> bytes:
    path = Path(source)
    try:
        if path.is_dir():
            raise ArticleError(
                f"{path}: this is a folder; name an article in it, or use make, which takes folders"
            )
        return read_source(source)
    except FileNotFoundError:
        raise ArticleError(no_such_file(source)) from None
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
            shown = " ".join(source[:60].split())
            raise ArticleError(
                f"{shown}…: is too long for a file's name; if it is the article's text, hand it over as data"
            ) from None
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ArticleError(f"{path}: cannot be read: {why}") from error


def _read(kind: TextFormat, text: str, name: str, rules: OwnRules) -> tuple[DraftArticle, Metadata]:
    if kind == "html":
        return read_webpage(text, name, rules)
    if kind == "markdown":
        return read_markdown(text, name)
    return read_plain(text), Metadata()


def _assemble(
    reading: DraftArticle, metadata: Metadata, kind: Format, name: str, warnings: tuple[str, ...]
) -> Article:
    drafts = reading.drafts
    spoken = " ".join(draft.text for draft in drafts if draft.role in _SPOKEN_TEXT)
    where = _where(name)
    if not spoken.strip():
        raise ArticleError(
            f"{where}: there is no article text in it; only menus, captions or credits were found"
        )
    if not any(map(str.isalnum, spoken)):
        raise ArticleError(f"{where}: there is no word in it that can be read aloud, only signs")
    _check_size(len(spoken), name)
    by_words, norwegian = article_language(spoken)
    language = by_words
    # Pages that are set up once for both say `nb` of Nynorsk; in more than a few words the words know better.
    if metadata.language in ("nn", "nb") and (kind == "markdown" or len(spoken.split()) < 50):
        language = metadata.language
    if not norwegian:
        warnings += (f"{where} does not look like Norwegian; it will be read as if it were",)
    captions = _captions(drafts)
    blocks = tuple(_block(index, draft, captions, kind, language) for index, draft in enumerate(drafts))
    if not any(block.speak for block in blocks):
        raise ArticleError(f"{where}: none of its text can be read aloud; it {OTHER_SCRIPT}")
    title, more = _title(drafts, metadata, where)
    return Article(
        slug=slugify(title, Path(split_part(name)[0]).stem if name != "-" else ""),
        title=title,
        blocks=blocks,
        language=language,
        byline=metadata.byline or _names(drafts),
        published=_possible(metadata.published) or _possible(_date(drafts, updated=False)),
        modified=_possible(metadata.modified) or _possible(_date(drafts, updated=True)),
        publisher=metadata.publisher,
        section=metadata.section,
        url=as_uri(metadata.url),
        images=reading.images,
        lexicon=metadata.lexicon,
        source=name,
        format=kind,
        warnings=warnings + metadata.warnings + more,
    )


def _possible(date: datetime | None) -> datetime | None:
    """A date that an article can have; 0001-01-01 is what .NET writes where it has none."""
    return date if date is not None and 1700 <= date.year <= 2200 else None


def _check_size(characters: int, name: str) -> None:
    if characters > MAX_TEXT:
        raise ArticleError(
            f"{_where(name)}: {characters / 1e6:.1f} million characters are more than an article can be "
            f"(limit {MAX_TEXT / 1e6:.0f} million); split the file"
        )


def _where(name: str) -> str:
    return "standard input" if name == "-" else name


def _title(drafts: list[Draft], metadata: Metadata, where: str) -> tuple[str, tuple[str, ...]]:
    for draft in drafts:
        if draft.role == "title":
            return draft.text, ()
    if metadata.title:
        return metadata.title, ()
    text = next(draft.text for draft in drafts if draft.role in _SPOKEN_TEXT)
    sentence = re.split(r"(?<=[.!?]) ", text)[0]
    short = sentence if len(sentence) <= 80 else sentence[:80].rpartition(" ")[0] or sentence[:80]
    title = short.rstrip(" .,:;–-") or text[:80]
    return title, (f"{where} has no title; its first words are used: “{title}”",)


def _names(drafts: list[Draft]) -> tuple[str, ...]:
    found = [name for draft in drafts if draft.role == "byline" for name in names_in(draft.text)]
    return tuple(dict.fromkeys(found))


def _date(drafts: list[Draft], *, updated: bool) -> datetime | None:
    named = ""
    for draft in drafts:
        if draft.role == "byline" and draft.why != "poster":
            text = named + draft.text
            named = text + " " if text.endswith(":") else ""  # the date stands on the next line
            parts = re.split(r"(?i)(?=sist oppdatert|oppdatert|sist endra)", text)
            for part in parts:
                is_update = part.lower().startswith(("oppdatert", "sist"))
                if is_update == updated and (moment := parse_date(part)):
                    return moment
    return None


def _captions(drafts: list[Draft]) -> dict[str | None, str]:
    """The first caption of each picture."""
    found: dict[str | None, str] = {}
    for draft in drafts:
        if draft.role == "caption":
            found.setdefault(draft.image, draft.text)
    return found


def _block(index: int, draft: Draft, captions: dict[str | None, str], kind: Format, language: str) -> Block:
    assert draft.role is not None
    speak, reason = draft.speak, draft.reason
    if speak is None:
        speak = draft.role not in ("credit", "boilerplate")
    if draft.role == "alt" and speak and kind != "text":
        share = overlap(draft.text, captions[draft.image]) if draft.image in captions else 0.0
        if share >= SAYS_AS_MUCH:
            speak, reason = False, f"the caption says as much ({share:.0%} of its words)"
    if speak and draft.role != "title" and not is_readable(draft.text):
        speak, reason = False, OTHER_SCRIPT
    own = draft.language or block_language(draft.text, language)
    return Block(
        index=index, role=draft.role, text=draft.text, speak=speak, reason=reason, language=own,
        spans=draft.spans, image=draft.image, level=draft.level if draft.role == "heading" else 0,
        rule=draft.rule, points=draft.points,
    )  # fmt: skip
