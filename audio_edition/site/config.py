"""site.toml: where a site's parts lie. Everything has a default; an empty file will do."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict, model_validator

from audio_edition.config_file import check_config, read_config
from audio_edition.errors import SettingsError
from audio_edition.settings import CONFIG_NAME, Settings, load_settings

SITE_NAME = "site.toml"


class SiteConfig(BaseModel):
    """Paths are relative to the site's folder."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = "Lydutgåver"
    """Heading of the site's page."""
    inbox: Path = Path("inbox")
    """Articles: every text, HTML and Markdown file under it."""
    editions: Path = Path("public")
    """The folder that is published: editions, feeds and pages."""
    feed: Path = Path("feed.toml")
    """Without this file no feed is built."""
    sources: Path = Path("sources.toml")
    """Without this file nothing is fetched."""
    lexicon: Path = Path("lexicon.tsv")
    """The site's own pronunciations; `fix` writes here."""
    verify: bool = True
    notify: tuple[str, ...] = ()
    """Command that is run when something happened; the path of a JSON file is added to it."""

    @model_validator(mode="after")
    def _apart(self) -> SiteConfig:
        """What is published must hold nothing that is not meant for the public."""
        inbox, editions = (Path(os.path.normpath(path)) for path in (self.inbox, self.editions))
        for kept in (inbox, Path(".")):
            if kept == editions or kept.is_relative_to(editions):
                raise ValueError(f"'editions' must be a folder of its own; {editions} also holds {kept}")
        return self


class Site:
    """A site's folder with its settings."""

    def __init__(self, folder: Path) -> None:
        """Raises SettingsError when `folder` is no site, or for a key that cannot be used."""
        if not folder.is_dir():
            raise SettingsError(
                f"{folder}: there is no such site folder; examples/site shows what belongs in one"
            )
        self.folder = folder
        self.config = _load(folder / SITE_NAME)
        self.inbox = folder / self.config.inbox
        self.editions = folder / self.config.editions
        self.feed = folder / self.config.feed
        self.sources = folder / self.config.sources
        self.lexicon = folder / self.config.lexicon

    def settings(self) -> Settings:
        """Settings of the site's editions: audio-edition.toml of the site, and its lexicon, which wins."""
        path = self.folder / CONFIG_NAME
        settings = load_settings(path) if path.is_file() else Settings()
        if self.lexicon.is_file() and self.lexicon not in settings.lexicon:
            settings = settings.model_copy(update={"lexicon": (*settings.lexicon, self.lexicon)})
        return settings


def _load(path: Path) -> SiteConfig:
    table = read_config(path, missing="there is no such file") if path.is_file() else {}
    return check_config(SiteConfig, table, path)
