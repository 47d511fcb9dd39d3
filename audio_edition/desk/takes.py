"""Takes: other readings of a sentence, spoken, numbered and kept beside the article."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from audio_edition.article.slug import slugify
from audio_edition.decisions.apply import with_take
from audio_edition.decisions.beside import takes_folder
from audio_edition.decisions.model import Decisions, Take
from audio_edition.decisions.store import read_decisions, update
from audio_edition.desk.booth import Booth
from audio_edition.desk.room import OnDesk
from audio_edition.disk import whole
from audio_edition.errors import AudioEditionError, UsageError
from audio_edition.types import Clip

SLOWER, FASTER = 0.92, 1.08
"""What a sentence is tried with first when nobody says how it is to be said."""


@dataclass(frozen=True, slots=True)
class HeardTake:
    """A take and how it sounds."""

    take: Take
    clip: Clip | None
    """None where it cannot be spoken any more."""
    path: Path
    """A copy of its sound with a name that a person can find; not there where it was not spoken."""
    problem: str = ""
    """Why it cannot be spoken, or what the quality gate holds against it."""


def usual() -> list[Take]:
    """What is tried when nothing is asked for: slower, faster, and another draw of what a voice leaves to chance."""
    return [Take(number=1, rate=SLOWER), Take(number=1, rate=FASTER), Take(number=1, seed=7)]


def make_takes(
    booth: Booth, edition: OnDesk, place: str, wanted: Sequence[Take], *, by: str = "", why: str = ""
) -> tuple[list[HeardTake], list[str]]:
    """Speak the `wanted` takes (their numbers are given here) and keep those that sound otherwise than what is there;
    returns them and a sentence for each that was not kept.

    Raises UsageError when the article or the sentence is gone, LexiconError for a respelling that cannot be read,
    VoiceError for a voice that is not ready.
    """
    source, (written, occurrence) = edition.article(), edition.written_at(place)
    reading = booth.reading(source)
    own = reading.at(written, occurrence)
    known = {_sound(booth.speak([own])[0]): "the edition's own reading"}
    for take in read_decisions(source).of(written, occurrence).take:
        if heard := _try(booth, edition, place, take).clip:
            known.setdefault(_sound(heard), f"take {take.number}")
    spoken: list[tuple[Take, Clip]] = []
    left_out: list[str] = []
    for take in wanted:
        clip = booth.speak([with_take(own, take, reading.front)])[0]
        same = known.setdefault(_sound(clip), f"the take {_recipe(take)}")
        if same == f"the take {_recipe(take)}":
            spoken.append((take, clip))
        else:
            left_out.append(f"{_recipe(take)}: sounds the same as {same}; not kept")
    kept: list[Take] = []

    def add(decisions: Decisions) -> Decisions:
        kept.clear()
        found = decisions.of(written, occurrence)
        number = max((take.number for take in found.take), default=0)
        for take, _ in spoken:
            number += 1
            stamp = {"number": number, "by": by, "why": why, "at": now()}
            kept.append(take.model_copy(update=stamp))
        return decisions.having(found.model_copy(update={"take": (*found.take, *kept)}))

    if spoken:
        update(source, add)
    made = [
        HeardTake(take, clip, _keep(source, (written, occurrence), take, clip), _faults(clip))
        for take, (_, clip) in zip(kept, spoken, strict=True)
    ]
    return made, left_out


def takes_of(booth: Booth, edition: OnDesk, place: str) -> list[HeardTake]:
    """All takes of a sentence, spoken where the cache has lost them."""
    written, occurrence = edition.written_at(place)
    takes = read_decisions(edition.article()).of(written, occurrence).take
    return [_try(booth, edition, place, take) for take in takes]


def own_reading(booth: Booth, edition: OnDesk, place: str) -> Clip:
    """The clip of the edition's own reading."""
    return booth.speak([booth.reading(edition.article()).at(*edition.written_at(place))])[0]


def _try(booth: Booth, edition: OnDesk, place: str, take: Take) -> HeardTake:
    source, key = edition.article(), edition.written_at(place)
    path = _path(source, key, take)
    try:
        reading = booth.reading(source)
        clip = booth.speak([with_take(reading.at(*key), take, reading.front)])[0]
    except AudioEditionError as error:
        return HeardTake(take, None, path, str(error))
    if not path.is_file():
        _keep(source, key, take, clip)
    return HeardTake(take, clip, path, _faults(clip))


def _keep(source: str, key: tuple[str, int], take: Take, clip: Clip) -> Path:
    path = _path(source, key, take)
    with whole(path, flush=False) as temporary:
        shutil.copyfile(clip.path, temporary)
    return path


def _path(source: str, key: tuple[str, int], take: Take) -> Path:
    folder = takes_folder(source)
    if folder is None:
        raise UsageError("an article that came by standard input has no place for takes; save it as a file")
    mark = hashlib.blake2b(f"{key[0]}\n{key[1]}".encode("utf-8", "replace"), digest_size=3).hexdigest()
    return folder / f"{slugify(key[0])[:40].strip('-')}-{mark}-{take.number}.flac"


def _sound(clip: Clip) -> str:
    """Digest of what is heard: two recipes may give one sound."""
    return hashlib.blake2b(clip.path.read_bytes()).hexdigest()


def _faults(clip: Clip) -> str:
    return ", ".join(fault.problem for fault in clip.faults)


def _recipe(take: Take) -> str:
    return told(take) or "without a change"


def told(take: Take) -> str:
    """What a take does otherwise, in a few words."""
    parts = [f"rate {take.rate:g}"] if take.rate != 1.0 else []
    parts += [f"seed {take.seed}"] if take.seed else []
    parts += [take.voice] if take.voice else []
    return ", ".join([*parts, *([f"«{take.text}»"] if take.text else [])])


def now() -> datetime:
    """The time it is, to the second."""
    return datetime.now(UTC).replace(microsecond=0)
