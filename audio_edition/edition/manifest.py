"""edition.json: what was read, what was said, where it sounds and how it came about."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from audio_edition import __version__
from audio_edition.fault import Fault, from_words
from audio_edition.types import Article, Cast, Chapter, Clip, Cue, Script, Section, Utterance, Word

NAME = "edition.json"
FORMAT = 2
"""2: `faults` have a kind; in 1 they were words alone. Both are read."""
_READABLE = (1, 2)

Manifest = dict[str, Any]

_PACKAGES = ("onnxruntime", "onnxruntime-gpu", "numpy", "soxr", "mutagen")
"""Of these those that are installed."""


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of the edition in `folder`; None when there is none or it cannot be read."""
    try:
        manifest = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) and manifest.get("format") in _READABLE else None


def faults_of(part: Manifest) -> tuple[Fault, ...]:
    """The faults of a section or a sentence of a manifest, of format 1 too."""
    return tuple(
        from_words(fault) if isinstance(fault, str) else Fault(fault["kind"], fault["hard"], fault["problem"])
        for fault in part["faults"]
    )


def describe_article(article: Article) -> Manifest:
    """The part that tells what the edition is an edition of."""
    return {
        "slug": article.slug,
        "title": article.title,
        "language": article.language,
        "publisher": article.publisher,
        "byline": list(article.byline),
        "published": article.published.isoformat() if article.published else None,
        "modified": article.modified.isoformat() if article.modified else None,
        "section": article.section,
        "url": article.url,
        "source": Path(article.source).name,
        "source_format": article.format,
        "images": [asdict(image) for image in article.images],
    }


def describe_speech(
    article: Article,
    script: Script,
    utterances: Sequence[Utterance],
    clips: Sequence[Clip],
    cues: Sequence[Cue],
    chapters: Sequence[Chapter],
    cast: Cast,
) -> Manifest:
    """Sections with their sentences, chapters, the coverage ledger and the words that an editor should see."""
    sentences = [
        _sentence(utterance, clip, cue) for utterance, clip, cue in zip(utterances, clips, cues, strict=True)
    ]
    of_section: dict[int, list[Manifest]] = {}
    for utterance, sentence in zip(utterances, sentences, strict=True):
        of_section.setdefault(utterance.section, []).append(sentence)
    return {
        "voice": {role: _member(cast, role) for role in cast},
        "chapters": [
            {
                "index": chapter.index,
                "title": chapter.title,
                "start_s": chapter.start_s,
                "end_s": chapter.end_s,
                "file": chapter.path,
            }
            for chapter in chapters
        ],
        "sections": [
            _section(section, of_section.get(section.index, []), cast) for section in script.sections
        ],
        "ledger": _ledger(article, script, of_section),
        "unknown_words": unknown_words(utterances),
        "word_sources": dict(Counter(word.source for utterance in utterances for word in utterance.words)),
    }


def unknown_words(utterances: Sequence[Utterance]) -> list[Manifest]:
    """Names and words of the article that nobody has written down and an editor may want to hear."""
    from audio_edition.phonemise.lexicon_coverage import to_hear

    return [
        {"word": found.word, "count": found.times, "ipa": found.ipa, "source": found.source.partition(":")[0]}
        for found in to_hear(_told(utterance) for utterance in utterances if not utterance.added)
    ]


def _told(utterance: Utterance) -> tuple[Word, ...]:
    """The words of an utterance, also those for which no sound was found."""
    return (*utterance.words, *(Word(word, "", "rules") for word in utterance.mute))


def to_json(manifest: Mapping[str, Any]) -> str:
    """The manifest as it is written: readable, in order, ending in a line end."""
    return json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"


def generator() -> str:
    return f"audio-edition {__version__}"


def _version(package: str) -> str | None:
    from importlib import metadata

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def versions() -> Manifest:
    """What the sound depends on besides voices and settings; another version of one may give other bytes."""
    import platform

    from audio_edition.audio.ffmpeg import ffmpeg_version

    return {
        "audio-edition": __version__,
        "python": platform.python_version(),
        "ffmpeg": ffmpeg_version().removeprefix("ffmpeg version ").split(" ")[0],
        **{name: version for name in _PACKAGES if (version := _version(name))},
    }


def _member(cast: Cast, role: Any) -> Manifest:
    voice, speaker = cast[role].voice, cast[role].speaker
    return {
        "id": voice.id,
        "speaker": speaker.name,
        "name": voice.name,
        "engine": voice.engine,
        "licence": voice.licence,
        "attribution": voice.attribution,
    }


def _sentence(utterance: Utterance, clip: Clip, cue: Cue) -> Manifest:
    known = clip.word_times == "model" and len(clip.word_starts) == len(utterance.words)
    starts_s = [round(cue.start_s + start / clip.sample_rate_hz, 3) for start in clip.word_starts]
    return {
        "index": utterance.sentence,
        "written": utterance.written,
        "spoken": utterance.spoken,
        "added": utterance.added,
        "start_s": cue.start_s,
        "end_s": cue.end_s,
        "words": [
            {
                "grapheme": word.grapheme,
                "after": word.after,
                "ipa": word.ipa,
                "source": word.source,
                "note": word.note,
                **({"start_s": starts_s[number]} if known else {}),
            }
            for number, word in enumerate(utterance.words)
        ],
        "clip_key": clip.key,
        "loudness_lufs": clip.loudness_lufs,
        "tries": clip.tries,
        "faults": [asdict(fault) for fault in (*clip.faults, *map(_mute, utterance.mute))],
    }


def _mute(word: str) -> Fault:
    return Fault.of("mute_word", f"no sound for «{word}»")


def _section(section: Section, sentences: list[Manifest], cast: Cast) -> Manifest:
    own = [sentence for sentence in sentences if sentence["index"] >= 0]
    member = cast[section.cast]
    return {
        "index": section.index,
        "role": section.role,
        "cast": section.cast,
        "chapter": section.chapter,
        "block": section.block,
        "lead_in": section.lead_in,
        "voice": f"{member.voice.id}:{member.speaker.name}",
        "written": " ".join(sentence["written"] for sentence in own),
        "spoken": " ".join(sentence["spoken"] for sentence in own),
        "start_s": sentences[0]["start_s"] if sentences else None,
        "end_s": sentences[-1]["end_s"] if sentences else None,
        "tries": max((sentence["tries"] for sentence in sentences), default=0),
        "faults": [
            asdict(fault)
            for fault in sorted(
                {fault for sentence in sentences for fault in faults_of(sentence)},
                key=lambda fault: fault.problem,
            )
        ],
        "sentences": sentences,
    }


def _ledger(article: Article, script: Script, spoken: Mapping[int, Sequence[Manifest]]) -> list[Manifest]:
    """Every block of the source: the section that says it, or the reason why none does."""
    section_of = {section.block: section.index for section in script.sections if section.block is not None}
    ledger = []
    for block in article.blocks:
        section = section_of.get(block.index)
        reason = block.reason
        if section is not None and not spoken.get(section):
            section, reason = None, "holds no word to say"
        ledger.append(
            {
                "index": block.index,
                "role": block.role,
                "text": block.text,
                "spoken": section is not None,
                "reason": reason,
                "section": section,
            }
        )
    return ledger
