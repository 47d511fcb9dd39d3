"""site.toml: what a site is called, where it is found and where its parts lie. An empty file will do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from audio_edition.config_file import check_config, read_config
from audio_edition.errors import FeedError, SettingsError
from audio_edition.feed.config import FeedConfig, load_feed_config
from audio_edition.settings import CONFIG_NAME, Settings, is_given, load_settings, settings_from
from audio_edition.shown import shown

SITE_NAME = "site.toml"


class SiteConfig(BaseModel):
    """Paths are relative to the site's folder."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = "Lydutgåver"
    """Heading of the site's page, and title of its feed."""
    url: str | None = None
    """Address at which the published folder is found. With it a feed is made without feed.toml."""
    description: str | None = None
    publisher: str | None = None
    """Used where an article names none; the feed's author."""
    owner_email: str | None = None
    settings: dict[str, Any] = {}
    """The options of `make`, as in audio-edition.toml, which wins where there is one."""
    feeds: dict[str, dict[str, Any]] = {}
    """Feeds as in feed.toml; the first one is that of all editions unless it says otherwise."""
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
    embargo: bool = True
    """Hold back an article that is dated later than now, until then."""
    cluster: str | None = None
    """`tcp://HOST:8786` or `local:4`: a Dask cluster makes the articles; see docs/cluster.md."""
    store: str | None = None
    """`s3://BUCKET/FOLDER`: editions, feeds and pages go to this object store; see docs/cluster.md."""
    feeds_every_s: float = Field(600.0, gt=0)
    """While a run is still at work: how long a finished edition waits at most before feeds and pages have it."""
    notify: tuple[str, ...] = ()
    """Command that is run when something happened; the path of a JSON file is added to it."""
    webhook: str | None = None
    """Address that is told of every edition, see site/webhook.py."""


class Site:
    """A site's folder with its settings."""

    def __init__(self, folder: Path) -> None:
        """Raises SettingsError when `folder` is no site, or for a key that cannot be used."""
        # An inbox makes a site: everything in site.toml has a default.
        if not is_given(folder / SITE_NAME) and not (folder / "inbox").is_dir():
            here = (
                "there is no such site folder"
                if not folder.is_dir()
                else f"there is no {SITE_NAME} here, so this is no site"
            )
            raise SettingsError(
                f"{folder}: {here}; make one with: audio-edition init {folder} --title … --url …"
            )
        self.folder = folder
        self.config = _load(folder / SITE_NAME)
        self.inbox = folder / self.config.inbox
        self.editions = folder / self.config.editions
        self.feed = folder / self.config.feed
        self.sources = folder / self.config.sources
        self.lexicon = folder / self.config.lexicon
        self._keep_apart()

    def _keep_apart(self) -> None:
        """What is published must hold nothing that is not meant for the public, and no article must be taken for an
        edition. Links are followed: what counts is where a folder lies.
        """
        where = f"{self.folder / SITE_NAME}: key 'editions'"
        try:
            folder, inbox, editions = (path.resolve() for path in (self.folder, self.inbox, self.editions))
        except (OSError, ValueError, RuntimeError) as error:
            raise SettingsError(f"{where}: cannot be found: {shown(error)}") from error
        for kept in (folder, inbox):
            if kept.is_relative_to(editions):
                raise SettingsError(f"{where}: must be a folder of its own; {editions} also holds {kept}")
        if editions.is_relative_to(inbox):
            raise SettingsError(f"{where}: {editions} lies in the inbox {inbox}; choose a folder beside it")
        if editions.exists() and not editions.is_dir():
            raise SettingsError(f"{where}: {editions} is a file, not a folder; choose another")

    @property
    def has_sources(self) -> bool:
        """Whether something is to be fetched. Raises SettingsError for what has the file's name and is none."""
        return is_given(self.sources)

    def settings(self) -> Settings:
        """Settings of the site's editions, and its lexicon, which wins.

        audio-edition.toml of the site where there is one, else the table [settings] of site.toml.
        """
        path = self.folder / CONFIG_NAME
        table = self.config.settings
        if is_given(path):
            if table:
                raise SettingsError(f"{path}: site.toml has [settings] too; keep one of the two")
            settings = load_settings(path)
        else:
            settings = settings_from(table, self.folder / SITE_NAME)
        if self.config.cluster is not None:
            settings = settings.model_copy(update={"cluster": self.config.cluster})
        if self.config.store is not None:
            Settings(store=self.config.store)  # is it an address?
            settings = settings.model_copy(update={"store": self.config.store})
        if settings.publisher is None and self.config.publisher:
            settings = settings.model_copy(update={"publisher": self.config.publisher})
        if settings.site_url is None and (feeds := self.feeds()) is not None:
            settings = settings.model_copy(update={"site_url": feeds.site_url})
        if is_given(self.lexicon) and self.lexicon not in settings.lexicon:
            settings = settings.model_copy(update={"lexicon": (*settings.lexicon, self.lexicon)})
        return settings

    def feeds(self) -> FeedConfig | None:
        """The feeds: those of feed.toml where there is one, else what site.toml says; None without an address.

        Raises FeedError that names the file and the key.
        """
        if is_given(self.feed):
            return load_feed_config(self.feed)
        if self.config.url is None:
            return None
        shared: dict[str, Any] = {"author": self.config.publisher or self.config.title}
        if self.config.owner_email:
            shared["owner_email"] = self.config.owner_email
        whole = {
            "title": self.config.title,
            "description": self.config.description
            or f"{self.config.title}: artiklar lesne av ei syntetisk røyst.",
        }
        table = {"alle": whole} | {
            name: (whole if name == "alle" else {}) | feed for name, feed in self.config.feeds.items()
        }
        config = {
            "site_url": self.config.url,
            "feeds": {name: shared | feed for name, feed in table.items()},
        }
        return check_config(FeedConfig, config, self.folder / SITE_NAME, FeedError)


def _load(path: Path) -> SiteConfig:
    table = read_config(path, missing="there is no such file") if is_given(path) else {}
    return check_config(SiteConfig, table, path)
