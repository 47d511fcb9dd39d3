"""Markdown with front matter: made into HTML by markdown-it-py and read by the page's walk."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import yaml
from markdown_it import MarkdownIt

from audio_edition.article.dates import norwegian_time, parse_timestamp, possible
from audio_edition.article.draft import Draft, DraftArticle, fold, fold_runs, respelt_runs, whole_characters
from audio_edition.article.footnotes import footnotes
from audio_edition.article.metadata import Metadata
from audio_edition.article.pagemeta import language_tag
from audio_edition.article.webpage import read_fragment
from audio_edition.errors import ArticleError

FROM_FRONT_MATTER = "title in the front matter"
_FRONT = re.compile(r"\s*---[ \t]*\n(.*?)(?:^|\n)(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_KNOWN = {
    "title": "title", "tittel": "title", "author": "author", "authors": "author", "forfattar": "author",
    "byline": "author", "date": "date", "dato": "date", "published": "date", "updated": "updated",
    "modified": "updated", "publisher": "publisher", "utgjevar": "publisher", "section": "section",
    "url": "url", "language": "language", "lang": "language", "lexicon": "lexicon", "uttale": "lexicon",
}  # fmt: skip


def read_markdown(text: str, name: str) -> tuple[DraftArticle, Metadata]:
    """Blocks and metadata. Raises ArticleError for front matter that is not YAML."""
    body, metadata = split_front_matter(text, name)
    reading = read_fragment(to_html(body))
    if metadata.title and not any(draft.role == "title" for draft in reading.drafts):
        title, spans = fold_runs(respelt_runs(metadata.title))
        reading.drafts.insert(0, Draft(title, spans, role="title", reason=FROM_FRONT_MATTER))
    return reading, metadata


def to_html(body: str) -> str:
    """CommonMark with tables, strikethrough and footnotes; HTML in it is kept."""
    markdown = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    footnotes(markdown)
    return str(markdown.render(body))


def split_front_matter(text: str, name: str) -> tuple[str, Metadata]:
    """The text after the front matter, and what the front matter says."""
    match = _FRONT.match(text)
    if match is None:
        return text, Metadata()
    where = "standard input" if name == "-" else name
    try:
        table = yaml.load(match.group(1), _loader())  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f" in line {mark.line + 2}" if mark is not None else ""
        raise ArticleError(
            f"{where}: the front matter is not readable YAML{line}; put values with : in quotes"
        ) from error
    if table is None:
        table = {}
    if not isinstance(table, dict):
        return text, Metadata()  # a thematic break at the top, not front matter
    found: dict[str, Any] = {}
    for key, value in table.items():
        found.setdefault(_KNOWN.get(str(key).lower(), ""), value)
    return text[match.end() :], Metadata(
        title=_text(found.get("title")),
        byline=_names(found.get("author")),
        published=_time(found.get("date"), "date", where),
        modified=_time(found.get("updated"), "updated", where),
        publisher=_text(found.get("publisher")),
        section=_text(found.get("section")),
        url=_text(found.get("url")),
        language=language_tag(_text(found.get("language"))),
        lexicon=_lexicon(found.get("lexicon"), where),
    )


def _loader() -> Any:
    """A safe loader to which numbers and words are text: a title may be "1984" or "Nei", a language "no"."""

    class TextLoader(yaml.SafeLoader):
        yaml_implicit_resolvers = {
            first: [
                (tag, pattern)
                for tag, pattern in resolvers
                if tag.rpartition(":")[2] not in ("int", "float", "bool")
            ]
            for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }

    return TextLoader


def _text(value: Any) -> str | None:
    return fold(whole_characters(str(value))) or None if isinstance(value, (str, date)) else None


def _names(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(text for one in values if (text := _text(one)))


def _time(value: Any, key: str, where: str) -> datetime | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return possible(norwegian_time(value))
    if isinstance(value, date):
        return possible(norwegian_time(datetime(value.year, value.month, value.day)))
    moment = parse_timestamp(str(value))
    if moment is None:
        raise ArticleError(
            f"{where}: '{key}' of the front matter is not a date: {value!r}; write it as 2026-11-24"
        )
    return moment


def _lexicon(value: Any, where: str) -> tuple[tuple[str, str], ...]:
    if value is None:
        return ()
    if not isinstance(value, dict) or not all(
        isinstance(said, str) and any(map(str.isalpha, said)) for said in value.values()
    ):
        raise ArticleError(f"{where}: 'lexicon' of the front matter must be lines of word: pronunciation")
    return tuple((str(word), said) for word, said in value.items())
