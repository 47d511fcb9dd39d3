"""feed.toml: what a feed says of itself and which editions it holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from audio_edition.config_file import check_config, read_config
from audio_edition.errors import FeedError
from audio_edition.feed.tables import categories

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]
FileName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*\.xml$")]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Person(_Table):
    """Someone of the regular cast (podcast:person)."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=128)]
    role: str = "host"
    group: str = "cast"
    href: str | None = None


class Feed(_Table):
    """One feed. Several feeds can be built from the same editions."""

    title: Text
    description: Text
    file: FileName = "feed.xml"
    link: str | None = None
    """Home page; the site's own address when left out."""
    language: Language = "nn"
    """RFC 5646. Set `no` where a directory does not list Nynorsk."""
    author: str | None = None
    owner_name: str | None = None
    owner_email: str | None = None
    category: tuple[str, ...] = ("News", "Daily News")
    """Apple's category and, if any, its subcategory."""
    explicit: bool = False
    image: str | None = None
    """Picture beside feed.toml, or an https address; drawn from title and author when left out."""
    copyright: str | None = None
    guid: str | None = None
    """podcast:guid; worked out from the feed's first address and remembered when left out."""
    locked: bool = True
    medium: Literal["podcast", "newsletter"] = "podcast"
    update: str | None = "FREQ=DAILY"
    """podcast:updateFrequency as an RFC 5545 rule."""
    person: tuple[Person, ...] = ()
    limit: int = Field(100, ge=1, le=1000)
    """The newest so many editions; older ones leave the feed, their files stay."""
    new_feed_url: str | None = None
    block: bool = False
    complete: bool = False

    section: str | None = None
    """Only editions of this section of the newspaper."""
    byline: str | None = None
    """Only editions with this author."""
    voice: str | None = None
    """Only editions narrated by this voice."""
    publisher: str | None = None

    @field_validator("category")
    @classmethod
    def _known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        table = categories()
        if not value or value[0] not in table or len(value) > 2:
            raise ValueError(f"is no category of Apple's; categories: {', '.join(sorted(table))}")
        if len(value) == 2 and value[1] not in table[value[0]]:
            known = ", ".join(table[value[0]]) or "none"
            raise ValueError(f"'{value[1]}' is no subcategory of {value[0]}; subcategories: {known}")
        return value


class FeedConfig(_Table):
    """A whole feed.toml: where the folder of editions is published, and its feeds by name."""

    site_url: str
    """Address at which the folder of editions is found, https."""
    keep_days: int = Field(14, ge=0)
    """A sound file that no feed names any more is kept this long, for those who have begun to listen."""
    feeds: dict[str, Feed] = Field(min_length=1)

    @field_validator("site_url")
    @classmethod
    def _address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("https", "http") or not parts.netloc or not value.isascii():
            raise ValueError("must be an address such as https://lyd.example.no/")
        return value.rstrip("/") + "/"

    @field_validator("feeds")
    @classmethod
    def _own_files(cls, value: dict[str, Feed]) -> dict[str, Feed]:
        files = [feed.file for feed in value.values()]
        if len(set(files)) < len(files):
            raise ValueError("two feeds have the same 'file'; give each its own")
        return value


def load_feed_config(path: Path) -> FeedConfig:
    """Read feed.toml. Raises FeedError that names the key."""
    missing = "there is no such file; docs/publishing.md shows what belongs in it"
    table = read_config(path, missing=missing, error_class=FeedError)
    return check_config(FeedConfig, table, path, FeedError)
