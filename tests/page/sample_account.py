"""The account of an edition, of which a test says only what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from audio_edition.edition.manifest import Account

_SENTENCE: dict[str, Any] = {
    "index": 0,
    "added": False,
    "clip_key": "",
    "loudness_lufs": None,
    "tries": 1,
    "faults": [],
    "words": [],
}
_SECTION: dict[str, Any] = {
    "cast": "narrator", "chapter": 0, "block": None, "lead_in": None, "written": "", "spoken": "", "tries": 1, "faults": [],
    "sentences": [],
}  # fmt: skip
_CHAPTER: dict[str, Any] = {"index": 0, "end_s": 0.0, "file": ""}
_VOICE: dict[str, Any] = {
    "id": "",
    "speaker": "",
    "name": "",
    "engine": "silence",
    "licence": "",
    "attribution": "",
}
_BLOCK: dict[str, Any] = {"index": 0, "section": None}
_LOUDNESS: dict[str, Any] = {
    "integrated_lufs": -19.0, "true_peak_dbtp": -1.5, "range_lu": 3.0, "rms_db": -22.0, "samples": 0, "preset": "podcast",
    "gain_db": 0.0, "limited": False,
}  # fmt: skip
_ARTICLE: dict[str, Any] = {
    "slug": "", "title": "", "language": "nn", "publisher": None, "byline": [], "published": None, "modified": None,
    "section": None, "url": None, "source": "", "source_format": "text", "images": [],
}  # fmt: skip
_WHOLE: dict[str, Any] = _ARTICLE | {
    "generator": "audio-edition", "fingerprint": "", "origin": {"source": "", "content": ""}, "made": "2026-11-18T05:45:00+00:00",
    "article": _ARTICLE, "unknown_words": [], "word_sources": {}, "duration_s": 0.0, "samples": 0, "sample_rate_hz": 44100,
    "settings": {}, "warnings": [],
}  # fmt: skip


def account(told: Mapping[str, Any] | None = None) -> Account:
    """`told` is a part of edition.json; what it leaves out is empty."""
    told = told or {}
    return Account.model_validate(
        {
            **_WHOLE,
            **told,
            "loudness": _LOUDNESS | told.get("loudness", {}),
            "timings": {"synthesised_s": 0.0, "synthesis_s": 0.0, "total_s": 0.0} | told.get("timings", {}),
            "voice": {role: _VOICE | voice for role, voice in told.get("voice", {}).items()},
            "chapters": [_CHAPTER | chapter for chapter in told.get("chapters", [])],
            "ledger": [_BLOCK | block for block in told.get("ledger", [])],
            "sections": [
                _SECTION | section | {"sentences": [_SENTENCE | one for one in section.get("sentences", [])]}
                for section in told.get("sections", [])
            ],
        }
    )
