"""Published files that no feed names any more go after some days, whatever the clock was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from audio_edition.feed.editions import FeedEditions
from audio_edition.feed.media import MEDIA

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def test_files_without_a_feed_go_after_the_days_even_if_the_clock_was_ahead() -> None:
    names = ["ny.mp3", "ute.mp3", "gamal.mp3", "framtid.mp3"]
    retired = {
        "gamal.mp3": (NOW - timedelta(8)).isoformat(),
        "framtid.mp3": (NOW + timedelta(4000)).isoformat(),
    }
    gone: list[str] = []
    feed = SimpleNamespace(
        _memory={"retired": retired}, _media=SimpleNamespace(names=lambda: list(names), remove=gone.append)
    )
    assert FeedEditions.prune(feed, {f"{MEDIA}/ny.mp3"}, 7, NOW) == ["gamal.mp3"] == gone  # type: ignore[arg-type]
    assert set(retired) == {"ute.mp3", "framtid.mp3"}
    names.remove("gamal.mp3")
    assert FeedEditions.prune(feed, {f"{MEDIA}/ny.mp3"}, 7, NOW + timedelta(7)) == ["ute.mp3", "framtid.mp3"]  # type: ignore[arg-type]
