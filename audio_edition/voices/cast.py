"""Who speaks: a voice and a speaker for each role of the edition."""

from __future__ import annotations

from dataclasses import replace

from audio_edition.errors import VoiceError
from audio_edition.phonemise.inventory import TONES
from audio_edition.settings import Settings
from audio_edition.types import Cast, CastMember, CastRole, Voice
from audio_edition.voices.catalogue import find_voice
from audio_edition.voices.files import why_not_ready


def load_voice(spec: str) -> Voice:
    """The voice of `ID` or `ID:SPEAKER`, ready to speak.

    With a speaker, that one fills every role of its cast. Raises VoiceError for an unknown voice or speaker
    (listing those there are) or one that is not ready (saying what to do), UnknownPhoneme for a gap in its map.
    """
    id, _, speaker = spec.partition(":")
    voice = find_voice(id)
    if reason := why_not_ready(voice):
        raise VoiceError(f"voice '{id}' is not ready: {reason}")
    if not speaker:
        return voice
    member = _member(voice, speaker)
    return replace(voice, cast=dict.fromkeys(voice.cast, member.speaker.name))


def load_member(spec: str, role: CastRole = "narrator") -> CastMember:
    """The voice of `spec` with the speaker that it names, else the one that fills `role` in the voice's cast."""
    voice = load_voice(spec)
    return _member(voice, voice.cast[role])


def build_cast(settings: Settings) -> Cast:
    """Narrator, aside and who reads quotations, as `settings` ask for; the narrator's voice fills what is not asked for.

    An aside that nobody chose never has the narrator's own speaker when the voice has another one, and a reader of
    quotations is never the aside.
    """
    narrator = load_member(settings.voice, "narrator")
    home = find_voice(narrator.voice.id)
    if settings.aside_voice:
        aside = load_member(settings.aside_voice, "aside")
    else:
        other = home.cast["aside"]
        if other == narrator.speaker.name:
            other = home.cast["narrator"]
        aside = _member(home, other)
    if settings.quote_voice:
        quote = load_member(settings.quote_voice, "quote")
    elif home.cast["quote"] == home.cast["narrator"] or ":" in settings.voice:
        quote = narrator
    else:
        quote = _member(home, home.cast["quote"])
    cast: dict[CastRole, CastMember] = {"narrator": narrator, "aside": aside, "quote": quote}
    readers: tuple[CastRole, ...] = ("quote_woman", "quote_man")
    for role in readers:
        free = settings.quote_readers and not settings.quote_voice and ":" not in settings.voice
        member = _member(home, home.cast[role]) if free else quote
        cast[role] = quote if _same(member, aside) else member
    return cast if settings.tones else {role: _untuned(member) for role, member in cast.items()}


def _same(one: CastMember, other: CastMember) -> bool:
    return (one.voice.id, one.speaker.name) == (other.voice.id, other.speaker.name)


def member_as(spec: str, role: CastRole, settings: Settings) -> CastMember:
    """Who says what is not left to the cast: a take of an editor's. Raises VoiceError as `load_voice` does."""
    member = load_member(spec, role)
    return member if settings.tones else _untuned(member)


def build_fallback(settings: Settings) -> CastMember | None:
    """Who tries a sentence that fails with its own voice, if anyone."""
    if not settings.fallback_voice:
        return None
    return member_as(settings.fallback_voice, "narrator", settings)


def _untuned(member: CastMember) -> CastMember:
    """The member without tone marks, where its engine draws the tune from them."""
    voice = member.voice
    if not voice.model.get("draws_tones"):
        return member
    symbols = {**voice.symbols, **dict.fromkeys(TONES, ())}
    return replace(member, voice=replace(voice, symbols=symbols))


def _member(voice: Voice, speaker: str) -> CastMember:
    if speaker not in voice.speakers:
        raise VoiceError(
            f"voice '{voice.id}' has no speaker called '{speaker}'; speakers: {', '.join(voice.speakers)}"
        )
    return CastMember(voice=voice, speaker=voice.speakers[speaker])
