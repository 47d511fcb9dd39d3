"""JSON-LD that tells search engines what the page is: an episode, its sound and the article it reads."""

from __future__ import annotations

from typing import Any

from audio_edition.page import wording
from audio_edition.page.markup import web_address
from audio_edition.types import Article

_SYNTHETIC = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


def linked_data(
    article: Article, publisher: str, audio: str, length_s: float, transcript: str | None, cover: str | None
) -> dict[str, Any]:
    """schema.org PodcastEpisode with an AudioObject; the sound is marked as synthetic (IPTC digital source type)."""
    sound = {
        "@type": "AudioObject",
        "contentUrl": audio,
        "encodingFormat": "audio/mpeg",
        "duration": wording.iso_duration(length_s),
        "inLanguage": article.language,
        "digitalSourceType": _SYNTHETIC,
        "transcript": transcript,
    }
    source = {
        "@type": "NewsArticle",
        "headline": article.title,
        "url": web_address(article.url),
        "inLanguage": article.language,
        "author": [{"@type": "Person", "name": name} for name in article.byline],
        "datePublished": article.published.isoformat() if article.published else None,
        "dateModified": article.modified.isoformat() if article.modified else None,
    }
    episode = {
        "@context": "https://schema.org",
        "@type": "PodcastEpisode",
        "name": article.title,
        "inLanguage": article.language,
        "datePublished": article.published.isoformat() if article.published else None,
        "timeRequired": wording.iso_duration(length_s),
        "image": cover,
        "publisher": {"@type": "Organization", "name": publisher} if publisher else None,
        "associatedMedia": _told(sound),
        "isBasedOn": _told(source),
        "accessMode": ["auditory", "textual"],
        "accessibilityFeature": ["transcript", "synchronizedAudioText"],
    }
    return _told(episode)


def _told(properties: dict[str, Any]) -> dict[str, Any]:
    """Without the properties that have no value."""
    return {name: value for name, value in properties.items() if value not in (None, "", [])}
