"""Decisions put into practice: the chosen takes in place of the edition's own readings, and what is stale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from audio_edition.article.respelt import respelt
from audio_edition.decisions.model import Decisions, SentenceDecisions, Take, places
from audio_edition.errors import AudioEditionError, UsageError
from audio_edition.speech import FrontEnd
from audio_edition.types import Delivery, Utterance
from audio_edition.voices.cast import member_as


@dataclass(frozen=True, slots=True)
class Decided:
    """Utterances as they are to be said, and what could not be followed."""

    utterances: tuple[Utterance, ...]
    stale: tuple[str, ...] = ()
    """A sentence for each decision that fits nothing any more; none of these was applied."""


def apply(decisions: Decisions, utterances: Sequence[Utterance], front: FrontEnd) -> Decided:
    """The utterances with every chosen take that still has its sentence."""
    if not decisions.sentence:
        return Decided(tuple(utterances))
    by_place = {one.place: one for one in decisions.sentence}
    said: list[Utterance] = []
    stale: list[str] = []
    for utterance, place in zip(utterances, places(one.written for one in utterances), strict=True):
        found = by_place.pop(place, None)
        take = found.chosen_take if found is not None else None
        if take is not None:
            try:
                utterance = with_take(utterance, take, front)
            except AudioEditionError as error:
                stale.append(f"take {take.number} of «{utterance.written}» cannot be used: {error}")
        said.append(utterance)
    written = [" ".join(utterance.written.split()) for utterance in utterances]
    stale += [_lost(one, written) for one in by_place.values() if one.take or one.verdict]
    return Decided(tuple(said), tuple(stale))


def with_take(utterance: Utterance, take: Take, front: FrontEnd) -> Utterance:
    """The utterance as `take` has it; what is written stays what the article says.

    Raises LexiconError for a respelling that cannot be read, VoiceError for a voice that is not ready, UsageError
    for a text without a word to say.
    """
    member = None
    if take.voice is not None:
        member = member_as(take.voice, utterance.cast, front.settings)
    delivery = Delivery(rate=take.rate, seed=take.seed, member=member, take=take.number)
    if take.text is None:
        return replace(utterance, delivery=delivery)
    said = front.say(respelt(take.text, utterance.language))
    if not said.sounding:
        raise UsageError(f"there is no word to say in «{take.text}»")
    return replace(utterance, spoken=said.spoken.text, words=said.sounding, mute=said.mute, delivery=delivery)


def _lost(decided: SentenceDecisions, written: Sequence[str]) -> str:
    what = f"a decision{_by(decided)} about «{decided.written}» is not followed: the sentence is not in the article"
    near = get_close_matches(decided.written, written, 1, 0.6) if len(decided.written) < 2000 else []
    return f"{what}; is «{near[0]}» what became of it?" if near else what


def _by(decided: SentenceDecisions) -> str:
    names = [take.by for take in decided.take if take.number == decided.chosen]
    names += [decided.verdict.by] if decided.verdict else []
    name = next(filter(None, names), "")
    return f" by {name}" if name else ""
