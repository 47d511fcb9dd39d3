"""From an article and its speech to the account that edition.json gives of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from audio_edition.audio.master import Mastered
from audio_edition.audio.timeline import OUTPUT_RATE_HZ, Timeline
from audio_edition.edition.manifest import (
    Account,
    ArticleRecord,
    BlockRecord,
    ChapterRecord,
    ImageRecord,
    LoudnessRecord,
    Origin,
    SectionRecord,
    SentenceRecord,
    Timings,
    UnknownWord,
    VoiceRecord,
    WordRecord,
)
from audio_edition.edition.versions import generator, versions
from audio_edition.fault import Fault
from audio_edition.phonemise.lexicon_coverage import to_hear
from audio_edition.settings import Settings
from audio_edition.shown import shown
from audio_edition.types import Article, Cast, CastMember, Clip, Cue, Script, Section, Utterance, Word


@dataclass(frozen=True, slots=True)
class Performance:
    """An article with its script and all of its speech: `clips[i]` says `utterances[i]`."""

    article: Article
    script: Script
    utterances: tuple[Utterance, ...]
    clips: tuple[Clip, ...]
    cast: Cast


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells whether an edition is still that of its article and settings."""

    fingerprint: str
    score: str
    origin: Origin


def describe(
    performance: Performance,
    settings: Settings,
    timeline: Timeline,
    mastered: Mastered,
    identity: Identity,
    timings: Timings,
) -> Account:
    """The account of an edition whose sound is finished."""
    article, script = performance.article, performance.script
    record = article_record(article)
    of_section = _sentences(performance, timeline.cues)
    return Account(
        generator=generator(),
        versions=versions(),
        fingerprint=identity.fingerprint,
        score=identity.score,
        origin=identity.origin,
        made=datetime.now(UTC).replace(microsecond=0),
        **dict(record) | {"publisher": article.publisher or settings.publisher},
        article=record,
        voice={role: _voice(member) for role, member in performance.cast.items()},
        chapters=tuple(
            ChapterRecord(
                index=chapter.index,
                title=chapter.title,
                start_s=chapter.start_s,
                end_s=chapter.end_s,
                file=chapter.path,
            )
            for chapter in timeline.chapters
        ),
        sections=tuple(
            _section(section, of_section.get(section.index, ()), performance.cast[section.cast])
            for section in script.sections
        ),
        ledger=ledger(article, script, performance.utterances),
        unknown_words=unknown_words(performance.utterances),
        word_sources=Counter(word.source for utterance in performance.utterances for word in utterance.words),
        duration_s=timeline.duration_s,
        samples=timeline.total_samples,
        sample_rate_hz=OUTPUT_RATE_HZ,
        settings=settings.model_dump(mode="json", exclude={"cluster", "grain", "clips", "store"}),
        warnings=article.warnings,
        loudness=LoudnessRecord(
            **asdict(mastered.loudness),
            preset=settings.preset,
            gain_db=mastered.gain_db,
            limited=mastered.limited,
        ),
        timings=timings,
    )


def article_record(article: Article) -> ArticleRecord:
    """What the edition is an edition of."""
    return ArticleRecord(
        slug=article.slug,
        title=article.title,
        language=article.language,
        publisher=article.publisher,
        byline=article.byline,
        published=article.published,
        modified=article.modified,
        section=article.section,
        url=article.url,
        source=shown(Path(article.source).name),
        source_format=article.format,
        images=tuple(ImageRecord(id=image.id, src=image.src, alt=image.alt) for image in article.images),
    )


def ledger(article: Article, script: Script, utterances: Sequence[Utterance]) -> tuple[BlockRecord, ...]:
    """Every block of the source: the section that says it, or the reason why none does."""
    section_of = {section.block: section.index for section in script.sections if section.block is not None}
    heard = {utterance.section for utterance in utterances}
    records = []
    for block in article.blocks:
        section = section_of.get(block.index)
        reason = block.reason
        if section is not None and section not in heard:
            section, reason = None, "holds no word to say"
        records.append(
            BlockRecord(
                index=block.index,
                role=block.role,
                text=block.text,
                spoken=section is not None,
                reason=reason,
                section=section,
            )
        )
    return tuple(records)


