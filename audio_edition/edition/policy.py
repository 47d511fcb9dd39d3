"""Whether an edition goes out: the policy of the settings, and what editors have said.

`at_once`: always. `approved`: once an editor has approved just these sentences in just these sounds. `faultless`: once
nothing is surely wrong that no editor has heard and let pass. Under every policy an edition that an editor rejected
stays in. A verdict holds for what was heard: when a sentence is spoken anew it is stale, and is told instead of applied.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from audio_edition.counted import counted
from audio_edition.decisions.model import Decisions, SentenceDecisions, Verdict, places
from audio_edition.edition.waiting import Policy
from audio_edition.finding import Finding

if TYPE_CHECKING:
    from audio_edition.edition.manifest import Account, SectionRecord, SentenceRecord

_TOLD = 3
"""Reasons that are named; the rest is counted."""


def sound_digest(account: Account) -> str:
    """What an editor hears: digest of every sentence and its clip, in order."""
    digest = hashlib.blake2b(digest_size=16)
    for _, sentence in account.sentences:
        digest.update(f"{sentence.written}\n{sentence.clip_key}\n".encode())
    return digest.hexdigest()


def decided(
    account: Account, decisions: Decisions
) -> Iterable[tuple[SectionRecord, SentenceRecord, SentenceDecisions]]:
    """Every sentence of the edition with what was decided of it."""
    sentences, by_place = list(account.sentences), {one.place: one for one in decisions.sentence}
    named = places(sentence.written for _, sentence in sentences)
    for (section, sentence), place in zip(sentences, named, strict=True):
        yield (
            section,
            sentence,
            by_place.get(place) or SentenceDecisions(written=place[0], occurrence=place[1]),
        )


def verdict_on(sentence: SentenceRecord, of: SentenceDecisions) -> str:
    """`approved` or `rejected` where the verdict is of this very sound, else nothing."""
    return of.verdict.verdict if of.verdict is not None and of.verdict.of == sentence.clip_key else ""


def edition_verdict(account: Account, decisions: Decisions) -> Verdict | None:
    """The verdict on the whole edition, where it is of what the edition is now."""
    verdict = decisions.edition
    return verdict if verdict is not None and verdict.of == sound_digest(account) else None


def stale_verdicts(account: Account, decisions: Decisions) -> list[str]:
    """A sentence for each verdict on something that sounds otherwise now."""
    stale = []
    if decisions.edition is not None and edition_verdict(account, decisions) is None:
        stale.append(f"the edition was {_told(decisions.edition)}, and has been spoken otherwise since")
    for _, sentence, found in decided(account, decisions):
        if found.verdict is not None and not verdict_on(sentence, found):
            stale.append(f"«{found.written}» was {_told(found.verdict)}, and is spoken otherwise now")
    return stale


def reasons_to_wait(
    account: Account, decisions: Decisions, policy: Policy, findings: Iterable[Finding] = ()
) -> list[str]:
    """Why the edition is not to go out now; empty when it may. `findings` of a check of its files and sound: errors
    count, unless they are of a sentence that an editor let pass.
    """
    whole = edition_verdict(account, decisions)
    if whole is not None and whole.verdict == "rejected":
        return [_told(whole)]
    if policy == "at_once":
        return []
    verdicts = [
        ((section.index, sentence.index), sentence, verdict_on(sentence, found))
        for section, sentence, found in decided(account, decisions)
    ]
    reasons = [f"«{sentence.written}» is rejected" for _, sentence, said in verdicts if said == "rejected"]
    if whole is not None:
        return _first(reasons)
    if policy == "approved":
        return _first([*reasons, "no editor has approved it"])
    passed = {place for place, _, said in verdicts if said == "approved"}
    faulty = {
        place: sentence for place, sentence, _ in verdicts if any(fault.hard for fault in sentence.faults)
    }
    for place, sentence in faulty.items():
        if place not in passed:
            hard = ", ".join(fault.problem for fault in sentence.faults if fault.hard)
            reasons.append(f"«{sentence.written}»: {hard}")
    for finding in findings:
        place = (finding.section or 0, finding.sentence or 0)
        told = finding.sentence is not None and (place in passed or place in faulty)
        if finding.is_error and not told:
            reasons.append(finding.text)
    return _first(reasons)


def _told(verdict: Verdict) -> str:
    by = f" by {verdict.by}" if verdict.by else ""
    return f"{verdict.verdict}{by}{f': {verdict.why}' if verdict.why else ''}"


def _first(reasons: list[str]) -> list[str]:
    more = len(reasons) - _TOLD
    return [*reasons[:_TOLD], f"and {counted(more, 'reason')} more"] if more > 0 else reasons
