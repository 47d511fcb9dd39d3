"""Choosing a take, approving, rejecting: written beside the article, for what was heard and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from audio_edition.decisions.model import Choice, Decisions, SentenceDecisions, Verdict
from audio_edition.decisions.store import read_decisions, update, version
from audio_edition.desk.room import OnDesk
from audio_edition.desk.takes import now
from audio_edition.edition.policy import sound_digest
from audio_edition.errors import AudioEditionError, UsageError

Judgement = Literal["approved", "rejected"]


class Overtaken(AudioEditionError):
    """Somebody else has decided since the page was opened; nothing was written."""

    def __init__(self, what: str, now_is: str) -> None:
        super().__init__(
            f"{what} was changed by somebody else meanwhile: {now_is}; look again and decide anew"
        )


def state(edition: OnDesk, place: str | None = None) -> str:
    """A short name of what is decided now: of one sentence, or of the edition as a whole and its sound."""
    decisions = read_decisions(edition.article())
    if place is None:
        return version(f"{version(decisions)} {sound_digest(edition.manifest)}")
    return version(decisions.of(*edition.written_at(place)))


def choose(
    edition: OnDesk,
    place: str,
    number: int | None,
    *,
    by: str = "",
    why: str = "",
    expected: str | None = None,
) -> None:
    """Publish take `number` of a sentence from now on; None: the edition's own reading.

    `expected`: the `state` that the editor saw. Raises Overtaken where it is another, UsageError for a take that is
    not there.
    """

    def change(found: SentenceDecisions) -> SentenceDecisions:
        numbers = [take.number for take in found.take]
        if number is not None and number not in numbers:
            there = f"there are {', '.join(map(str, numbers))}" if numbers else "there is none"
            raise UsageError(
                f"sentence {place} has no take {number}; {there}; see: audio-edition takes {edition.folder} {place}"
            )
        return found.model_copy(update={"chosen": number, "choice": Choice(by=by, at=now(), why=why)})

    _change_sentence(edition, place, change, expected)


def judge_sentence(
    edition: OnDesk,
    place: str,
    word: Judgement | None,
    *,
    by: str = "",
    why: str = "",
    expected: str | None = None,
) -> None:
    """Approve or reject a sentence as it sounds in the edition; None takes a verdict back."""
    _, sentence = edition.sentence(place)

    def change(found: SentenceDecisions) -> SentenceDecisions:
        return found.model_copy(update={"verdict": _verdict(word, sentence.clip_key, by, why)})

    _change_sentence(edition, place, change, expected)


def judge(
    edition: OnDesk, word: Judgement | None, *, by: str = "", why: str = "", expected: str | None = None
) -> None:
    """Approve or reject the edition as it sounds now; None takes a verdict back."""
    digest = sound_digest(edition.manifest)

    def change(decisions: Decisions) -> Decisions:
        if expected is not None and version(f"{version(decisions)} {digest}") != expected:
            raise Overtaken("the edition", _told(decisions.edition))
        return decisions.model_copy(update={"edition": _verdict(word, digest, by, why)})

    update(edition.article(), change)


def _change_sentence(
    edition: OnDesk,
    place: str,
    change: Callable[[SentenceDecisions], SentenceDecisions],
    expected: str | None,
) -> None:
    key = edition.written_at(place)

    def changed(decisions: Decisions) -> Decisions:
        found = decisions.of(*key)
        if expected is not None and version(found) != expected:
            chosen = f"take {found.chosen} is chosen" if found.chosen else "no take is chosen"
            chosen += f" by {found.choice.by}" if found.choice and found.choice.by else ""
            raise Overtaken(f"sentence {place}", f"{chosen}, {_told(found.verdict)}, {len(found.take)} takes")
        return decisions.having(change(found))

    update(edition.article(), changed)


def _verdict(word: Judgement | None, of: str, by: str, why: str) -> Verdict | None:
    return None if word is None else Verdict(verdict=word, of=of, by=by, at=now(), why=why)


def _told(verdict: Verdict | None) -> str:
    if verdict is None:
        return "no verdict"
    return f"{verdict.verdict}{f' by {verdict.by}' if verdict.by else ''}"
