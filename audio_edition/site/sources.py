"""sources.toml: where articles are fetched from, and how gently."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator

from audio_edition.config_file import check_config, read_config


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _web(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise ValueError(f"{url!r} is no http or https address: {error}") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{url!r} is no http or https address")
    return url


class FeedSource(_Table):
    """An RSS or Atom feed whose items are articles."""

    url: str
    limit: int = Field(20, ge=1, le=500)
    """The first so many items."""

    _check = field_validator("url")(_web)


class Sources(_Table):
    """A whole sources.toml."""

    feed: tuple[FeedSource, ...] = ()
    page: tuple[str, ...] = ()
    """Addresses of single articles."""
    skip: tuple[str, ...] = ()
    """Addresses that are never fetched, such as that of an article that was withdrawn here."""
    user_agent: str = "audio-edition (https://example.org/bot; set user_agent in sources.toml)"
    delay_s: float = Field(1.0, ge=0, le=60)
    """Between two requests to one host."""
    timeout_s: float = Field(20.0, gt=0, le=300)
    """For each answer as a whole."""
    max_bytes: int = Field(5_000_000, ge=1000, le=100_000_000)
    """Of each answer, unpacked."""
    max_redirects: int = Field(5, ge=0, le=20)
    allow_private: bool = False
    """Whether addresses of the private network may be fetched from."""

    @field_validator("user_agent")
    @classmethod
    def _can_be_sent(cls, value: str) -> str:
        if not value.strip() or not value.isascii() or not value.isprintable():
            raise ValueError("must be one line of plain letters (ASCII), as HTTP has it")
        return value

    @field_validator("page", "skip")
    @classmethod
    def _pages(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_web(url) for url in value)


def load_sources(path: Path) -> Sources:
    """Read sources.toml. Raises SettingsError that names the key."""
    table = read_config(path, missing="there is no such file; docs/publishing.md shows what belongs in it")
    return check_config(Sources, table, path)
