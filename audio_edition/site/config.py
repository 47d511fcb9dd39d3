"""site.toml: where a site's parts lie. Everything has a default; an empty file will do."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

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
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        return SiteConfig.model_validate(table)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: not a readable TOML file: {error}") from error
    except ValidationError as error:
        problem = error.errors()[0]
        key = ".".join(str(part) for part in problem["loc"])
        if problem["type"] == "extra_forbidden":
            raise SettingsError(
                f"{path}: unknown key '{key}'; known keys: {', '.join(SiteConfig.model_fields)}"
            ) from error
        about = f"key '{key}': " if key else ""
        raise SettingsError(f"{path}: {about}{problem['msg'].removeprefix('Value error, ')}") from error
