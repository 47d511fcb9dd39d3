"""The read-along page: one static HTML file beside the edition's sound, of use with and without JavaScript."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from audio_edition.page import wording
from audio_edition.page.blocks import ArticleView
from audio_edition.page.linked_data import linked_data
from audio_edition.page.markup import escape, fill, json_block, lang, template, web_address
from audio_edition.page.sentences import Sentences, sentence_html
from audio_edition.transcript.timing import timed_words
from audio_edition.types import Article, Chapter, Cue, Script

_TYPES = {
    ".mp3": "audio/mpeg",
    ".m4b": "audio/mp4",
    ".m4a": "audio/mp4",
    ".opus": "audio/ogg",
    ".ogg": "audio/ogg",
}
FAVICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' "
    "rx='4' fill='%238a1f1f'/%3E%3Cpath d='M3 7v2m2.5-4v6M8 3.5v9M10.5 5v6M13 7v2' stroke='%23fff' stroke-width='1.5' "
    "stroke-linecap='round'/%3E%3C/svg%3E"
)
"""A row of bars on a square, in 300 bytes; every page has it within itself."""
_LINK_NAMES = {
    "edition.mp3": "Lydfil (MP3)",
    "edition.m4b": "Lydbok med kapittel (M4B)",
    "edition.opus": "Liten lydfil (Opus)",
    "edition.epub": "E-bok med lyd (EPUB)",
    "transcript.vtt": "Tekst med tider (WebVTT)",
    "transcript.srt": "Undertekst (SRT)",
}


def write_page(
    article: Article,
    script: Script,
    cues: Sequence[Cue],
    chapters: Sequence[Chapter],
    *,
    audio: str = "edition.mp3",
    duration_s: float | None = None,
    manifest: Mapping[str, Any] | None = None,
    publisher: str | None = None,
    cover: str | None = "cover.jpg",
    transcript: str | None = "transcript.vtt",
    files: Sequence[str] = ("edition.mp3", "transcript.vtt", "transcript.srt"),
    pictures: Mapping[str, str] | None = None,
    site_url: str | None = None,
) -> str:
    """The page as a string.

    `cues` are all cues of the edition in order; one whose (section, sentence) is that of a sentence of `script`
    marks it, and sentence -1 is a section's lead-in. `audio`, `cover`, `transcript` and `files` (offered for
    download) are names relative to the page. `duration_s` is the length of the sound, by default the end of the
    last chapter or cue. `manifest` adds the voices and their attribution; `publisher` is used where the article
    names none. The text stands in the page as it does in the article; nothing in it can become markup.
    """
    ends = [*(cue.end_s for cue in cues), *(chapter.end_s for chapter in chapters)]
    length_s = duration_s if duration_s is not None else max(ends, default=0.0)
    sentences = Sentences(script, cues)
    view = ArticleView(article, sentences, pictures)
    house = article.publisher or publisher or ""
    style, program = template("readalong.css"), template("readalong.js")
    with_contents = len(chapters) > 1
    return fill(
        "readalong.html",
        {
            "policy": content_policy(style, program),
            "page_title": escape(f"{article.title} – lydutgåve" + (f" frå {house}" if house else "")),
            "description": escape(_description(article)),
            "generator": escape(str((manifest or {}).get("generator", "audio-edition"))),
            "head_links": _head_links(article, audio, cover, site_url),
            "css": style,
            "article_lang": (' class="with-contents"' if with_contents else "")
            + lang(article.language, "nn"),
            "masthead": _masthead(house, site_url),
            "kicker": f'<p class="kicker">{escape(article.section)}</p>' if article.section else "",
            "title": view.title(),
            "lead": view.lead(),
            "meta": _meta(article, view),
            "audio": escape(audio),
            "audio_type": _TYPES.get(audio[audio.rfind(".") :], "audio/mpeg"),
            "track": _track(transcript),
            "duration": escape(f"({wording.duration(length_s)})"),
            "opening": _frame(sentences, "opening") or "Lydutgåva er lesen av ei syntetisk røyst.",
            "contents": _contents(chapters, audio) if with_contents else "",
            "body": view.body(),
            "closing": f'<p class="closing">{said}</p>' if (said := _frame(sentences, "closing")) else "",
            "voice_statement": _voice_statement(manifest),
            "links": _links(article, files, site_url),
            "furniture": _furniture(view),
            "attribution": _attribution(manifest),
            "seconds": f"{length_s:.3f}",
            "clock": wording.clock(length_s),
            "linked_data": json_block(linked_data(article, house, audio, length_s, transcript, cover)),
            "data": json_block(_data(article, script, cues, chapters, length_s, house, cover)),
            "script": program,
        },
    )


def content_policy(style: str, program: str) -> str:
    """Only our own style and program run; sound from beside the page, pictures from the web."""
    return (
        "default-src 'none'; img-src 'self' data: file: https: http:; media-src 'self' file:; "
        f"style-src {_digest(style)}; script-src {_digest(program)}; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _description(article: Article) -> str:
    lead = next((block.text for block in article.blocks if block.role == "lead"), "")
    return lead or f"Lydutgåve av «{article.title}», lesen av ei syntetisk røyst."


def _head_links(article: Article, audio: str, cover: str | None, site_url: str | None) -> str:
    """What other pages and search engines are told; addresses are whole where the site's own is known."""
    own = f"{site_url.rstrip('/')}/{quote(article.slug)}/" if site_url else ""
    lines = [
        f'<meta property="og:title" content="{escape(article.title)}">',
        '<meta property="og:type" content="article">',
        f'<meta property="og:description" content="{escape(_description(article))}">',
        '<meta property="og:locale" content="nn_NO">',
        f'<meta property="og:audio" content="{escape(own + audio)}">',
        '<meta property="og:audio:type" content="audio/mpeg">',
        f'<link rel="icon" href="{FAVICON}" type="image/svg+xml">',
    ]
    if own:
        lines.append(f'<meta property="og:url" content="{escape(own)}">')
    if cover:
        lines.append(f'<meta property="og:image" content="{escape(own + cover)}">')
        lines.append(f'<meta property="og:image:alt" content="{escape("Omslag: " + article.title)}">')
    if address := web_address(article.url) or own:
        lines.append(f'<link rel="canonical" href="{escape(address)}">')
    return "\n".join(lines)


