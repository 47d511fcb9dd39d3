"""The rules of the feed linter, by what they are about. One rule, one question."""

from __future__ import annotations

from audio_edition.feed.rules import (
    alternates,
    channel,
    chapters,
    document,
    enclosures,
    files,
    items,
    pictures,
    structure,
    transcripts,
    values,
)
from audio_edition.feed.rules.rule import FeedRule

RULES: tuple[FeedRule, ...] = (
    document.encoding,
    document.namespaces,
    document.outermost,
    structure.structure,
    channel.self_link,
    channel.atom_links,
    channel.category,
    channel.owner_mail,
    channel.new_address,
    channel.plain_picture,
    channel.pauses,
    channel.has_items,
    channel.people,
    values.description_bytes,
    values.markup,
    values.dates,
    values.timestamps,
    pictures.image,
    pictures.other_images,
    items.one_enclosure,
    items.recommended,
    items.unique,
    items.guid_permalink,
    items.serial,
    items.number_in_title,
    items.live,
    enclosures.enclosure,
    enclosures.enclosure_file,
    enclosures.durations,
    alternates.alternates,
    alternates.integrity,
    chapters.chapters,
    chapters.podlove,
    chapters.soundbites,
    transcripts.transcripts,
    files.missing_files,
    channel.synthetic,
)
"""In the order in which their findings are shown."""