def unknown_words(utterances: Sequence[Utterance]) -> tuple[UnknownWord, ...]:
    """Names and words of the article that nobody has written down and an editor may want to hear."""
    return tuple(
        UnknownWord(word=found.word, count=found.times, ipa=found.ipa, source=found.source.partition(":")[0])
        for found in to_hear(_told(utterance) for utterance in utterances if not utterance.added)
    )


def _told(utterance: Utterance) -> tuple[Word, ...]:
    """The words of an utterance, also those for which no sound was found."""
    return (*utterance.words, *(Word(word, "", "rules") for word in utterance.mute))


def _voice(member: CastMember) -> VoiceRecord:
    voice, speaker = member.voice, member.speaker
    return VoiceRecord(
        id=voice.id,
        speaker=speaker.name,
        name=voice.name,
        engine=voice.engine,
        licence=voice.licence,
        attribution=voice.attribution,
    )


def _sentences(performance: Performance, cues: Sequence[Cue]) -> Mapping[int, Sequence[SentenceRecord]]:
    """The sentences of each section that has any."""
    of_section: dict[int, list[SentenceRecord]] = {}
    for utterance, clip, cue in zip(performance.utterances, performance.clips, cues, strict=True):
        of_section.setdefault(utterance.section, []).append(_sentence(utterance, clip, cue))
    return of_section


def _sentence(utterance: Utterance, clip: Clip, cue: Cue) -> SentenceRecord:
    known = clip.word_times == "model" and len(clip.word_starts) == len(utterance.words)
    starts = clip.word_starts if known else [None] * len(utterance.words)
    return SentenceRecord(
        index=utterance.sentence,
        written=utterance.written,
        spoken=utterance.spoken,
        added=utterance.added,
        start_s=cue.start_s,
        end_s=cue.end_s,
        words=tuple(
            WordRecord(
                grapheme=word.grapheme,
                after=word.after,
                ipa=word.ipa,
                source=word.source,
                note=word.note,
                start_s=None if start is None else round(cue.start_s + start / clip.sample_rate_hz, 3),
            )
            for word, start in zip(utterance.words, starts, strict=True)
        ),
        clip_key=clip.key,
        loudness_lufs=clip.loudness_lufs,
        tries=clip.tries,
        take=utterance.delivery.take or None,
        doubt=clip.doubt,
        faults=(*clip.faults, *(Fault.of("mute_word", f"no sound for «{word}»") for word in utterance.mute)),
    )


def _unspoken(section: Section, own: Sequence[SentenceRecord]) -> set[Fault]:
    """A fault for each sentence of the section that has letters or figures and no sound."""
    there = {sentence.index for sentence in own}
    return {
        Fault.of(
            "unspoken",
            f"«{sentence.text[:80]}» is not said: no words were found for it; add a line to a table (--table)",
        )
        for number, sentence in enumerate(section.sentences)
        if there and number not in there and any(map(str.isalnum, sentence.text))
    }


def _section(section: Section, sentences: Sequence[SentenceRecord], member: CastMember) -> SectionRecord:
    own = [sentence for sentence in sentences if sentence.index >= 0]
    faults = {fault for sentence in sentences for fault in sentence.faults} | _unspoken(section, own)
    return SectionRecord(
        index=section.index,
        role=section.role,
        cast=section.cast,
        chapter=section.chapter,
        block=section.block,
        lead_in=section.lead_in,
        voice=_voice(member).member,
        written=" ".join(sentence.written for sentence in own),
        spoken=" ".join(sentence.spoken for sentence in own),
        start_s=sentences[0].start_s if sentences else None,
        end_s=sentences[-1].end_s if sentences else None,
        tries=max((sentence.tries for sentence in sentences), default=0),
        faults=tuple(sorted(faults, key=lambda fault: fault.problem)),
        sentences=tuple(sentences),
    )