def _masthead(house: str, site_url: str | None) -> str:
    """The site's name; a link home where there is a home."""
    if site_url:
        return f'<p class="publisher"><a href="../index.html">{escape(house or "Alle utgåver")}</a></p>'
    return f'<p class="publisher">{escape(house)}</p>' if house else ""


def _track(transcript: str | None) -> str:
    if not transcript:
        return ""
    return f'<track kind="captions" srclang="nn" label="Nynorsk" src="{escape(transcript)}">'


def _meta(article: Article, view: ArticleView) -> str:
    """Byline, and when it was published and changed; nothing that the byline of the article says already."""
    text, said = view.byline()
    writers = tuple(name for name in article.byline if name != article.publisher)
    names = said if writers and writers[0] in text else ""
    if writers and not names:
        names = escape(f"Av {wording.join_names(writers)}")
    parts = [f'<span class="names">{names}</span>'] if names else []
    if said and said != names:
        parts.append(said)
    if article.published and "Publisert" not in text:
        parts.append(f"Publisert {_time(article.published)}")
    if article.modified and article.modified != article.published and "Oppdatert" not in text:
        parts.append(f"Oppdatert {_time(article.modified)}")
    return "<br>\n".join(parts)


def _time(moment: Any) -> str:
    return f'<time datetime="{escape(moment.isoformat())}">{escape(wording.date_and_time(moment))}</time>'


def _frame(sentences: Sentences, role: str) -> str:
    return " ".join(sentence_html(sentence, "nn") for sentence in sentences.added(role))


def _contents(chapters: Sequence[Chapter], audio: str) -> str:
    """The chapters as links into the sound: media fragments, so that they work without JavaScript too."""
    items = "\n".join(
        f'<li><a href="{escape(audio)}#t={chapter.start_s:.3f}"><span class="name">{escape(chapter.title)}</span>'
        f'<span class="at">{wording.clock(chapter.start_s)}</span></a></li>'
        for chapter in chapters
    )
    return f'<nav class="contents" lang="nn" aria-labelledby="contents-title">\n<h2 id="contents-title">Kapittel</h2>\n<ol>\n{items}\n</ol>\n</nav>'


def _voice_statement(manifest: Mapping[str, Any] | None) -> str:
    said = "Artikkelen er lesen opp av ei syntetisk røyst. Teksten er den same som i artikkelen."
    names = {str(member.get("name")) for member in _members(manifest) if member.get("name")}
    if names:
        said += f" Røyst: {wording.join_names(tuple(sorted(names)))}."
    return escape(said)


def _attribution(manifest: Mapping[str, Any] | None) -> str:
    texts = sorted(
        {str(member.get("attribution")) for member in _members(manifest) if member.get("attribution")}
    )
    return "\n".join(f'<p class="attribution" lang="en">{escape(text)}</p>' for text in texts)


def _members(manifest: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    voice = (manifest or {}).get("voice", {})
    return (
        [member for member in voice.values() if isinstance(member, Mapping)]
        if isinstance(voice, Mapping)
        else []
    )


def _links(article: Article, files: Sequence[str], site_url: str | None) -> str:
    links = [f'<a href="{escape(name)}" download>{escape(_LINK_NAMES.get(name, name))}</a>' for name in files]
    if address := web_address(article.url):
        links.insert(0, f'<a href="{escape(address)}">Artikkelen på nettet</a>')
    if site_url:
        links.append('<a href="../index.html">Alle utgåver</a>')
        links.append('<a href="../index.html#abonner">Abonner</a>')
    return "\n".join(links)


def _furniture(view: ArticleView) -> str:
    items = view.furniture()
    return (
        f"<details>\n<summary>Tekst på sida som ikkje er lesen opp</summary>\n<ul>\n{items}\n</ul>\n</details>"
        if items
        else ""
    )


def _data(
    article: Article,
    script: Script,
    cues: Sequence[Cue],
    chapters: Sequence[Chapter],
    length_s: float,
    house: str,
    cover: str | None,
) -> dict[str, Any]:
    """What the program needs: times of sentences and words, chapters, and the key of the reader's position."""
    return {
        "key": f"{article.slug}:{length_s:.1f}",
        "duration": round(length_s, 3),
        "about": {"title": article.title, "publisher": house, "cover": cover},
        "chapters": [{"title": chapter.title, "start": round(chapter.start_s, 3)} for chapter in chapters],
        "cues": [
            {
                "id": f"s{cue.section}-{cue.sentence if cue.sentence >= 0 else 'l'}",
                "start": round(cue.start_s, 3),
                "end": round(cue.end_s, 3),
                "aside": int(cue.cast == "aside"),
                "words": [round(word.start_s, 3) for word in timed_words(cue)],
            }
            for cue in cues
        ],
    }
