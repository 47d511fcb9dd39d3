"""The read-along page: one static HTML file beside the edition's sound, of use with and without JavaScript."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from audio_edition.page.anchor import anchor
from audio_edition.page.blocks import ArticleView
from audio_edition.page.document import Document
from audio_edition.page.linked_data import linked_data
from audio_edition.page.markup import other_language, web_address
from audio_edition.page.sentences import Sentences, Stretch, stretch
from audio_edition.page.wording import PageLanguage, Wording, wording
from audio_edition.transcript.timing import timed_words
from audio_edition.types import Article, Chapter, Cue, Script

if TYPE_CHECKING:
    from audio_edition.edition.manifest import Account

_TYPES = {
    ".mp3": "audio/mpeg",
    ".m4b": "audio/mp4",
    ".m4a": "audio/mp4",
    ".opus": "audio/ogg",
    ".ogg": "audio/ogg",
}
_SAID_BY_PROGRAM = (
    "listen", "play", "pause", "go_on", "spoken_minutes.one", "spoken_minutes.many", "spoken_seconds.one",
    "spoken_seconds.many", "spoken_of", "cannot_play", "cannot_load", "resumed", "edition",
)  # fmt: skip
"""Words that the page's JavaScript needs."""


def write_page(
    article: Article,
    script: Script,
    cues: Sequence[Cue],
    chapters: Sequence[Chapter],
    *,
    audio: str = "edition.mp3",
    duration_s: float | None = None,
    account: Account | None = None,
    publisher: str | None = None,
    cover: str | None = "cover.jpg",
    transcript: str | None = "transcript.vtt",
    files: Sequence[str] = ("edition.mp3", "transcript.vtt", "transcript.srt"),
    pictures: Mapping[str, str] | None = None,
    site_url: str | None = None,
    language: PageLanguage = "nn",
) -> str:
    """The page as a string.

    `cues` are all cues of the edition in order; one whose (section, sentence) is that of a sentence of `script`
    marks it, and sentence -1 is a section's lead-in. `audio`, `cover`, `transcript` and `files` (offered for
    download) are names relative to the page. `duration_s` is the length of the sound, by default the end of the
    last chapter or cue. `account` adds the voices and their attribution; `publisher` is used where the article
    names none. `language` is that of the page's own words; the article's text stands in it as it is, and nothing in
    it can become markup.
    """
    t = wording(language)
    ends = [*(cue.end_s for cue in cues), *(chapter.end_s for chapter in chapters)]
    length_s = duration_s if duration_s is not None else max(ends, default=0.0)
    sentences = Sentences(script, cues)
    view = ArticleView(article, sentences, t, pictures)
    house = article.publisher or publisher or ""
    own = f"{site_url.rstrip('/')}/{quote(article.slug)}/" if site_url else ""
    voices = tuple(account.voice.values()) if account else ()
    values = {
        "article": article,
        "article_language": other_language(article.language, t.language),
        "page_language": other_language(t.language, article.language),
        "house": house,
        "description": _description(article, t),
        "generator": account.generator if account else "audio-edition",
        "own": own,
        "at_home": bool(site_url),
        "canonical": web_address(article.url) or own,
        "original": web_address(article.url),
        "audio": audio,
        "audio_type": _TYPES.get(audio[audio.rfind(".") :], "audio/mpeg"),
        "cover": cover,
        "transcript": transcript,
        "files": tuple(files),
        "title": view.title(),
        "lead": view.lead(),
        "byline": _byline(article, view, t),
        "body": view.body(),
        "furniture": view.furniture(),
        "opening": _frame(sentences, "opening", t),
        "closing": _frame(sentences, "closing", t),
        "chapters": tuple(chapters) if len(chapters) > 1 else (),
        "length_s": length_s,
        "voices": _once(voice.name for voice in voices),
        "attributions": _once(voice.attribution for voice in voices),
        "linked_data": linked_data(article, house, audio, length_s, transcript, cover),
        "data": _data(article, cues, chapters, length_s, house, cover, t),
    }
    return Document("readalong.html", t, ("readalong.css",), "readalong.js", values).html()


def _description(article: Article, t: Wording) -> str:
    lead = next((block.text for block in article.blocks if block.role == "lead"), "")
    return lead or t("page_description", title=article.title)


def _byline(article: Article, view: ArticleView, t: Wording) -> dict[str, Any]:
    """Who wrote it and when: the article's own line, and what that does not say already."""
    text, line = view.byline()
    writers = tuple(name for name in article.byline if name != article.publisher)
    dates = {
        "published": article.published,
        "modified": article.modified if article.modified != article.published else None,
    }
    return {
        "line": line,
        "line_names_writers": bool(writers and writers[0] in text),
        "writers": t.join_names(writers) if writers and writers[0] not in text else "",
        "dates": [
            (t(name), moment.isoformat(), t.date_and_time(moment))
            for name, moment in dates.items()
            if moment and t(name) not in text and wording("nn")(name) not in text
        ],
    }


def _frame(sentences: Sentences, role: str, t: Wording) -> tuple[Stretch, ...]:
    return tuple(stretch(sentence, t.language) for sentence in sentences.added(role))


def _once(told: Iterable[str]) -> tuple[str, ...]:
    """Each once, in order of the alphabet."""
    return tuple(sorted({text for text in told if text}))


def _data(
    article: Article,
    cues: Sequence[Cue],
    chapters: Sequence[Chapter],
    length_s: float,
    house: str,
    cover: str | None,
    t: Wording,
) -> dict[str, Any]:
    """What the program needs: times of sentences and words, chapters, its words, the key of the reader's position."""
    return {
        "key": f"{article.slug}:{length_s:.1f}",
        "duration": round(length_s, 3),
        "about": {"title": article.title, "publisher": house, "cover": cover},
        "texts": {name: t(name) for name in _SAID_BY_PROGRAM},
        "chapters": [{"title": chapter.title, "start": round(chapter.start_s, 3)} for chapter in chapters],
        "cues": [
            {
                "id": anchor(cue.section, cue.sentence),
                "start": round(cue.start_s, 3),
                "end": round(cue.end_s, 3),
                "aside": int(cue.cast == "aside"),
                "words": [round(word.start_s, 3) for word in timed_words(cue)],
            }
            for cue in cues
        ],
    }
