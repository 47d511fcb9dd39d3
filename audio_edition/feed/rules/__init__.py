"""The rules of the feed linter, by what they are about. One rule, one question."""

from __future__ import annotations

from audio_edition.feed.rules import channel, companions, enclosures, items, pictures, values
from audio_edition.feed.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    channel.channel_required,
    channel.self_link,
    values.description_bytes,
    channel.language,
    channel.category,
    values.explicit,
    channel.channel_guid,
    pictures.image,
    channel.owner_mail,
    channel.has_items,
    items.item_required,
    enclosures.enclosure,
    enclosures.enclosure_file,
    items.unique,
    items.guid_permalink,
    values.dates,
    enclosures.durations,
    items.episode_numbers,
    values.short_values,
    companions.transcripts,
    companions.chapters,
    companions.missing_files,
    channel.synthetic,
)
"""In the order in which their findings are shown."""
