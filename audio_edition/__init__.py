"""Audio Edition: a Nynorsk news article in, a spoken edition out.

    from audio_edition import Settings, make_edition

    edition = make_edition("sak.txt", "editions", Settings(voice="kokoro"))
    print(edition.mp3, edition.duration_s)

docs/api.md describes each name of `__all__`; what is not among them may change with any version. The package's
folders follow the way of an article: `article`, `script`, `normalise`, `phonemise`, `speech`, `voices` and `engines`,
`synthesis`, `audio`, `transcript` and `page`, `edition`, `feed` and `site`; `cli` is the way in.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audio_edition.api import Edition, make_edition, make_editions, open_edition, say
    from audio_edition.article import read_article
    from audio_edition.edition.manifest import Manifest, read_manifest
    from audio_edition.edition.outcome import Outcome
    from audio_edition.edition.talk import Talk
    from audio_edition.errors import (
        ArticleError,
        AudioEditionError,
        ClusterError,
        DiskFull,
        Duplicate,
        EngineUnavailable,
        FeedError,
        FetchError,
        HeldBack,
        LexiconError,
        PublishError,
        SettingsError,
        SynthesisError,
        TookTooLong,
        ToolError,
        UnknownPhoneme,
        UsageError,
        VoiceError,
        Waiting,
    )
    from audio_edition.fault import Fault
    from audio_edition.feed.check import check_feed
    from audio_edition.finding import Finding
    from audio_edition.script import write_script
    from audio_edition.settings import Settings, load_settings
    from audio_edition.speech import FrontEnd, Said
    from audio_edition.types import Article, Block, Script, Sentence, Spoken, Utterance, Word
    from audio_edition.verify import verify_edition
    from audio_edition.voices import list_voices, load_voice

__version__ = "0.1.0"

_HOMES = {
    "api": ("Edition", "make_edition", "make_editions", "open_edition", "say"),
    "article": ("read_article",),
    "edition.outcome": ("Outcome",),
    "edition.manifest": ("Manifest", "read_manifest"),
    "edition.talk": ("Talk",),
    "errors": (
        "ArticleError", "AudioEditionError", "ClusterError", "DiskFull", "Duplicate", "EngineUnavailable", "FeedError", "FetchError", "HeldBack", "LexiconError",
        "PublishError", "SettingsError", "SynthesisError", "TookTooLong", "ToolError", "UnknownPhoneme", "UsageError", "VoiceError",
        "Waiting",
    ),
    "fault": ("Fault",),
    "feed.check": ("check_feed",),
    "finding": ("Finding",),
    "script": ("write_script",),
    "settings": ("Settings", "load_settings"),
    "speech": ("FrontEnd", "Said"),
    "types": ("Article", "Block", "Script", "Sentence", "Spoken", "Utterance", "Word"),
    "verify": ("verify_edition",),
    "voices": ("list_voices", "load_voice"),
}  # fmt: skip
"""Where each public name lives: nothing is imported before it is asked for."""
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "__version__",
    "Article",
    "ArticleError",
    "AudioEditionError",
    "Block",
    "ClusterError",
    "DiskFull",
    "Duplicate",
    "Edition",
    "EngineUnavailable",
    "Fault",
    "FeedError",
    "FetchError",
    "Finding",
    "FrontEnd",
    "HeldBack",
    "LexiconError",
    "Manifest",
    "Outcome",
    "PublishError",
    "Said",
    "Script",
    "Sentence",
    "Settings",
    "SettingsError",
    "Spoken",
    "SynthesisError",
    "Talk",
    "TookTooLong",
    "ToolError",
    "UnknownPhoneme",
    "UsageError",
    "Utterance",
    "VoiceError",
    "Waiting",
    "Word",
    "check_feed",
    "list_voices",
    "load_settings",
    "load_voice",
    "make_edition",
    "make_editions",
    "open_edition",
    "read_article",
    "read_manifest",
    "say",
    "verify_edition",
    "write_script",
]


def __getattr__(name: str) -> object:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'audio_edition' has no attribute {name!r}")
    found = getattr(import_module(f"audio_edition.{home}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
