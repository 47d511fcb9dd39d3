"""What needs an editor, over all editions of a site: the worst first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from audio_edition.decisions.beside import decisions_file
from audio_edition.decisions.store import read_decisions
from audio_edition.desk.room import OnDesk, Room, place_of
from audio_edition.edition.policy import decided, reasons_to_wait, stale_verdicts, verdict_on
from audio_edition.edition.waiting import Policy
from audio_edition.errors import AudioEditionError
from audio_edition.fault import Fault
from audio_edition.phonemise.lexicon import Lexicon
from audio_edition.phonemise.lexicon_review import Review, review

Concern = Literal["unreadable", "rejected", "hard", "waits", "stale", "soft", "contradicts", "unknown"]
ORDER: tuple[Concern, ...] = (
    "unreadable", "rejected", "hard", "waits", "stale", "soft", "contradicts", "unknown",
)  # fmt: skip
MOST_WORDS = 40


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to look at."""

    kind: Concern
    edition: OnDesk
    text: str
    """The program's own words about it, in English; of a rejection, the editor's."""
    place: str = ""
    """Of the sentence; empty where it is about the whole edition."""
    written: str = ""
    word: str = ""
    ipa: str = ""
    weight: float = 0.0
    faults: tuple[Fault, ...] = ()
    """Of the sentence; `text` is empty then."""


class Overview:
    """What needs an editor; an edition is looked at again only when it or what was decided of it has changed."""

    def __init__(self) -> None:
        self._looked: dict[str, tuple[OnDesk, object, list[Problem]]] = {}

    def problems(self, room: Room, editions: Sequence[OnDesk]) -> list[Problem]:
        """All of them, worst first; an article that nobody can read tells so and stops none.

        `editions`: the same objects as the last time where nothing has changed, as `DeskState.editions` gives them.
        """
        policy = room.settings().publish
        looked: dict[str, tuple[OnDesk, object, list[Problem]]] = {}
        for edition in editions:
            stamp = policy, _stamp(edition)
            known = self._looked.get(edition.name)
            if known is None or known[0] is not edition or known[1] != stamp:
                known = edition, stamp, list(_of(edition, policy))
            looked[edition.name] = known
        self._looked = looked
        found = [one for _, _, problems in looked.values() for one in problems]
        found += _words(room, editions)
        return sorted(found, key=lambda one: (ORDER.index(one.kind), -one.weight))


def _stamp(edition: OnDesk) -> tuple[object, ...]:
    """Of the article's being there and of the file of decisions: another one when either changes."""
    if edition.source is None or not edition.source.is_file():
        return ()
    path = decisions_file(str(edition.source))
    try:
        status = path.stat() if path is not None else None
    except OSError:
        return (edition.source,)
    # A file that is written whole has a new inode, also within one tick of the clock.
    return () if status is None else (status.st_mtime_ns, status.st_size, status.st_ino)


def user_reviews(room: Room) -> dict[str, Review]:
    """Word → review of each entry of the site's lexicons that says otherwise than the program's own."""
    lexicons = [Lexicon.load(path) for path in room.settings().lexicon if path.is_file()]
    reviewed = review(Lexicon.merged(lexicons))
    return {one.entry.word: one for one in reviewed if one.kind in ("contradicts", "changed")}


def _of(edition: OnDesk, policy: Policy) -> Iterator[Problem]:
    try:
        decisions = read_decisions(edition.article())
    except AudioEditionError as error:
        if edition.source is not None and edition.source.is_file():
            yield Problem("unreadable", edition, str(error))
        return
    for section, sentence, of in decided(edition.manifest, decisions):
        place, verdict = place_of(section, sentence), verdict_on(sentence, of)
        if verdict == "rejected" and of.verdict is not None:
            yield Problem("rejected", edition, of.verdict.why, place, sentence.written)
        elif sentence.faults and verdict != "approved":
            hard = any(fault.hard for fault in sentence.faults)
            weight = len(sentence.faults) + (sentence.doubt or 0.0)
            yield Problem(
                "hard" if hard else "soft", edition, "", place, sentence.written,
                weight=weight, faults=sentence.faults,
            )  # fmt: skip
    if edition.waits:
        reasons = reasons_to_wait(edition.manifest, decisions, policy)
        yield Problem("waits", edition, "; ".join(reasons))
    stale = [*stale_verdicts(edition.manifest, decisions)]
    written = {(" ".join(sentence.written.split())) for _, sentence in edition.manifest.sentences}
    stale += [
        f"«{one.written}» is not in the article any more"
        for one in decisions.sentence
        if one.written not in written
    ]
    for text in stale:
        yield Problem("stale", edition, text)


def _words(room: Room, editions: Sequence[OnDesk]) -> Iterator[Problem]:
    """Words that nobody has written down, the most frequent first, and the site's own entries that contradict ours."""
    reviews = user_reviews(room)
    unknown: dict[str, tuple[int, OnDesk, str]] = {}
    told: set[str] = set()
    for edition in editions:
        for word in edition.manifest.unknown_words:
            count, first, ipa = unknown.get(word.word, (0, edition, word.ipa))
            unknown[word.word] = count + word.count, first, ipa
        if reviews:
            for section, sentence in edition.manifest.sentences:
                for one in sentence.words:
                    if one.source == "user" and one.grapheme in reviews and one.grapheme not in told:
                        told.add(one.grapheme)
                        found = reviews[one.grapheme]
                        yield Problem(
                            "contradicts", edition, found.own, place_of(section, sentence), sentence.written,
                            one.grapheme, one.ipa,
                        )  # fmt: skip
    often = sorted(unknown.items(), key=lambda item: -item[1][0])[:MOST_WORDS]
    for text, (count, edition, ipa) in often:
        for section, sentence in edition.manifest.sentences:
            if any(one.grapheme == text for one in sentence.words):
                yield Problem(
                    "unknown", edition, "", place_of(section, sentence), sentence.written, text, ipa, count
                )
                break


__all__ = ["Overview", "Problem", "user_reviews"]
