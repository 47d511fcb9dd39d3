"""Where an editor works: the editions of a site, or of a folder that `make` wrote, those that wait among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from audio_edition.decisions.model import places
from audio_edition.edition.batch import make_all
from audio_edition.edition.index import Index
from audio_edition.edition.manifest import Manifest, SectionRecord, SentenceRecord, read_manifest
from audio_edition.edition.outcome import Outcome
from audio_edition.edition.publish import locked
from audio_edition.edition.studio import Studio
from audio_edition.edition.talk import Quiet, Talk
from audio_edition.edition.waiting import waiting_folder
from audio_edition.errors import SettingsError, UsageError
from audio_edition.settings import Settings, load_settings
from audio_edition.shown import shown
from audio_edition.site.config import Site
from audio_edition.site.fitness import findings_of
from audio_edition.site.night import Night
from audio_edition.site.nightly import publish

LEAD_IN = "l"
"""What stands for the sentence's number where it is the lead-in of its section: `4.l`."""


@dataclass(frozen=True, slots=True)
class OnDesk:
    """An edition as an editor has it before them."""

    name: str
    """Of its folder."""
    folder: Path
    manifest: Manifest
    source: Path | None
    """The article; None where it came by standard input or is gone."""
    waits: bool
    """It is made and not published."""

    def article(self) -> str:
        """The article's name, for decisions. Raises UsageError where there is none to decide about."""
        if self.source is None or not self.source.is_file():
            raise UsageError(
                f"{self.folder}: its article is gone or came by standard input; nothing can be decided"
            )
        return str(self.source)

    def sentence(self, place: str) -> tuple[SectionRecord, SentenceRecord]:
        """The sentence at `SECTION.SENTENCE`. Raises UsageError that says which there are."""
        for section, sentence in self.manifest.sentences:
            if place_of(section, sentence) == place:
                return section, sentence
        raise UsageError(
            f"{self.folder}: there is no sentence {place}; see: audio-edition takes {self.folder}"
        )

    def sentences(self, place: str) -> list[str]:
        """The places in `place`: itself, or those of a whole section."""
        if "." in place:
            self.sentence(place)
            return [place]
        found = [place_of(*pair) for pair in self.manifest.sentences if str(pair[0].index) == place]
        if not found:
            raise UsageError(
                f"{self.folder}: there is no section {place} with sentences; see: audio-edition takes {self.folder}"
            )
        return found

    def written_at(self, place: str) -> tuple[str, int]:
        """(sentence, which of those with the same words) as decisions name it."""
        sentences = list(self.manifest.sentences)
        named = places(sentence.written for _, sentence in sentences)
        for (section, sentence), name in zip(sentences, named, strict=True):
            if place_of(section, sentence) == place:
                return name
        raise UsageError(f"{self.folder}: there is no sentence {place}")


def place_of(section: SectionRecord, sentence: SentenceRecord) -> str:
    """`SECTION.SENTENCE`, as `verify` counts them: from 0."""
    return f"{section.index}.{sentence.index if sentence.index >= 0 else LEAD_IN}"


class Room:
    """The editions in one folder, with the settings they are made with."""

    def __init__(self, editions: Path, site: Site | None = None, settings: Settings | None = None) -> None:
        """`settings`: of a folder that belongs to no site."""
        self.editions, self.site, self._settings = editions, site, settings

    def settings(self) -> Settings:
        """Read anew each time: a lexicon may have been written meanwhile."""
        return self.site.settings() if self.site is not None else self._settings or load_settings()

    def names(self) -> list[str]:
        """Of all editions, also of those that only wait."""
        found = {
            folder.name
            for where in (self.editions, waiting_folder(self.editions))
            if where.is_dir()
            for folder in where.iterdir()
            if folder.name[0] not in "._" and folder.is_dir()
        }
        return sorted(found)

    def all(self) -> list[OnDesk]:
        """Every edition that can be read, newest first."""
        sources = self._sources()
        found = [self._open(name, sources) for name in self.names()]
        return sorted(filter(None, found), key=lambda one: one.manifest.made, reverse=True)

    def edition(self, name: str) -> OnDesk:
        """The edition in the folder `name`; the one that waits, where there are two. Raises UsageError."""
        found = self._open(name, self._sources()) if name in self.names() else None
        if found is None:
            raise UsageError(f"{self.editions / name}: there is no edition that can be read")
        return found

    def put_out(self, editions: Sequence[OnDesk], talk: Talk | None = None) -> Night:
        """Make what was decided heard: the editions, and of a site its feeds and pages too."""
        sources = [edition.article() for edition in editions]
        night = Night(self.site.folder if self.site is not None else self.editions)
        if self.site is None:
            night.outcomes = list(self._make(sources, talk))
            return night
        with locked(self.site.folder):
            night.outcomes = list(self._make(sources, talk))
            publish(self.site, night)
        return night

    def _make(self, sources: Sequence[str], talk: Talk | None) -> Sequence[Outcome]:
        settings = self.settings()
        embargo = self.site is not None and self.site.config.embargo
        studio = Studio(settings, talk or Quiet(), check=findings_of)
        try:
            return make_all(
                sources,
                self.editions,
                settings,
                studio=studio,
                embargo_at=datetime.now(UTC) if embargo else None,
            )
        finally:
            studio.close()

    def _open(self, name: str, sources: dict[str, Path | None]) -> OnDesk | None:
        waiting = waiting_folder(self.editions) / name
        folder = waiting if waiting.is_dir() else self.editions / name
        manifest = read_manifest(folder)
        if manifest is None:
            return None
        return OnDesk(name, folder, manifest, sources.get(name), folder == waiting)

    def _sources(self) -> dict[str, Path | None]:
        if not self.editions.is_dir():
            return {}
        index = Index(self.editions)
        return {entry.folder: index.source_path(entry) for entry in index.entries}


def room_of(folder: Path, config: Path | None = None) -> tuple[Room, OnDesk]:
    """The edition in `folder` and the room it belongs to.

    Outside a site the settings are those of `config`, else those that the edition was made with. Raises UsageError
    for a folder without an edition.
    """
    folder = folder.resolve()
    manifest = read_manifest(folder)
    if manifest is None:
        raise UsageError(
            f"{shown(folder)}: there is no edition here; give an edition's folder that `make` wrote"
        )
    editions = folder.parent
    if (plain := editions.name.removesuffix("-waiting")) != editions.name:
        editions = editions.with_name(plain)
    site = _site_of(editions)
    settings = None
    if site is None:
        settings = load_settings(config) if config is not None else _as_made(manifest.settings, folder)
    room = Room(site.editions if site is not None else editions, site, settings)
    return room, room.edition(folder.name)


def _site_of(editions: Path) -> Site | None:
    for folder in editions.parents:
        try:
            site = Site(folder)
        except SettingsError:
            continue
        if site.editions.resolve() == editions:
            return site
    return None


def _as_made(stored: Any, folder: Path) -> Settings:
    """The settings of a manifest; keys that this version does not know are left out."""
    known = {key: value for key, value in dict(stored).items() if key in Settings.model_fields}
    known.pop("sign", None)  # where the key lies is written nowhere
    try:
        return Settings(**known)
    except SettingsError as error:
        raise SettingsError(
            f"{folder}: its settings cannot be used any more ({error}); give --config"
        ) from error
