"""Build every feed of a folder of editions: published files first, the feeds last."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from audio_edition.disk import told, write_whole
from audio_edition.errors import FeedError
from audio_edition.feed.config import Feed, FeedConfig, load_feed_config
from audio_edition.feed.editions import FeedEditions, FeedItem, content_name
from audio_edition.feed.media import MEDIA, OPML, Media
from audio_edition.feed.opml import write_opml
from audio_edition.feed.rss import podcast_guid, write_rss


@dataclass(frozen=True, slots=True)
class Built:
    """A feed after a build."""

    name: str
    path: Path
    url: str
    items: int
    changed: bool


def build_feeds(
    folder: Path,
    config_path: Path,
    *,
    config: FeedConfig | None = None,
    now: datetime | None = None,
    media: Media | None = None,
) -> list[Built]:
    """Build the feeds of `config_path` from the editions in `folder`; files that do not change are not written.

    `config` is taken where it is known already; pictures are looked for beside `config_path` all the same.
    `media`: where what is published lies, default in `folder`. Raises FeedError, SettingsError (the show's picture), PublishError.
    """
    config = config or load_feed_config(config_path)
    store = FeedEditions(folder, config.site_url, media)
    items = store.items(now)
    named: set[str] = set()
    written: list[tuple[str, Feed, int, bytes]] = []
    for name, feed in config.feeds.items():
        chosen = [item for item in items if _belongs(item, feed)][: feed.limit]
        for item in chosen:
            store.publish(item)
            named |= set(item.files.values())
        image, image_file = _picture(name, feed, config, folder, config_path.parent)
        named |= {image_file} if image_file else set()
        guid = feed.guid or store.feed_guid(name, podcast_guid(config.site_url + feed.file))
        written.append((name, feed, len(chosen), write_rss(feed, config, chosen, guid, image)))
    store.save()
    built = [
        Built(
            name,
            folder / feed.file,
            config.site_url + feed.file,
            count,
            write_if_changed(folder / feed.file, data),
        )
        for name, feed, count, data in written
    ]
    title = next(iter(config.feeds.values())).author or next(iter(config.feeds.values())).title
    write_if_changed(folder / OPML, write_opml(config, title))
    store.prune(named, config.keep_days, now or datetime.now(UTC))
    store.save()
    return built


def write_if_changed(path: Path, data: bytes) -> bool:
    """Write `data` whole unless the file holds it already; returns whether it was written."""
    if path.is_file() and path.read_bytes() == data:
        return False
    write_whole(path, data)
    return True


def _belongs(item: FeedItem, feed: Feed) -> bool:
    manifest = item.manifest
    narrator = manifest.voice["narrator"]
    voice = feed.voice is None or feed.voice in (narrator.id, narrator.member)
    byline = feed.byline is None or feed.byline.casefold() in {name.casefold() for name in manifest.byline}
    section = feed.section is None or (manifest.section or "").casefold() == feed.section.casefold()
    publisher = feed.publisher is None or manifest.publisher == feed.publisher
    return voice and byline and section and publisher and "edition.mp3" in item.files


def _picture(name: str, feed: Feed, config: FeedConfig, folder: Path, beside: Path) -> tuple[str, str | None]:
    """Address of the show's picture and its file under `folder`, if it is ours."""
    if feed.image and feed.image.startswith(("https://", "http://")):
        return feed.image, None
    source = beside / feed.image if feed.image else None
    if source is not None and not source.is_file():
        raise FeedError(f"feeds.{name}.image: there is no file {source}")
    # The drawing costs a second; its name is a hash of what it is drawn from, so it is drawn once.
    recipe = source.read_bytes() if source else f"{feed.title}\n{feed.author}".encode()
    path = content_name(recipe, "show", ".jpg")
    target = folder / path
    if not target.is_file():
        from audio_edition.page.cover import make_cover

        with told(target.parent):
            target.parent.mkdir(exist_ok=True)
        cover = make_cover(feed.title, None, feed.author, picture=source)
        data = io.BytesIO()
        cover.save(data, "JPEG", quality=88, optimize=True, dpi=(72, 72))
        write_whole(target, data.getvalue())
    assert path.startswith(MEDIA)
    return config.site_url + path, path
