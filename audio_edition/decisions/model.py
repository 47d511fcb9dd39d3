"""Decisions as they stand in the file: frozen, with every key checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


def places(written: Iterable[str]) -> Iterator[tuple[str, int]]:
    """(sentence, which of those with the same words) of each written sentence, as decisions name them."""
    seen: Counter[str] = Counter()
    for text in written:
        words = " ".join(text.split())
        seen[words] += 1
        yield words, seen[words]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Verdict(_Table):
    """A yes or a no, and what it was said of."""

    verdict: Literal["approved", "rejected"]
    of: str
    """What was heard: the key of the sentence's clip; of an edition, the digest of all its sentences and clips."""
    by: str = ""
    at: datetime | None = None
    why: str = ""


class Choice(_Table):
    """Who chose a take, or went back to the edition's own reading."""

    by: str = ""
    at: datetime | None = None
    why: str = ""


class Take(_Table):
    """Another reading of a sentence: what differs from the edition's own."""

    number: int = Field(ge=1)
    text: str | None = None
    """The sentence as the editor writes it, with `{word|respelling}` where a word is said otherwise."""
    rate: float = Field(1.0, ge=0.5, le=2.0)
    """Times the edition's own rate."""
    seed: int = Field(0, ge=0, le=2**32 - 1)
    """Another draw, for voices that leave something to chance."""
    voice: str | None = None
    """`ID` or `ID:SPEAKER`."""
    by: str = ""
    at: datetime | None = None
    why: str = ""

    @property
    def recipe(self) -> tuple[object, ...]:
        """What decides how it sounds."""
        return self.text, self.rate, self.seed, self.voice


class SentenceDecisions(_Table):
    """All that was decided of one sentence."""

    written: str
    """The sentence as it stands in the article."""
    occurrence: int = Field(1, ge=1)
    """Which of several sentences with the same words."""
    chosen: int | None = None
    """Number of the take that is published; None: the edition's own reading."""
    choice: Choice | None = None
    """Who chose it; None where it was written by hand."""
    verdict: Verdict | None = None
    take: tuple[Take, ...] = ()

    @model_validator(mode="after")
    def _chosen_is_there(self) -> SentenceDecisions:
        numbers = [take.number for take in self.take]
        if len(set(numbers)) < len(numbers):
            raise ValueError(f"two takes of «{self.written[:60]}» have the same number")
        if self.chosen is not None and self.chosen not in numbers:
            raise ValueError(f"take {self.chosen} of «{self.written[:60]}» is chosen and is not there")
        return self

    @property
    def place(self) -> tuple[str, int]:
        return self.written, self.occurrence

    @property
    def chosen_take(self) -> Take | None:
        return next((take for take in self.take if take.number == self.chosen), None)


class Decisions(_Table):
    """The file: of the edition, and of its sentences."""

    edition: Verdict | None = None
    sentence: tuple[SentenceDecisions, ...] = ()

    def of(self, written: str, occurrence: int = 1) -> SentenceDecisions:
        """What was decided of a sentence; an empty record where nothing was."""
        place = (" ".join(written.split()), occurrence)
        found = (one for one in self.sentence if one.place == place)
        return next(found, SentenceDecisions(written=place[0], occurrence=occurrence))

    def having(self, changed: SentenceDecisions) -> Decisions:
        """These decisions with those of one sentence replaced; a sentence of which nothing is said is left out."""
        kept = [one for one in self.sentence if one.place != changed.place]
        if changed.take or changed.verdict or changed.choice:
            kept.append(changed)
        return self.model_copy(update={"sentence": tuple(kept)})
