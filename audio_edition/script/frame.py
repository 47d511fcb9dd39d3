"""What is said before and after the article: whose it is, and that the voice is synthetic.

Listeners are told in the sound itself that a machine reads (Apple Podcasts' content guidelines; EU AI Act,
Article 50). Both texts can be replaced or turned off in the settings.
"""

from __future__ import annotations

import re

from audio_edition.errors import SettingsError
from audio_edition.normalise.tables import mapping
from audio_edition.settings import Settings
from audio_edition.types import Article

_FIELD = re.compile(r"\{([^{}]*)\}")


def opening_text(article: Article, settings: Settings) -> str | None:
    """The opening, or None. The title follows as the title section, so it is said here only if there is none."""
    if settings.opening is False:
        return None
    if isinstance(settings.opening, str):
        return _fill(settings.opening, article, settings, "opening")
    publisher = article.publisher or settings.publisher
    whose = f"Dette er ei lydutgåve frå {publisher}" if publisher else "Dette er ei lydutgåve"
    text = f"{whose}, lesen av ei syntetisk røyst."
    if not _title_is_read(article):
        text += f" {_sentence(article.title)}"
    return text


def closing_text(article: Article, settings: Settings) -> str | None:
    """The closing line, or None."""
    if settings.closing is False:
        return None
    if isinstance(settings.closing, str):
        return _fill(settings.closing, article, settings, "closing")
    publisher = article.publisher or settings.publisher
    return (
        f"Du har høyrt ei lydutgåve frå {publisher}."
        if publisher
        else "Du har høyrt ei lydutgåve av artikkelen."
    )


def _title_is_read(article: Article) -> bool:
    """Whether the article's own blocks say the title: as a title, or as the start of the first paragraph."""
    spoken = [block for block in article.blocks if block.speak]
    if any(block.role == "title" for block in spoken):
        return True
    return bool(spoken) and spoken[0].text.startswith(article.title.rstrip("… "))


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!", "…")) else text + "."


def _fill(template: str, article: Article, settings: Settings, key: str) -> str | None:
    """Fill the fields of a user's template; a field that the article lacks is left out."""
    date = article.published
    values = {
        "publisher": article.publisher or settings.publisher or "",
        "title": article.title,
        "date": f"{date.day}. {mapping('months')[str(date.month)]} {date.year}" if date else "",
        "byline": ", ".join(article.byline),
    }
    for name in _FIELD.findall(template):
        if name not in values:
            known = ", ".join("{" + value + "}" for value in values)
            raise SettingsError(f"{key}: unknown field {{{name}}}; known fields: {known}")
    return " ".join(_FIELD.sub(lambda match: values[match[1]], template).split()) or None
